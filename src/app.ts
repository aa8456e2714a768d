import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { consistencyRoutes } from './admin/consistency-routes.ts'
import { reportRoutes } from './admin/report-routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { tokenRoutes } from './auth/routes.ts'
import { categoryRoutes } from './catalog/category-routes.ts'
import { priceRoutes } from './catalog/price-routes.ts'
import { productBatchRoutes } from './catalog/product-batch-routes.ts'
import { productRoutes } from './catalog/product-routes.ts'
import { variantRoutes } from './catalog/variant-routes.ts'
import { catalogRoutes } from './catalog/routes.ts'
import { addressRoutes } from './customers/address-routes.ts'
import { customerAdminRoutes } from './customers/customer-admin-routes.ts'
import { customerRoutes } from './customers/routes.ts'
import { checkEnvironment, makeContext, type Bindings } from './env.ts'
import { eventRoutes } from './events/routes.ts'
import { exportRoutes } from './exports/routes.ts'
import { importRoutes } from './imports/routes.ts'
import { advanceOrder } from './checkout/advance-order.ts'
import { hookRoutes } from './checkout/hook-routes.ts'
import { checkoutRoutes } from './checkout/routes.ts'
import { levelRoutes } from './inventory/level-routes.ts'
import { cartRoutes } from './cart/routes.ts'
import { paymentEventRoutes } from './payments/event-routes.ts'
import { testPaymentRoutes } from './payments/test-routes.ts'
import { orderAdminRoutes } from './orders/order-admin-routes.ts'
import { orderRoutes } from './orders/routes.ts'
import { locationRoutes } from './inventory/location-routes.ts'
import { retirePrices } from './catalog/save-prices.ts'
import { marketAdminRoutes } from './markets/market-routes.ts'
import { marketRoutes } from './markets/routes.ts'
import { visitorsMarket } from './markets/visitors-market.ts'
import { shippingOptionRoutes } from './markets/shipping-option-routes.ts'
import { taxRateRoutes } from './markets/tax-rate-routes.ts'
import { corsHeaders, preflight } from './platform/cors.ts'
import { SECURITY_SCHEMES } from './platform/credentials.ts'
import { isOutage } from './platform/d1.ts'
import { DOCUMENT_CACHE, documentRoutes } from './platform/documents.ts'
import { guardUrl } from './platform/guards.ts'
import { allowedMethods } from './platform/methods.ts'
import { Problem, problemResponse, unavailable } from './platform/problem.ts'
import type { AppEnv } from './platform/app-env.ts'
import { answerPage, isForEyes, pageNotFound, siteFile } from './pages/answer-page.ts'
import { REFERENCE_CSP } from './pages/page-headers.ts'
import { findPage } from './pages/find-page.ts'
import { promotionRoutes } from './promotions/routes.ts'
import { publicationRoutes } from './publication/routes.ts'
import type { OpenApiDocument } from './platform/reference/openapi.ts'
import { scopesInWords } from './platform/reference/scopes.ts'
import { searchRoutes } from './search/routes.ts'
import { deliveryRoutes } from './webhooks/delivery-routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

type Env = AppEnv & { Bindings: Bindings }

// An admin would rather hear 503 than wait: each call to a database has this long.
const REQUEST_PATIENCE_MS = 5_000

/** Around every request: its context, and the headers that every answer carries, refusals too. */
const context: MiddlewareHandler<Env> = async function context(c, next) {
  const checked = checkEnvironment(c.env)
  if (!checked.ok) {
    console.error(
      JSON.stringify({ level: 'error', message: 'the configuration is not complete', why: checked.why }),
    )
    if (c.req.path === '/healthz')
      return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'private, no-store' })
    return problemResponse(unavailable(60), 'req_unconfigured')
  }
  const ctx = makeContext(c.env, checked, c.executionCtx, REQUEST_PATIENCE_MS)
  c.set('ctx', ctx)
  await next()
  const { headers } = c.res
  headers.set('X-Request-Id', ctx.requestId)
  headers.set('Server-Timing', ctx.meter.header())
  headers.set('X-Content-Type-Options', 'nosniff')
  for (const [name, value] of Object.entries(corsFor(c))) headers.set(name, value)
  // Without the header Cloudflare would keep a 200 for two hours (platform.md §2a).
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'private, no-store')
  return undefined
}

const answerPreflight: MiddlewareHandler<Env> = async function answerPreflight(c, next) {
  if (c.req.method !== 'OPTIONS') return next()
  const methods = await methodsOf(c)
  return methods.length === 0 ? refuse(c, new Problem('not_found')) : preflight(methods, corsFor(c))
}

/** The methods that a path takes, a route's or a page's; empty for a path that is none of ours. */
async function methodsOf(c: Context<Env>): Promise<string[]> {
  const methods = allowedMethods(routes, c.req.path)
  if (methods.length > 0 || (await findPage(c.var.ctx, c.req.path)) === undefined) return methods
  return ['GET', 'HEAD', 'OPTIONS']
}

const corsFor = (c: Context<Env>) =>
  corsHeaders(c.req.path, c.req.header('Origin'), c.var.ctx.config.corsOrigins)

const app = new OpenAPIHono<Env>()
app.use(context)
app.use(answerPreflight)
app.use(guardUrl)

/** Every route of the API. */
const routes = app
  .route('/', marketRoutes) // which markets there are, and which suits the visitor
  .route('/', searchRoutes) // product lists, search, suggestions
  .route('/', catalogRoutes) // one product, categories, availability
  .route('/', cartRoutes) // carts of guests and customers
  .route('/', checkoutRoutes) // from a cart to a paid order
  .route('/', hookRoutes) // what payment providers tell
  .route('/', testPaymentRoutes) // development: the bank of the test provider
  .route('/', orderRoutes) // what was bought, for its buyer
  .route('/', orderAdminRoutes(advanceOrder)) // and for staff: send, cancel, refund, capture
  .route('/', paymentEventRoutes) // what payment providers told
  .route('/', customerRoutes) // who they are to the shop, their orders, export and erasure
  .route('/', addressRoutes) // where they live
  .route('/', customerAdminRoutes) // the same for staff
  .route('/', locationRoutes) // where stock lies
  .route('/', priceRoutes) // prices by market and time
  .route('/', marketAdminRoutes(retirePrices)) // markets, as staff set them
  .route('/', levelRoutes) // how much of it there is, and why
  .route('/', productRoutes) // products for admins
  .route('/', productBatchRoutes) // many of them at once
  .route('/', categoryRoutes) // categories for admins
  .route('/', variantRoutes) // and their variants one by one
  .route('/', taxRateRoutes) // what tax a place levies
  .route('/', shippingOptionRoutes) // ways to send goods
  .route('/', promotionRoutes) // what is made cheaper, when and for whom
  .route('/', importRoutes) // catalog files in
  .route('/', exportRoutes) // and out again
  .route('/', publicationRoutes) // is it live? rebuild
  .route('/', auditRoutes) // who changed what, and whether the log is whole
  .route('/', tokenRoutes) // revoked staff tokens
  .route('/', eventRoutes) // everything that happened, in order
  .route('/', webhookRoutes) // who is told of it
  .route('/', deliveryRoutes) // what was told, and what was not heard
  .route('/', reportRoutes) // what was sold, where and when
  .route('/', consistencyRoutes) // whether the books add up
  .route('/', documentRoutes) // openapi.json, docs, problems, health

/** The OpenAPI 3.1 document, made from the routes themselves. Checked in as openapi.json; a test compares the two. */
export const openApiDocument = () =>
  withScopes(
    routes.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Highstreet',
        version: '0.1.0',
        description:
          'A storefront API next to every shopper. Money is integer minor units; lists are walked by cursor; errors are ' +
          'problem documents whose `code` never changes its meaning.',
        license: { name: 'MIT' },
      },
      servers: [{ url: '/' }],
    }),
  )
const STAFF = {
  type: 'http' as const,
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description:
    'A staff token of a configured issuer. Each route names the scope it needs; x:write implies x:read. Scopes, and the ' +
    'operations that name them:',
}
app.openAPIRegistry.registerComponent('securitySchemes', 'staff', STAFF)
for (const [name, scheme] of Object.entries(SECURITY_SCHEMES))
  app.openAPIRegistry.registerComponent('securitySchemes', name, scheme)

/** The scopes are told from the routes, so they are known only when the document is made. */
function withScopes<Described extends OpenApiDocument>(document: Described): Described {
  const description = `${STAFF.description}\n\n${scopesInWords(document)}`
  const securitySchemes = { ...SECURITY_SCHEMES, staff: { ...STAFF, description } }
  return { ...document, components: { ...document.components, securitySchemes } }
}

// A public page has one address: parameters would only spray the cache.
const noParameters: MiddlewareHandler<Env> = async function noParameters(c, next) {
  if (c.req.url.includes('?')) throw new Problem('invalid_parameter', 'This page takes no parameters.')
  await next()
}

// Both are made with the pages for people (scripts/site.ts).
app.get('/openapi.json', noParameters, (c) => documentPage(c, '/pages/openapi.json', {}))
app.get('/docs', noParameters, (c) =>
  documentPage(c, '/pages/docs.html', { 'Content-Security-Policy': REFERENCE_CSP }),
)
async function documentPage(c: Context<Env>, path: string, headers: Record<string, string>) {
  const answer = await siteFile(c.var.ctx, c.req.raw, path, { ...DOCUMENT_CACHE, ...headers })
  if (answer === undefined) throw unavailable()
  return answer
}
app.get('/', async (c) => {
  const market = await visitorsMarket(c.var.ctx, c.req.raw)
  if (market === undefined) throw unavailable()
  return c.redirect(`/${market.code}`, 302)
})

app.notFound(async (c) => {
  const page = await answerPage(c.var.ctx, c.req.raw)
  if (page !== undefined) return page
  const methods = await methodsOf(c)
  if (methods.length === 0) return isForEyes(c.req.raw) ? pageNotFound() : refuse(c, new Problem('not_found'))
  return refuse(c, new Problem('method_not_allowed', undefined, { headers: { Allow: methods.join(', ') } }))
})

app.onError((error, c) => {
  if (error instanceof Problem) return refuse(c, error)
  if (isOutage(error)) return refuse(c, unavailable())
  // Only what we wrote ourselves: drizzle's messages hold SQL and values (platform.md §3).
  console.error(
    JSON.stringify({
      level: 'error',
      requestId: c.var.ctx?.requestId,
      error: error.name,
      at: stackOf(error),
    }),
  )
  return refuse(c, new Problem('internal'))
})

const refuse = (c: Context<Env>, problem: Problem): Response => problemResponse(problem, c.var.ctx.requestId)

const stackOf = (error: Error): string =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 5)
    .join(' ')

/** The type the typed client is made from (client.ts). */
export type App = typeof routes
export type { ProblemCode, ProblemError } from './platform/problem.ts'
export { routes as app }
