/** IPv4 ranges that are nobody's on the public internet (IANA special-purpose registry): base and prefix length. */
const SPECIAL_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // shared, behind carrier NAT
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local; cloud metadata
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarking
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
]

/** Special parts of 2000::/3, the only global unicast space there is. */
const SPECIAL_IPV6: readonly (readonly [string, number])[] = [
  ['2001::', 23], // protocol assignments: Teredo, benchmarking, ORCHID
  ['2001:db8::', 32], // documentation
  ['3fff::', 20], // documentation
]

const within = (
  groups: readonly bigint[],
  base: readonly bigint[],
  prefix: number,
  width: number,
): boolean => {
  const bits = (some: readonly bigint[]) => some.reduce((sum, group) => (sum << BigInt(width)) | group, 0n)
  const shift = BigInt(groups.length * width - prefix)
  return bits(groups) >> shift === bits(base) >> shift
}

/** The four bytes of a dotted address; undefined for any other text, octal and short forms too. */
export function parseIpv4(text: string): bigint[] | undefined {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/.test(text)) return undefined
  const bytes = text.split('.').map(BigInt)
  return bytes.every((byte) => byte <= 255n) ? bytes : undefined
}

/** The eight groups of an IPv6 address, without brackets and zone; undefined for any other text. */
export function parseIpv6(text: string): bigint[] | undefined {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return undefined
  const dotted = /^(.*:)([\d.]+\.[\d.]+)$/.exec(text)
  const tail = dotted && parseIpv4(dotted[2] ?? '')
  if (dotted && !tail) return undefined
  const plain = tail
    ? `${dotted[1]}${(((tail[0] ?? 0n) << 8n) | (tail[1] ?? 0n)).toString(16)}:${(((tail[2] ?? 0n) << 8n) | (tail[3] ?? 0n)).toString(16)}`
    : text
  const halves = plain.split('::')
  if (halves.length > 2) return undefined
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - left.length - right.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right]
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => BigInt(`0x${group}`))
    : undefined
}

const isPublicIpv4 = (bytes: readonly bigint[]): boolean =>
  !SPECIAL_IPV4.some(([base, prefix]) => within(bytes, parseIpv4(base) ?? [], prefix, 8))

const lastTwo = (high: bigint, low: bigint): bigint[] => [high >> 8n, high & 255n, low >> 8n, low & 255n]

function isPublicIpv6(groups: readonly bigint[]): boolean {
  const [g0 = 0n, g1 = 0n, g2 = 0n, , , , g6 = 0n, g7 = 0n] = groups
  const startsWith = (base: string, prefix: number) => within(groups, parseIpv6(base) ?? [], prefix, 16)
  // An IPv4 address in another coat is as public as it is itself: mapped, NAT64, 6to4.
  if (startsWith('::ffff:0:0', 96) || startsWith('64:ff9b::', 96)) return isPublicIpv4(lastTwo(g6, g7))
  if (g0 === 0x2002n) return isPublicIpv4(lastTwo(g1, g2))
  return startsWith('2000::', 3) && !SPECIAL_IPV6.some(([base, prefix]) => startsWith(base, prefix))
}

/** Whether a literal address is one of the public internet. Text that is no address is not. */
export function isPublicAddress(text: string): boolean {
  const ipv4 = parseIpv4(text)
  if (ipv4) return isPublicIpv4(ipv4)
  const ipv6 = parseIpv6(text)
  return ipv6 !== undefined && isPublicIpv6(ipv6)
}
