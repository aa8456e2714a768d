import { useEffect } from 'preact/hooks'
import { createStore, useStore } from '../store.ts'

type Said = { readonly text: string; readonly at: number }
const said = createStore<Said | undefined>(undefined)
const SHOWN_MS = 6_000

/** Tells the shopper something in passing; a screen reader says it, too. */
export const say = (text: string): void => said.set({ text, at: Date.now() })

/** Where it is told. */
export function Toast() {
  const now = useStore(said)
  useEffect(() => {
    if (now === undefined) return undefined
    const timer = setTimeout(() => said.set(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [now])
  return (
    <div class="toasts" role="status" aria-live="polite">
      {now !== undefined && (
        <p class="toast" key={now.at}>
          {now.text}
        </p>
      )}
    </div>
  )
}
