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
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { referencePage } from '../src/platform/reference-page.ts'
import type { OpenApiDocument } from '../src/platform/reference/openapi.ts'
import { SCRIPT } from '../src/platform/reference/script.ts'
import { STYLE } from '../src/platform/reference/style.ts'
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

/** What the API reference is made of. */
const REFERENCE = [
  'openapi.json',
  'src/platform/reference/**',
  'src/platform/reference-page.ts',
  'src/platform/problem.ts',
  'scripts/site.ts',
]

/**
 * Builds the pages into dist/site, each part only if what it is made of has changed since: `npm start`, tests and deploys
 * call this first. Says what it has built.
 */
export async function buildSite(): Promise<(AppName | 'reference')[]> {
  const built: (AppName | 'reference')[] = []
  for (const app of APPS) {
    if (await anew(app, [`web/${app}/**`, ...COMMON], () => buildApp(app))) built.push(app)
  }
  if (await anew('reference', REFERENCE, buildReference)) built.push('reference')
  return built
}

async function anew(name: string, sources: string[], make: () => Promise<void> | void): Promise<boolean> {
  const digest = digestOf(sources)
  const note = join(ROOT, `dist/web/${name}.digest`)
  if (existsSync(SITE) && existsSync(note) && readFileSync(note, 'utf8') === digest) return false
  await make()
  mkdirSync(join(ROOT, 'dist/web'), { recursive: true })
  writeFileSync(note, digest)
  return true
}

/** The document as it is checked in, which a law holds to the routes, and the page about it. */
function buildReference(): void {
  const document = readFileSync(join(ROOT, 'openapi.json'), 'utf8')
  rmSync(join(SITE, 'assets/reference'), { recursive: true, force: true })
  const style = putAsset('css', STYLE)
  const script = putAsset('js', SCRIPT)
  const page = referencePage(JSON.parse(document) as OpenApiDocument, { style, script })
  put('pages/docs.html', page)
  put('pages/openapi.json', JSON.stringify(JSON.parse(document)))
}

/** A hashed file of the reference; answers its address. */
function putAsset(ending: string, text: string): string {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8)
  const path = `assets/reference/${digest}.${ending}`
  put(path, text)
  return `/${path}`
}

function put(path: string, text: string): void {
  const file = join(SITE, path)
  mkdirSync(dirname(file), { recursive: true })
  // Another process may build at once: what it finds is whole.
  writeFileSync(`${file}.${process.pid}`, text)
  renameSync(`${file}.${process.pid}`, file)
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
