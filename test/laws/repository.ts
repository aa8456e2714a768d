import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Path from the root of the repository, with forward slashes, to what the file says. */
export type Files = ReadonlyMap<string, string>

export const ROOT = join(import.meta.dirname, '../../')

/** Every file at or below the given places whose name ends in one of `endings`. A law about no file at all is a slip. */
export function filesUnder(places: readonly string[], endings: readonly string[]): Files {
  const paths = places.flatMap((place) =>
    statSync(ROOT + place).isFile()
      ? [place]
      : readdirSync(ROOT + place, { recursive: true, encoding: 'utf8' }).map((path) => `${place}/${path}`),
  )
  const wanted = paths
    .filter((path) => endings.some((ending) => path.endsWith(ending)) && statSync(ROOT + path).isFile())
    .toSorted()
  if (wanted.length === 0) throw new Error(`no ${endings.join(', ')} under ${places.join(', ')}`)
  return new Map(wanted.map((path) => [path, readFileSync(ROOT + path, 'utf8')]))
}

/** The name a file has on the line of descent: its folder under src/, or its own stem. */
export const nameOf = (path: string): string => /^src\/([^/]+?)(?:\.ts)?(?:\/|$)/.exec(path)?.[1] ?? ''

const QUOTED = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/.source
// A template may hold code that holds a template: one level of that is enough for us.
const TEMPLATE = /`(?:\\[^]|\$\{(?:[^{}`]|`(?:\\[^]|[^`\\])*`|\{[^{}]*\})*\}|[^`\\])*`/.source
const COMMENT = /\/\*[^]*?\*\/|\/\/[^\n]*/.source
// A slash begins a pattern where a value may stand, and divides elsewhere.
const PATTERN =
  /(?<=(?:[=(,:!&|?;{[\n]|=>|\breturn)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/\w*/.source
const TOKEN = new RegExp(`(${QUOTED})|${TEMPLATE}|(${COMMENT})|${PATTERN}`, 'g')

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

/** The source with blanks for its comments; every line and column stays where it was. */
export const withoutComments = (source: string): string =>
  source.replace(TOKEN, (token: string, _quoted?: string, comment?: string) =>
    comment ? blank(token) : token,
  )

/** The source with blanks for its comments and for what stands in quotes. Templates stay: they hold code. */
export const withoutText = (source: string): string =>
  source.replace(TOKEN, (token: string, quoted?: string, comment?: string) =>
    quoted || comment ? blank(token) : token,
  )

export const lineOf = (source: string, index: number): number => source.slice(0, index).split('\n').length
