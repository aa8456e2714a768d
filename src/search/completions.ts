import type { Binds } from './binds.ts'
import type { Wanted } from './conditions.ts'
import { COMPLETIONS, type Match, NAMED_COMPLETIONS } from './match.ts'
import { namedToken } from './terms.ts'

/** Words that a beginning may become, the most used of them: each costs a look into the index. */
const COMPLETIONS_MAX = 12
/** Words that begin with one letter are many; their alphabet's first part has to do. */
const WORDS_SCANNED_MAX = 2_000
const LAST_LETTER = '\u{10FFFF}'

/** SQL for the words of a scope that begin alike, the most used first: `word, token, listings`. */
export function completionsOf(
  beginning: string,
  scope: string,
  binds: Binds,
  limit = COMPLETIONS_MAX,
): string {
  return `SELECT word, token, listings FROM (
      SELECT word, token, listings FROM vocabulary
      WHERE scope = ${binds.add(scope)} AND word >= ${binds.add(beginning)} AND word < ${binds.add(beginning + LAST_LETTER)}
      LIMIT ${WORDS_SCANNED_MAX}
    ) ORDER BY listings DESC, word LIMIT ${limit}`
}

/**
 * SQL for `completion (anywhere, named)`: what the unfinished word may become, as alternatives for full-text expressions.
 * From the vocabulary, a bounded number of words: a prefix in FTS5 would collect every listing of every such word.
 */
export function completionTable({ units, scope }: Wanted, binds: Binds): string {
  const beginning = units.find(({ unfinished }) => unfinished)?.surface
  if (beginning === undefined) return "completion (anywhere, named) AS (SELECT '', '')"
  const alternatives = (prefix: string): string =>
    `coalesce(group_concat(' OR "' || ${binds.add(prefix)} || token || '"', ''), '')`
  return `completion (anywhere, named) AS MATERIALIZED (
    SELECT ${alternatives(`${scope}/`)}, ${alternatives(`${scope}/${namedToken('')}`)}
    FROM (SELECT DISTINCT token FROM (${completionsOf(beginning, scope, binds)}))
  )`
}

/** SQL for a full-text expression, its unfinished word completed from the table above. */
export function completed(match: Match, binds: Binds): string {
  const bound = binds.add(match)
  if (match.includes(COMPLETIONS)) return `replace(${bound}, char(1), (SELECT anywhere FROM completion))`
  if (match.includes(NAMED_COMPLETIONS)) return `replace(${bound}, char(2), (SELECT named FROM completion))`
  return bound
}
