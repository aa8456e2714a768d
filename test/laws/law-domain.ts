import { lineOf, withoutComments, type Files } from './repository.ts'

// Time, randomness and ids come in as arguments; nothing is waited for.
const IMPURE =
  /\basync\b|\bawait\b|\bPromise\b|\bfetch\(|\bset(?:Timeout|Interval)\b|\bDate\.now\b|(?:\bnew\s+Date\b|\bDate)(?:\s*\(\s*\)|(?!\s*[.(\w]))|\bTemporal\.Now\b|\bperformance\.|\bMath\.random\b|\bcrypto\s*\.|\bprocess\./g

/** Places in src/domain that wait, or look at the clock, at chance or at the world. */
export function impureDomain(files: Files): string[] {
  return [...files]
    .filter(([path]) => path.startsWith('src/domain/'))
    .flatMap(([path, source]) => {
      const code = withoutComments(source)
      return [...code.matchAll(IMPURE)].map(
        (match) => `${path}:${lineOf(code, match.index)}: ${match[0]} has no place in domain`,
      )
    })
}
