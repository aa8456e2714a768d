import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inflate } from '@sparticuz/chromium'

const ROOT = join(import.meta.dirname, '../..')
const PACKED = join(ROOT, 'node_modules/@sparticuz/chromium/bin')
const UNPACKED = join(ROOT, 'dist/browser')

/** Fonts for the pages: those of the machine, and a Japanese one, which bare machines have not. */
async function writeFontConfig(): Promise<string> {
  const file = join(ROOT, 'dist/browser-fonts.conf')
  const folders = [
    '/usr/share/fonts',
    '/usr/local/share/fonts',
    join(ROOT, 'node_modules/@expo-google-fonts/biz-udpgothic'),
  ]
  const cache = join(ROOT, 'dist/browser-fonts')
  const lines = [...folders.map((folder) => `<dir>${folder}</dir>`), `<cachedir>${cache}</cachedir>`]
  const draft = `${file}-${process.pid}`
  await writeFile(draft, `<?xml version="1.0"?>\n<fontconfig>${lines.join('')}</fontconfig>\n`)
  await rename(draft, file)
  return file
}

type Unpacked = { readonly path: string; readonly libraries: string; readonly fonts: string }

/** Where the browser lies, unpacked from the npm registry's package on first use, with the libraries that a bare machine lacks. */
export async function unpackedChromium(): Promise<Unpacked> {
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
  return {
    path: join(UNPACKED, 'chromium'),
    libraries: join(UNPACKED, 'al2023/lib'),
    fonts: await writeFontConfig(),
  }
}
