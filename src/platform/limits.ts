import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './app-env.ts'
import type { Config, Limit } from './context.ts'
import { Problem } from './problem.ts'

/** All limits count by the minute (wrangler.toml); Cloudflare does not say when one begins. */
const RETRY_AFTER_SECONDS = 60

/**
 * Counts requests to a route and refuses those beyond its limit. `open` and `pay` count clients, `code` tries on one cart,
 * and `guess` only what was answered with 404: who reads what is theirs is never counted, however often.
 */
export const limited = (limit: Limit): MiddlewareHandler<AppEnv> =>
  limit === 'guess'
    ? async function limitedGuesses(c, next) {
        await next()
        if (c.error instanceof Problem && c.error.code === 'not_found') await count(c, limit)
      }
    : async function limitedRequests(c, next) {
        await count(c, limit)
        await next()
      }

async function count(c: Parameters<MiddlewareHandler<AppEnv>>[0], limit: Limit): Promise<void> {
  const { ctx, route, cart } = c.var
  const who = limit === 'code' ? cart.id : clientOf(ctx.config.stage, c.req.header('CF-Connecting-IP') ?? '')
  if (who === undefined || (await ctx.underLimit(limit, `${route} ${who}`))) return
  throw new Problem('rate_limited', undefined, { headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } })
}

/**
 * Who sends a request, by what they cannot choose. In production the address that Cloudflare puts in place of whatever a
 * client sends; without one the request is our own, of another Worker. Of an IPv6 address the network: a customer of a
 * provider has all of a /64. In development nobody stands in front: Miniflare tells the address of the socket, but passes on
 * a header of the client's. Only addresses of this very machine are told apart there; all others are one client.
 */
export function clientOf(stage: Config['stage'], address: string): string | undefined {
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
