import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Ctx } from './context.ts'
import { Problem } from './problem.ts'

// Longer ones are not ours: positions are a sort key and an id.
const CURSOR_LENGTH_MAX = 2_000
const TAG_BYTES = 12

/**
 * An opaque place in one list. Signed, versioned and bound to `bind` (route, market, filters, sort): a cursor of
 * another list, or one that was touched, is refused rather than understood wrongly (reliability.md §1.1).
 */
export function encodeCursor(ctx: Ctx, bind: string, position: readonly unknown[]): string {
  const body = Buffer.from(JSON.stringify([1, ...position]))
  return Buffer.concat([tagOf(newestSecret(ctx), bind, body), body]).toString('base64url')
}

/** The position inside a cursor of this very list; throws invalid_cursor for anything else. */
export function decodeCursor(ctx: Ctx, bind: string, text: string): unknown[] {
  const bytes = text.length <= CURSOR_LENGTH_MAX ? Buffer.from(text, 'base64url') : Buffer.alloc(0)
  const body = bytes.subarray(TAG_BYTES)
  // Written back it must be the same text: base64url decoding ignores what it does not know.
  const genuine =
    bytes.length > TAG_BYTES &&
    bytes.toString('base64url') === text &&
    ctx.config.tokenSecrets.some((secret) =>
      timingSafeEqual(tagOf(secret, bind, body), bytes.subarray(0, TAG_BYTES)),
    )
  if (!genuine) throw new Problem('invalid_cursor')
  const [version, ...position] = JSON.parse(body.toString()) as unknown[]
  if (version !== 1) throw new Problem('invalid_cursor')
  return position
}

const tagOf = (secret: string, bind: string, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(`cursor\n${bind}\n`).update(body).digest().subarray(0, TAG_BYTES)

function newestSecret(ctx: Ctx): string {
  const [secret] = ctx.config.tokenSecrets
  if (secret === undefined) throw new Error('TOKEN_SECRETS is checked when the configuration is read')
  return secret
}
