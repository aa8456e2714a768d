import { type Bill, billOf, mergeEntries, sumTaxes } from './bill.ts'
import { quoteSteps } from './discount-steps.ts'
import { discount } from './discounts.ts'
import type {
  AppliedDiscount,
  CodeRefusal,
  EvaluatedLine,
  Evaluation,
  JudgedCode,
  NotSold,
  Step,
} from './evaluation.ts'
import { type LedgerEntry, ledgerOf } from './ledger.ts'
import { type Levy, leviesOf } from './levy.ts'
import { messagesOf } from './messages.ts'
import { type Offer, told } from './offers.ts'
import { type SoldLine, priceLines } from './price-lines.ts'
import type { ItemDiscount } from './reduction.ts'
import { placeOf, taxPlaceOf } from './served-place.ts'
import type { EnteredCode, Session } from './session.ts'
import type { ShippingOption } from './shipping.ts'

const ITEMS = 'Items'

/**
 * What a session costs and why: a pure function of what it is given. The order of lines, codes and rules decides
 * nothing; parts always sum to the whole.
 */
export function evaluate(session: Session): Evaluation {
  const { taxIncluded } = session.market
  const { sold, unsold } = priceLines(session)
  const place = placeOf(session)
  const taxPlace = taxPlaceOf(session)
  const { rests, discounts, quotes, refusals, steps } = discount(session, sold, place)
  const levies = leviesOf(session, taxPlace)
  const onShipping = ({ taxClass }: ShippingOption): Levy | undefined => {
    const levy = levies(taxClass)
    return levy?.rate.onShipping === true ? levy : undefined
  }

  const cuts = cutsByLine(discounts)
  const bills = new Map<string, Bill>()
  for (const { id, subtotal, item } of sold) {
    const cost = { type: 'items', label: ITEMS, price: subtotal, cuts: cuts.get(id) ?? [] } as const
    bills.set(id, billOf(cost, levies(item.taxClass), taxIncluded))
  }
  const shippingOptions = quotes.map(({ option, price, cuts: onOption }) => {
    const cost = { type: 'shipping', label: option.name, price, cuts: onOption } as const
    return { id: option.id, price, ...billOf(cost, onShipping(option), taxIncluded) }
  })
  const chosen = shippingOptions.find(({ id }) => id === session.shippingOptionId)

  const lines = linesOf(session, sold, unsold, bills)
  const codes = session.codes.map((code) => judge(code, refusals))
  const taxes = sumTaxes([...bills.values(), ...(chosen ? [chosen] : [])].flatMap(({ tax = [] }) => tax))
  return {
    lines,
    discounts: discounts.map(appliedDiscount),
    codes,
    shippingOptions,
    taxes,
    messages: messagesOf(session, { lines, codes, shippingOptions, place, taxPlace }),
    steps: [
      ...sold.map(priceStep),
      ...steps,
      ...quotes.flatMap((quote) => quoteSteps(quote, quote.option.id === chosen?.id)),
      ...rests.flatMap(({ line, left }) =>
        taxStep({ lineId: line.id }, left, levies(line.item.taxClass), taxIncluded),
      ),
      ...quotes.flatMap(({ option }, at) =>
        taxStep(
          { shippingOptionId: option.id },
          shippingOptions[at]?.total ?? 0,
          onShipping(option),
          taxIncluded,
        ),
      ),
    ],
    ...ledgerOf([
      ...goodsEntries([...bills.values()], discounts, taxIncluded),
      ...(chosen?.totals ?? []),
      ...(taxIncluded ? [] : taxes.map((tax): LedgerEntry => ({ type: 'tax', ...tax }))),
    ]),
  }
}

type LineCut = { readonly offer: Offer; readonly amount: number }

/** The discounts of each line in their order; without those that took nothing off it. */
function cutsByLine(discounts: readonly ItemDiscount[]): Map<string, LineCut[]> {
  const byLine = new Map<string, LineCut[]>()
  for (const { offer, cuts } of discounts)
    for (const { line, amount } of cuts) {
      if (amount === 0) continue
      const list = byLine.get(line.id)
      if (list === undefined) byLine.set(line.id, [{ offer, amount }])
      else list.push({ offer, amount })
    }
  return byLine
}

/** The lines as they were given. */
function linesOf(
  session: Session,
  sold: readonly SoldLine[],
  unsold: ReadonlyMap<string, NotSold>,
  bills: ReadonlyMap<string, Bill>,
): EvaluatedLine[] {
  const soldById = new Map(sold.map((line) => [line.id, line]))
  return session.lines.map(({ id, variantId, quantity }): EvaluatedLine => {
    const line = soldById.get(id)
    const bill = bills.get(id)
    if (line === undefined || bill === undefined)
      return { id, variantId, quantity, sold: false, why: unsold.get(id) ?? 'withdrawn' }
    const { row, item, subtotal } = line
    return {
      id,
      variantId,
      quantity,
      sold: true,
      availability: item.availability,
      unitPrice: row.amount,
      ...(row.compareAt !== undefined && { compareAt: row.compareAt }),
      ...(row.reference !== undefined && { reference: row.reference }),
      subtotal,
      ...bill,
    }
  })
}

/** What all goods cost, and each discount on them. */
function goodsEntries(
  bills: readonly Bill[],
  discounts: readonly ItemDiscount[],
  included: boolean,
): LedgerEntry[] {
  const items: LedgerEntry[] = []
  const byPromotion = new Map<string, LedgerEntry[]>(discounts.map(({ offer }) => [offer.promotion.id, []]))
  for (const bill of bills) {
    const [first, ...others] = bill.totals
    if (first !== undefined) items.push(first)
    others.forEach((entry, at) => byPromotion.get(bill.discounts[at]?.promotionId ?? '')?.push(entry))
  }
  return [
    mergeEntries('items', ITEMS, items, included),
    ...discounts.map(({ offer: { promotion } }) =>
      mergeEntries('discount', promotion.name, byPromotion.get(promotion.id) ?? [], included),
    ),
  ]
}

function appliedDiscount({ offer, cuts }: ItemDiscount): AppliedDiscount {
  const allocations = cuts
    .filter(({ amount }) => amount > 0)
    .map(({ line, amount }) => ({ lineId: line.id, amount }))
  return {
    ...told(offer),
    amount: allocations.reduce((sum, { amount }) => sum + amount, 0),
    allocations,
  }
}

function judge({ code, promotion }: EnteredCode, refusals: ReadonlyMap<string, CodeRefusal>): JudgedCode {
  const reason = promotion === undefined ? 'unknown' : refusals.get(promotion.id)
  return reason === undefined ? { code, status: 'applied' } : { code, status: 'refused', reason }
}

const priceStep = ({ id, variantId, quantity, pieces, row, subtotal }: SoldLine): Step => ({
  step: 'price',
  lineId: id,
  variantId,
  quantity,
  pieces,
  minQuantity: row.minQuantity,
  startsAt: row.startsAt,
  unitPrice: row.amount,
  amount: subtotal,
})

function taxStep(
  of: Extract<Step, { step: 'tax' }>['of'],
  base: number,
  levy: Levy | undefined,
  included: boolean,
): Step[] {
  if (levy === undefined) return []
  const { id, name, rate } = levy.rate
  return [{ step: 'tax', of, taxRateId: id, label: name, rate, base, included, amount: levy.on(base) }]
}
