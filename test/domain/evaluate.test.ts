import { describe, expect, it, test } from 'vitest'
import { evaluate } from '../../src/domain/evaluate.ts'
import { LINE_AMOUNT_MAX } from '../../src/domain/price-lines.ts'
import type { Session } from '../../src/domain/session.ts'
import { instant } from './make.ts'
import { BH, DE, JP, US, code, goods, price, receipt, sessionIn, shipping, taxRate } from './sessions.ts'

const bill = (session: Session) => receipt(evaluate(session), session.market.currency)
const said = (session: Session) =>
  evaluate(session).messages.map(({ type, code: what, at }) => [type, what, at])

const reduced = { taxClass: 'reduced' as const }
const MUG = goods('mug', { price: 1250, weightGrams: 400 })
const LAMP = goods('lamp', { price: 3333, weightGrams: 2_000 })
const TEA = goods('tea', { price: 899, weightGrams: 100, ...reduced })
const SHELF = [MUG, LAMP, TEA]

describe('us: tax on top, by state and postal code', () => {
  const inUs = (wanted: Record<string, number>, place: object | undefined, option?: string) =>
    sessionIn(US, SHELF, wanted, {
      ...(place !== undefined && { destination: { country: 'US', ...place } }),
      ...(option !== undefined && { option }),
    })

  it.each([
    // 2 x 12.50 + 8.99 = 33.99; 25.00 x 7.25 % = 1.8125
    {
      to: { region: 'CA', postalCode: '94103' },
      gives: ['Items 33.99', 'California tax 1.81', 'Total 35.80'],
    },
    // 25.00 x 9.5 % = 2.375
    {
      to: { region: 'CA', postalCode: '90012' },
      gives: ['Items 33.99', 'Los Angeles tax 2.38', 'Total 36.37'],
    },
    // 25.00 x 8.875 % = 2.21875; 8.99 x 4 % = 0.3596
    {
      to: { region: 'US-NY' },
      gives: ['Items 33.99', 'New York tax 2.22', 'New York food tax 0.36', 'Total 36.57'],
    },
    // 25.00 x 6.25 % = 1.5625, since the day the old rate ended
    { to: { region: 'tx' }, gives: ['Items 33.99', 'Texas tax 1.56', 'Total 35.55'] },
    { to: { region: 'OR' }, gives: ['Items 33.99', 'Total 33.99'] },
  ])('to $to: $gives', ({ to, gives }) => {
    expect(bill(inUs({ mug: 2, tea: 1 }, to))).toEqual(gives)
    expect(said(inUs({ mug: 2, tea: 1 }, to))).toEqual([])
  })

  it('rounds once for each line', () => {
    // Each of three lines 33.33 x 8.875 % = 2.9580; of their sum it would be 8.8741.
    const session = inUs({ lamp: 1, 'lamp/2': 1, 'lamp/3': 1 }, { region: 'NY' })
    expect(bill(session)).toEqual(['Items 99.99', 'New York tax 8.88', 'Total 108.87'])
    // As one line 99.99 x 8.875 % = 8.8741.
    expect(bill(inUs({ lamp: 3 }, { region: 'NY' }))).toEqual([
      'Items 99.99',
      'New York tax 8.87',
      'Total 108.86',
    ])
  })

  it.each([
    // New York taxes shipping: 5.99 x 8.875 % = 0.5316
    {
      region: 'NY',
      option: 'ground',
      gives: ['Items 12.50', 'Ground 5.99', 'New York tax 1.64', 'Total 20.13'],
    },
    // California does not.
    {
      region: 'CA',
      option: 'ground',
      gives: ['Items 12.50', 'Ground 5.99', 'California tax 0.91', 'Total 19.40'],
    },
    {
      region: 'CA',
      option: 'express',
      gives: ['Items 12.50', 'Express 19.99', 'California tax 0.91', 'Total 33.40'],
    },
  ])('sends to $region by $option', ({ region, option, gives }) => {
    expect(bill(inUs({ mug: 1 }, { region }, option))).toEqual(gives)
  })

  it('quotes by value, weight and place', () => {
    const quoted = (wanted: Record<string, number>, place = {}) =>
      evaluate(inUs(wanted, { region: 'NY', ...place })).shippingOptions.map((option) => [
        option.id,
        option.total,
      ])
    expect(quoted({ mug: 3 })).toEqual([
      ['ground', 599],
      ['express', 1999],
    ])
    expect(quoted({ mug: 4 })).toEqual([
      ['ground', 0],
      ['express', 1999],
    ])
    expect(quoted({ lamp: 3 })).toEqual([['ground', 0]])
    expect(quoted({ lamp: 11 })).toEqual([])
    expect(said(inUs({ lamp: 11 }, { region: 'NY' }))).toEqual([
      ['error', 'no_shipping_option', 'destination'],
    ])
    // Not yet: where it goes there may be a way.
    expect(said(inUs({ lamp: 11 }, undefined))).toEqual([['info', 'tax_not_known', 'destination']])
  })

  it('levies nothing until it knows where, and says so', () => {
    const unknown = [['info', 'tax_not_known', 'destination']]
    expect(bill(inUs({ mug: 2 }, undefined))).toEqual(['Items 25.00', 'Total 25.00'])
    expect(said(inUs({ mug: 2 }, undefined))).toEqual(unknown)
    expect(said(inUs({ mug: 2 }, {}))).toEqual(unknown)
    expect(said(inUs({ mug: 2 }, { region: ' ' }))).toEqual(unknown)
    // Puerto Rico has no rates by region: it is known that nothing is levied. But nothing is sent there.
    expect(said(inUs({ mug: 2 }, { country: 'PR' }))).toEqual([
      ['error', 'no_shipping_option', 'destination'],
    ])
    // Rates of parts of the country that hold no more do not matter.
    const ended = US.taxRates.map((each) => ({ ...each, endsAt: each.startsAt + 1 }))
    const federal = taxRate('US', 'federal tax', '0.01')
    const now = sessionIn(
      US,
      SHELF,
      { mug: 2 },
      { taxRates: [...ended, federal], destination: { country: 'US' } },
    )
    expect(said(now)).toEqual([])
    expect(bill(now)).toEqual(['Items 25.00', 'federal tax 0.25', 'Total 25.25'])
    const untaxed = sessionIn({ ...US, taxRates: [] }, SHELF, { mug: 1 })
    expect(said(untaxed)).toEqual([])
  })

  it('sends nothing to a country of another market', () => {
    const session = inUs({ mug: 2 }, { country: 'DE' }, 'ground')
    expect(bill(session)).toEqual(['Items 25.00', 'Total 25.00'])
    expect(said(session)).toEqual([
      ['error', 'destination_not_served', 'destination'],
      ['info', 'tax_not_known', 'destination'],
      ['error', 'shipping_option_not_available', 'shippingOptionId'],
    ])
  })

  it('charges nothing for a way to send that is not offered', () => {
    const session = inUs({ lamp: 3 }, { region: 'OR' }, 'express')
    expect(bill(session)).toEqual(['Items 99.99', 'Total 99.99'])
    expect(said(session)).toEqual([['error', 'shipping_option_not_available', 'shippingOptionId']])
  })

  it('offers no shipping that costs too much for exact sums', () => {
    const shippingOptions = [shipping('Rocket', Number.MAX_SAFE_INTEGER, 'USD')]
    const session = sessionIn(US, SHELF, { mug: 1 }, { shippingOptions, option: 'rocket' })
    expect(evaluate(session).shippingOptions).toEqual([])
  })
})

describe('de: tax inside', () => {
  const inDe = (wanted: Record<string, number>, more: Parameters<typeof sessionIn>[3] = {}) =>
    bill(sessionIn(DE, SHELF, wanted, more))

  it.each([
    // 11.90 / 1.19: 19 % of 10.00
    { wanted: { mug: 1 }, gives: ['Items 12.50 (MwSt. 2.00)', 'Total 12.50'] },
    // 8.99 x 7 / 107 = 0.5881
    { wanted: { tea: 1 }, gives: ['Items 8.99 (MwSt. ermäßigt 0.59)', 'Total 8.99'] },
    // 33.33 x 19 / 119 = 5.3217, three times; 99.99 x 19 / 119 = 15.9648
    { wanted: { lamp: 1, 'lamp/2': 1, 'lamp/3': 1 }, gives: ['Items 99.99 (MwSt. 15.96)', 'Total 99.99'] },
    {
      wanted: { mug: 2, tea: 3 },
      // 25.00 x 19 / 119 = 3.9916; 26.97 x 7 / 107 = 1.7644
      gives: ['Items 51.97 (MwSt. 3.99, MwSt. ermäßigt 1.76)', 'Total 51.97'],
    },
  ])('$wanted: $gives', ({ wanted, gives }) => {
    expect(inDe(wanted)).toEqual(gives)
    expect(inDe(wanted, { destination: { country: 'DE' } })).toEqual(gives)
  })

  it('contains the tax of Austria there', () => {
    // 25.00 x 20 / 120 = 4.1667; 8.99 x 10 / 110 = 0.8173
    const austria = { destination: { country: 'AT', postalCode: '1010' } }
    expect(inDe({ mug: 2, tea: 1 }, austria)).toEqual([
      'Items 33.99 (USt. 4.17, USt. ermäßigt 0.82)',
      'Total 33.99',
    ])
  })

  it('sends with the tax inside', () => {
    // 4.90 x 19 / 119 = 0.7824
    expect(inDe({ tea: 1 }, { option: 'paket' })).toEqual([
      'Items 8.99 (MwSt. ermäßigt 0.59)',
      'Paket 4.90 (MwSt. 0.78)',
      'Total 13.89',
    ])
    expect(inDe({ mug: 4 }, { option: 'paket' })).toEqual([
      'Items 50.00 (MwSt. 7.98)',
      'Paket 0.00 (MwSt. 0.00)',
      'Total 50.00',
    ])
  })

  it('sums taxes by rate, shipping too', () => {
    const session = sessionIn(DE, SHELF, { mug: 1, tea: 1 }, { option: 'paket' })
    expect(evaluate(session).taxes).toEqual([
      { label: 'MwSt.', rate: '0.19', amount: 200 + 78 },
      { label: 'MwSt. ermäßigt', rate: '0.07', amount: 59 },
    ])
  })

  it('shows the tax of home where it does not send to', () => {
    const session = sessionIn(DE, SHELF, { mug: 1 }, { destination: { country: 'US' } })
    expect(bill(session)).toEqual(['Items 12.50 (MwSt. 2.00)', 'Total 12.50'])
    expect(said(session)).toEqual([['error', 'destination_not_served', 'destination']])
  })

  it('is empty without lines', () => {
    expect(evaluate(sessionIn(DE, SHELF, {}))).toEqual({
      lines: [],
      discounts: [],
      codes: [],
      shippingOptions: [],
      taxes: [],
      messages: [],
      steps: [],
      totals: [{ type: 'items', label: 'Items', amount: 0, includes: [] }],
      total: 0,
    })
  })
})

test('jp: no decimals', () => {
  const shelf = [goods('cup', { price: 1980 }), goods('matcha', { price: 1296, ...reduced })]
  // 3,960 x 10 / 110 = 360; 1,296 x 8 / 108 = 96; 800 x 10 / 110 = 72.7
  expect(bill(sessionIn(JP, shelf, { cup: 2, matcha: 1 }, { option: 'takkyubin' }))).toEqual([
    'Items 5256 (consumption tax 360, reduced consumption tax 96)',
    'Takkyubin 800 (consumption tax 73)',
    'Total 6056',
  ])
})

test('bh: three decimals', () => {
  const shelf = [goods('oud', { price: 12_345 })]
  // 3 x 12.345 = 37.035; x 10 % = 3.7035
  const session = sessionIn(BH, shelf, { oud: 3 }, { destination: { country: 'BH' }, option: 'aramex' })
  expect(bill(session)).toEqual(['Items 37.035', 'Aramex 1.500', 'VAT 3.854', 'Total 42.389'])
})

test('7.7 % on one minor unit is nothing, on seven it is one', () => {
  const taxRates = [taxRate('BH', 'VAT', '0.077')]
  const costs = (amount: number) =>
    bill(
      sessionIn(
        BH,
        [goods('bead', { price: amount })],
        { bead: 1 },
        { taxRates, destination: { country: 'BH' } },
      ),
    )
  expect(costs(1)).toEqual(['Items 0.001', 'VAT 0.000', 'Total 0.001'])
  expect(costs(7)).toEqual(['Items 0.007', 'VAT 0.001', 'Total 0.008'])
})

test('a rate of nothing is shown, no rate is not', () => {
  const taxRates = [taxRate('BH', 'zero rate', '0')]
  const at = { taxRates, destination: { country: 'BH' } }
  const shelf = [goods('book', { price: 1000 }), goods('stamp', { price: 1000, taxClass: 'zero' })]
  expect(bill(sessionIn(BH, shelf, { book: 1 }, at))).toEqual([
    'Items 1.000',
    'zero rate 0.000',
    'Total 1.000',
  ])
  expect(bill(sessionIn(BH, shelf, { stamp: 1 }, at))).toEqual(['Items 1.000', 'Total 1.000'])
})

describe('lines', () => {
  const breaks = goods('nail', { prices: [price(10), price(8, { minQuantity: 100 })] })
  const subtotals = (session: Session) =>
    evaluate(session).lines.map((line) => (line.sold ? line.subtotal : line.why))

  it('look at the pieces of a variant on all lines for a quantity break', () => {
    expect(subtotals(sessionIn(US, [breaks], { nail: 99 }))).toEqual([990])
    expect(subtotals(sessionIn(US, [breaks], { nail: 60, 'nail/2': 40 }))).toEqual([480, 320])
    expect(subtotals(sessionIn(US, [breaks, MUG], { nail: 60, mug: 40 }))).toEqual([600, 50_000])
  })

  it('stay and count for nothing when they are not sold', () => {
    const shelf = [
      MUG,
      goods('unpriced', {}),
      goods('later', { prices: [price(1, { startsAt: instant('2026-12-01T00:00:00Z') })] }),
      goods('dozens', { prices: [price(1, { minQuantity: 12 })] }),
    ]
    const session = sessionIn(US, shelf, { gone: 5, mug: 1, unpriced: 1, later: 1, dozens: 11 })
    expect(subtotals(session)).toEqual(['withdrawn', 1250, 'not_sold_here', 'not_sold_here', 'not_sold_here'])
    expect(bill(session)).toEqual(['Items 12.50', 'Total 12.50'])
    expect(said(session)).toEqual([
      ['error', 'line_withdrawn', { line: 0 }],
      ['error', 'line_not_sold_here', { line: 2 }],
      ['error', 'line_not_sold_here', { line: 3 }],
      ['error', 'line_not_sold_here', { line: 4 }],
      ['info', 'tax_not_known', 'destination'],
    ])
  })

  it('cost no more than what still sums exactly', () => {
    const dear = goods('dear', { prices: [price(LINE_AMOUNT_MAX / 100)] })
    const astronomic = goods('astronomic', { price: Number.MAX_SAFE_INTEGER })
    expect(subtotals(sessionIn(US, [dear], { dear: 100, 'dear/2': 101 }))).toEqual([
      LINE_AMOUNT_MAX,
      'amount_too_large',
    ])
    expect(subtotals(sessionIn(US, [astronomic], { astronomic: 999 }))).toEqual(['amount_too_large'])
  })

  it('lend no pieces to a quantity break when they cost too much', () => {
    const odd = goods('odd', {
      prices: [price(LINE_AMOUNT_MAX / 10), price(LINE_AMOUNT_MAX / 20, { minQuantity: 25 })],
    })
    expect(subtotals(sessionIn(US, [odd], { odd: 10, 'odd/2': 21 }))).toEqual([
      LINE_AMOUNT_MAX,
      'amount_too_large',
    ])
  })

  it('say what is out of stock or comes later, and count all the same', () => {
    const shelf = [
      goods('out', { price: 100, availability: 'out_of_stock' }),
      goods('back', { price: 100, availability: 'backorder' }),
      goods('low', { price: 100, availability: 'low_stock' }),
    ]
    const session = sessionIn(
      BH,
      shelf,
      { out: 1, back: 1, low: 1 },
      { destination: { country: 'BH' }, codes: [code('?')] },
    )
    expect(evaluate(session).total).toBe(330)
    expect(said(session)).toEqual([
      ['warning', 'line_out_of_stock', { line: 0 }],
      ['info', 'line_backorder', { line: 1 }],
      ['warning', 'code_refused', { code: 0 }],
    ])
  })

  it('carry what their price is compared with', () => {
    const sale = goods('sale', { prices: [price(800, { compareAt: 1000, reference: 900 })] })
    expect(evaluate(sessionIn(DE, [sale], { sale: 1 })).lines).toEqual([
      {
        id: 'line-sale',
        variantId: 'sale',
        quantity: 1,
        sold: true,
        availability: 'in_stock',
        unitPrice: 800,
        compareAt: 1000,
        reference: 900,
        subtotal: 800,
        discounts: [],
        tax: { label: 'MwSt.', rate: '0.19', amount: 128 },
        totals: [
          {
            type: 'items',
            label: 'Items',
            amount: 800,
            includes: [{ type: 'tax', label: 'MwSt.', rate: '0.19', amount: 128 }],
          },
        ],
        total: 800,
      },
    ])
  })
})
