import { ERRORS_MAX, Problem, type ProblemError } from '../platform/problem.ts'
import { REPORTS, type Report, type ReportCode, isError } from './plan-reports.ts'

/** Somebody else has the name: a conflict with the shop, where all else is a mistake of the body. */
const TAKEN: ReadonlySet<ReportCode> = new Set([
  'duplicate_handle',
  'handle_taken',
  'category_handle_taken',
  'sku_taken',
  'variant_taken',
])
/** Of one variant these are conflicts with the product it comes to. */
const TAKEN_INSIDE: ReadonlySet<ReportCode> = new Set(['duplicate_sku', 'duplicate_id', 'duplicate_variant'])

// Where the words for files do not fit.
const WORDS: Partial<Record<ReportCode, string>> = {
  duplicate_id: 'The request names this id twice.',
  duplicate_handle: 'The request names this handle twice.',
  duplicate_sku: 'Another variant of the request or of the product has this SKU.',
  invalid_amount: 'An amount is a whole number of minor units, at least 0.',
  unknown_category: 'There is no category with this handle or id.',
}

/** What the planner has to say against a request, as its refusal: reports carry pointers instead of columns. */
export function refusal(reports: readonly Report[], inside = false): Problem {
  const errors = reports.filter(isError).map(({ column, code }): ProblemError => ({
    pointer: `/${column}`,
    code,
    message: WORDS[code] ?? REPORTS[code][1],
  }))
  const conflict = reports
    .filter(isError)
    .every(({ code }) => TAKEN.has(code) || (inside && TAKEN_INSIDE.has(code)))
  return new Problem(conflict ? 'already_exists' : 'validation_failed', undefined, {
    errors: errors.slice(0, ERRORS_MAX),
  })
}

/** How a schema's message, which is a report's code, is told. */
export const describeIssue = (message: string): { code: string; message: string } | undefined =>
  message in REPORTS
    ? { code: message, message: WORDS[message as ReportCode] ?? REPORTS[message as ReportCode][1] }
    : undefined
