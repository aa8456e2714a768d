import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { PlanState } from '../../src/catalog/plan-state.ts'
import { planProduct } from '../../src/catalog/plan-product.ts'
import type { Report } from '../../src/catalog/plan-reports.ts'
import { readProductBody, withAllPrices, withoutOtherLocales } from '../../src/catalog/product-body.ts'
import {
  type ProductBody,
  productCreateSchema,
  productPatchSchema,
} from '../../src/catalog/product-schemas.ts'
import { afterPlan, showProduct } from '../../src/catalog/show-product.ts'
import type { StoredProduct } from '../../src/catalog/stored-products.ts'
import type { ProductId } from '../../src/domain/ids.ts'
import type { Market } from '../../src/domain/market.ts'
import { law } from './law.ts'

// What the admin API shows of a product can be sent back: with PUT and with PATCH it then changes nothing.

const market = (code: string, currency: string) =>
  ({
    code,
    currency,
    name: code,
    countries: [],
    locales: ['en'],
    defaultLocale: 'en',
    taxIncluded: false,
    locations: [],
  }) as unknown as Market
const MARKETS = [market('us', 'USD'), market('jp', 'JPY')]
const ID = 'prd-law' as ProductId

const text = fc.string({ maxLength: 20, unit: 'grapheme' }).filter((one) => !/\p{Cc}/u.test(one))
const said = text.filter((one) => one.trim() !== '')
const instants = fc.constantFrom('2027-01-01T00:00:00.000Z', '2027-02-01T00:00:00.000Z')
const amount = fc.nat({ max: 1_000_000 })
const price = (currency: string) =>
  fc.record(
    {
      price: amount.map((each) => ({ amount: each, currency })),
      minQuantity: fc.integer({ min: 1, max: 9 }),
      startsAt: fc.option(instants),
    },
    { requiredKeys: ['price'] },
  )
const prices = (currency: string) =>
  fc.uniqueArray(price(currency), {
    maxLength: 4,
    selector: ({ minQuantity = 1, startsAt }) => `${minQuantity} ${startsAt ?? ''}`,
  })
const variant = fc.record(
  {
    sku: fc.option(said),
    barcode: text,
    weightGrams: fc.option(fc.nat({ max: 100_000 })),
    taxClass: fc.constantFrom('standard', 'reduced', 'zero'),
    image: fc.option(fc.constantFrom('/media/a.svg', 'https://cdn.test.org/a.png')),
    tracked: fc.boolean(),
    backorder: fc.boolean(),
    lowStockThreshold: fc.nat({ max: 100 }),
    prices: fc.record(
      { us: prices('USD'), jp: fc.oneof(price('JPY'), fc.constant(null)) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)
const texts = fc.record(
  { title: said, description: text, seoTitle: text, seoDescription: text },
  { requiredKeys: [] },
)
const body = fc
  .record(
    {
      title: said,
      handle: fc.constantFrom('one', 'two-2'),
      description: text,
      vendor: text,
      productType: text,
      status: fc.constantFrom('active', 'draft', 'archived'),
      tags: fc.array(said, { maxLength: 4 }),
      popularity: fc.nat({ max: 1_000 }),
      media: fc.array(fc.record({ url: fc.constantFrom('/media/a.svg', '/media/b.svg'), alt: text }), {
        maxLength: 3,
      }),
      seo: fc.record({ title: text, description: text }, { requiredKeys: [] }),
      translations: fc.dictionary(fc.constantFrom('de', 'ja', 'pt-BR'), texts),
      variants: fc.uniqueArray(variant, {
        minLength: 1,
        maxLength: 4,
        selector: ({ sku }) => sku ?? Symbol('none'),
      }),
    },
    { requiredKeys: ['title'] },
  )
  .map(({ variants, ...rest }) => ({
    ...rest,
    ...(variants && {
      options: ['Size'],
      variants: variants.map((one, at) => ({ ...one, options: { Size: `${at}` } })),
    }),
  }))

function plan(given: ProductBody, form: 'patch' | 'whole', stored: StoredProduct | undefined) {
  const products = new Map(stored === undefined ? [] : [[ID, stored]])
  let made = 0
  const state = new PlanState(
    {
      market: undefined,
      locations: new Set(),
      products,
      owners: {
        handles: new Map(stored && [[stored.handle, ID]]),
        skus: new Map(stored?.variants.flatMap(({ sku }) => (sku === null ? [] : [[sku, ID]]))),
        variants: new Map(stored?.variants.map((one) => [one.id, ID])),
        products: new Set([ID]),
      },
      categories: [],
      claims: new Set(),
    },
    { newId: (kind) => `${kind}-${(made += 1)}` },
  )
  const reports: Report[] = []
  const read = withAllPrices(readProductBody(given, ID, form, reports), given, MARKETS, reports)
  expect(reports).toEqual([])
  const outcome = planProduct(form === 'whole' ? withoutOtherLocales(read, stored) : read, state)
  if (outcome.kind === 'failed') throw new Error(JSON.stringify(outcome.reports))
  return outcome.plan
}

law(
  'sent back as it is shown, a product stays as it is',
  fc.property(body, (given) => {
    const made = plan(productCreateSchema.parse(given), 'whole', undefined)
    const stored = afterPlan(made, () => undefined, 1_000)
    const shown = showProduct(stored, MARKETS)
    const { id: _id, revision, createdAt, updatedAt, redirects, withdrawnVariants, ...members } = shown
    expect({ revision, createdAt, updatedAt, redirects, withdrawnVariants }).toEqual({
      revision: 1,
      createdAt: '1970-01-01T00:00:01.000Z',
      updatedAt: '1970-01-01T00:00:01.000Z',
      redirects: [],
      withdrawnVariants: 0,
    })
    expect(plan(productCreateSchema.parse(members), 'whole', stored).changed).toEqual([])
    expect(plan(productPatchSchema.parse(members), 'patch', stored).changed).toEqual([])
    expect(plan({}, 'patch', stored).changed).toEqual([])
  }),
)

it('a renamed product is shown with its former handle', () => {
  const stored = afterPlan(
    plan({ title: 'T', handle: 'one' } as ProductBody, 'whole', undefined),
    () => undefined,
    1,
  )
  const renamed = afterPlan(plan({ handle: 'two' } as ProductBody, 'patch', stored), () => undefined, 2)
  const back = afterPlan(plan({ handle: 'one' } as ProductBody, 'patch', renamed), () => undefined, 3)
  expect([renamed, back].map(({ handle, redirects, revision }) => [handle, redirects, revision])).toEqual([
    ['two', ['one'], 2],
    ['one', ['two'], 3],
  ])
})
