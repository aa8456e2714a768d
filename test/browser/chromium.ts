import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inflate } from '@sparticuz/chromium'

const ROOT = join(import.meta.dirname, '../..')
const PACKED = join(ROOT, 'node_modules/@sparticuz/chromium/bin')
const UNPACKED = join(ROOT, 'dist/browser')

/** Where the browser lies, unpacked from the npm registry's package on first use, with the libraries that a bare machine lacks. */
export async function unpackedChromium(): Promise<{ readonly path: string; readonly libraries: string }> {
  if (!existsSync(UNPACKED)) {
    // The package unpacks to the folder of temporary files, where another process could meet it half-written.
    const draft = `${UNPACKED}-${process.pid}`
    const before = process.env.TMPDIR
    await mkdir(draft, { recursive: true })
    process.env.TMPDIR = draft
    try {
      for (const file of ['chromium.br', 'al2023.tar.br', 'swiftshader.tar.br'])
        await inflate(join(PACKED, file))
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    }
    await rename(draft, UNPACKED).catch(() => rm(draft, { recursive: true }))
  }
  return { path: join(UNPACKED, 'chromium'), libraries: join(UNPACKED, 'al2023/lib') }
}
