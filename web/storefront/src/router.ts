import { createStore } from './store.ts'

/** Where the shopper is. */
export type Spot = { readonly path: string; readonly query: URLSearchParams; readonly hash: string }
export type Route =
  | {
      readonly name: 'home' | 'search' | 'cart' | 'checkout' | 'account' | 'orders' | 'addresses' | 'missing'
      readonly market: string
    }
  | { readonly name: 'category' | 'product'; readonly market: string; readonly handle: string }
  | { readonly name: 'order'; readonly market: string; readonly id: string }
  | { readonly name: 'sign-in'; readonly market: undefined }

const here = (): Spot => ({
  path: location.pathname,
  query: new URLSearchParams(location.search),
  hash: location.hash,
})

const spots = createStore<Spot>(here())
export const spot: { subscribe(listener: () => void): () => void; getSnapshot(): Spot } = spots

/** The page of a path. The Worker has the same list: what is not on it never comes here. */
export function routeOf(path: string): Route {
  const [market = '', first, second, third] = path.slice(1).split('/')
  if (market === 'sign-in') return { name: 'sign-in', market: undefined }
  if (third !== undefined) return { name: 'missing', market }
  if (first === undefined) return { name: 'home', market }
  if (first === 'c' && second !== undefined) return { name: 'category', market, handle: second }
  if (first === 'p' && second !== undefined) return { name: 'product', market, handle: second }
  if (first === 'orders' && second !== undefined) return { name: 'order', market, id: second }
  if (first === 'account' && (second === 'orders' || second === 'addresses')) return { name: second, market }
  if (second !== undefined) return { name: 'missing', market }
  if (first === 'search' || first === 'cart' || first === 'checkout' || first === 'account')
    return { name: first, market }
  return { name: 'missing', market }
}

type Kept = { readonly top?: number }

/** Goes to a page of the storefront. `replace`: the way back leads past it; `stay`: the page is the same, a filter is another. */
export function navigate(to: string, how: { replace?: boolean; stay?: boolean } = {}): void {
  if (how.replace === true) history.replaceState(history.state, '', to)
  else {
    history.replaceState({ top: scrollY } satisfies Kept, '')
    history.pushState({}, '', to)
  }
  const before = spots.getSnapshot().path
  spots.set(here())
  if (how.stay !== true && how.replace !== true && before !== location.pathname) arrive()
  else if (how.stay !== true && how.replace !== true) scrollTo(0, 0)
}

/** The next page begins at its top, and whoever uses a keyboard or a screen reader begins there too. */
function arrive(): void {
  scrollTo(0, 0)
  requestAnimationFrame(() => document.getElementById('main')?.focus({ preventScroll: true }))
}

/** Pages come back as long as they were: what they show is still known. */
function scrollBack(top: number, tries = 60): void {
  scrollTo(0, top)
  if (tries > 0 && Math.abs(scrollY - top) > 2) requestAnimationFrame(() => scrollBack(top, tries - 1))
}

const isOurs = (url: URL): boolean =>
  url.origin === location.origin &&
  !/^\/(?:v1|admin|docs|media|assets|problems|openapi\.json)(?:\/|$)/.test(url.pathname) &&
  url.pathname !== '/'

function anchorOf(event: Event): HTMLAnchorElement | undefined {
  const anchor = event.target instanceof Element ? event.target.closest('a') : null
  return anchor !== null && anchor.target === '' && !anchor.hasAttribute('download') ? anchor : undefined
}

/** Links work as links do, and those within the shop without loading it anew. `prefetch`: somebody is about to follow one. */
export function listen(prefetch: (url: URL) => void): void {
  history.scrollRestoration = 'manual'
  addEventListener('popstate', () => {
    const before = spots.getSnapshot().path
    spots.set(here())
    if (before !== location.pathname)
      requestAnimationFrame(() => document.getElementById('main')?.focus({ preventScroll: true }))
    scrollBack((history.state as Kept | null)?.top ?? 0)
  })
  document.addEventListener('click', (event) => {
    const anchor = anchorOf(event)
    if (anchor === undefined || event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const url = new URL(anchor.href)
    if (!isOurs(url)) return
    // A jump within the page is the browser's own.
    if (url.hash !== '' && url.pathname === location.pathname && url.search === location.search) return
    event.preventDefault()
    navigate(url.pathname + url.search + url.hash, { replace: url.href === location.href })
    if (url.href === location.href) scrollTo(0, 0)
  })
  const expect = (event: Event): void => {
    const anchor = anchorOf(event)
    if (anchor === undefined) return
    const url = new URL(anchor.href)
    if (isOurs(url)) prefetch(url)
  }
  for (const type of ['pointerenter', 'focusin', 'touchstart'])
    document.addEventListener(type, expect, { capture: true, passive: true })
}
