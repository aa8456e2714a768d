import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RESERVED_HANDLES, parseHandle, slugify } from '../../src/domain/handle.ts'
import { law } from './law.ts'

describe('parseHandle', () => {
  it.each(['copper-kettle', 'a', '2026', '1-l', 'new-arrivals', 'a'.repeat(255)])(
    '%s is a handle',
    (text) => {
      expect(parseHandle(text)).toBe(text)
    },
  )

  it.each([
    ['nothing', ''],
    ['capitals', 'Kettle'],
    ['a blank', 'copper kettle'],
    ['a slash', 'a/b'],
    ['dot-dot', '..'],
    ['an encoded slash', 'a%2fb'],
    ['an underscore', 'a_b'],
    ['an emoji', '☕'],
    ['an accent', 'café'],
    ['a Cyrillic а', 'kаttle'],
    ['a right-to-left mark', 'a\u200fb'],
    ['a zero-width joiner', 'a\u200db'],
    ['a hyphen at the end', 'kettle-'],
    ['a hyphen at the start', '-kettle'],
    ['two hyphens', 'copper--kettle'],
    ['256 characters', 'a'.repeat(256)],
    ['a line end', 'kettle\n'],
    ['a dot', '.well-known'],
    ...[...RESERVED_HANDLES].map((word) => ['a reserved word', word]),
  ])('refuses %s: %j', (_, text) => {
    expect(parseHandle(text)).toBeUndefined()
  })
})

describe('slugify', () => {
  it.each([
    ['Copper Kettle, 1 l', 'copper-kettle-1-l'],
    ['  Crème Brûlée  ', 'creme-brulee'],
    ['Straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['Smørrebrød & Æbler', 'smorrebrod-aebler'],
    ['Ångström', 'angstrom'],
    ['Łódź', 'lodz'],
    ['İstanbul', 'istanbul'],
    ['Isparta ışık', 'isparta-isik'],
    ['Cœur', 'coeur'],
    ['ﬁne Ｋｅｔｔｌｅ', 'fine-kettle'],
    ['½ inch', '1-2-inch'],
    ['🔥 Hot 🔥', 'hot'],
    ['銅のやかん', ''],
    ['銅のやかん 2L', '2l'],
    ['Кот', ''],
    ['', ''],
    ['---', ''],
    ['New', 'new-1'],
    ['NULL', 'null-1'],
    ['a'.repeat(300), 'a'.repeat(200)],
    [`${'a'.repeat(199)} b`, 'a'.repeat(199)],
  ])('%j becomes %j', (title, handle) => {
    expect(slugify(title)).toBe(handle)
  })

  const anyTitle = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.constantFrom(...RESERVED_HANDLES).map((word) => ` ${word.toUpperCase()}! `),
  )

  law(
    'a slug is a handle or empty, and its own slug',
    fc.property(anyTitle, (title) => {
      const slug = slugify(title)
      if (slug === '') return
      expect(parseHandle(slug)).toBe(slug)
      expect(slugify(slug)).toBe(slug)
    }),
  )
})
