/**
 * The places between two writes at which a process may die and nothing must be lost or doubled. `STOP_AT` names one of
 * them, so that tests and drills can die just there: `STOP_AT=claim.frozen` says `step claim.frozen` and never goes on,
 * whoever comes there, the alarm too; `STOP_AT=claim.frozen:throw` throws there, once. Read only with STAGE=development
 * (env.ts).
 */
export const STEPS = [
  // A cart is moved into another (cart/cart-claims.ts).
  /** The source takes no more changes; nothing is in the target. */
  'claim.frozen',
  /** The target holds what was in the source and has noted it; the source does not know. */
  'claim.poured',
  /** The source knows, and is still there. */
  'claim.told',
  /** The source has ended; nobody has heard of it. */
  'claim.ended',
  /** The target has noted that it will not take in the source; the source does not know. */
  'claim.refused',
  /** The source is open again; nobody has heard of it. */
  'claim.thawed',
  // A checkout is completed (checkout/checkout-object.ts).
  /** The attempt is noted; the cart can still be changed. */
  'complete.begun',
  /** The cart takes no more changes; there is no order. */
  'complete.frozen',
  /** The order is there, holds its stock and names its payment; the provider has not been asked. */
  'complete.ordered',
  /** The provider has answered; nobody has written it down. */
  'complete.asked',
  /** The order knows what became of its payment; the cart does not. */
  'complete.settled',
  /** The cart has ended, or is open again; the checkout does not know. */
  'complete.told',
  /** The checkout is decided; nobody has heard of it. */
  'complete.decided',
  // What else a provider is asked to do with an order's money (checkout/run-operations.ts).
  /** Its row is there; the provider has not been asked. */
  'operation.opened',
  /** The provider has done it; nobody has written it down. */
  'operation.asked',
  /** It is written down; nobody has heard of it. */
  'operation.settled',
  // A checkout is canceled while it is paid.
  /** The order is canceled; what the provider holds is not let go, and the cart is frozen. */
  'cancel.decided',
  /** The cart is open again; the checkout does not know. */
  'cancel.told',
] as const

export type Step = (typeof STEPS)[number]

/** Called between two writes: goes on at once, unless STOP_AT names the step. */
export type Stepper = (step: Step) => Promise<void>

const goOn: Stepper = () => Promise.resolve()

// What was written before the step is then durable: the writes of one turn are stored at its end.
const SETTLED_MS = 20

/** What `STOP_AT` asks for; undefined when it is not understood. */
export function parseStop(text: string): Stepper | undefined {
  if (text === '') return goOn
  const [name, mode, ...more] = text.split(':')
  if (!STEPS.some((step) => step === name) || more.length > 0) return undefined
  if (mode === undefined) return stopAt(name as Step)
  return mode === 'throw' ? throwAt(name as Step) : undefined
}

const stopAt =
  (name: Step): Stepper =>
  async (step) => {
    if (step !== name) return
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS))
    console.error(`step ${step}`)
    await new Promise<never>(() => {})
  }

function throwAt(name: Step): Stepper {
  let isDone = false
  return (step) => {
    if (step !== name || isDone) return Promise.resolve()
    isDone = true
    console.error(`step ${step}`)
    return Promise.reject(new Error(`stopped at ${step} (STOP_AT)`))
  }
}
