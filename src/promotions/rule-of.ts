import type { Effect, PromotionRule, Selection, Selector } from '../domain/promotion.ts'
import type { EffectBody, RuleBody, SelectionBody, SelectorBody } from './promotion-schemas.ts'

/** The rule that a body states, with everything that it leaves out. */
export const ruleOf = ({ effect, conditions = {}, target }: RuleBody): PromotionRule => ({
  effect: effectOf(effect),
  conditions: {
    minimumSubtotal: conditions.minimumSubtotal ?? [],
    minimumQuantity: conditions.minimumQuantity ?? null,
    ...selectionOf(conditions),
  },
  target: target ?? (effect.kind === 'free_shipping' ? 'shipping' : 'items'),
})

function effectOf(body: EffectBody): Effect {
  if (body.kind !== 'buy_x_get_y') return body
  const { kind, buy, get, times = null } = body
  return {
    kind,
    buy: { quantity: buy.quantity, from: selectionOf(buy.from) },
    get: { quantity: get.quantity, from: selectionOf(get.from), percent: get.percent },
    times,
  }
}

const selectionOf = ({ include, exclude }: SelectionBody = {}): Selection => ({
  include: selectorOf(include),
  exclude: selectorOf(exclude),
})

const selectorOf = ({
  products = [],
  variants = [],
  categories = [],
  tags = [],
}: SelectorBody = {}): Selector => ({ products, variants, categories, tags })

/** Something of the catalog that a rule names: where, and what. */
export type Named = {
  readonly pointer: string
  readonly kind: 'product' | 'variant' | 'category'
  readonly id: string
}

/** Everything of the catalog that a rule names. Tags are words: nothing has to have them. */
export function namedIn({ effect, conditions }: PromotionRule): Named[] {
  const selections: [string, Selection][] = [['/rule/conditions', conditions]]
  if (effect.kind === 'buy_x_get_y')
    selections.push(['/rule/effect/buy/from', effect.buy.from], ['/rule/effect/get/from', effect.get.from])
  const LISTS = { products: 'product', variants: 'variant', categories: 'category' } as const
  return selections.flatMap(([at, selection]) =>
    (['include', 'exclude'] as const).flatMap((side) =>
      (['products', 'variants', 'categories'] as const).flatMap((list) =>
        selection[side][list].map((id, index) => ({
          pointer: `${at}/${side}/${list}/${index}`,
          kind: LISTS[list],
          id,
        })),
      ),
    ),
  )
}
