import { lineOf, withoutComments, withoutText, type Files } from './repository.ts'

const LINES_MAX = 400
// A name for things that have none: whoever looks for something cannot know that it is in there.
const NAMELESS = /^(?:utils?|utilit(?:y|ies)|helpers?|services?|managers?|misc|common)$/

type Rule = {
  readonly pattern: RegExp
  readonly why: string
  /** What of a file is looked at: all of it, all but comments, or code alone. */
  readonly of: (source: string) => string
  readonly onlyIn?: RegExp
}
const all = (source: string): string => source
const SRC = /^src\//

const RULES: readonly Rule[] = [
  { pattern: /(?::|\bas|[<,|&])\s*any\b|\bany\[\]|\bz\.any\(/g, why: 'switches types off', of: withoutText },
  { pattern: /@ts-(?:ignore|nocheck)\b/g, why: 'switches types off', of: all },
  { pattern: /\b(?:TODO|FIXME)\b/g, why: 'is work left lying', of: all },
  {
    pattern: /\b(?:test|it|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|todo|fails)\b|\.(?:only|skip)\(/g,
    why: 'leaves tests out (skipIf names its reason)',
    of: withoutText,
  },
  {
    pattern: /['"`]hono\/(?:jwt|jwk)['"`]/g,
    why: 'is not the way we check tokens: jose is',
    of: withoutComments,
  },
  { pattern: /\bparseBody\(/g, why: 'takes forms, which other sites can send', of: withoutText },
  {
    pattern: /\bconsole\.(?:log|debug|info|dir|table)\b/g,
    why: 'is noise in the log',
    of: withoutText,
    onlyIn: SRC,
  },
]

/** Breaches of house style that a machine can see, as `file:line: what`. */
export function breachesOfStyle(files: Files): string[] {
  return [...files].flatMap(([path, source]) => {
    const named = path
      .split('/')
      .filter((part) => part.split(/[-.]/).some((word) => NAMELESS.test(word)))
      .map((part) => `${path}: ${part} names nothing`)
    const lines = source.trimEnd().split('\n').length
    const long =
      SRC.test(path) && lines > LINES_MAX ? [`${path}: has ${lines} lines, more than ${LINES_MAX}`] : []
    const said = RULES.filter((rule) => rule.onlyIn?.test(path) ?? true).flatMap((rule) => {
      const text = rule.of(source)
      return [...text.matchAll(rule.pattern)].map(
        (match) => `${path}:${lineOf(text, match.index)}: ${match[0]} ${rule.why}`,
      )
    })
    return [...named, ...long, ...said]
  })
}

const SECRETS: readonly [RegExp, string][] = [
  [/\beyJ[\w-]{8,}/g, 'a token'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY|-----BEGIN [A-Z ]+-----/g, 'a key'],
  [/["']?\bd["']?\s*:\s*["'][\w-]{32,}["']/g, 'the private part of a JWK'],
  [/\b(?:sk_live_|rk_live_|whsec_|ghp_|github_pat_|xox[abp]-|AKIA)[\w-]{8,}/g, "a provider's secret"],
  [/\b[A-Z_]*(?:SECRETS?|API_TOKEN|PASSWORD)\s*[=:]\s*["'][^"'\s$]{16,}["']/g, 'a secret'],
]

/** Literals that look like secrets, as `file:line: what`. Made at run time, they would not be in a file. */
export function secretLiterals(files: Files): string[] {
  return [...files].flatMap(([path, source]) =>
    SECRETS.flatMap(([pattern, what]) =>
      [...source.matchAll(pattern)].map(
        (match) => `${path}:${lineOf(source, match.index)}: ${match[0].slice(0, 12)}… looks like ${what}`,
      ),
    ),
  )
}
