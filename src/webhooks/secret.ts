import { Webhook } from 'standardwebhooks'
import type { Instant } from '../domain/time.ts'

/** For so long after a rotation the old secret signs too. */
export const ROTATION_MS = 24 * 3_600_000

// The scheme asks for 24 to 64 bytes.
const SECRET_BYTES = 32

/** A new signing secret in the form of the Standard Webhooks scheme. */
export const newSecret = (): string =>
  `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString('base64')}`

export type Secrets = {
  readonly secret: string
  readonly previousSecret: string | null
  readonly previousSecretUntil: Instant | null
}

/** The webhook-signature header: one signature, or two while a rotation is under way. */
export function signaturesOf(
  { secret, previousSecret, previousSecretUntil }: Secrets,
  id: string,
  now: Instant,
  body: string,
): string {
  const isRotating = previousSecret !== null && previousSecretUntil !== null && now < previousSecretUntil
  return [secret, ...(isRotating ? [previousSecret] : [])]
    .map((each) => new Webhook(each).sign(id, new Date(now), body))
    .join(' ')
}
