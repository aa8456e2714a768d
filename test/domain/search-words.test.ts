import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readQuery } from '../../src/search/asked.ts'
import { correct, mistakesBetween } from '../../src/search/corrections.ts'
import {
  COMPLETIONS,
  NAMED_COMPLETIONS,
  filterMatch,
  looseMatch,
  namedMatch,
  strictMatch,
} from '../../src/search/match.ts'
import { absences } from '../../src/search/negations.ts'
import { languageOf, stem } from '../../src/search/stems.ts'
import { digest, optionOf, optionTerm, tagTerm, vendorTerm } from '../../src/search/terms.ts'
import { searchTexts } from '../../src/search/texts.ts'
import { glued, gramsOf, gramsWanted, wordsOf } from '../../src/search/words.ts'
import { law } from './law.ts'

const tokens = (text: string, language: 'en' | 'de' = 'en') =>
  wordsOf(text, language).map(({ token }) => token)

describe('stems', () => {
  test.each([
    ['en', 'lamp lamps'], ['en', 'box boxes'], ['en', 'battery batteries'], ['en', 'dress dresses'],
    ['en', 'run runs running'], ['en', 'charge charges charging charged'], ['en', 'table tables'], ['en', 'dish dishes'],
    ['de', 'lampe lampen'], ['de', 'haus hauser haeuser hause'], ['de', 'kind kinder kindern'], ['de', 'stuhl stuhle stuehle'],
    ['de', 'neu neue neuer neues neuen'], ['de', 'tisch tische tischen tisches'],
    ['other', 'chaussure chaussures'],
  ] as const)('%s: %s are one', (language, forms) => {
    expect(new Set(forms.split(' ').map((form) => stem(form, language))).size).toBe(1)
  }) // prettier-ignore

  test.each([
    ['glass', 'glas'],
    ['earring', 'ear'],
    ['wedding', 'wed'],
    ['string', 'str'],
    ['bus', 'bu'],
    ['king', 'k'],
  ])('%s stays itself', (word, other) => expect(stem(word, 'en')).not.toBe(other))

  test('locales choose their rules', () => {
    expect(['en-GB', 'de-AT', 'ja', 'fr', 'pt-BR'].map(languageOf)).toEqual([
      'en',
      'de',
      'en',
      'other',
      'other',
    ])
  })
})

describe('words', () => {
  test.each([
    ['Multi-agent', ['multi', 'agent']],
    ['20.5 cm', ['20', '5', 'cm']],
    ['1/2gallon', ['1', '2', 'gallon']],
    ['ＦＵＬＬ ﬁ', ['full', 'fi']],
    ['Straße İstanbul café cafe\u0301', ['strass', 'istanbul', 'caf', 'caf']],
    ['men’s', ['men']],
    ['a\u200Bb \u202Ec\u00ADd', ['ab', 'cd']],
    ['👨‍👩‍👧!', ['👨', '👩', '👧']],
    ['" * ( ) : - ^', []],
  ])('%j', (text, expected) => expect(tokens(text)).toEqual(expected))

  test('signs are kept where they mean something', () => {
    expect(wordsOf('C++ c# 50% #tag @x a+b 3# (x)', 'en').map(({ signed }) => signed)).toEqual([
      'c++', 'c#', '50%', '#tag', '@x', undefined, undefined, '3#', undefined,
    ]) // prettier-ignore
  })

  test('text without blanks is taken apart, and found by its letters', () => {
    expect(tokens('抹茶の箱')).toEqual(['抹茶', 'の', '箱'])
    expect(wordsOf('กระเป๋าผ้า', 'en').length).toBeGreaterThan(1)
    expect(gramsOf('抹茶ラ')).toEqual(['抹', '茶', 'ラ', '抹茶', '茶ラ'])
    expect(gramsWanted('抹')).toEqual(['抹'])
    expect(gramsWanted('抹茶ラ')).toEqual(['抹茶', '茶ラ'])
  })

  test('neighbours are glued', () => {
    const glue = (text: string) => glued(wordsOf(text, 'en'), 'en')
    expect(glue('wi-fi')).toBe('wifi')
    expect(glue('head phones')).toBe(stem('headphones', 'en'))
    expect(glue('SKU-400-M')).toBe('sku400m')
    expect(glue('20.5')).toBe('20.5')
    expect(glue('20 5')).toBeUndefined()
    expect(glue('抹茶ラテ')).toBeUndefined()
  })

  const anyText = fc.string({ unit: 'binary', maxLength: 80 }).map((text) => text.toWellFormed())
  law('a text finds itself: whatever is asked is among what is indexed', fc.property(anyText, fc.constantFrom('en', 'de'), (text, locale) => {
    const language = languageOf(locale)
    const { title, forms, grams } = searchTexts({ title: text, maker: '', codes: '', body: '' }, language)
    const indexed = new Set(`${title} ${forms} ${grams}`.split(' '))
    for (const word of wordsOf(text, language)) {
      expect(indexed).toContain(word.token)
      if (word.dense) for (const gram of gramsWanted(word.token)) expect(indexed).toContain(gram)
      if (word.signed !== undefined) expect(indexed).toContain(word.signed)
    }
  })) // prettier-ignore

  law('no token holds a blank, a quotation mark or a mark of our own', fc.property(anyText, (text) => {
    for (const { token, signed, surface } of wordsOf(text, 'de')) {
      for (const each of [token, signed ?? token, surface]) expect(each).toMatch(/^[^\s\p{Cc}"=!~/]+$/u)
    }
  })) // prettier-ignore
})

describe('what is absent', () => {
  test.each([
    ['Cordless lamp', ['cord']],
    ['without a cord', ['cord']],
    ['without glass beads', ['glass', 'bead']],
    ['BPA-free', ['bpa']],
    ['batteries not included', ['battery']],
    ['a lamp', []],
  ])('%j', (text, expected) => {
    const found = absences(wordsOf(text, 'en'), 'en')
    for (const word of expected) expect(found).toContain(stem(word, 'en'))
    if (expected.length === 0) expect(found).toEqual([])
  })

  test('a query names what it does not want', () => {
    const unwanted = (q: string) => readQuery(q, 'en').filter((unit) => unit.unwanted).map(({ surface }) => surface)
    expect(unwanted('wall lamp without cord')).toEqual(['cord'])
    expect(unwanted('sweetener no erythritol please')).toEqual(['erythritol'])
    expect(unwanted('lamp -cord')).toEqual([])
    expect(unwanted('whom food is not enough')).toEqual([])
    expect(unwanted('without cord')).toEqual([])
    expect(unwanted('without')).toEqual([])
  }) // prettier-ignore
})

describe('full-text expressions', () => {
  test('quote every token', () => {
    const units = readQuery('red kettle', 'en')
    const strict = strictMatch(units, 'us/en', filterMatch([['c:a', 'c:b']], 'us/en'))
    expect(strict.replace(COMPLETIONS, '…')).toMatch(
      /^\("us\/en\/red" OR "us\/en\/redkettl"\) AND \(\("us\/en\/kettl" OR "us\/en\/redkettl"\)…\) AND \("us\/en\/=\w+" OR "us\/en\/=\w+"\)$/,
    )
    expect(namedMatch(units, 'us/en', '')).toBe(
      '("us/en/!red" OR "us/en/!redkettl") AND (("us/en/!kettl" OR "us/en/!redkettl")\u0002)',
    )
  })

  const anyQuery = fc
    .string({ unit: 'binary', maxLength: 60 })
    .map((text) => text.toWellFormed().replace(/\p{Cc}/gu, ' '))
  law('a shopper adds no operator', fc.property(anyQuery, (q) => {
    if (q.trim().split(/\s+/u).length > 32) return
    const units = readQuery(q, 'en')
    if (units.length === 0) return
    for (const match of [strictMatch, namedMatch, looseMatch].map((matchOf) => matchOf(units, 'us/en', ''))) {
      expect(match.replace(/"[^"]*"/g, 'T').replaceAll(COMPLETIONS, '').replaceAll(NAMED_COMPLETIONS, '')).toMatch(/^(?:T|AND|OR|[() ])+$/)
    }
  })) // prettier-ignore
})

describe('spelling', () => {
  test.each([
    ['kettle', 'kettle', 0], ['kettel', 'kettle', 1], ['ketle', 'kettle', 1], ['kettlee', 'kettle', 1], ['cattle', 'kettle', 2],
    ['', 'abc', 3], ['ab', 'ba', 1],
  ] as const)('%s and %s: %i', (left, right, mistakes) => {
    expect(mistakesBetween(left, right)).toBe(mistakes)
    expect(mistakesBetween(right, left)).toBe(mistakes)
  }) // prettier-ignore

  test('the nearest word, then the most used one', () => {
    const units = readQuery('red kettel', 'en')
    const n = 1
    expect(correct(units, [{ n, word: 'kettles', listings: 90 }, { n, word: 'kettle', listings: 2 }])).toBe('red kettle')
    expect(correct(units, [{ n, word: 'metal', listings: 9 }])).toBeUndefined()
    expect(correct(units, [])).toBeUndefined()
  }) // prettier-ignore
})

describe('terms', () => {
  test('are compared without case, accents and odd blanks', () => {
    expect(vendorTerm(' Émile\u00A0 &  Co ')).toBe(vendorTerm('emile & co'))
    expect(tagTerm('NEU')).toBe('t:neu')
    expect(optionOf(optionTerm('Größe', 'XL'))).toEqual({ name: 'grosse', value: 'xl' })
    expect(optionTerm('a=b', 'c')).not.toBe(optionTerm('a', 'b=c'))
  })

  test('digests differ', () => {
    const digests = Array.from({ length: 20_000 }, (_, n) => digest(`t:tag ${n}`))
    expect(new Set(digests).size).toBe(20_000)
    expect(digests.every((each) => /^[0-9a-z]{1,11}$/.test(each))).toBe(true)
  })
})
