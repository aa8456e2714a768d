// Groups of digits as people write them (ISO/IEC 7812), with whatever stands between two of them but letters.
const DIGIT_RUN = /\d(?:[^\p{L}\d]{0,3}\d)+/gu
const GROUP = /\d+/g
// How the numbers of the card schemes begin, and how long each is then: without it one long number in ten would pass for one.
const CARD =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[0-2])\d{13}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14,17}|6\d{15,18}|5[06-9]\d{11,17})$/
// Country and two check digits; what follows are letters and digits in groups (ISO 13616).
const IBAN_START = /[A-Z]{2}\d{2}/g
// The longest account number, with separators.
const IBAN_WINDOW = 150
// How long account numbers are, by country, as registered in 2026: without it one text in ten that begins like one would pass.
const IBAN_LENGTHS = new Map(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27
   GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27
   MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28
   TL23 TN24 TR26 UA29 VA22 VG24 XK20`
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

/**
 * Whether text holds what looks like the number of a card (Luhn) or of a bank account (mod 97), whatever stands behind
 * it: a date, a security code, a word. No field of ours takes one: what is refused is not stored and not logged
 * (reliability.md §1.2, "PCI DSS").
 */
export function holdsPaymentNumber(text: string): boolean {
  const plain = inWesternDigits(text.normalize('NFKC'))
  return (
    (plain.match(DIGIT_RUN) ?? []).some(holdsCard) || beginningsOfIbans(plain.toUpperCase()).some(holdsIban)
  )
}

/** Digits of all scripts as 0 to 9: each script has its ten in a row. */
const inWesternDigits = (text: string): string =>
  text.replaceAll(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) ?? 0
    let zero = point
    while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
    return String(point - zero)
  })

/** Whether some groups in a row are a card number: it begins and ends where a group does. */
function holdsCard(run: string): boolean {
  const groups = run.match(GROUP) ?? []
  return groups.some((_, from) => {
    let digits = ''
    return groups.slice(from).some((group) => {
      digits += group
      return CARD.test(digits) && passesLuhn(digits)
    })
  })
}

const beginningsOfIbans = (text: string): string[] =>
  [...text.matchAll(IBAN_START)].map(({ index }) => text.slice(index, index + IBAN_WINDOW))

/** Whether it begins with an account number; words may follow. */
function holdsIban(run: string): boolean {
  const plain = run.replaceAll(/[^A-Z0-9]/g, '')
  const length = IBAN_LENGTHS.get(plain.slice(0, 2)) ?? Infinity
  return plain.length >= length && passesMod97(plain.slice(0, length))
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at])
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

function passesMod97(iban: string): boolean {
  let rest = 0
  for (const character of iban.slice(4) + iban.slice(0, 4))
    for (const digit of String(parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97
  return rest === 1
}
