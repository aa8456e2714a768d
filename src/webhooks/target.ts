import { isPublicAddress, parseIpv4 } from './addresses.ts'

export const URL_LENGTH_MAX = 2_000

/** Where deliveries may go: an address to send to, and the name to resolve first, unless the host is an address itself. */
export type Target =
  | { readonly ok: true; readonly url: string; readonly resolve: string | undefined }
  | { readonly ok: false; readonly why: string }

/** Names that only mean something inside a network. */
const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|arpa|onion)$/
const NAME = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/

/**
 * Reads the URL of a webhook endpoint: https to a public host, without credentials, on port 443 or one that no system
 * service has. In development also http(s) to this machine. The URL parser has already turned `0x7f.1`, `2130706433`
 * and full-width digits into plain addresses; what a name resolves to is looked at elsewhere, and at every sending.
 */
export function readTarget(text: string, stage: 'development' | 'production'): Target {
  if (text.length > URL_LENGTH_MAX) return refused(`is longer than ${URL_LENGTH_MAX} characters`)
  // The parser would silently drop or turn these.
  if (/[^\x21-\x7e]|\\/.test(text))
    return refused('has characters that do not belong in a URL; percent-encode them')
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return refused('is not an https:// URL')
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return refused('must not carry credentials')
  if (url.hash !== '') return refused('must not have a fragment')
  const host = url.hostname.replace(/\.$/, '')
  if (stage === 'development' && isLoopback(host)) return { ok: true, url: url.href, resolve: undefined }
  if (url.protocol !== 'https:') return refused('must begin with https://')
  if (url.port !== '' && Number(url.port) < 1_024) return refused('must use port 443, or one from 1024 on')
  if (host.startsWith('[') || parseIpv4(host)) {
    const isPublic = isPublicAddress(host.replace(/^\[|\]$/g, ''))
    return isPublic
      ? { ok: true, url: url.href, resolve: undefined }
      : refused('is not an address of the public internet')
  }
  if (PRIVATE_NAME.test(host) || !NAME.test(host)) return refused('is not the name of a public host')
  return { ok: true, url: url.href, resolve: host }
}

const refused = (why: string): Target => ({ ok: false, why })

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (parseIpv4(host) !== undefined && host.startsWith('127.'))
