import {
  createCart,
  createClient,
  type CartKeeper,
  type CartNotice,
  type CartOptions,
} from '../../src/client.ts'
import type { Clock } from './clock.ts'
import { FakeNetwork, type Fate } from './fake-network.ts'
import type { FakeShop } from './fake-shop.ts'

/** A browser: one storage for its tabs, which hear of each other's writes a little later. */
export class Device {
  readonly stored = new Map<string, string>()
  readonly #tabs = new Set<Tab>()
  readonly #shop: FakeShop
  readonly #clock: Clock

  constructor(shop: FakeShop, clock: Clock) {
    this.#shop = shop
    this.#clock = clock
  }

  open(options: Partial<CartOptions> = {}, fates: readonly Fate[] = []): Tab {
    const tab = new Tab(this, new FakeNetwork(this.#shop, this.#clock, fates), options)
    this.#tabs.add(tab)
    return tab
  }

  reload(tab: Tab): Tab {
    this.close(tab)
    const again = new Tab(this, tab.network, tab.options)
    this.#tabs.add(again)
    return again
  }

  close(tab: Tab): void {
    this.#tabs.delete(tab)
    tab.leave()
  }

  changed(key: string, by: Tab): void {
    for (const tab of this.#tabs)
      if (tab !== by)
        setTimeout(() => tab.events.dispatchEvent(Object.assign(new Event('storage'), { key })), 5)
  }
}

/** A page of the storefront. What it shows must never go back. */
export class Tab {
  readonly events = new EventTarget()
  readonly notices: CartNotice[] = []
  readonly cart: CartKeeper
  readonly network: FakeNetwork
  readonly options: Partial<CartOptions>
  /** Versions that were shown after newer ones of the same cart. */
  readonly wentBack: string[] = []
  #gone = false

  constructor(device: Device, network: FakeNetwork, options: Partial<CartOptions>) {
    this.network = network
    this.options = options
    const write = (key: string, value?: string) => {
      if (this.#gone) return
      if (value === undefined) device.stored.delete(key)
      else device.stored.set(key, value)
      device.changed(key, this)
    }
    const fetch = (url: unknown, init?: RequestInit): Promise<Response> =>
      this.#gone ? new Promise(() => undefined) : network.fetch(url, init)
    this.cart = createCart(createClient('https://shop.test', { fetch: fetch as typeof globalThis.fetch }), {
      market: 'de',
      storage: {
        getItem: (key) => device.stored.get(key) ?? null,
        setItem: (key, value) => write(key, value),
        removeItem: (key) => write(key),
      },
      events: this.events,
      notify: (notice) => this.notices.push(notice),
      ...options,
    })
    const newest = new Map<string, number>()
    this.cart.subscribe(() => {
      const { cart } = this.cart.getSnapshot()
      if (cart === undefined) return
      if (cart.version < (newest.get(cart.id) ?? 0)) this.wentBack.push(`${cart.id} ${cart.version}`)
      newest.set(cart.id, cart.version)
    })
  }

  get quantities(): Record<string, number> {
    const { lines } = this.cart.getSnapshot()
    return Object.fromEntries(lines.map(({ variantId, quantity }) => [variantId, quantity]))
  }

  /** The page is gone: nothing of it goes out or comes in any more. */
  leave(): void {
    this.#gone = true
    this.cart.close()
  }
}
