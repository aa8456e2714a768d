import { useEffect, useState } from 'preact/hooks'

type Store<T> = { subscribe(listener: () => void): () => void; getSnapshot(): T }

/** What a store shows, and again when that changes. */
export function useStore<T>(store: Store<T>): T {
  const [shown, show] = useState(() => store.getSnapshot())
  useEffect(() => {
    const look = (): void => show(() => store.getSnapshot())
    look()
    return store.subscribe(look)
  }, [store])
  return shown
}

/** A small store of one's own. */
export function createStore<T>(first: T): Store<T> & { set(next: T): void } {
  let value = first
  const listeners = new Set<() => void>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot: () => value,
    set(next) {
      value = next
      for (const listener of listeners) listener()
    },
  }
}
