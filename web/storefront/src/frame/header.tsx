import type { CategoryTree } from 'highstreet/client'
import { useState } from 'preact/hooks'
import { bagIsOpen } from '../bag.ts'
import { useLoad } from '../load.ts'
import { usePlace } from '../place.tsx'
import { readCategories } from '../reads.ts'
import { cart, session } from '../shop.ts'
import { useStore } from '../store.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icons.tsx'
import { MarketPicker } from './market-picker.tsx'
import { SearchBox } from './search-box.tsx'

/** On top of every page. */
export function Header({ path }: { path: string }) {
  const { t, href, where, market } = usePlace()
  const { count } = useStore(cart)
  const { isSignedIn } = useStore(session)
  const [opened, open] = useState<'menu' | 'market' | undefined>(undefined)
  const categories = readCategories(where)
  const loaded = useLoad(categories.key, categories.fetch)
  const tree = loaded.state === 'ready' ? loaded.value.data : []
  const close = (): void => open(undefined)
  return (
    <header class="header">
      <a class="skip" href="#main">
        {t.skip}
      </a>
      <div class="header-row">
        <button
          type="button"
          class="icon-button menu-button"
          onClick={() => open('menu')}
          aria-label={t.menu}
        >
          <Icon name="menu" />
        </button>
        <a class="brand" href={href('')}>
          {t.shop}
        </a>
        <SearchBox />
        <div class="header-actions">
          <button
            type="button"
            class="icon-button market-button"
            onClick={() => open('market')}
            aria-label={`${market.code.toUpperCase()} · ${market.currency}, ${t.market}`}
          >
            <Icon name="globe" />
            <span aria-hidden="true">
              {market.code.toUpperCase()} · {market.currency}
            </span>
          </button>
          <a
            class="icon-button account-button"
            href={href('/account')}
            aria-label={isSignedIn ? t.account : t.signIn}
          >
            <Icon name="person" />
          </a>
          <button
            type="button"
            class="icon-button bag-button"
            onClick={() => bagIsOpen.set(true)}
            aria-label={t.bag(count)}
          >
            <Icon name="bag" />
            {count > 0 && <span class="badge" data-count={count > 99 ? '99+' : count} aria-hidden="true" />}
          </button>
        </div>
      </div>
      <nav class="nav" aria-label={t.categories}>
        <ul>
          {tree.map((category) => (
            <li key={category.handle}>
              <a
                href={href(`/c/${category.handle}`)}
                aria-current={path.endsWith(`/c/${category.handle}`) ? 'page' : undefined}
              >
                {category.title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Dialog kind="drawer menu-drawer" isOpen={opened === 'menu'} onClose={close} title={t.categories}>
        <MenuTree tree={tree} onFollow={close} />
      </Dialog>
      <Dialog kind="box" isOpen={opened === 'market'} onClose={close} title={t.marketTitle}>
        <MarketPicker onChosen={close} />
      </Dialog>
    </header>
  )
}

function MenuTree({ tree, onFollow }: { tree: readonly CategoryTree[]; onFollow: () => void }) {
  const { href } = usePlace()
  return (
    <ul class="menu-tree">
      {tree.map(({ handle, title, children }) => (
        <li key={handle}>
          <a href={href(`/c/${handle}`)} onClick={onFollow}>
            {title}
          </a>
          {children.length > 0 && <MenuTree tree={children} onFollow={onFollow} />}
        </li>
      ))}
    </ul>
  )
}
