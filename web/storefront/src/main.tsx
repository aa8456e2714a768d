import type { Market } from 'highstreet/client'
import { render } from 'preact'
import { AccountPage, App, CheckoutPage, OrderPage } from './app.tsx'
import { known } from './load.ts'
import { queryOf } from './pages/filters.ts'
import { localeIn } from './place.tsx'
import {
  HOME_LIST,
  prefetch,
  readCategories,
  readCategory,
  readList,
  readMarkets,
  readProduct,
} from './reads.ts'
import { listen, routeOf } from './router.ts'
import { cart } from './shop.ts'
import './styles.css'

/** Asks for what a page shows first: before its script has drawn it, and when somebody is about to go there. */
function expectPage({ pathname, searchParams }: Pick<URL, 'pathname' | 'searchParams'>): void {
  const route = routeOf(pathname)
  if (route.market === undefined) return
  const markets = known<{ data: Market[] }>(readMarkets.key)?.data
  const market = markets?.find(({ code }) => code === route.market)
  const lang = searchParams.get('lang')
  // Until the markets are known the address is believed, as the Worker does who has preloaded it.
  const where = {
    market: route.market,
    locale: market === undefined ? (lang ?? undefined) : localeIn(market, lang),
  }
  prefetch(readCategories(where))
  if (route.name === 'home') prefetch(readList(where, HOME_LIST))
  if (route.name === 'product') prefetch(readProduct(where, route.handle))
  if (route.name === 'category') {
    prefetch(readCategory(where, route.handle))
    prefetch(readList(where, queryOf(searchParams, route.handle)))
  }
  if (route.name === 'search') prefetch(readList(where, queryOf(searchParams, undefined)))
  if (route.name === 'checkout') CheckoutPage.load()
  if (route.name === 'order') OrderPage.load()
  if (route.name === 'account' || route.name === 'orders' || route.name === 'addresses') AccountPage.load()
}

prefetch(readMarkets)
expectPage(new URL(location.href))
listen(expectPage)
addEventListener('pageshow', (event) => {
  // Back from elsewhere with the page as it was left: prices are those of the moment.
  if (event.persisted) void cart.refresh()
})
addEventListener('beforeunload', (event) => {
  // What has not been sent dies with the page.
  if (cart.getSnapshot().pending > 0 && cart.getSnapshot().offline) event.preventDefault()
})

const place = document.getElementById('app')
if (place !== null) render(<App />, place)
