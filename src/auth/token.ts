import { parseStrictJson } from '../platform/strict-json.ts'

/** A token that has the right form. Nothing in it is proven yet. */
export type Token = {
  readonly compact: string
  readonly header: TokenHeader
  readonly claims: Claims
}
export type TokenHeader = { readonly alg: string; readonly typ?: string; readonly kid?: string }
export type Claims = Readonly<Record<string, unknown>>

const TOKEN_CHARACTERS_MAX = 8_192
const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/
// Nothing that names a key, a critical extension or another content: what we do not use, a token may not bring.
const HEADER_NAMES: ReadonlySet<string> = new Set(['alg', 'typ', 'kid'])
const KID = /^[\x20-\x7e]{1,256}$/
const HEADER_DEPTH_MAX = 1
const CLAIMS_DEPTH_MAX = 16
// A byte order mark stays in the text, and is no JSON.
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The form check before jose, which is more lenient than we want: it takes padding, blanks and unused bits, duplicate
 * names and header members without meaning. Undefined for everything but one clean JWT in compact form.
 */
export function readToken(compact: string): Token | undefined {
  if (compact.length > TOKEN_CHARACTERS_MAX) return undefined
  const parts = COMPACT.exec(compact)
  if (parts === null) return undefined
  const header = readHeader(readObject(parts[1], HEADER_DEPTH_MAX))
  const claims = readObject(parts[2], CLAIMS_DEPTH_MAX)
  if (header === undefined || claims === undefined || decode(parts[3]) === undefined) return undefined
  return { compact, header, claims }
}

function readHeader(header: Claims | undefined): TokenHeader | undefined {
  if (header === undefined || !Object.keys(header).every((name) => HEADER_NAMES.has(name))) return undefined
  const { alg, typ, kid } = header
  if (typeof alg !== 'string') return undefined
  if (typ !== undefined && typeof typ !== 'string') return undefined
  if (kid !== undefined && (typeof kid !== 'string' || !KID.test(kid))) return undefined
  return { alg, ...(typ !== undefined && { typ }), ...(kid !== undefined && { kid }) }
}

function readObject(part: string | undefined, depthMax: number): Claims | undefined {
  const bytes = decode(part)
  if (bytes === undefined) return undefined
  let text: string
  try {
    text = UTF8.decode(bytes)
  } catch {
    return undefined
  }
  const json = parseStrictJson(text, { depthMax })
  if (!json.ok || typeof json.value !== 'object' || json.value === null || Array.isArray(json.value)) {
    return undefined
  }
  return json.value as Claims
}

/** The bytes, if this is the one way to write them: otherwise one token would have several spellings. */
function decode(part = ''): Uint8Array | undefined {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : undefined
}
