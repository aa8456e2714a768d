import type { CartStorage } from './cart-types.ts'

/** What is kept of a cart between visits. */
export type Kept = {
  readonly id: string
  /** The newest that any tab has seen: the others see by it that they are late. */
  readonly version: number
  /** A guest's only key to it; a customer's cart has none. */
  readonly token?: string | undefined
  /** A login has happened: the cart is to be moved into the customer's. */
  readonly claim?: boolean | undefined
}

export type CartMemory = {
  read(): Kept | undefined
  write(kept: Kept | undefined): void
}

/**
 * The memory of all tabs. Should the storage not take something (it is full, blocked or pretends), this page remembers
 * it by itself until the storage does.
 */
export function cartMemory(storage: CartStorage | undefined, key: string): CartMemory {
  let own: { readonly text: string | null } | undefined
  const stored = (): string | null => {
    try {
      return storage?.getItem(key) ?? null
    } catch {
      return null
    }
  }
  return {
    read: () => parse(own === undefined ? stored() : own.text),
    write: (kept) => {
      const text = kept === undefined ? null : JSON.stringify(kept)
      try {
        if (text === null) storage?.removeItem(key)
        else storage?.setItem(key, text)
      } catch {
        // What counts is whether it is there.
      }
      own = stored() === text ? undefined : { text }
    },
  }
}

/** `localStorage`, if there is one that may be touched at all. */
export function browserStorage(): CartStorage | undefined {
  try {
    // Outside a window it is a runtime's own idea of storage: a server must not keep one cart for all.
    const { window } = globalThis as { window?: { localStorage?: CartStorage } }
    return window?.localStorage
  } catch {
    return undefined
  }
}

/** Whatever lies there was not necessarily written by us. */
function parse(text: string | null): Kept | undefined {
  try {
    const { id, version, token, claim } = JSON.parse(text ?? '{}') as Record<keyof Kept, unknown>
    if (typeof id !== 'string' || !/^[\w-]{1,64}$/.test(id)) return undefined
    return {
      id,
      version: typeof version === 'number' ? version : 0,
      ...(typeof token === 'string' && { token }),
      ...(claim === true && typeof token === 'string' && { claim }),
    }
  } catch {
    return undefined
  }
}
