import { formatInstant } from '../domain/time.ts'
import type { Revocation } from './revocations.ts'

/** A revocation as the API shows it. */
export const showRevocation = ({ issuer, tokenId, reason, actor, createdAt, expiresAt }: Revocation) => ({
  issuer,
  tokenId,
  reason,
  revokedBy: actor,
  createdAt: formatInstant(createdAt),
  expiresAt: formatInstant(expiresAt),
})

export type ShownRevocation = ReturnType<typeof showRevocation>
