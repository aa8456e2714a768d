import type { CartStorage } from './cart-types.ts'

export type Memory<Kept> = {
  read(): Kept | undefined
  write(kept: Kept | undefined): void
}

/**
 * The memory of all tabs. Should the storage not take something (it is full, blocked or pretends), this page remembers
 * it by itself until the storage does.
 */
export function sharedMemory<Kept>(
  storage: CartStorage | undefined,
  key: string,
  /** Whatever lies there was not necessarily written by us. */
  parse: (stored: unknown) => Kept | undefined,
): Memory<Kept> {
  let own: { readonly text: string | null } | undefined
  const stored = (): string | null => {
    try {
      return storage?.getItem(key) ?? null
    } catch {
      return null
    }
  }
  return {
    read: () => {
      try {
        return parse(JSON.parse((own === undefined ? stored() : own.text) ?? '{}'))
      } catch {
        return undefined
      }
    },
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

export const isId = (id: unknown): id is string => typeof id === 'string' && /^[\w-]{1,64}$/.test(id)
