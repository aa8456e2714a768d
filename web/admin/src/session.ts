import { createClient } from 'highstreet/client'
import { useSyncExternalStore } from 'react'
import { createSession } from '../../shared/session.ts'

/** Who is signed in, as the token says it of itself. Nothing here is proof; the API verifies each request. */
export type Session = {
  readonly token: string
  readonly subject: string
  readonly issuer: string
  /** undefined: the token does not tell in `scope`; the API knows. */
  readonly scopes: ReadonlySet<string> | undefined
}

/** Signed in by the shop's issuer or with a pasted token: of this tab alone, and gone with it. */
export const keeper = createSession(createClient(location.origin), {
  role: 'staff',
  key: 'highstreet.console',
  storage: sessionStorage,
  callbackPath: '/admin/sign-in',
})

type State = {
  /** A kept session is being looked at. */
  readonly isArriving: boolean
  readonly session: Session | undefined
  readonly farewell: string | undefined
}
let state: State = { isArriving: keeper.getSnapshot().isSignedIn, session: undefined, farewell: undefined }
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
  if (typeof exp === 'number' && exp * 1_000 <= Date.now()) return undefined
  return {
    token,
    subject: typeof sub === 'string' ? sub : 'staff',
    issuer: typeof iss === 'string' ? iss : '',
    scopes: typeof scope === 'string' ? new Set(scope.split(' ')) : undefined,
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

/** The token for a request; a new one where `refused` is not taken any more. */
export async function currentToken(refused?: string): Promise<string | undefined> {
  const token = await keeper.token(refused)
  if (token !== state.session?.token) await lookAtSession()
  return token
}

async function lookAtSession(): Promise<void> {
  const token = await keeper.token()
  const session = token === undefined ? undefined : readToken(token)
  if (token !== undefined && session === undefined) keeper.signOut()
  become({ isArriving: false, session, farewell: session === undefined ? state.farewell : undefined })
}

keeper.subscribe(() => void lookAtSession())
if (state.isArriving) void lookAtSession()

/** Forgets the token. `farewell` says why, where the person did not ask for it. */
export function endSession(farewell?: string): void {
  state = { ...state, farewell }
  keeper.signOut()
  void lookAtSession()
}

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
