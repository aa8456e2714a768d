import { posix } from 'node:path'
import { nameOf, withoutComments, type Files } from './repository.ts'

/** Who comes from whom: a name imports itself and anything to its left. */
export const LINE_OF_DESCENT =
  'domain < platform < audit < events < markets < auth < inventory < promotions < catalog < search < cart < payments < orders < checkout < customers < imports < exports < publication < webhooks < pages < admin < env < app < index'.split(
    ' < ',
  )

/** What leaves the house: the door, and the folder behind it. */
const isClient = (path: string): boolean => path === 'src/client.ts' || path.startsWith('src/client/')

/** Everything a file imports, types too: `from '…'`, `import '…'`, `import('…')`. */
export const importsOf = (source: string): string[] =>
  [...withoutComments(source).matchAll(/\b(?:from|import)\s*\(?\s*(['"`])(.+?)\1/g)].map(
    (match) => match[2] ?? '',
  )

const isRelative = (specifier: string): boolean => specifier.startsWith('.')
const target = (from: string, specifier: string): string => posix.join(posix.dirname(from), specifier)

/** Imports that go against the line of descent, as `file: what is wrong`. */
export function brokenImports(files: Files): string[] {
  return [...files].flatMap(([path, source]) => {
    if (isClient(path)) return brokenClient(path, source)
    const name = nameOf(path)
    const rank = LINE_OF_DESCENT.indexOf(name)
    if (rank < 0) return [`${path}: ${name} stands nowhere on the line of descent`]
    return importsOf(source).flatMap((specifier) => {
      if (!isRelative(specifier)) return name === 'domain' ? [`${path}: domain imports ${specifier}`] : []
      const to = target(path, specifier)
      if (!to.startsWith('src/')) return [`${path}: imports ${to}, which is outside src`]
      if (isClient(to)) return [`${path}: imports ${to}, which is for others`]
      const toRank = LINE_OF_DESCENT.indexOf(nameOf(to))
      if (toRank < 0 || toRank > rank)
        return [`${path}: ${name} imports ${to}, which does not come before it`]
      if (/(?:^|[/-])routes\.ts$/.test(to) && path !== 'src/app.ts')
        return [`${path}: imports ${to}; only app.ts imports routes`]
      return []
    })
  })
}

/** The client leaves the house with the app's types and no code of it, and with no package but Hono's proxy. */
function brokenClient(path: string, source: string): string[] {
  const mayLeave = (specifier: string): boolean =>
    isRelative(specifier) ? isClient(target(path, specifier)) : specifier === 'hono/client'
  const mayLendTypes = (specifier: string): boolean =>
    isRelative(specifier) ? target(path, specifier) === 'src/app.ts' : `${specifier}/`.startsWith('hono/')
  const code = withoutComments(source).replace(
    /\b(?:import|export) type [^'"]*?from (['"])(.+?)\1/g,
    (statement, _quote, specifier: string) => (mayLendTypes(specifier) ? '' : statement),
  )
  return importsOf(code)
    .filter((specifier) => !mayLeave(specifier))
    .map((specifier) => `${path}: imports ${specifier}; it may import types of app.ts, nothing else`)
}

/** Circles of files that import each other, each once, as `a → b → a`. */
export function importCycles(files: Files): string[] {
  const cycles: string[] = []
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): void => {
    const met = trail.indexOf(path)
    if (met >= 0) cycles.push([...trail.slice(met), path].join(' → '))
    if (met >= 0 || done.has(path)) return
    for (const specifier of importsOf(files.get(path) ?? '')) {
      if (isRelative(specifier)) walk(target(path, specifier), [...trail, path])
    }
    done.add(path)
  }
  for (const path of files.keys()) walk(path, [])
  return cycles
}
