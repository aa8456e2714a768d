import type { Step } from '../domain/evaluation.ts'
import type { Currency } from '../domain/money.ts'
import type { ShownExplanation } from './cart-schemas.ts'

/** The reckoning, step by step: amounts in minor units of the currency, lines by their item ids. */
export const showSteps = (steps: readonly Step[], currency: Currency): ShownExplanation => ({
  currency,
  steps: steps.map(({ step, ...rest }) => ({ step, ...rest })) as unknown as ShownExplanation['steps'],
})
