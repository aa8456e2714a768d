import { z } from '@hono/zod-openapi'
import { addressBody, shownAddressSchema } from '../orders/contact-schemas.ts'
import { ORDER_EXAMPLE } from '../orders/order-examples.ts'
import { orderSchema } from '../orders/order-schemas.ts'
import { ownWordsBody } from '../platform/body-schema.ts'
import { cursorQuery, instantSchema, pageSchema, requiredTextSchema } from '../platform/schema.ts'

const LABEL_LENGTH_MAX = 60

const labelBody = ownWordsBody(LABEL_LENGTH_MAX).openapi({ example: 'Home' })
const flags = {
  defaultShipping: z.boolean().optional().openapi({ description: 'true takes it from the address before.' }),
  defaultBilling: z.boolean().optional().openapi({ description: 'Likewise.' }),
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
  id: 'adr_01KB0Q7X3N5V8W2C4D6F8G0H1J',
  ...KEPT,
  defaultBilling: false,
  revision: 1,
  createdAt: ORDER_EXAMPLE.createdAt,
  updatedAt: ORDER_EXAMPLE.createdAt,
}

export const customerSchema = z
  .object({
    id: z.string().openapi({ description: 'Their name in events.' }),
    cartId: z.string(),
    addresses: z.number().int(),
    orders: z.number().int(),
    defaultShippingAddressId: z.string().nullable(),
    defaultBillingAddressId: z.string().nullable(),
  })
  .openapi('Customer')
export type ShownCustomer = z.infer<typeof customerSchema>

export const CUSTOMER_EXAMPLE: ShownCustomer = {
  id: 'cus_5d0f6c2b9a7e41c85d0f6c2b9a7e41c8',
  cartId: 'cart_pS8kV2xQ6mZ1cR4tB9nH3w',
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
    cartId: z.string().openapi({ description: '`GET /v1/customers/me/cart` has what is in it.' }),
    addresses: z.array(keptAddressSchema),
    orders: z.array(orderSchema).openapi({
      description: 'Newest first. The next page has further ones, and all else again.',
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
  exportedAt: ORDER_EXAMPLE.updatedAt,
}

const named = {
  issuer: requiredTextSchema(500).openapi({ example: EXPORT_EXAMPLE.issuer }),
  subject: requiredTextSchema(500).openapi({ example: EXPORT_EXAMPLE.subject }),
}
export const namedCustomerBody = z.strictObject(named).openapi('NamedCustomer')
export const exportCustomerBody = z.strictObject({ ...named, cursor: cursorQuery }).openapi('ExportCustomer')

export const NAMED_EXAMPLE = { issuer: EXPORT_EXAMPLE.issuer, subject: EXPORT_EXAMPLE.subject }
