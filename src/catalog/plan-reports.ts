/** How a report weighs: an error's row was not stored; a note's row was, with a remark. */
export type Severity = 'error' | 'note'

/**
 * Everything an import may say about a row: what it means, in words that fit every row. Row content is never repeated
 * here; `line` and `column` say where to look.
 */
export const REPORTS = {
  // The row as text
  invalid_encoding: ['error', 'The row is not valid UTF-8.'],
  unclosed_quote: ['error', 'A quoted cell that begins in this row is never closed.'],
  misplaced_quote: ['error', 'A quote stands inside an unquoted cell, or text follows a closing quote.'],
  row_too_large: ['error', 'The row is larger than 1 MB.'],
  too_few_fields: ['error', 'The row has fewer cells than the header.'],
  too_many_fields: ['error', 'The row has more cells than the header.'],
  invalid_json: ['error', 'The line is not valid JSON.'],
  duplicate_name: ['error', 'A JSON object names a member twice.'],
  forbidden_name: ['error', 'A member has a name that is not allowed.'],
  too_deep: ['error', 'The JSON is nested too deeply.'],

  // One cell or member
  unknown_member: ['error', 'The member is not known here.'],
  wrong_type: ['error', 'The value is not of the kind that is needed here.'],
  required: ['error', 'A value is needed here.'],
  too_long: ['error', 'The text or list is too long.'],
  too_large: ['error', 'The number is too large.'],
  invalid_text: ['error', 'The text holds control characters or broken Unicode.'],
  invalid_handle: [
    'error',
    'A handle is small letters, digits and single hyphens, at most 255, and no reserved word.',
  ],
  invalid_id: ['error', 'An id is 1 to 64 letters, digits, hyphens and underscores.'],
  invalid_value: ['error', 'The value is none of those that are allowed here.'],
  invalid_number: ['error', 'The value is not a plain number.'],
  invalid_quantity: ['error', 'A quantity is a whole number of at least 0, written in plain digits.'],
  invalid_amount: [
    'error',
    'A price is plain decimal text such as 19.99: no blanks, signs, marks or exponents.',
  ],
  too_many_decimals: ['error', 'The price has more decimals than its currency.'],
  wrong_currency: ['error', "The currency is not the market's."],
  compare_at_too_low: ['error', 'The compare-at price is not above the price.'],
  invalid_url: ['error', 'The address is not a public http or https URL, or a path under /media/.'],
  invalid_time: ['error', 'A time is RFC 3339 with a zone, such as 2026-11-21T08:00:00Z.'],
  invalid_period: ['error', 'The end is not after the start.'],
  invalid_locale: ['error', 'A locale is a language tag such as de or pt-BR.'],
  unknown_market: ['error', 'There is no market with this code.'],
  unknown_location: ['error', 'There is no location with this id, or the market has none.'],
  unknown_category: ['error', 'There is no category with this handle.'],
  category_cycle: [
    'error',
    'The parent is the category itself or stands below it, or the tree becomes too deep.',
  ],

  // The product and its variants
  unknown_option: ['error', 'The product has no option of this name.'],
  missing_option_name: ['error', 'An option has a value but no name.'],
  missing_option_value: ['error', 'The variant lacks a value for one of the options of its product.'],
  options_need_variants: ['error', 'A change of the number of options needs all variants with their values.'],
  ambiguous_variant: ['error', 'The product has several variants: name one by SKU, or list them.'],
  empty_row: ['error', 'The row states neither a variant nor an image.'],
  too_many_variants: ['error', 'A product has at most 500 variants.'],
  product_too_large: ['error', "The product's rows are together larger than 8 MB."],
  product_failed: ['error', "The product's first row was not stored, so this row was not either."],
  duplicate_id: ['error', 'An earlier product of this file has the same id.'],
  duplicate_handle: ['error', 'An earlier product or category of this file has the same handle.'],
  duplicate_sku: ['error', 'An earlier variant of this file has the same SKU.'],
  duplicate_variant: ['error', 'Another variant of the product has the same option values.'],
  handle_taken: ['error', 'Another product of the shop has this handle.'],
  category_handle_taken: ['error', 'Another category of the shop has this handle.'],
  sku_taken: ['error', 'A variant of another product of the shop has this SKU.'],
  variant_taken: ['error', 'The id belongs to a variant of another product.'],
  stock_below_held: ['error', 'More pieces are held for open checkouts than the quantity stated.'],

  // Remarks
  unpriced: ['note', 'The variant has no price in this market and is not sold there.'],
  compare_at_dropped: ['note', 'The compare-at price is not above the price and was left out.'],
  column_ignored: ['note', 'The column is not known and was ignored.'],
  gift_card: ['note', 'Gift cards are stored as ordinary products.'],
} as const satisfies Record<string, readonly [Severity, string]>

export type ReportCode = keyof typeof REPORTS

/** One remark about one place of a file: the line on which the row begins, and the column or JSON path. */
export type Report = { readonly line: number; readonly column: string; readonly code: ReportCode }

export const isError = ({ code }: Report): boolean => REPORTS[code][0] === 'error'
