import { showMoney } from '../money.ts'
import type { Promotion } from '../pages/promotions.tsx'

/** What a promotion does, in a line. */
export function effectInWords(
  { effect, target }: Promotion['rule'],
  digits: ReadonlyMap<string, number>,
): string {
  switch (effect.kind) {
    case 'percent':
      return `${effect.percent} % off ${target === 'shipping' ? 'shipping' : 'goods'}`
    case 'fixed':
      return `${effect.amounts.map((money) => showMoney(money, digits.get(money.currency))).join(' or ')} off ${target === 'shipping' ? 'shipping' : 'goods'}`
    case 'free_shipping':
      return 'Free shipping'
    case 'buy_x_get_y':
      return `Buy ${effect.buy.quantity}, get ${effect.get.quantity} ${effect.get.percent === '100' ? 'free' : `at ${effect.get.percent} % off`}`
  }
}
