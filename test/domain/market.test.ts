import { describe, expect, it, test } from 'vitest'
import {
  localeChain,
  parseLocale,
  parseMarketCode,
  pickText,
  pricesFor,
  resolveLocale,
  suggestMarket,
} from '../../src/domain/market.ts'
import type { PriceRow } from '../../src/domain/price.ts'
import { currency, locale, market, rate } from './make.ts'

test.each(['us', 'de', 'us-west', 'a1', 'constructor'])('%s is a market code', (text) => {
  expect(parseMarketCode(text)).toBe(text)
})

test.each(['', 'd', 'DE', '1a', '-de', 'de_at', 'a'.repeat(17), 'dé', 'de\n'])(
  '%j is no market code',
  (text) => {
    expect(parseMarketCode(text)).toBeUndefined()
  },
)

test.each(['de', 'pt-BR', 'zh-Hant', 'zh-Hant-TW', 'es-419', 'fil'])('%s is a locale', (text) => {
  expect(parseLocale(text)).toBe(text)
})

test.each(['', 'DE', 'de_AT', 'de-at', 'german', 'de-', 'x', '*'])('%j is no locale', (text) => {
  expect(parseLocale(text)).toBeUndefined()
})

const alps = market('alps', {
  countries: ['CH', 'AT'],
  locales: ['de', 'de-CH', 'fr', 'pt-BR', 'zh-Hant'].map(locale),
  defaultLocale: locale('fr'),
})

test.each([
  [undefined, 'fr'],
  ['de', 'de'],
  ['DE', 'de'],
  ['de-ch', 'de-CH'],
  ['de-AT', 'de'],
  ['fr-CA', 'fr'],
  ['pt', 'pt-BR'],
  ['pt-PT', 'pt-BR'],
  ['zh-Hant-TW', 'zh-Hant'],
  ['en', undefined],
  ['d', undefined],
  ['de_AT', undefined],
  ['', undefined],
  ['*', undefined],
])('asked for %s, the market speaks %s', (requested, spoken) => {
  expect(resolveLocale(alps, requested)).toBe(spoken)
})

describe('texts', () => {
  const texts = { de: 'Kessel', fr: 'Bouilloire' }

  it.each([
    ['de', 'Kessel', 'de'],
    ['fr', 'Bouilloire', 'fr'],
    ['pt-BR', 'Bouilloire', 'fr'],
  ])('in %s it reads %s, which is %s', (asked, text, used) => {
    expect(pickText(texts, 'Kettle', localeChain(alps, locale(asked)))).toEqual({ text, locale: used })
  })

  it('falls back to the base text, which has no locale', () => {
    const chain = localeChain(alps, locale('pt-BR'))
    expect(pickText({ de: 'Kessel' }, 'Kettle', chain)).toEqual({ text: 'Kettle', locale: undefined })
  })

  it('looks at each locale once', () => {
    expect(localeChain(alps, locale('de'))).toEqual(['de', 'fr'])
    expect(localeChain(alps, locale('fr'))).toEqual(['fr'])
  })
})

describe('suggestMarket', () => {
  const us = market('us', { countries: ['US'] })
  const dach = market('dach', { countries: ['DE', 'AT'] })

  it.each([
    ['AT', 'alps'],
    ['DE', 'dach'],
    ['US', 'us'],
    ['JP', 'us'],
    ['T1', 'us'],
    [undefined, 'us'],
  ])('a visitor from %s is led to %s', (country, code) => {
    expect(suggestMarket([us, alps, dach], country)?.code).toBe(code)
  })

  it('has nothing to suggest without markets', () => {
    expect(suggestMarket([], 'US')).toBeUndefined()
  })
})

describe('pricesFor', () => {
  const us = market('us', { currency: currency('USD') })
  const jp = market('jp', {
    currency: currency('JPY'),
    derivedFrom: { market: us.code, rate: rate('150'), step: 100, ending: 20 },
  })
  const kr = market('kr', {
    currency: currency('KRW'),
    derivedFrom: { market: jp.code, rate: rate('9'), step: 100, ending: 0 },
  })
  const constructor = market('constructor')
  const markets = [us, jp, kr, constructor]
  const inUs = [row(1999), row(1799, 12)]

  it('takes own rows as they are', () => {
    expect(pricesFor(us, { us: inUs }, markets)).toBe(inUs)
    expect(pricesFor(jp, { us: inUs, jp: [row(2400)] }, markets)).toEqual([row(2400)])
  })

  it('derives every row of the base market', () => {
    expect(pricesFor(jp, { us: inUs }, markets)).toEqual([row(2980), row(2680, 12)])
    expect(pricesFor(jp, { us: inUs, jp: [] }, markets)).toEqual([row(2980), row(2680, 12)])
  })

  it('derives from own rows of the base only, never along a chain', () => {
    expect(pricesFor(kr, { us: inUs }, markets)).toEqual([])
    expect(pricesFor(kr, { jp: [row(3000)] }, markets)).toEqual([row(27_000)])
  })

  it('does not sell where there is no price', () => {
    expect(pricesFor(us, {}, markets)).toEqual([])
    expect(pricesFor(jp, {}, markets)).toEqual([])
    expect(pricesFor(jp, { us: inUs }, [jp])).toEqual([])
    expect(pricesFor(us, { de: [row(1)] }, markets)).toEqual([])
  })

  it('does not sell when one row cannot be derived', () => {
    expect(pricesFor(jp, { us: [...inUs, row(Number.MAX_SAFE_INTEGER, 99)] }, markets)).toEqual([])
  })

  it('finds nothing on the object itself', () => {
    expect(pricesFor(constructor, {}, markets)).toEqual([])
  })
})

function row(amount: number, minQuantity = 1): PriceRow {
  return { amount, minQuantity, startsAt: 0 }
}
