import { z } from '@hono/zod-openapi'
import { addressBody, shownAddressSchema } from '../orders/contact-schemas.ts'
import { ORDER_EXAMPLE } from '../orders/order-examples.ts'
import { orderSchema } from '../orders/order-schemas.ts'
import { ownWordsBody } from '../platform/body-schema.ts'
import { cursorQuery, instantSchema, pageSchema, requiredTextSchema } from '../platform/schema.ts'

const LABEL_LENGTH_MAX = 60

const labelBody = ownWordsBody(LABEL_LENGTH_MAX).openapi({
  description: 'What the customer calls it.',
  example: 'Home',
})
const flags = {
  defaultShipping: z
    .boolean()
    .optional()
    .openapi({ description: 'Where parcels go. true takes it from the address that was it.' }),
  defaultBilling: z.boolean().optional().openapi({ description: 'What invoices name, likewise.' }),
}
const saysSomething = ({ address }: { address?: object | undefined }): boolean =>
  address === undefined || Object.keys(address).length > 0
const SAYS_NOTHING = { message: 'says something', path: ['address'] }

export const keepAddressBody = z
  .strictObject({ address: addressBody, label: labelBody.optional(), ...flags })
  .refine(saysSomething, SAYS_NOTHING)
  .openapi('KeepAddress')

export const changeAddressBody = z
  .strictObject({ address: addressBody.optional(), label: labelBody.nullable().optional(), ...flags })
  .refine(saysSomething, SAYS_NOTHING)
  .openapi('ChangeAddress', { description: '`address` replaces the one before as a whole.' })

export const keptAddressSchema = z
  .object({
    id: z.string(),
    label: z.string().nullable(),
    address: shownAddressSchema,
    defaultShipping: z.boolean(),
    defaultBilling: z.boolean(),
    revision: z.number().int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .openapi('KeptAddress')
export type ShownKeptAddress = z.infer<typeof keptAddressSchema>

export const keptAddressListSchema = z.object({ data: z.array(keptAddressSchema), page: pageSchema })

const KEPT = {
  label: 'Home',
  address: {
    firstName: 'Ada',
    lastName: 'Nuñez',
    line1: 'Torstraße 1',
    city: 'Berlin',
    postalCode: '10119',
    country: 'DE',
  },
  defaultShipping: true,
}
export const KEEP_ADDRESS_EXAMPLE = KEPT
export const KEPT_ADDRESS_EXAMPLE: ShownKeptAddress = {
  id: 'adr_01KB0N4W2M6T9V3X5Z7B9D1F3G',
  ...KEPT,
  defaultBilling: false,
  revision: 1,
  createdAt: '2026-11-25T09:12:00.000Z',
  updatedAt: '2026-11-25T09:12:00.000Z',
}

export const customerSchema = z
  .object({
    id: z
      .string()
      .openapi({ description: 'The name of the customer in events: a hash of issuer and subject.' }),
    cartId: z.string().openapi({ description: 'Their one cart, whether it is open or not.' }),
    addresses: z.number().int().openapi({ description: 'How many are kept.' }),
    orders: z.number().int(),
    defaultShippingAddressId: z.string().nullable(),
    defaultBillingAddressId: z.string().nullable(),
  })
  .openapi('Customer')
export type ShownCustomer = z.infer<typeof customerSchema>

export const CUSTOMER_EXAMPLE: ShownCustomer = {
  id: 'cus_5d0f6c2b9a7e41c8a3b1e9f07d64c258',
  cartId: 'cart_pS8kV2xQ6mZ1cR4tB9nH3wJ7yL5gF0dA2sE8uK4iO6q',
  addresses: 1,
  orders: 1,
  defaultShippingAddressId: KEPT_ADDRESS_EXAMPLE.id,
  defaultBillingAddressId: null,
}

export const customerExportSchema = z
  .object({
    id: z.string(),
    issuer: z.string(),
    subject: z.string(),
    cartId: z.string().openapi({ description: 'What is in the cart, `GET /v1/customers/me/cart` answers.' }),
    addresses: z.array(keptAddressSchema),
    orders: z.array(orderSchema).openapi({
      description: 'In full, newest first. Further ones are on the next page, with all else again.',
    }),
    page: pageSchema,
    exportedAt: instantSchema,
  })
  .openapi('CustomerExport')
export type ShownExport = z.infer<typeof customerExportSchema>

export const EXPORT_EXAMPLE: ShownExport = {
  id: CUSTOMER_EXAMPLE.id,
  issuer: 'https://login.example.com',
  subject: 'ada',
  cartId: CUSTOMER_EXAMPLE.cartId,
  addresses: [KEPT_ADDRESS_EXAMPLE],
  orders: [ORDER_EXAMPLE],
  page: { nextCursor: null },
  exportedAt: '2026-12-01T10:00:00.000Z',
}

const named = {
  issuer: requiredTextSchema(500).openapi({ example: EXPORT_EXAMPLE.issuer }),
  subject: requiredTextSchema(500).openapi({ example: EXPORT_EXAMPLE.subject }),
}
export const namedCustomerBody = z.strictObject(named).openapi('NamedCustomer')
export const exportCustomerBody = z.strictObject({ ...named, cursor: cursorQuery }).openapi('ExportCustomer')

export const NAMED_EXAMPLE = { issuer: EXPORT_EXAMPLE.issuer, subject: EXPORT_EXAMPLE.subject }
