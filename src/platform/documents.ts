import { z } from '@hono/zod-openapi'
import { D1_READ_MS, within } from './deadline.ts'
import { notFound, PROBLEMS, unavailable, type ProblemCode } from './problem.ts'
import { problemPage } from './problem-page.ts'
import { defineRoute, featureRoutes } from './route.ts'

const html = { 'text/html': { schema: z.string() } }

const health = defineRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'health',
  tags: ['Operations'],
  summary: 'The Worker runs',
  facts: { cache: 'private', budget: { kv: 0, d1: 0 } },
  responses: {
    200: {
      description: 'It does',
      content: {
        'application/json': { schema: z.object({ status: z.literal('ok') }), example: { status: 'ok' } },
      },
    },
  },
})

const ready = defineRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'ready',
  tags: ['Operations'],
  summary: 'The Worker is configured and its databases answer',
  facts: { cache: 'private', budget: { kv: 0, d1: 2 } },
  problems: ['unavailable'],
  responses: {
    200: {
      description: 'They do',
      content: {
        'application/json': { schema: z.object({ status: z.literal('ok') }), example: { status: 'ok' } },
      },
    },
  },
})

const problem = defineRoute({
  method: 'get',
  path: '/problems/{code}',
  operationId: 'readProblem',
  tags: ['Operations'],
  summary: 'What a problem code means and what to do about it',
  request: {
    query: z.strictObject({}),
    params: z.object({
      code: z.string().openapi({ param: { name: 'code', in: 'path' }, example: 'not_found' }),
    }),
  },
  facts: { cache: 'document', budget: { kv: 0, d1: 0 } },
  problems: ['invalid_parameter', 'not_found'],
  responses: { 200: { description: 'A page', content: html } },
})

const picture = defineRoute({
  method: 'get',
  path: '/media/{file}',
  operationId: 'readPicture',
  tags: ['Operations'],
  summary: 'A picture of the sample catalog',
  request: {
    query: z.strictObject({}),
    params: z.object({
      file: z.string().openapi({ param: { name: 'file', in: 'path' }, example: 'copper-kettle.svg' }),
    }),
  },
  facts: { cache: 'document', budget: { kv: 0, d1: 0 } },
  problems: ['invalid_parameter', 'not_found'],
  responses: { 200: { description: 'SVG', content: { 'image/svg+xml': { schema: z.string() } } } },
})

// Pictures are drawn once; a redrawn one has to wait a day in browsers.
const PICTURE_CACHE = {
  'Cache-Control': 'public, max-age=86400',
  'Cloudflare-CDN-Cache-Control': 'public, max-age=86400, stale-if-error=86400',
}
export const DOCUMENT_CACHE = {
  'Cache-Control': 'public, max-age=300',
  'Cloudflare-CDN-Cache-Control': 'public, max-age=300, stale-if-error=600',
}

export const documentRoutes = featureRoutes()
  .openapi(health, (c) => c.json({ status: 'ok' as const }, 200))
  .openapi(ready, async (c) => {
    const { ctx } = c.var
    try {
      const ping = (db: typeof ctx.db) => within(D1_READ_MS, db.prepare('SELECT 1').run())
      await Promise.all([ping(ctx.db), ping(ctx.search)])
    } catch {
      throw unavailable()
    }
    return c.json({ status: 'ok' as const }, 200)
  })
  .openapi(problem, (c) => {
    const { code } = c.req.valid('param')
    if (!Object.hasOwn(PROBLEMS, code)) throw notFound()
    return c.html(problemPage(code as ProblemCode), 200, DOCUMENT_CACHE)
  })
  .openapi(picture, async (c) => {
    // A clean request: nothing of the caller's headers, one known path.
    const answer = await c.var.ctx.assets.fetch(
      `https://assets.local/media/${encodeURIComponent(c.req.valid('param').file)}`,
    )
    if (!answer.ok) throw notFound()
    // An SVG opened by itself is a document: it gets no right to run anything.
    const headers = {
      'Content-Type': 'image/svg+xml',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    }
    return c.body(await answer.text(), 200, { ...headers, ...PICTURE_CACHE })
  })
