import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { APPS, buildConfig, type AppName } from '../web/vite.config.ts'

const ROOT = join(import.meta.dirname, '..')
/** What wrangler.toml calls [assets]: shells below pages/, hashed files below assets/, pictures below media/. */
export const SITE = join(ROOT, 'dist/site')

/** What an app is made of besides its own folder. */
const COMMON = [
  'web/shared/**',
  'web/vite.config.ts',
  'web/_headers',
  'web/tsconfig.json',
  'src/client.ts',
  'src/client/**',
  'assets/**',
  'package-lock.json',
  'scripts/site.ts',
]

/**
 * Builds the pages into dist/site, each app only if what it is made of has changed since: `npm start`, tests and deploys
 * call this first. Says what it has built.
 */
export async function buildSite(): Promise<AppName[]> {
  const built: AppName[] = []
  for (const app of APPS) {
    const digest = digestOf([`web/${app}/**`, ...COMMON])
    const note = join(ROOT, `dist/web/${app}.digest`)
    if (existsSync(SITE) && existsSync(note) && readFileSync(note, 'utf8') === digest) continue
    await buildApp(app)
    writeFileSync(note, digest)
    built.push(app)
  }
  return built
}

async function buildApp(app: AppName): Promise<void> {
  // Two processes may build at once; what each puts in its place is whole.
  const outDir = join(ROOT, `dist/web/${app}-${process.pid}`)
  await build(buildConfig(app, outDir))
  for (const folder of ['pages', 'assets']) mkdirSync(join(SITE, folder), { recursive: true })
  cpSync(join(ROOT, 'assets'), SITE, { recursive: true })
  cpSync(join(ROOT, 'web/_headers'), join(SITE, '_headers'))
  rmSync(join(SITE, 'assets', app), { recursive: true, force: true })
  renameSync(join(outDir, 'assets', app), join(SITE, 'assets', app))
  renameSync(join(outDir, 'index.html'), join(SITE, 'pages', `${app}.html`))
  rmSync(outDir, { recursive: true })
}

function digestOf(patterns: string[]): string {
  const hash = createHash('sha256')
  const paths = globSync(patterns, { cwd: ROOT }).filter((path) => statSync(join(ROOT, path)).isFile())
  for (const path of paths.toSorted())
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0')
  return hash.digest('hex')
}
