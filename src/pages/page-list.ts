import { HANDLE_PATTERN } from '../domain/handle.ts'
import { MARKET_CODE_PATTERN } from '../domain/market.ts'

/** The apps for people, each a shell of its own among the assets. */
export type PageApp = 'storefront' | 'admin'

/** Every page there is. What is not here is not found, whatever it is called: the shop is never shown by mistake. */
const PAGES: Readonly<Record<PageApp, readonly string[]>> = {
  admin: [
    '/admin',
    '/admin/sign-in',
    '/admin/products',
    '/admin/products/new',
    '/admin/products/:id',
    '/admin/prices',
    '/admin/inventory',
    '/admin/inventory/:id',
    '/admin/imports',
    '/admin/imports/:id',
    '/admin/orders',
    '/admin/orders/:id',
    '/admin/promotions',
    '/admin/promotions/:id',
    '/admin/markets',
    '/admin/markets/:market',
    '/admin/events',
    '/admin/audit',
    '/admin/publication',
    '/admin/health',
  ],
  storefront: [
    '/sign-in',
    '/:market',
    '/:market/c/:handle',
    '/:market/p/:handle',
    '/:market/search',
    '/:market/cart',
    '/:market/checkout',
    '/:market/orders/:id',
    '/:market/account',
    '/:market/account/orders',
    '/:market/account/addresses',
  ],
}

const PARAMETERS: Readonly<Record<string, RegExp>> = {
  market: MARKET_CODE_PATTERN,
  handle: HANDLE_PATTERN,
  id: /^[\w-]{1,255}$/,
}

export type PageMatch = {
  readonly app: PageApp
  /** As the list has it. */
  readonly page: string
  readonly parameters: Readonly<Record<string, string>>
}

const pages = Object.entries(PAGES).flatMap(([app, paths]) =>
  paths.map((page) => ({ app: app as PageApp, page, steps: page.split('/') })),
)

/** The page of a path, by the list alone: whether there is such a market is not asked. */
export function matchPage(path: string): PageMatch | undefined {
  const given = path.split('/')
  for (const { app, page, steps } of pages) {
    if (steps.length !== given.length) continue
    const parameters: Record<string, string> = {}
    const fits = steps.every((step, at) => {
      const value = given[at] ?? ''
      if (!step.startsWith(':')) return step === value
      parameters[step.slice(1)] = value
      return PARAMETERS[step.slice(1)]?.test(value) === true
    })
    if (fits) return { app, page, parameters }
  }
  return undefined
}
