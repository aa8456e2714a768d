import { env } from 'cloudflare:workers'
import { fresh, make, type Sample } from './door.ts'

/** Something to read: revoking a token writes one entry. */
const entry = async (): Promise<string> => {
  await make('POST', '/v1/admin/revoked-tokens', 'tokens:write', { tokenId: `audited-${fresh()}` })
  const row = await env.DB.prepare('SELECT id FROM audit_entries ORDER BY sequence DESC LIMIT 1').first<{
    id: string
  }>()
  return row?.id ?? ''
}

export const auditSamples: Record<string, Sample> = {
  listAuditEntries: () => ({ path: '/v1/admin/audit?actor=staff:x&action=product.*' }),
  readAuditEntry: async () => ({ path: `/v1/admin/audit/${await entry()}` }),
  verifyAudit: () => ({ path: '/v1/admin/audit/verification' }),
  listAuditSeals: () => ({ path: '/v1/admin/audit/seals' }),
}
