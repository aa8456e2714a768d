import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { Problem } from '../platform/problem.ts'
import {
  forgottenAt,
  insertRevocation,
  rememberRevoked,
  type Revocation,
  revocationOf,
} from './revocations.ts'
import { type ShownRevocation, showRevocation } from './show-revocation.ts'

export type TokenToRevoke = {
  readonly issuer?: string | undefined
  readonly tokenId: string
  readonly reason?: string | undefined
}

/**
 * Revokes one staff token by its id, the caller's own too. Final: whoever should work on gets another token. Revoking
 * what is revoked answers with the first revocation, since a person in a hurry asks twice.
 */
export async function revokeToken(
  ctx: Ctx,
  call: AdminCall,
  { issuer: name = call.staff.issuer, tokenId, reason = '' }: TokenToRevoke,
): Promise<Outcome<ShownRevocation, 200 | 201>> {
  const issuer = ctx.config.issuers.find((one) => one.issuer === name && one.role === 'staff')
  if (issuer === undefined) {
    throw new Problem('validation_failed', undefined, {
      errors: [{ pointer: '/issuer', code: 'unknown', message: 'is no staff issuer of this shop' }],
    })
  }
  return untilUnraced(async () => {
    const known = await revocationOf(ctx.db, name, tokenId)
    if (known !== undefined)
      return commitNothing(ctx, call, { status: 200, headers: {}, body: showRevocation(known) })
    const revocation: Revocation = {
      issuer: name,
      tokenId,
      reason,
      actor: call.actor,
      createdAt: ctx.now,
      expiresAt: forgottenAt(issuer, ctx.now),
    }
    const outcome = await commitChange(ctx, call, {
      statements: insertRevocation(ctx.db, revocation),
      events: [{ type: 'token.revoked', subject: `token:${tokenId}`, data: { issuer: name } }],
      audit: {
        action: 'token.revoked',
        subject: `token:${tokenId}`,
        changes: [{ member: 'issuer', to: name }, ...(reason === '' ? [] : [{ member: 'reason' }])],
      },
      outcome: { status: 201, headers: {}, body: showRevocation(revocation) },
    })
    rememberRevoked(ctx, revocation)
    return outcome
  })
}
