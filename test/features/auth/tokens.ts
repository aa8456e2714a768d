import { goodClaims, inlineIssuer, Shop } from './shop.ts'
import { makePair, seal, signer, type Pair, type Part } from './signing.ts'

export const rsa = await makePair('RS256', 'rsa-1')
export const ec = await makePair('ES256', 'ec-1')
export const ed = await makePair('EdDSA', 'ed-1')
/** Someone else's key under the name of ours. */
export const attacker = await makePair('RS256', 'rsa-1')
export const customers = await makePair('RS256', 'customers-1')
export const CUSTOMER_ISSUER = 'https://customers.example.test'

export const shop = new Shop([
  inlineIssuer([rsa.jwk, ec.jwk, ed.jwk]),
  inlineIssuer([customers.jwk], { issuer: CUSTOMER_ISSUER, role: 'customer' }),
])

export const headerOf = (pair: Pair, more: object = {}) => ({
  alg: pair.alg,
  typ: 'at+jwt',
  kid: pair.kid,
  ...more,
})
export const good = (pair: Pair = rsa) => seal(headerOf(pair), goodClaims(), signer(pair))

// Signed by the genuine key, so that only the changed part can be the reason of a refusal.
export const withHeader = (header: Part, pair: Pair = rsa) => seal(header, goodClaims(), signer(pair))
export const withPayload = (payload: Part) => seal(headerOf(rsa), payload, signer(rsa))
export const withClaims = (more: Record<string, unknown>) => withPayload(goodClaims(more))
