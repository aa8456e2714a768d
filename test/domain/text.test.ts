import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { fold, isWellFormedText, lengthWithin } from '../../src/domain/text.ts'
import { law } from './law.ts'

test.each(["O'Neil", 'Nuñez', 'two\nlines\r\n\tand a tab', 'مرحبا', '👩‍👩‍👧', '\u200f', ''])(
  '%j is well formed',
  (text) => {
    expect(isWellFormedText(text)).toBe(true)
  },
)

test.each([
  '\ud83d',
  '\udd25',
  'a\udd25\ud83d',
  'a\0b',
  '\u0007',
  '\u000b',
  '\u001b[31m',
  '\u007f',
  '\u0085',
  '\u009f',
])('%j is not well formed', (text) => {
  expect(isWellFormedText(text)).toBe(false)
})

test.each([
  ['abc', 3, true],
  ['abcd', 3, false],
  ['🔥🔥🔥', 3, true],
  ['🔥🔥🔥🔥', 3, false],
  ['ab🔥', 3, true],
  ['abc🔥', 3, false],
  ['', 0, true],
])('%j is within %i: %s', (text, limit, within) => {
  expect(lengthWithin(text, limit)).toBe(within)
})

describe('fold', () => {
  it.each([
    ['CAFÉ', 'café'],
    ['café', 'cafe\u0301'],
    ['café', 'cafe'],
    ['Straße', 'STRASSE'],
    ['STRAẞE', 'strasse'],
    ['Smørrebrød', 'smorrebrod'],
    ['İstanbul', 'I\u0307stanbul'],
    ['İstanbul', 'istanbul'],
    ['ISPARTA', 'ısparta'],
    ['ΟΔΟΣ', 'οδός'],
    ['Ёлка', 'елка'],
    ['Việt Nam', 'viet nam'],
    ['ＦＵＬＬ　ｗｉｄｔｈ', 'full width'],
    ['ｶﾞﾗｽ', 'ガラス'],
    ['か\u3099', 'が'],
    ['ﬁne', 'fine'],
    ['한국', '한국'],
  ])('%s is found by %s', (text, query) => {
    expect(fold(text)).toBe(fold(query))
  })

  it.each([
    ['dakuten', 'か', 'が'],
    ['handakuten', 'は', 'ぱ'],
    ['a Thai vowel', 'กน', 'กิน'],
    ['a Thai tone', 'ใกล', 'ใกล้'],
    ['a Devanagari vowel', 'दन', 'दिन'],
    ['Hebrew points', 'שלום', 'שָׁלוֹם'],
    ['Arabic points', 'كتب', 'كُتُب'],
    ['kana', 'ひ', 'ヒ'],
  ])('%s makes a difference: %s and %s', (_, one, other) => {
    expect(fold(one)).not.toBe(fold(other))
  })

  it.each(['ガラス', '한국', 'กิน', 'שָׁלוֹם'])('leaves %s composed as it is usually typed', (text) => {
    expect(fold(text)).toBe(text.normalize('NFC'))
  })

  it('settles every single letter at once (planes 0 to 2)', () => {
    for (let point = 0; point <= 0x2ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue
      const once = fold(String.fromCodePoint(point))
      if (fold(once) !== once) expect.fail(`U+${point.toString(16)} folds further the second time`)
    }
  })

  const marked = fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom(
        ...'aIİıßΣςσЙйかｶﾞåÅK'.split(''),
        '\u0301',
        '\u0307',
        '\u0323',
        '\u0345',
        '\u3099',
        '\u200d',
        '\u05b8',
      ),
    ),
  })

  law(
    'what is folded stays as it is',
    fc.property(marked, (text) => {
      expect(fold(fold(text))).toBe(fold(text))
    }),
  )

  law(
    'composed and decomposed forms fold alike',
    fc.property(marked, (text) => {
      expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')))
    }),
  )

  law(
    'capitals fold as small letters do',
    fc.property(fc.string({ unit: fc.constantFrom(...'aàäeéiıoöøßsæñžçğşλσςйёжђ'.split('')) }), (text) => {
      expect(fold(text.toUpperCase())).toBe(fold(text))
    }),
  )
})
