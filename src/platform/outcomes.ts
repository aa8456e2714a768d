import type { Outcome } from './idempotency.ts'
import { type Version, versionTag } from './preconditions.ts'
import { Problem } from './problem.ts'

/** 201 with where the new resource is and its first tag. */
export const created = <Body>(location: string, version: Version, body: Body): Outcome<Body, 201> => ({
  status: 201,
  headers: { Location: location, ETag: versionTag(version) },
  body,
})

/** 200 with the resource as it now is. */
export const updated = <Body>(version: Version, body: Body): Outcome<Body, 200> => ({
  status: 200,
  headers: { ETag: versionTag(version) },
  body,
})

/** 204: it is gone. */
export const deleted: Outcome<null, 204> = { status: 204, headers: {}, body: null }

type Fault = { readonly pointer: string; readonly message: string }

/** Refuses content that cannot be: every fault with its place. Does nothing without faults. */
export function refuseInvalid(faults: readonly Fault[]): void {
  if (faults.length === 0) return
  throw new Problem('validation_failed', undefined, {
    errors: faults.map(({ pointer, message }) => ({ pointer, code: 'invalid', message })),
  })
}

/** Refuses what the present state forbids; the detail says it in words. Does nothing without faults. */
export function refuseConflict(
  code: 'already_exists' | 'in_use' | 'invalid_transition',
  faults: readonly Fault[],
): void {
  if (faults.length === 0) return
  const words = faults.map(({ pointer, message }) => `${pointer.slice(1)} ${message}.`).join(' ')
  throw new Problem(code, words, {
    errors: faults.map(({ pointer, message }) => ({ pointer, code, message })),
  })
}
