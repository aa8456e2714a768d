import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { forget } from '../load.ts'
import { usePlace } from '../place.tsx'
import { cart, session } from '../shop.ts'
import { useStore } from '../store.ts'
import { useTitle } from '../title.ts'
import { Empty } from '../ui/states.tsx'
import { AddressBook } from './account-addresses.tsx'
import { OrderHistory } from './account-orders.tsx'

/** What the shop knows of whoever is signed in. */
export default function AccountPage({ part }: { part: 'account' | 'orders' | 'addresses' }) {
  const { t, href } = usePlace()
  const { isSignedIn } = useStore(session)
  const title = part === 'orders' ? t.orders : part === 'addresses' ? t.addresses : t.account
  useTitle(title)
  if (!isSignedIn) return <SignInOffer />
  const tab = (path: string, name: string, isHere: boolean): ComponentChildren => (
    <li>
      <a href={href(path)} aria-current={isHere ? 'page' : undefined}>
        {name}
      </a>
    </li>
  )
  return (
    <>
      <div class="page-head page-head-row">
        <div>
          <h1>{t.account}</h1>
          <p class="lead">{t.accountLead}</p>
        </div>
        <button
          type="button"
          class="button button-small"
          onClick={() => {
            session.signOut()
            cart.logout()
            forget('mine/')
          }}
        >
          {t.signOut}
        </button>
      </div>
      <nav class="tabs" aria-label={t.account}>
        <ul>
          {tab('/account', t.orders, part !== 'addresses')}
          {tab('/account/addresses', t.addresses, part === 'addresses')}
        </ul>
      </nav>
      {part === 'addresses' ? <AddressBook /> : <OrderHistory />}
    </>
  )
}

function SignInOffer() {
  const { t, href } = usePlace()
  const [isOffered, offer] = useState<boolean | undefined>(undefined)
  const [isLeaving, leave] = useState(false)
  useEffect(() => {
    void session.isOffered().then(offer)
  }, [])
  return (
    <Empty title={t.signInTitle} lead={isOffered === false ? t.signInNone : t.signInLead}>
      {isOffered === false ? (
        <a class="button" href={href('')}>
          {t.toShop}
        </a>
      ) : (
        <button
          type="button"
          class="button button-main"
          disabled={isOffered === undefined || isLeaving}
          onClick={() => {
            leave(true)
            void session.begin(location.pathname + location.search).then(() => {
              leave(false)
              offer(false)
            })
          }}
        >
          {t.signIn}
        </button>
      )}
    </Empty>
  )
}
