import type { z } from '@hono/zod-openapi'
import { untilUnraced } from '../events/commit-change.ts'
import type { AddressId } from '../domain/ids.ts'
import { stated } from '../platform/body-schema.ts'
import type { Ctx, Customer } from '../platform/context.ts'
import { brokenConstraint, commit } from '../platform/d1.ts'
import type { Keep, Outcome } from '../platform/idempotency.ts'
import { created, deleted, updated } from '../platform/outcomes.ts'
import { demandMatch, type Preconditions, versionTag } from '../platform/preconditions.ts'
import { notFound, Problem } from '../platform/problem.ts'
import {
  addressById,
  ADDRESSES_MAX,
  insertAddress,
  removeAddress,
  showAddress,
  updateAddress,
} from './addresses.ts'
import type { changeAddressBody, keepAddressBody, ShownKeptAddress } from './customer-schemas.ts'
import type { AddressRow } from './tables.ts'

/** Keeps an address for the next order. */
export async function keepAddress(
  ctx: Ctx,
  { issuer, subject }: Customer,
  keep: Keep,
  { address, label, defaultShipping = false, defaultBilling = false }: z.output<typeof keepAddressBody>,
): Promise<Outcome<ShownKeptAddress, 201>> {
  const row = {
    id: ctx.newId('address') as AddressId,
    issuer,
    subject,
    label: label ?? null,
    address,
    defaultShipping,
    defaultBilling,
    revision: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  }
  const outcome = created(`/v1/customers/me/addresses/${row.id}`, row, showAddress(row))
  try {
    await commit(ctx.db, [...keep(outcome), ...insertAddress(ctx.db, row)])
  } catch (error) {
    if (brokenConstraint(error) !== 'customer_address_place') throw error
    throw new Problem('invalid_transition', `${ADDRESSES_MAX} addresses are kept already; delete one first.`)
  }
  return outcome
}

/** The address of a customer that is to be read or changed; If-Match may be left out. */
export async function foundAddress(
  ctx: Ctx,
  customer: Customer,
  id: string,
  given?: Preconditions,
): Promise<AddressRow> {
  const row = await addressById(ctx.db, customer, id)
  if (row === undefined) throw notFound()
  if (given?.ifMatch !== undefined) demandMatch(given, { tag: versionTag(row), shown: showAddress(row) })
  return row
}

/** Changes the members that are given. */
export const changeAddress = (
  ctx: Ctx,
  customer: Customer,
  keep: Keep,
  id: string,
  given: Preconditions,
  patch: z.output<typeof changeAddressBody>,
): Promise<Outcome<ShownKeptAddress, 200>> =>
  untilUnraced(async () => {
    const before = await foundAddress(ctx, customer, id, given)
    const after = { ...before, ...stated(patch) }
    const isChanged = JSON.stringify(before) !== JSON.stringify(after)
    const row = isChanged
      ? { ...after, revision: before.revision + 1, updatedAt: Math.max(before.updatedAt, ctx.now) }
      : before
    const outcome = updated(row, showAddress(row))
    await commit(ctx.db, [...keep(outcome), ...(isChanged ? updateAddress(ctx.db, row) : [])])
    return outcome
  })

export const deleteAddress = (
  ctx: Ctx,
  customer: Customer,
  keep: Keep,
  id: string,
  given: Preconditions,
): Promise<Outcome<null, 204>> =>
  untilUnraced(async () => {
    const row = await foundAddress(ctx, customer, id, given)
    await commit(ctx.db, [...keep(deleted), ...removeAddress(ctx.db, row)])
    return deleted
  })
