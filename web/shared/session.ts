import type { Client } from 'highstreet/client'

/** Somebody who has signed in. */
export type Session = {
  readonly accessToken: string
  /** By the clock of this machine, in milliseconds. */
  readonly expiresAt: number
  readonly refreshToken?: string | undefined
}
export type SessionSnapshot = { readonly isSignedIn: boolean }
/** Why nobody came of it, as the issuer says, or one of our own. */
export type SignInFailure = 'no_door' | 'not_begun_here' | 'unreachable' | 'refused' | 'access_denied'
export type SignInOutcome =
  | { readonly ok: true; readonly returnTo: string }
  | { readonly ok: false; readonly code: SignInFailure; readonly returnTo: string }

export type SessionOptions = {
  readonly role: 'staff' | 'customer'
  /** The name in the storage. */
  readonly key: string
  /** `localStorage`: all tabs and visits; `sessionStorage`: this tab alone. */
  readonly storage: Storage
  /** The path of the page that the issuer sends people back to; the issuer has to know it. */
  readonly callbackPath: string
}

/** Keeps who is signed in on this page, by the issuer that the shop names (authorization code with PKCE, OAuth 2.1). */
export type SessionKeeper = {
  subscribe(listener: () => void): () => void
  /** The same object until something has changed. */
  getSnapshot(): SessionSnapshot
  /** Whether the shop names an issuer for this role. */
  isOffered(): Promise<boolean>
  /** Leaves the page for the issuer's. Answers only if that is not possible. */
  begin(returnTo: string): Promise<SignInFailure>
  /** On the page that the issuer sends people back to: where they wanted to go, signed in or not. */
  complete(search: string): Promise<SignInOutcome>
  /** A token that was given to somebody by hand. */
  adopt(accessToken: string): void
  /** The token for a request, renewed when it is over soon, or when `refused` is the one that is known. */
  token(refused?: string): Promise<string | undefined>
  signOut(): void
}

type Begun = { readonly state: string; readonly verifier: string; readonly returnTo: string }

/** A request under way should not meet the end of its token. */
const RENEW_BEFORE_MS = 60_000
const HAND_MADE_MS = 12 * 3_600_000

export function createSession(shop: Client, options: SessionOptions): SessionKeeper {
  const { role, key, storage, callbackPath } = options
  const begunKey = `${key}.begun`
  const listeners = new Set<() => void>()
  let session = read<Session>(storage, key)
  let snapshot: SessionSnapshot = { isSignedIn: session !== undefined }
  let renewing: Promise<string | undefined> | undefined
  let door: ReturnType<typeof findDoor> | undefined

  function show(): void {
    if (snapshot.isSignedIn === (session !== undefined)) return
    snapshot = { isSignedIn: session !== undefined }
    for (const listener of listeners) listener()
  }

  function keep(next: Session | undefined): void {
    session = next
    write(storage, key, next)
    show()
  }

  async function findDoor() {
    const answer = await shop.v1['sign-in'].$get({ query: {} })
    if (!answer.ok) return undefined
    return (await answer.json()).data.find((each) => each.role === role)
  }

  const knownDoor = async () => {
    door ??= findDoor().catch(() => undefined)
    const known = await door
    // What failed is asked for again next time.
    if (known === undefined) door = undefined
    return known
  }

  const callback = (): string => location.origin + callbackPath

  async function trade(form: Record<string, string>): Promise<Session | 'refused' | 'unreachable'> {
    const known = await knownDoor()
    if (known === undefined) return 'unreachable'
    try {
      const answer = await fetch(known.tokenEndpoint, {
        method: 'POST',
        credentials: 'omit',
        body: new URLSearchParams({ client_id: known.clientId, ...form }),
      })
      if (answer.status >= 500) return 'unreachable'
      if (!answer.ok) return 'refused'
      const told = (await answer.json()) as {
        access_token?: string
        expires_in?: number
        refresh_token?: string
      }
      if (told.access_token === undefined) return 'refused'
      return {
        accessToken: told.access_token,
        expiresAt: Date.now() + (told.expires_in ?? 300) * 1_000,
        refreshToken: told.refresh_token ?? form.refresh_token,
      }
    } catch {
      return 'unreachable'
    }
  }

  /** Of tabs that share a session one renews, since a refresh token often works once. */
  const renew = (used: Session): Promise<string | undefined> =>
    navigator.locks.request(`${key}.renew`, async () => {
      const now = read<Session>(storage, key)
      if (now !== undefined && now.accessToken !== used.accessToken) {
        session = now
        return now.accessToken
      }
      if (used.refreshToken === undefined) {
        keep(undefined)
        return undefined
      }
      const traded = await trade({ grant_type: 'refresh_token', refresh_token: used.refreshToken })
      if (typeof traded === 'object') keep(traded)
      // Nobody is signed out by a network that is down.
      else if (traded === 'refused') keep(undefined)
      return session?.accessToken
    })

  addEventListener('storage', (event) => {
    if (event.key !== null && event.key !== key) return
    session = read<Session>(storage, key)
    show()
  })

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot: () => snapshot,
    isOffered: async () => (await knownDoor()) !== undefined,
    async begin(returnTo) {
      const known = await knownDoor()
      if (known === undefined) return 'no_door'
      const begun: Begun = { state: random(), verifier: random(), returnTo }
      // Of this tab alone: the way back leads to it.
      write(sessionStorage, begunKey, begun)
      const url = new URL(known.authorizationEndpoint)
      const parameters = {
        response_type: 'code',
        client_id: known.clientId,
        redirect_uri: callback(),
        scope: known.scope,
        state: begun.state,
        code_challenge: await challengeOf(begun.verifier),
        code_challenge_method: 'S256',
      }
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
      location.assign(url)
      return new Promise(() => undefined)
    },
    async complete(search) {
      const answered = new URLSearchParams(search)
      const begun = read<Begun>(sessionStorage, begunKey)
      write(sessionStorage, begunKey, undefined)
      const returnTo = begun?.returnTo ?? '/'
      if (begun === undefined || answered.get('state') !== begun.state)
        return { ok: false, code: 'not_begun_here', returnTo }
      const code = answered.get('code')
      if (code === null) {
        const isDenied = answered.get('error') === 'access_denied'
        return { ok: false, code: isDenied ? 'access_denied' : 'refused', returnTo }
      }
      const traded = await trade({
        grant_type: 'authorization_code',
        code,
        redirect_uri: callback(),
        code_verifier: begun.verifier,
      })
      if (typeof traded === 'string') return { ok: false, code: traded, returnTo }
      keep(traded)
      return { ok: true, returnTo }
    },
    adopt: (accessToken) => keep({ accessToken, expiresAt: Date.now() + HAND_MADE_MS }),
    async token(refused) {
      if (session === undefined) return undefined
      const isOver = session.expiresAt - Date.now() < RENEW_BEFORE_MS || session.accessToken === refused
      if (!isOver) return session.accessToken
      renewing ??= renew(session).finally(() => (renewing = undefined))
      return renewing
    },
    signOut: () => keep(undefined),
  }
}

const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)))
const challengeOf = async (verifier: string): Promise<string> =>
  base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))))
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** A storage may be blocked or hold what somebody else has put there: then nobody is signed in. */
function read<T>(storage: Storage, key: string): T | undefined {
  try {
    return (JSON.parse(storage.getItem(key) ?? 'null') as T | null) ?? undefined
  } catch {
    return undefined
  }
}

function write(storage: Storage, key: string, value: object | undefined): void {
  try {
    if (value === undefined) storage.removeItem(key)
    else storage.setItem(key, JSON.stringify(value))
  } catch {
    // Signed in for as long as the page lives.
  }
}
