import { z } from '@hono/zod-openapi'
import { isWellFormedText, lengthWithin } from '../domain/text.ts'
import { actOnce } from '../platform/admin-call.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import { cursorQuery, instantSchema, LIMIT_DEFAULT, limitQuery, pageSchema } from '../platform/schema.ts'
import { TOKEN_ID_PATTERN } from './claims.ts'
import { type Place, placeOf, REVOCATION_SEEN_MS, revocationsAfter } from './revocations.ts'
import { revokeToken } from './revoke-token.ts'
import { showRevocation } from './show-revocation.ts'

const REASON_CHARACTERS_MAX = 200
const SECONDS = REVOCATION_SEEN_MS / 1_000

const revocationExample = {
  issuer: 'https://id.hearth-and-hollow.example',
  tokenId: '7d1f9a52-54f4-4f0b-9d6e-0a5a2f6c1b1e',
  reason: 'Laptop left on a train',
  revokedBy: 'staff:https://id.hearth-and-hollow.example#ada',
  createdAt: '2026-11-21T08:00:00.000Z',
  expiresAt: '2026-11-22T08:00:10.000Z',
}

const revocationSchema = z
  .object({
    issuer: z.string(),
    tokenId: z.string().openapi({ description: 'The `jti` of the token.' }),
    reason: z.string(),
    revokedBy: z.string(),
    createdAt: instantSchema,
    expiresAt: instantSchema.openapi({
      description: 'From then on the token is refused for its age, and this entry is forgotten.',
    }),
  })
  .openapi('RevokedToken')

const revokeBody = z
  .strictObject({
    issuer: z.string().min(1).max(255).optional().openapi({
      description:
        'Who signed the token: a staff issuer of this shop. Absent = the issuer of your own token.',
    }),
    tokenId: z.string().regex(TOKEN_ID_PATTERN, 'has 1 to 255 printable ASCII characters').openapi({
      description: 'The `jti` of the token.',
    }),
    reason: z
      .string()
      .refine((text) => isWellFormedText(text) && lengthWithin(text, REASON_CHARACTERS_MAX), {
        message: `is text of at most ${REASON_CHARACTERS_MAX} characters`,
      })
      .optional()
      .openapi({ maxLength: REASON_CHARACTERS_MAX, description: 'For colleagues. No personal data.' }),
  })
  .openapi('TokenToRevoke')

const revoke = defineRoute({
  method: 'post',
  path: '/v1/admin/revoked-tokens',
  operationId: 'revokeToken',
  tags: ['Tokens'],
  summary: 'Revoke a staff token by its id',
  description:
    `The token is refused with 401 from now on, everywhere within ${SECONDS} seconds. Your own token may be revoked, too. ` +
    'There is no way back: whoever should work on gets another token. A token without `jti` cannot be revoked by itself; ' +
    "it ends with its age, or with its issuer's key. Revoking again answers 200 with the first revocation.",
  request: {
    query: z.strictObject({}),
    body: {
      required: true,
      content: {
        'application/json': {
          schema: revokeBody,
          example: { tokenId: revocationExample.tokenId, reason: revocationExample.reason },
        },
      },
    },
  },
  facts: { scope: 'tokens:write', cache: 'private', budget: { kv: 0, d1: 3 } },
  problems: ['invalid_parameter', 'unavailable'],
  responses: {
    200: {
      description: 'It was revoked before',
      content: { 'application/json': { schema: revocationSchema, example: revocationExample } },
    },
    201: {
      description: 'Revoked',
      content: { 'application/json': { schema: revocationSchema, example: revocationExample } },
    },
  },
})

const list = defineRoute({
  method: 'get',
  path: '/v1/admin/revoked-tokens',
  operationId: 'listRevokedTokens',
  tags: ['Tokens'],
  summary: 'The revoked staff tokens, newest first',
  description: 'Those that could still be good by their age; older ones are forgotten.',
  request: { query: z.strictObject({ limit: limitQuery, cursor: cursorQuery }) },
  facts: { scope: 'tokens:read', cache: 'private', budget: { kv: 0, d1: 1 } },
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: {
      description: 'One page',
      content: {
        'application/json': {
          schema: z.object({ data: z.array(revocationSchema), page: pageSchema }).openapi('RevokedTokenList'),
          example: { data: [revocationExample], page: { nextCursor: null } },
        },
      },
    },
  },
})

const signInExample = {
  role: 'customer' as const,
  issuer: 'https://id.hearth-and-hollow.example',
  clientId: 'storefront',
  authorizationEndpoint: 'https://id.hearth-and-hollow.example/authorize',
  tokenEndpoint: 'https://id.hearth-and-hollow.example/token',
  scope: 'openid',
}

const listSignIns = defineRoute({
  method: 'get',
  path: '/v1/sign-in',
  operationId: 'listSignIns',
  tags: ['Tokens'],
  summary: 'Where customers and staff sign in from a page',
  description:
    'The issuers in AUTH_ISSUERS that have a public client for pages: authorization code with PKCE (S256), at the two ' +
    'addresses named here. Empty where people get their tokens otherwise.',
  request: { query: z.strictObject({}) },
  facts: { cache: 'private', budget: { kv: 0, d1: 0 } },
  problems: ['invalid_parameter'],
  responses: {
    200: {
      description: 'The issuers, in the order of the configuration',
      content: {
        'application/json': {
          schema: z.object({
            data: z.array(
              z
                .object({
                  role: z.enum(['staff', 'customer']),
                  issuer: z.string(),
                  clientId: z.string(),
                  authorizationEndpoint: z.string(),
                  tokenEndpoint: z.string(),
                  scope: z.string().openapi({ description: 'What to ask for, separated by blanks.' }),
                })
                .openapi('SignIn'),
            ),
          }),
          example: { data: [signInExample] },
        },
      },
    },
  },
})

export const tokenRoutes = featureRoutes()
  .openapi(listSignIns, (c) => {
    const data = c.var.ctx.config.issuers.flatMap(({ role, issuer, signIn }) =>
      signIn === undefined ? [] : [{ role, issuer, ...signIn }],
    )
    return c.json({ data }, 200)
  })

  .openapi(revoke, async (c) => actOnce(c, (call) => revokeToken(c.var.ctx, call, c.req.valid('json'))))

  .openapi(list, async (c) => {
    const { ctx } = c.var
    const { limit = LIMIT_DEFAULT, cursor } = c.req.valid('query')
    const bind = 'revoked-tokens'
    const rows = await revocationsAfter(ctx.db, placeIn<Place>(ctx, bind, cursor), limit + 1)
    return c.json(pageOf(ctx, bind, rows, limit, showRevocation, placeOf), 200)
  })
