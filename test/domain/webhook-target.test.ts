import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPublicAddress, parseIpv4, parseIpv6 } from '../../src/webhooks/addresses.ts'
import { retryAfter, RETRY_SECONDS } from '../../src/webhooks/schedule.ts'
import { readTarget } from '../../src/webhooks/target.ts'
import { law } from './law.ts'

describe('addresses', () => {
  test.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '::ffff:0:127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:0:53aa:64c::1',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '2002:a00:1::',
    '2002:c0a8:101::1',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd12:3456:789a::1',
    'fd00:ec2::254',
    'fe80::1',
    'febf::1',
    'fec0::1',
    'ff02::1',
  ])('%s is not public', (address) => {
    expect(parseIpv4(address) ?? parseIpv6(address)).toBeDefined()
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81b::200e',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '2002:808:808::1',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  test.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '0x7f.0.0.1',
    '1.2.3.4 ',
    '1.2.3.',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
    '12345::1',
    'g::1',
    '::1%eth0',
    '[::1]',
    '::1.2.3',
    '::ffff:1.2.3.999',
  ])('%j is no address, and so not public', (text) => {
    expect([parseIpv4(text), parseIpv6(text)]).toEqual([undefined, undefined])
    expect(isPublicAddress(text)).toBe(false)
  })

  law(
    'whatever coat an IPv4 address wears, it is as public as it is itself',
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
      const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
      const coats = [
        `::ffff:${address}`,
        `::ffff:${hex}`,
        `64:ff9b::${address}`,
        `64:ff9b::${hex}`,
        `2002:${hex}::1`,
      ]
      for (const coat of coats)
        expect([coat, isPublicAddress(coat)]).toEqual([coat, isPublicAddress(address)])
    }),
  )

  law(
    'every IPv6 address is read as the URL parser reads it',
    fc.property(fc.ipV6(), (address) => {
      const written = new URL(`http://[${address}]/`).hostname.slice(1, -1)
      expect(parseIpv6(address)).toEqual(parseIpv6(written))
      expect(parseIpv6(address)).toHaveLength(8)
    }),
  )
})

describe('targets', () => {
  test.each([
    ['https://hooks.example.com/highstreet', 'hooks.example.com'],
    ['https://hooks.example.com:8443/a?b=c', 'hooks.example.com'],
    ['https://HOOKS.example.com./x', 'hooks.example.com'],
    ['https://xn--mller-kva.de/', 'xn--mller-kva.de'],
    ['https://8.8.8.8/', undefined],
    ['https://[2606:4700:4700::1111]/', undefined],
  ])('%s is good in production', (url, resolve) => {
    expect(readTarget(url, 'production')).toMatchObject({ ok: true, resolve })
  })

  test.each([
    '',
    'hooks.example.com',
    '//hooks.example.com/',
    '/hooks',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/plain,x',
    'ftp://hooks.example.com/',
    'gopher://hooks.example.com/',
    'ws://hooks.example.com/',
    'http://hooks.example.com/',
    'https://',
    'https:///path',
    'https://user@hooks.example.com/',
    'https://user:pass@hooks.example.com/',
    'https://hooks.example.com@127.0.0.1/',
    'https://hooks.example.com/#fragment',
    'https://hooks.example.com:22/',
    'https://hooks.example.com:25/',
    'https://hooks.example.com:80/',
    'https://hooks.example.com:70000/',
    ' https://hooks.example.com/',
    'https://hooks.example.com/a b',
    'https://hooks.example.com/\r\nX: y',
    'https://hooks.example.com\\@127.0.0.1/',
    'https://hooks\t.example.com/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://0177.0.0.1/',
    'https://0/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[fd00:ec2::254]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://192.168.1.1/',
    'https://172.16.0.1/',
    'https://100.100.100.200/',
    'https://１２７.０.０.１/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://shop.localhost/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://router.lan/',
    'https://db.corp/',
    'https://nas.home.arpa/',
    'https://1.0.0.127.in-addr.arpa/',
    'https://intranet/',
    'https://com/',
    'https://a..example.com/',
    `https://hooks.example.com/${'a'.repeat(2_000)}`,
  ])('%j is refused in production', (url) => {
    expect(readTarget(url, 'production')).toMatchObject({ ok: false })
  })

  test.each([
    'http://127.0.0.1:9999/hook',
    'http://localhost:80/',
    'https://[::1]:8443/',
    'http://127.8.8.8/',
  ])('%s is good in development only', (url) => {
    expect(readTarget(url, 'development')).toMatchObject({ ok: true, resolve: undefined })
    expect(readTarget(url, 'production')).toMatchObject({ ok: false })
  })

  test.each(['http://192.168.1.1/', 'http://hooks.example.com/', 'https://10.0.0.1/', 'http://0.0.0.0/'])(
    '%s is refused in development too',
    (url) => {
      expect(readTarget(url, 'development')).toMatchObject({ ok: false })
    },
  )

  const inside = fc.constantFrom([127, 0], [10, 7], [169, 254], [192, 168], [172, 20], [100, 77], [0, 0])
  law(
    'an address outside the public internet is refused in every spelling',
    fc.property(inside, fc.nat(255), fc.nat(255), ([a = 0, b = 0], c, d) => {
      const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
      const spellings = [
        `${a}.${b}.${c}.${d}`,
        `${a}.${b}.${(c << 8) | d}`,
        `${a}.${(b << 16) | (c << 8) | d}`,
        String(number),
        `0x${number.toString(16)}`,
        `0${number.toString(8)}`,
        `0x${a.toString(16)}.${b}.0${c.toString(8)}.${d}`,
        `[::ffff:${a}.${b}.${c}.${d}]`,
      ]
      for (const host of spellings)
        expect([host, readTarget(`https://${host}/`, 'production').ok]).toEqual([host, false])
    }),
  )
})

describe('the schedule', () => {
  test('lasts two days at least, whatever chance says, and begins within seconds', () => {
    const shortest = RETRY_SECONDS.map((_, at) => retryAfter(at + 1, 0) ?? 0).reduce(
      (sum, wait) => sum + wait,
    )
    expect(shortest).toBeGreaterThanOrEqual(48 * 3_600_000)
    expect(retryAfter(1, 1)).toBeLessThanOrEqual(6_000)
    expect(retryAfter(RETRY_SECONDS.length, 0.5)).toBe((RETRY_SECONDS.at(-1) ?? 0) * 1_000)
    expect(retryAfter(RETRY_SECONDS.length + 1, 0.5)).toBeUndefined()
  })

  test('never gets shorter, and spreads by a tenth', () => {
    expect(RETRY_SECONDS.toSorted((a, b) => a - b)).toEqual(RETRY_SECONDS)
    expect([retryAfter(4, 0), retryAfter(4, 1)]).toEqual([270_000, 330_000])
  })
})
