import type { CartStorage } from './cart-types.ts'
import { isId, type Memory, sharedMemory } from './memory.ts'

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

export const cartMemory = (storage: CartStorage | undefined, key: string): Memory<Kept> =>
  sharedMemory(storage, key, (stored) => {
    const { id, version, token, claim } = stored as Record<keyof Kept, unknown>
    if (!isId(id)) return undefined
    return {
      id,
      version: typeof version === 'number' ? version : 0,
      ...(typeof token === 'string' && { token }),
      ...(claim === true && typeof token === 'string' && { claim }),
    }
  })
