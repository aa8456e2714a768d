import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv } from './app-env.ts'
import type { Config, Limit } from './context.ts'
import { Problem } from './problem.ts'

/** All limits count by the minute (wrangler.toml); Cloudflare does not say when one begins. */
const RETRY_AFTER_SECONDS = 60

type RequestContext = Context<AppEnv>

/**
 * Counts requests to a route and refuses those beyond its limit. `open` and `pay` count clients. `code` counts what brings
 * codes to one cart or checkout; it stands behind the body, whose other members are nobody's guess. `guess` counts only what
 * was answered with 404: who reads what is theirs is never counted, however often.
 */
export const limited = (limit: Limit): MiddlewareHandler<AppEnv> =>
  limit === 'guess'
    ? async function limitedGuesses(c, next) {
        await next()
        if (c.error instanceof Problem && c.error.code === 'not_found') await count(c, limit, clientOf(c))
      }
    : async function limitedRequests(c, next) {
        await count(c, limit, limit === 'code' ? await codesFor(c) : clientOf(c))
        await next()
      }

async function count(c: RequestContext, limit: Limit, who: string | undefined): Promise<void> {
  const { ctx, route } = c.var
  if (who === undefined || (await ctx.underLimit(limit, `${route} ${who}`))) return
  throw new Problem('rate_limited', undefined, { headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } })
}

/** For which cart or checkout a body brings codes. */
async function codesFor(c: RequestContext): Promise<string | undefined> {
  const body = await c.req.json<{ codes?: unknown } | null>()
  return body?.codes === undefined ? undefined : c.req.param('id')
}

const clientOf = (c: RequestContext): string | undefined =>
  clientKey(c.var.ctx.config.stage, c.req.header('CF-Connecting-IP') ?? '')

/**
 * Who sends a request, by what they cannot choose. In production the address that Cloudflare puts in place of whatever a
 * client sends; without one the request is our own, of another Worker. Of an IPv6 address the network: a customer of a
 * provider has all of a /64. In development nobody stands in front: Miniflare tells the address of the socket, but passes on
 * a header of the client's. Only addresses of this very machine are told apart there; all others are one client.
 */
export function clientKey(stage: Config['stage'], address: string): string | undefined {
  if (stage === 'development') return /^(?:127(?:\.\d{1,3}){3}|::1)$/.test(address) ? address : 'anybody'
  if (!address.includes(':')) return address || undefined
  const [head = '', tail = ''] = address.toLowerCase().split('::')
  const groups = (text: string) => text.split(':').filter((group) => group !== '')
  const left = groups(head)
  const middle = Array<string>(Math.max(0, 8 - left.length - groups(tail).length)).fill('0')
  return [...left, ...middle, ...groups(tail)]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
