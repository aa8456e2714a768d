import { and, asc, eq, gt } from 'drizzle-orm'
import type { AddressId } from '../domain/ids.ts'
import type { OrderCustomer } from '../domain/order.ts'
import { formatInstant } from '../domain/time.ts'
import { type Db, guardOneRow, guardThat, type Statement, statement } from '../platform/d1.ts'
import type { ShownKeptAddress } from './customer-schemas.ts'
import { type AddressRow, customerAddresses } from './tables.ts'

/** As many as one customer keeps; the table has the same as a check. */
export const ADDRESSES_MAX = 50

const isOf = ({ issuer, subject }: OrderCustomer) =>
  and(eq(customerAddresses.issuer, issuer), eq(customerAddresses.subject, subject))

/** A customer's own address; another's is as if there were none. */
export const addressById = (db: Db, customer: OrderCustomer, id: string): Promise<AddressRow | undefined> =>
  db.orm
    .select()
    .from(customerAddresses)
    .where(and(eq(customerAddresses.id, id as AddressId), isOf(customer)))
    .get()

/** The next addresses of a customer, in the order in which they were kept. */
export const addressesAfter = (
  db: Db,
  customer: OrderCustomer,
  after: string | undefined,
  limit: number,
): Promise<AddressRow[]> =>
  db.orm
    .select()
    .from(customerAddresses)
    .where(
      and(isOf(customer), after === undefined ? undefined : gt(customerAddresses.id, after as AddressId)),
    )
    .orderBy(asc(customerAddresses.id))
    .limit(limit)
    .all()

/** An address that has no place yet. */
export type NewAddress = Omit<AddressRow, 'place'>

/** An address as its customer sees it. */
export const showAddress = (row: NewAddress): ShownKeptAddress => ({
  id: row.id,
  label: row.label,
  address: row.address,
  defaultShipping: row.defaultShipping,
  defaultBilling: row.defaultBilling,
  revision: row.revision,
  createdAt: formatInstant(row.createdAt),
  updatedAt: formatInstant(row.updatedAt),
})

/** In front of the row that becomes a default: whichever was it is so no longer. */
const clearDefaults = (db: Db, row: NewAddress): Statement[] =>
  row.defaultShipping || row.defaultBilling
    ? [
        db
          .prepare(
            `UPDATE customer_addresses SET default_shipping = default_shipping AND NOT ?4,
               default_billing = default_billing AND NOT ?5, revision = revision + 1, updated_at = max(updated_at, ?6)
             WHERE issuer = ?1 AND subject = ?2 AND id <> ?3 AND (default_shipping AND ?4 OR default_billing AND ?5)`,
          )
          .bind(
            row.issuer,
            row.subject,
            row.id,
            Number(row.defaultShipping),
            Number(row.defaultBilling),
            row.updatedAt,
          ),
      ]
    : []

/** Keeps an address at the customer's first free place; without one the batch breaks on `customer_address_place`. */
export const insertAddress = (db: Db, row: NewAddress): Statement[] => [
  ...clearDefaults(db, row),
  db
    .prepare(
      `INSERT INTO customer_addresses (id, issuer, subject, place, label, address, default_shipping, default_billing,
         revision, created_at, updated_at)
       VALUES (?1, ?2, ?3,
         (SELECT min(free) FROM (SELECT 1 AS free UNION ALL
            SELECT place + 1 FROM customer_addresses WHERE issuer = ?2 AND subject = ?3)
          WHERE free NOT IN (SELECT place FROM customer_addresses WHERE issuer = ?2 AND subject = ?3)),
         ?4, ?5, ?6, ?7, ?8, ?9, ?9)`,
    )
    .bind(
      row.id,
      row.issuer,
      row.subject,
      row.label,
      JSON.stringify(row.address),
      Number(row.defaultShipping),
      Number(row.defaultBilling),
      row.revision,
      row.createdAt,
    ),
]

/** `row` has the revision that it comes to. */
export const updateAddress = (db: Db, row: AddressRow): Statement[] => [
  ...clearDefaults(db, row),
  statement(
    db,
    db.orm
      .update(customerAddresses)
      .set(row)
      .where(and(eq(customerAddresses.id, row.id), eq(customerAddresses.revision, row.revision - 1))),
  ),
  ...guardOneRow(db),
]

export const removeAddress = (db: Db, { id, revision }: AddressRow): Statement[] => [
  statement(
    db,
    db.orm
      .delete(customerAddresses)
      .where(and(eq(customerAddresses.id, id), eq(customerAddresses.revision, revision))),
  ),
  ...guardOneRow(db),
]

/** All of a customer's addresses go. Breaks the batch if there are not as many as were counted. */
export const removeAddresses = (db: Db, { issuer, subject }: OrderCustomer, counted: number): Statement[] => [
  ...guardThat(
    db,
    `SELECT value->>'counted' = (SELECT count(*) FROM customer_addresses AS own
       WHERE own.issuer = value->>'issuer' AND own.subject = value->>'subject') FROM json_each(?1)`,
    [{ issuer, subject, counted }],
  ),
  statement(db, db.orm.delete(customerAddresses).where(isOf({ issuer, subject }))),
]
