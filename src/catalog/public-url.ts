import { LIMIT } from './product-input.ts'

const OWN_PATH = /^\/media\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/

/** Addresses of our own network, which a picture that shoppers load never has: loopback, private, link-local, shared. */
const PRIVATE_IPV4 =
  /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa)$/

/**
 * The address of a picture in its normal form: a path under /media/, or http(s) on a public host without credentials;
 * undefined for anything else. The URL parser has already turned `0x7f.1` and `2130706433` into plain addresses.
 */
export function parsePublicUrl(text: string): string | undefined {
  if (text.length > LIMIT.url) return undefined
  if (text.startsWith('/')) return OWN_PATH.test(text) ? text : undefined
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined

  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || !isPublicHost(url.hostname)) return undefined
  return url.href.length <= LIMIT.url ? url.href : undefined
}

function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '')
  // A picture's host has a name: no shop serves them from a bare IPv6 address, and half of those are private.
  if (host.startsWith('[')) return false
  return host.includes('.') && !PRIVATE_IPV4.test(host) && !PRIVATE_NAME.test(host)
}
