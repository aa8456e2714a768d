import type { Binds } from './binds.ts'
import type { Wanted } from './conditions.ts'
import { COMPLETIONS, type Match } from './match.ts'

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
 * SQL for `completion (text)`: what the unfinished word may become, as alternatives for a full-text expression. From the
 * vocabulary, a bounded number of words: a prefix in FTS5 would collect every listing of every word that begins so.
 */
export function completionTable({ units, scope }: Wanted, binds: Binds): string {
  const beginning = units.find(({ unfinished }) => unfinished)?.surface
  if (beginning === undefined) return "completion (text) AS (SELECT '')"
  return `completion (text) AS MATERIALIZED (
    SELECT coalesce(group_concat(' OR "' || ${binds.add(`${scope}/`)} || token || '"', ''), '')
    FROM (SELECT DISTINCT token FROM (${completionsOf(beginning, scope, binds)}))
  )`
}

/** SQL for a full-text expression, its unfinished word completed from the table above. */
export const completed = (match: Match, binds: Binds): string =>
  match.includes(COMPLETIONS)
    ? `replace(${binds.add(match)}, char(1), (SELECT text FROM completion))`
    : binds.add(match)
