// 13 to 19 digits, as written by people: in groups, with blanks or hyphens (ISO/IEC 7812).
const CARD_LIKE = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g
// Country, two check digits, 11 to 30 letters and digits (ISO 13616).
const IBAN_LIKE = /\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}\b/g

/**
 * Whether text holds what looks like the number of a card (Luhn) or of a bank account (mod 97). No field of ours takes
 * one: what is refused is not stored and not logged (reliability.md §1.2, "PCI DSS").
 */
export function holdsPaymentNumber(text: string): boolean {
  const plain = text.normalize('NFKC')
  const cards = plain.match(CARD_LIKE) ?? []
  const ibans = plain.toUpperCase().match(IBAN_LIKE) ?? []
  return (
    cards.some((each) => passesLuhn(each.replaceAll(/\D/g, ''))) ||
    ibans.some((each) => passesMod97(each.replaceAll(' ', '')))
  )
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
