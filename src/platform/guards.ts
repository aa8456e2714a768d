import type { MiddlewareHandler } from 'hono'
import { invalidParameter, Problem } from './problem.ts'
import type { AppEnv } from './app-env.ts'

// Longer than any honest filter; far below the 16 kB the platform takes.
const URL_LENGTH_MAX = 8_192
const PARAMETERS_MAX = 150

/** Refuses URLs that two parsers could read differently, before any of them is asked. */
export const guardUrl: MiddlewareHandler<AppEnv> = async function guardUrl(c, next) {
  const { url } = c.req
  if (url.length > URL_LENGTH_MAX) throw new Problem('uri_too_long')
  const query = url.indexOf('?')
  if (query >= 0) guardQuery(url.slice(query + 1))
  await next()
}

function guardQuery(query: string): void {
  const parts = query.split('&')
  if (parts.length > PARAMETERS_MAX)
    throw new Problem('invalid_parameter', `A URL has at most ${PARAMETERS_MAX} parameters.`)
  for (const part of parts) {
    const name = decoded(part.split('=', 1)[0] ?? '')
    if (name === '') throw new Problem('invalid_parameter', 'A parameter has no name.')
    // A plain object has something under these names, so a router that collects parameters in one loses them.
    if (name === '__proto__' || name in Object.prototype) throw invalidParameter(name, 'is not known here')
    decoded(part)
  }
}

/** Percent-escapes that are no UTF-8 (`%zz`, `%ED%A0%80`) are refused; hono would pass them on as they stand. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new Problem('invalid_parameter', 'A percent-escape in the query is not valid UTF-8.')
  }
}
