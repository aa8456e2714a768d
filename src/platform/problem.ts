import type { ContentfulStatusCode } from 'hono/utils/http-status'

/**
 * Every refusal the API knows: status, title, and what the caller can do about it. The page `/problems/{code}` and the
 * OpenAPI document are made from this table (reliability.md §3.1 is its source); a code never changes its meaning.
 */
export const PROBLEMS = {
  malformed_request: [
    400,
    'The request is malformed',
    'Correct the request; sending it again unchanged will fail again.',
  ],
  invalid_parameter: [
    400,
    'A parameter is not valid',
    'See errors: each names the parameter and why. Unknown parameters are refused too.',
  ],
  invalid_cursor: [
    400,
    'The cursor is not valid',
    'Start the list again without a cursor. A cursor belongs to one list with its filters and sort.',
  ],
  idempotency_key_required: [
    400,
    'This request needs an Idempotency-Key',
    'Send a new random Idempotency-Key per operation, and the same one when you retry it.',
  ],
  idempotency_key_invalid: [
    400,
    'The Idempotency-Key is not valid',
    'Use 1 to 255 printable ASCII characters, bare or in double quotes.',
  ],
  malformed_json: [
    400,
    'The body is not valid JSON',
    'Send one JSON value in UTF-8, each name once in its object, nested at most 32 deep.',
  ],
  invalid_signature: [
    400,
    'The signature is not valid',
    'Sign the bytes that are sent with the secret of this endpoint, and send them within five minutes.',
  ],
  unauthenticated: [
    401,
    'A token is needed',
    'Send Authorization: Bearer with a token of the kind that this route takes.',
  ],
  invalid_token: [
    401,
    'The token is not valid',
    'Get a new token from your issuer. Why it was refused is not told.',
  ],
  insufficient_scope: [
    403,
    'The token lacks a scope',
    'Ask for a token that carries the scope named in WWW-Authenticate.',
  ],
  not_found: [404, 'Not found', 'Check the path. What you may not see is answered like what does not exist.'],
  method_not_allowed: [
    405,
    'The method is not allowed here',
    'The Allow header lists the methods of this path.',
  ],
  already_exists: [
    409,
    'It exists already',
    'Choose another id, handle, code or SKU, or change the one that is there.',
  ],
  in_use: [
    409,
    'It is still used',
    'See detail for what uses it; take it away there first. Nothing was changed.',
  ],
  out_of_stock: [409, 'Not enough stock', 'See errors for what is there. Nothing was changed.'],
  not_purchasable: [
    409,
    'Something in it cannot be bought',
    'See errors for each line and why: it is not sold in this market, or there is not enough. Nothing was changed.',
  ],
  cart_locked: [
    409,
    'The cart cannot be changed right now',
    'It is being paid for, or moved into another. Read it again: it opens when that is over, or it has ended.',
  ],
  payment_in_progress: [
    409,
    'The payment is still under way',
    'The provider has been asked and has not answered yet. Read the order again: when it is decided, send the request anew.',
  ],
  refund_exceeds_payment: [
    409,
    'More than there is to give back',
    'Captured, less what was refunded and what is on its way: read the order for what is left. Nothing was changed.',
  ],
  idempotency_in_flight: [
    409,
    'The first request with this key is still running',
    'Wait for Retry-After, then send the same request again.',
  ],
  cart_completed: [
    409,
    'The cart has been ordered',
    'Read the order that it became. For something else open a new cart.',
  ],
  checkout_completed: [
    409,
    'The checkout is completed',
    'Read it: it carries its order. Nothing more was charged.',
  ],
  price_changed: [
    409,
    'It costs something else by now',
    'See errors and current, and let the buyer agree to the new total. Nothing was charged.',
  ],
  discount_not_applicable: [
    409,
    'A discount does not hold any more',
    'See errors and current, and let the buyer agree to the new total. Nothing was charged.',
  ],
  payment_declined: [
    402,
    'The payment was declined',
    'Let the buyer choose another way to pay. The checkout is still open; nothing was charged.',
  ],
  invalid_transition: [409, 'Not possible in the present state', 'Read the resource and look at its status.'],
  cart_expired: [410, 'The cart has ended', 'Forget its id and token, and open a new cart.'],
  length_required: [411, 'Content-Length is needed', 'Send the size of the body in Content-Length.'],
  version_mismatch: [
    412,
    'Somebody else changed it first',
    'Merge your change into current, and send it again with the ETag of this answer in If-Match.',
  ],
  content_too_large: [413, 'The body is too large', 'Send less, or split it.'],
  uri_too_long: [414, 'The URL is too long', 'Send fewer or shorter parameters.'],
  unsupported_media_type: [
    415,
    'The media type is not supported',
    'See detail for the types this route takes. Compressed bodies are not accepted.',
  ],
  validation_failed: [
    422,
    'The content is not valid',
    'See errors: each names the place and why. Nothing was changed.',
  ],
  version_required: [
    428,
    'If-Match is needed',
    'Read the resource, and send its ETag in If-Match, so that nobody else is overwritten.',
  ],
  idempotency_conflict: [
    422,
    'The key was used with another body',
    'Use a new Idempotency-Key for a new operation.',
  ],
  rate_limited: [429, 'Too many requests', 'Send fewer. Try again after Retry-After seconds.'],
  internal: [500, 'Something failed on our side', 'Try again; if it stays, report the requestId.'],
  unavailable: [503, 'Not available right now', 'Try again after Retry-After seconds.'],
} as const satisfies Record<string, readonly [ContentfulStatusCode, string, string]>

export type ProblemCode = keyof typeof PROBLEMS
export type ProblemError = { pointer?: string; parameter?: string; code: string; message: string }

/** As many faults as one answer names: a body of thousands of entries can have more than anybody reads. */
export const ERRORS_MAX = 100

const RETRYABLE: ReadonlySet<ProblemCode> = new Set([
  'idempotency_in_flight',
  'rate_limited',
  'internal',
  'unavailable',
])

/** A refusal on its way to the caller: thrown anywhere above the domain, turned into an answer in app.ts. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: ProblemCode
  readonly detail: string
  readonly errors: readonly ProblemError[]
  readonly headers: Readonly<Record<string, string>>
  /** With version_mismatch: the resource as it is now. */
  readonly current: unknown

  constructor(
    code: ProblemCode,
    detail: string = PROBLEMS[code][2],
    more: {
      errors?: readonly ProblemError[]
      headers?: Readonly<Record<string, string>>
      current?: unknown
    } = {},
  ) {
    super(`${code}: ${detail}`)
    this.code = code
    this.detail = detail
    this.errors = more.errors ?? []
    this.headers = more.headers ?? {}
    this.current = more.current
  }

  get status(): ContentfulStatusCode {
    return PROBLEMS[this.code][0]
  }
}

/** A refusal as it crosses from a Durable Object: values only. */
export type ProblemData = Pick<Problem, 'code' | 'detail' | 'errors' | 'headers' | 'current'>
export const problemData = ({ code, detail, errors, headers, current }: Problem): ProblemData => ({
  code,
  detail,
  errors,
  headers,
  current,
})
export const problemOfData = ({ code, detail, ...more }: ProblemData): Problem =>
  new Problem(code, detail, more)

export const notFound = (): Problem => new Problem('not_found')
export const unavailable = (seconds = 2): Problem =>
  new Problem('unavailable', undefined, { headers: { 'Retry-After': String(seconds) } })
export const invalidParameter = (parameter: string, message: string): Problem =>
  new Problem('invalid_parameter', `The parameter ${parameter} is not valid.`, {
    errors: [{ parameter, code: 'invalid', message }],
  })

/** The problem document (RFC 9457), never with internals. */
export function problemBody(problem: Problem, requestId: string) {
  return {
    type: `/problems/${problem.code}`,
    title: PROBLEMS[problem.code][1],
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    requestId,
    ...(problem.errors.length > 0 && { errors: problem.errors }),
    ...(problem.current !== undefined && { current: problem.current }),
    retryable: RETRYABLE.has(problem.code),
  }
}

/** A refusal as an answer; never cached. */
export function problemResponse(problem: Problem, requestId: string): Response {
  return new Response(JSON.stringify(problemBody(problem, requestId)), {
    status: problem.status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'private, no-store',
      ...problem.headers,
    },
  })
}
