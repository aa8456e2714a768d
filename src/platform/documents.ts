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
      content: { 'application/json': { schema: z.object({ status: z.literal('ok') }) } },
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
      content: { 'application/json': { schema: z.object({ status: z.literal('ok') }) } },
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
    params: z.object({
      code: z.string().openapi({ param: { name: 'code', in: 'path' }, example: 'not_found' }),
    }),
  },
  facts: { cache: 'document', budget: { kv: 0, d1: 0 } },
  problems: ['not_found'],
  responses: { 200: { description: 'A page', content: html } },
})

const DOCUMENT_CACHE = {
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
