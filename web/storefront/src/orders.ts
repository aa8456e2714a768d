const KEY = 'highstreet.orders'
const ORDERS_MAX = 20

type Kept = readonly (readonly [id: string, token: string])[]

function read(): Kept {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as Kept
  } catch {
    return []
  }
}

/** The token that opens an order, for as long as this browser keeps it: guests have no other way back to what they bought. */
export const tokenOfOrder = (id: string): string | undefined => read().find(([kept]) => kept === id)?.[1]

export function keepOrder(id: string, token: string): void {
  try {
    localStorage.setItem(
      KEY,
      JSON.stringify([[id, token], ...read().filter(([kept]) => kept !== id)].slice(0, ORDERS_MAX)),
    )
  } catch {
    // The page still shows it; only the way back is lost.
  }
}
