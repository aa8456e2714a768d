import type { Step } from '../domain/evaluation.ts'
import type { Currency } from '../domain/money.ts'
import { formatInstant } from '../domain/time.ts'
import type { ShownExplanation, ShownStep } from './explanation-schema.ts'
import { codeTold } from './messages.ts'

/** The reckoning, step by step: amounts in minor units of the currency, lines by their item ids. */
export const showSteps = (steps: readonly Step[], currency: Currency): ShownExplanation => ({
  currency,
  steps: steps.filter(isTold).map(showStep),
})

/** Of a code that is over, no step tells that there was one. */
const isTold = (step: Step): boolean =>
  step.step !== 'passed_over' || step.code === undefined || codeTold(step.reason).reason !== 'unknown'

function showStep(step: Step): ShownStep {
  switch (step.step) {
    case 'price': {
      const { lineId, startsAt, ...rest } = step
      return { ...rest, itemId: lineId, startsAt: startsAt === 0 ? null : formatInstant(startsAt) }
    }
    case 'discount': {
      const { lines, ...rest } = step
      return { ...rest, items: lines.map(({ lineId, ...line }) => ({ itemId: lineId, ...line })) }
    }
    case 'passed_over':
    case 'shipping':
      return step
    case 'tax': {
      const { of, ...rest } = step
      return { ...rest, ...('lineId' in of ? { itemId: of.lineId } : of) }
    }
  }
}
