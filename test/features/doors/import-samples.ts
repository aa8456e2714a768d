import { queueImport } from '../imports/support.ts'
import { type Ask, fresh, make, type Sample } from './door.ts'

const line = () => JSON.stringify({ title: `Imported ${fresh()}` })

const upload = (): Ask => {
  const raw = new TextEncoder().encode(line())
  return {
    path: '/v1/admin/imports?format=ndjson&market=us',
    raw,
    headers: {
      'Content-Type': 'application/x-ndjson',
      'Content-Length': String(raw.length),
      'Idempotency-Key': `sample-${fresh()}`,
    },
  }
}
const queued = () => queueImport(line(), { actor: 'staff:https://issuer.test#tester' })

export const importSamples: Record<string, Sample> = {
  startImport: upload,
  listImports: () => ({ path: '/v1/admin/imports' }),
  readImport: async () => ({ path: `/v1/admin/imports/${await queued()}` }),
  listImportErrors: async () => ({ path: `/v1/admin/imports/${await queued()}/errors` }),
  listImportChanges: async () => ({ path: `/v1/admin/imports/${await queued()}/changes` }),
  cancelImport: async () => ({ path: `/v1/admin/imports/${await queued()}/cancel` }),
  resumeImport: async () => {
    const id = await queued()
    await make('POST', `/v1/admin/imports/${id}/cancel`, 'imports:write')
    return { path: `/v1/admin/imports/${id}/resume` }
  },
  readPublication: () => ({ path: '/v1/admin/publication' }),
  rebuildPublication: () => ({ path: '/v1/admin/publication/rebuild' }),
}
