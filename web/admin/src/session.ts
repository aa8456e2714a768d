import { useSyncExternalStore } from 'react'

/** Who is signed in: a staff token, and what it says of itself. Nothing here is proof; the API verifies each request. */
export type Session = {
  readonly token: string
  readonly subject: string
  readonly issuer: string
  /** undefined: the token does not tell in `scope`; the API knows. */
  readonly scopes: ReadonlySet<string> | undefined
  readonly expiresAt: number | undefined
}

// Of this tab alone, and gone with it.
const KEPT = 'highstreet.console.token'

type State = { readonly session: Session | undefined; readonly farewell: string | undefined }
let state: State = { session: readToken(sessionStorage.getItem(KEPT) ?? ''), farewell: undefined }
const listeners = new Set<() => void>()

function become(next: State): void {
  state = next
  for (const listener of listeners) listener()
}

/** What a token says of itself; undefined: it is none, or over. */
export function readToken(token: string): Session | undefined {
  const claims = readClaims(token)
  if (claims === undefined) return undefined
  const { sub, iss, scope, exp } = claims
  const expiresAt = typeof exp === 'number' ? exp * 1_000 : undefined
  if (expiresAt !== undefined && expiresAt <= Date.now()) return undefined
  return {
    token,
    subject: typeof sub === 'string' ? sub : 'staff',
    issuer: typeof iss === 'string' ? iss : '',
    scopes: typeof scope === 'string' ? new Set(scope.split(' ')) : undefined,
    expiresAt,
  }
}

function readClaims(token: string): Record<string, unknown> | undefined {
  const [, payload, signature] = token.split('.')
  if (payload === undefined || signature === undefined) return undefined
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (each) =>
      each.charCodeAt(0),
    )
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

export function beginSession(session: Session): void {
  sessionStorage.setItem(KEPT, session.token)
  become({ session, farewell: undefined })
}

/** Forgets the token. `farewell` says why, where the person did not ask for it. */
export function endSession(farewell?: string): void {
  sessionStorage.removeItem(KEPT)
  become({ session: undefined, farewell })
}

export const currentToken = (): string | undefined => state.session?.token

export const useSession = (): State =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
  )

/** Whether the signed-in person may do what a scope allows; x:write implies x:read, as at the API. */
export const mayDo = ({ scopes }: Session, scope: string): boolean =>
  scopes === undefined || [scope, scope.replace(/:read$/, ':write')].some((granted) => scopes.has(granted))
