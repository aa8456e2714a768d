import type { Config } from '../platform/context.ts'
import type { PageApp, PageMatch } from './page-list.ts'

/** What every page may load: itself, pictures from wherever a catalog has them, and the doors of who signs people in. */
const policy = (styles: string, publicUrl: string, doors: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styles}`,
    `img-src ${["'self'", 'data:', 'https:', publicUrl].join(' ').trim()}`,
    "font-src 'self'",
    `connect-src ${["'self'", ...doors].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')

// The console's components write style elements; a style runs nothing.
const STYLES: Readonly<Record<PageApp, string>> = {
  storefront: "'self'",
  admin: "'self' 'unsafe-inline'",
}

/** The headers of a page's shell. The shell is the same for everybody; it is asked for again each time, by its ETag. */
export function pageHeaders(
  { app, page, parameters }: PageMatch,
  config: Config,
  query: URLSearchParams,
): Record<string, string> {
  const preloads = app === 'admin' ? [] : preloadsOf(page, parameters, query)
  return {
    'Cache-Control': 'private, no-cache',
    'Content-Security-Policy': policy(STYLES[app], config.publicUrl, doorsOf(config)),
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    ...(preloads.length > 0 && {
      Link: preloads.map((url) => `<${url}>; rel=preload; as=fetch; crossorigin=anonymous`).join(', '),
    }),
  }
}

/** What the page asks the API first, to be under way before its script is. */
function preloadsOf(
  page: string,
  parameters: Readonly<Record<string, string>>,
  query: URLSearchParams,
): string[] {
  const { market, handle } = parameters
  const lang = query.get('lang')
  const locale = lang !== null && /^[a-z]{2}(?:-[A-Za-z]{2,4})?$/.test(lang) ? `locale=${lang}` : ''
  const inMarket = (path: string, parameter = ''): string => {
    const search = [parameter, locale].filter((each) => each !== '').join('&')
    return `/v1/markets/${market}/${path}${search === '' ? '' : `?${search}`}`
  }
  const isPlain = [...query.keys()].every((name) => name === 'lang')
  return [
    '/v1/markets',
    ...(market === undefined ? [] : [inMarket('categories')]),
    ...(page === '/:market' ? [inMarket('products', 'limit=12')] : []),
    ...(page === '/:market/p/:handle' ? [inMarket(`products/${handle}`)] : []),
    ...(page === '/:market/c/:handle' ? [inMarket(`categories/${handle}`)] : []),
    ...(page === '/:market/c/:handle' && isPlain
      ? [inMarket('products', `category=${handle}&facets=true&limit=24`)]
      : []),
  ]
}

/** Where browsers trade a code for a token. */
const doorsOf = ({ issuers }: Config): string[] => [
  ...new Set(
    issuers.flatMap(({ signIn }) => (signIn === undefined ? [] : [new URL(signIn.tokenEndpoint).origin])),
  ),
]

/** For the API reference: its own style and script, and nothing else. */
export const REFERENCE_CSP = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
