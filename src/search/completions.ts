import type { Binds } from './binds.ts'
import { COMPLETIONS } from './match.ts'

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
 * SQL for a full-text expression whose unfinished word is completed from the vocabulary: a bounded number of words,
 * where a prefix in FTS5 would collect every listing of every word that begins so.
 */
export function completed(match: string, beginning: string | undefined, scope: string, binds: Binds): string {
  const bound = binds.add(match)
  if (beginning === undefined || !match.includes(COMPLETIONS)) return bound
  return `replace(${bound}, char(1), (
    SELECT coalesce(group_concat(' OR "' || ${binds.add(`${scope}/`)} || token || '"', ''), '')
    FROM (SELECT DISTINCT token FROM (${completionsOf(beginning, scope, binds)}))
  ))`
}
