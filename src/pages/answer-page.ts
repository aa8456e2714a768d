import type { Ctx } from '../platform/context.ts'
import { findPage } from './find-page.ts'
import { missingPage } from './missing-page.ts'
import { pageHeaders } from './page-headers.ts'

const ASSET = /^\/assets\/\w[\w./-]*$/
const NAMED_BY_CONTENT = { 'Cache-Control': 'public, max-age=31536000, immutable' }

/** The answer to a path that no route takes: a page's shell or a file of it; undefined: there is nothing. */
export async function answerPage(ctx: Ctx, request: Request): Promise<Response | undefined> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
  const { pathname, searchParams, search } = new URL(request.url)
  // Cloudflare gives these out before the Worker is asked; `npm start` has nothing in front of it.
  if (ASSET.test(pathname)) return siteFile(ctx, request, pathname, NAMED_BY_CONTENT)
  const page = await findPage(ctx, pathname)
  if (page !== undefined)
    return siteFile(ctx, request, `/pages/${page.app}.html`, pageHeaders(page, ctx.config, searchParams))
  const plain = pathname.replace(/\/$/, '')
  if (plain !== pathname && (await findPage(ctx, plain)) !== undefined)
    return new Response(null, { status: 308, headers: { Location: plain + search } })
  return undefined
}

/** Whether somebody looks at this, who cannot read a problem document. */
export const isForEyes = (request: Request): boolean =>
  request.headers.get('Accept')?.includes('text/html') === true &&
  !new URL(request.url).pathname.startsWith('/v1/')

/** For eyes: there is no such page. */
export const pageNotFound = (): Response =>
  new Response(missingPage, {
    status: 404,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'private, no-store',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
      Vary: 'Accept',
    },
  })

/** A file of the site as an answer, or 304; undefined: there is none. */
export async function siteFile(
  ctx: Ctx,
  request: Request,
  path: string,
  headers: Record<string, string>,
): Promise<Response | undefined> {
  const known = request.headers.get('If-None-Match')
  // A clean request: of the caller's headers only what they have already.
  const answer = await ctx.assets.fetch(
    `https://assets.local${path}`,
    known === null ? {} : { headers: { 'If-None-Match': known } },
  )
  if (!answer.ok && answer.status !== 304) return undefined
  const copied = ['Content-Type', 'ETag'].flatMap((name) => {
    const value = answer.headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  return new Response(answer.body, {
    status: answer.status,
    headers: { ...Object.fromEntries(copied), ...headers },
  })
}
