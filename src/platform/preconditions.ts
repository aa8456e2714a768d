import type { Context } from 'hono'
import { etagMatches } from './answers.ts'
import type { AppEnv } from './app-env.ts'
import type { Instant } from '../domain/time.ts'
import { Problem } from './problem.ts'

/** What a write says of the state it was made from (RFC 9110 §13.1). */
export type Preconditions = {
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
}

/** A resource as it is now, with its tag: what a refused writer has to look at. */
export type Current = { readonly tag: string; readonly shown: unknown }

export const preconditionsOf = (c: Context<AppEnv>): Preconditions => ({
  ifMatch: c.req.header('If-Match'),
  ifNoneMatch: c.req.header('If-None-Match'),
})

/** What the tag of a resource is made from. */
export type Version = { readonly revision: number; readonly createdAt: Instant }

/**
 * The tag of a resource: made from the row, not from its bytes (platform.md §2c). One that is deleted and made again
 * under its own id begins again at revision 1: the moment it was made keeps the two apart.
 */
export const versionTag = ({ revision, createdAt }: Version): string =>
  `"${revision}-${createdAt.toString(36)}"`

/** The tag of a product, whose row outlives its deletion: its revisions never begin again. */
export const revisionTag = (revision: number): string => `"${revision}"`

/**
 * For PATCH and DELETE, and for PUT of what exists: 428 without If-Match, 412 with one that is not current. The 412
 * carries the present resource and its tag, so that a client can merge and try again without another read.
 */
export function demandMatch({ ifMatch, ifNoneMatch }: Preconditions, current: Current): void {
  if (ifMatch === undefined && ifNoneMatch === undefined) {
    throw new Problem('version_required', undefined, { headers: { ETag: current.tag } })
  }
  if (ifMatch === undefined || !matchesStrongly(ifMatch, current.tag)) throw versionMismatch(current)
}

/** For PUT: a new resource is made freely or with `If-None-Match: *`; one that exists needs its tag. */
export function demandMatchToPut(given: Preconditions, current: Current | undefined): void {
  if (current !== undefined) demandMatch(given, current)
  // Whoever names a version has seen something that is gone.
  else if (given.ifMatch !== undefined)
    throw new Problem('version_mismatch', 'There is no such resource now.')
}

const versionMismatch = (current: Current): Problem =>
  new Problem('version_mismatch', undefined, {
    headers: { ETag: current.tag },
    current: current.shown,
  })

/** Of carts and checkouts, whose tag is `"{version}.{hash of the priced body}"`: the version is compared (contract.md). */
export const matchesVersion = (ifMatch: string, version: number): boolean =>
  ifMatch.trim() === '*' ||
  ifMatch.split(',').some((each) => /^"(\d+)\.[\w-]+"$/.exec(each.trim())?.[1] === String(version))

/** If-Match compares strongly: a weak tag never matches (RFC 9110 §13.1.1). */
const matchesStrongly = (ifMatch: string, tag: string): boolean =>
  ifMatch.trim() === '*' || ifMatch.split(',').some((each) => each.trim() === tag)

/** Whether the reader has this version already: the answer is then 304. */
export function isNotModified(c: Context<AppEnv>, tag: string): boolean {
  const ifNoneMatch = c.req.header('If-None-Match')
  return ifNoneMatch !== undefined && etagMatches(ifNoneMatch, tag)
}
