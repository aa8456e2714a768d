import { z } from '@hono/zod-openapi'
import { instantSchema, pageSchema } from '../platform/schema.ts'
import { BREAKS } from './verify-seals.ts'

const sequence = z.number().int().min(1)
const hash = z.string().openapi({ description: 'SHA-256, in hex.' })

export const entrySchema = z
  .object({
    sequence: sequence.openapi({ description: 'Place in the log. There are no gaps.' }),
    id: z.string(),
    actor: z.string().openapi({ description: '`staff:{issuer}#{subject}`' }),
    tokenId: z.string().nullable().openapi({ description: 'The `jti` of the token, if it had one.' }),
    route: z.string(),
    requestId: z.string(),
    action: z.string(),
    subject: z.string(),
    changes: z
      .array(z.object({ member: z.string(), from: z.unknown().optional(), to: z.unknown().optional() }))
      .openapi({ description: 'Short values as they were and are; of others the name of the member alone.' }),
    createdAt: instantSchema,
    seal: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'The seal that the entry is under; null for a short while after the change.' }),
  })
  .openapi('AuditEntry')

export const entryListSchema = z
  .object({ data: z.array(entrySchema), page: pageSchema })
  .openapi('AuditEntryList')

export const sealSchema = z
  .object({
    number: sequence,
    fromSequence: sequence,
    toSequence: sequence,
    entries: z.number().int().min(1),
    previousHash: hash,
    hash,
    createdAt: instantSchema,
  })
  .openapi('AuditSeal')

export const sealListSchema = z
  .object({ data: z.array(sealSchema), page: pageSchema })
  .openapi('AuditSealList')

const count = z.number().int().min(0)

export const verificationSchema = z
  .object({
    intact: z.boolean().openapi({ description: 'Nothing that was looked at is wrong.' }),
    seals: count.openapi({ description: 'The number of the last seal.' }),
    verified: z
      .object({ fromSeal: sequence.nullable(), toSeal: sequence.nullable(), entries: count })
      .openapi({ description: 'What this answer looked at.' }),
    sealedUpTo: count.openapi({ description: 'The last entry under a seal.' }),
    headHash: hash.openapi({ description: 'The hash of the last seal. Keep it elsewhere, to compare.' }),
    firstBroken: z
      .object({
        seal: sequence.nullable().openapi({ description: 'null = behind the last seal' }),
        why: z.enum(Object.keys(BREAKS) as (keyof typeof BREAKS)[]),
        message: z.string(),
      })
      .optional(),
    unsealed: z
      .object({ from: sequence.nullable(), to: sequence.nullable(), entries: count })
      .openapi({ description: 'Entries that wait for their seal: counted up to 10,000.' }),
    nextSeal: sequence
      .nullable()
      .openapi({ description: 'Go on with ?fromSeal= this; null when the end has been looked at.' }),
  })
  .openapi('AuditVerification')

export const entryExample = {
  sequence: 1203,
  id: 'aud_01KA2JQ8V6C0N9QW3V0B8Z6R5T',
  actor: 'staff:https://id.hearth-and-hollow.example#ada',
  tokenId: '7d1f9a52-54f4-4f0b-9d6e-0a5a2f6c1b1e',
  route: 'PATCH /v1/admin/products/{id}',
  requestId: 'req_5f0c7d1be3a94c6f8d2e9b7a41c03e58',
  action: 'product.updated',
  subject: 'product:prd-copper-stovetop-kettle',
  changes: [
    { member: 'title', from: 'Copper Kettle', to: 'Copper Stovetop Kettle' },
    { member: 'description' },
  ],
  createdAt: '2026-11-21T08:00:00.000Z',
  seal: 12,
}

export const sealExample = {
  number: 12,
  fromSequence: 1104,
  toSequence: 1203,
  entries: 100,
  previousHash: '1f0d3c5b7a99e8d6c4b2a0f1e3d5c7b9a8f6e4d2c0b1a3f5e7d9c8b6a4f2e0d1',
  hash: '9c1185a5c5e9fc54612808977ee8f548b2258d31aa3f7e5b0c6d4e2f1a098b7c',
  createdAt: '2026-11-21T08:01:00.000Z',
}

export const verificationExample = {
  intact: true,
  seals: 12,
  verified: { fromSeal: 1, toSeal: 12, entries: 1203 },
  sealedUpTo: 1203,
  headHash: sealExample.hash,
  unsealed: { from: 1204, to: 1206, entries: 3 },
  nextSeal: null,
}
