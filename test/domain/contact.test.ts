import { describe, expect, test } from 'vitest'
import { addressBody, emailBody, phoneBody } from '../../src/orders/contact-schemas.ts'

// What shoppers write of themselves (reliability.md §3.12, rows 166 to 168): kept exactly, or refused.

describe('e-mail', () => {
  test.each([
    'ada@example.com',
    'ada+shop@example.com',
    "o'neil.nunez@mail.example.co.uk",
    'Ada.Lovelace@Example.COM',
    'jörg@bücher.example',
    '太郎@例え.テスト',
    `${'a'.repeat(64)}@example.com`,
  ])('%s is kept as it is', (email) => {
    expect(emailBody.parse(email)).toBe(email)
  })

  test.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@localhost',
    'ada@@example.com',
    'ada@example.com@evil.test',
    'ada@example.com,eve@evil.test',
    'ada@example.com;eve@evil.test',
    'ada@example.com\r\nBcc: eve@evil.test',
    'ada@example.com\n',
    ' ada@example.com',
    'ada lovelace@example.com',
    '<ada@example.com>',
    '"ada"@example.com',
    'ada@example..com',
    'ada@.example.com',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(400)}.com`,
    'ada\u0000@example.com',
  ])('%j is refused', (email) => {
    expect(emailBody.safeParse(email).success).toBe(false)
  })
})

describe('addresses', () => {
  test.each([
    { firstName: "O'Neil", lastName: 'Nuñez' },
    { lastName: 'O' },
    { firstName: 'محمد', lastName: 'العربية' },
    { lastName: '山田', city: '横浜市', region: '14', country: 'JP', postalCode: '220-0012' },
    { firstName: '🙂', company: 'Hearth & Flame <3' },
    { country: 'DE', postalCode: 'SW1A 1AA' },
    { country: 'US', region: 'NY', phone: '+1 (212) 555-0100' },
    { line1: '=HYPERLINK("http://evil.test")' },
    {},
  ])('%j is kept as it is', (address) => {
    expect(addressBody.parse(address)).toEqual(address)
  })

  test.each([
    [{ country: 'UK' }, 'country'],
    [{ country: 'XX' }, 'country'],
    [{ country: 'de' }, 'country'],
    [{ line1: 'x'.repeat(2_048) }, 'line1'],
    [{ line1: ' ' }, 'line1'],
    [{ lastName: 'a\nb' }, 'lastName'],
    [{ line2: 'card 4242 4242 4242 4242' }, 'line2'],
    [{ country: 'US', region: 'DE-BE' }, 'region'],
    [{ region: 'New York' }, 'region'],
    [{ postalCode: '1'.repeat(17) }, 'postalCode'],
    [{ phone: 'call me' }, 'phone'],
    [{ firstname: 'Ada' }, ''],
  ])('%j is refused', (address, member) => {
    const { error } = addressBody.safeParse(address)
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([member])
  })
})

test.each(['', '1', 'abc', '+49;evil', '12345678901234567890123456789012345'])(
  '%j is no telephone number',
  (phone) => {
    expect(phoneBody.safeParse(phone).success).toBe(false)
  },
)
