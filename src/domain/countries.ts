/**
 * ISO 3166-1 alpha-2 as of 2026-02-01: every officially assigned code. `UK` (reserved), `XK` (user-assigned) and `EU`
 * are none. `test/domain/countries.test.ts` compares the table with the tax data where that lies at hand.
 */
const CODES = `
  AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
  CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
  GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
  KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT
  MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
  SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ
  UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
`

/** A country's ISO 3166-1 alpha-2 code in capitals, such as `DE`; only `parseCountry` makes one. */
export type Country = string & { readonly kind: 'country' }

/** Every country's code. */
export const COUNTRIES: ReadonlySet<string> = new Set(CODES.trim().split(/\s+/))

/** The country with this code, or undefined. Codes are exact: `de`, `UK` and `XX` are none. */
export const parseCountry = (text: string): Country | undefined =>
  COUNTRIES.has(text) ? (text as Country) : undefined

/** Published pattern of a part of a country, as in ISO 3166-2 behind the hyphen: `CA` of `US-CA`. */
export const REGION_PATTERN = /^[A-Z0-9]{1,3}$/

/** Published pattern of a part of a country with the country before it: `US-CA`. */
export const COUNTRY_REGION_PATTERN = /^[A-Z]{2}-[A-Z0-9]{1,3}$/

/** Where something goes, as far as it is known: of an address, what taxes and shipping ask for. */
export type Place = {
  readonly country: string
  readonly region?: string | undefined
  readonly postalCode?: string | undefined
}

/** A region as it is compared: capitals, without the country before it (`us-ca` of US is `CA`). */
export function regionOf({ country, region }: Place): string {
  const plain = (region ?? '').trim().toUpperCase()
  return plain.startsWith(`${country}-`) ? plain.slice(country.length + 1) : plain
}

/** A postal code as it is compared: capitals, without blanks and hyphens (`sw1a 1aa` is `SW1A1AA`). */
export const plainPostalCode = (text: string): string => text.toUpperCase().replace(/[\s-]+/g, '')
