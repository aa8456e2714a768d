import type { CartNotice, Market } from 'highstreet/client'
import { useEffect, useMemo } from 'preact/hooks'
import { BagDrawer } from './frame/bag-drawer.tsx'
import { Footer } from './frame/footer.tsx'
import { Header } from './frame/header.tsx'
import { lazy } from './lazy.tsx'
import { useLoad } from './load.ts'
import { CartPage } from './pages/cart.tsx'
import { CategoryPage } from './pages/category.tsx'
import { Home } from './pages/home.tsx'
import { ProductPage } from './pages/product.tsx'
import { SearchPage } from './pages/search.tsx'
import { placeOf, PlaceProvider, usePlace } from './place.tsx'
import { readMarkets } from './reads.ts'
import { routeOf, spot, type Route } from './router.ts'
import { cart, hearCart } from './shop.ts'
import { useStore } from './store.ts'
import { useTitle } from './title.ts'
import { Empty } from './ui/states.tsx'
import { say, Toast } from './ui/toast.tsx'

export const CheckoutPage = lazy(() => import('./pages/checkout.tsx'))
export const OrderPage = lazy(() => import('./pages/order.tsx'))
export const AccountPage = lazy(() => import('./pages/account.tsx'))
const SignInPage = lazy(() => import('./pages/sign-in.tsx'))

/** The whole storefront, once it is known which markets there are. */
export function App() {
  const loaded = useLoad(readMarkets.key, readMarkets.fetch)
  if (loaded.state === 'failed')
    return (
      <main>
        <div class="state" role="alert">
          <h1>The shop could not be reached</h1>
          <p>Please check your connection.</p>
          <button type="button" class="button" onClick={loaded.retry}>
            Try again
          </button>
        </div>
      </main>
    )
  return loaded.state === 'loading' ? (
    <div class="boot" aria-busy="true" />
  ) : (
    <Shop markets={loaded.value.data} />
  )
}

function Shop({ markets }: { markets: readonly Market[] }) {
  const { path, query } = useStore(spot)
  const route = routeOf(path)
  const market = markets.find(({ code }) => code === route.market) ?? markets[0]
  const lang = query.get('lang')
  const place = useMemo(
    () => (market === undefined ? undefined : placeOf(markets, market, lang)),
    [markets, market, lang],
  )
  useEffect(() => {
    if (place !== undefined) document.documentElement.lang = place.lang
  }, [place])
  if (place === undefined) return <main class="state">There is no market.</main>
  return (
    <PlaceProvider value={place}>
      <Frame path={path} route={route} />
    </PlaceProvider>
  )
}

function Frame({ path, route }: { path: string; route: Route }) {
  const { t } = usePlace()
  const { offline } = useStore(cart)
  useEffect(() => hearCart((notice) => sayNotice(notice, t.refusals)), [t])
  return (
    <>
      <Header path={path} />
      {offline && (
        <p class="strip" role="status">
          {t.offline}
        </p>
      )}
      <main id="main" tabIndex={-1}>
        <PageOf key={path} route={route} />
      </main>
      <Footer />
      <BagDrawer />
      <Toast />
    </>
  )
}

/** What the shopper is told in passing. That an ordered bag has ended they know. */
function sayNotice(notice: CartNotice, words: Readonly<Record<string, string>>): void {
  if (notice.kind === 'refused') say(words[notice.code] ?? words.other ?? '')
  if (notice.kind === 'login_needed') say(words.login_needed ?? '')
}

function PageOf({ route }: { route: Route }) {
  switch (route.name) {
    case 'home':
      return <HomePage />
    case 'category':
      return <CategoryPage handle={route.handle} />
    case 'product':
      return <ProductPage handle={route.handle} />
    case 'search':
      return <SearchPage />
    case 'cart':
      return <CartPage />
    case 'checkout':
      return <CheckoutPage />
    case 'order':
      return <OrderPage id={route.id} />
    case 'account':
    case 'orders':
    case 'addresses':
      return <AccountPage part={route.name} />
    case 'sign-in':
      return <SignInPage />
    case 'missing':
      return <Missing />
  }
}

function HomePage() {
  useTitle(undefined)
  return <Home />
}

function Missing() {
  const { t, href } = usePlace()
  useTitle(t.missing)
  return (
    <Empty title={t.missing} lead={t.missingLead}>
      <a class="button" href={href('')}>
        {t.toShop}
      </a>
    </Empty>
  )
}
