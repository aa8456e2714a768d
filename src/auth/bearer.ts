import { Problem } from '../platform/problem.ts'

/** The token of an `Authorization` header; undefined when there is none. Two headers arrive as one text, which is no token. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +([^ ].*)$/is.exec(authorization ?? '')?.[1]

/** The same, for who must bring one. */
export function demandBearer(authorization: string | undefined): string {
  const compact = bearerOf(authorization)
  if (compact === undefined) throw challenge('unauthenticated', 'Bearer')
  return compact
}

/** The 401 of a token that is refused: it never says why. */
export const invalidToken = (): Problem => challenge('invalid_token', 'Bearer error="invalid_token"')

export const challenge = (
  code: 'unauthenticated' | 'invalid_token' | 'insufficient_scope',
  value: string,
): Problem => new Problem(code, undefined, { headers: { 'WWW-Authenticate': value } })
