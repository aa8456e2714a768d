import { beforeAll, describe, expect, test } from 'vitest'
import { closedMarket, type Guest, item, open, pieces, stock } from './carts/support.ts'

// Another market, language, destination and note in place (contract.md: PATCH /v1/carts/{id}).

beforeAll(stock)

const change = (guest: Guest, body: unknown) => guest.ask('PATCH', '', body)

describe('the market', () => {
  test('prices the cart anew in place: same lines, same ids, other currency', async () => {
    const guest = await open([item('var-kettle', 2), item('var-mug')], 'us')
    const ids = guest.opened.items.map(({ id }) => id)
    const steps: [string, string, number[], string][] = [
      ['de', 'EUR', [2180, 450], 'Kessel'],
      ['jp', 'JPY', [3300, 700], 'Kettle'],
      ['us', 'USD', [2000, 500], 'Kettle'],
    ]
    let version = 1
    for (const [market, currency, units, title] of steps) {
      const { status, body } = await change(guest, { market })
      expect([status, body.market, body.currency, body.version]).toEqual([
        200,
        market,
        currency,
        (version += 1),
      ])
      expect(body.items.map(({ id }) => id)).toEqual(ids)
      expect(body.items.map(({ unitPrice }) => unitPrice?.amount)).toEqual(units)
      expect(body.items[0]?.title).toBe(title)
      expect(body.totals[0]?.amount).toEqual({ amount: (units[0] ?? 0) * 2 + (units[1] ?? 0), currency })
      expect(body.taxIncluded).toBe(market !== 'us')
    }
  })

  test('keeps what is not sold there, marked, and has it again on the way back', async () => {
    const guest = await open([item('var-stein', 3), item('var-mug')], 'de')
    const there = (await change(guest, { market: 'us' })).body
    expect(there.items[0]).toMatchObject({
      id: guest.opened.items[0]?.id,
      title: 'Stein',
      quantity: 3,
      purchasable: false,
      unitPrice: null,
      total: { amount: 0, currency: 'USD' },
    })
    expect(there.messages).toContainEqual(
      expect.objectContaining({ type: 'error', code: 'line_not_sold_here', pointer: '/items/0' }),
    )
    expect(there.totals[0]?.amount).toEqual({ amount: 500, currency: 'USD' })
    expect((await guest.add(item('var-stein'))).body.code).toBe('not_purchasable')
    const back = (await change(guest, { market: 'de' })).body
    expect(back.items).toEqual(guest.opened.items)
    expect(back.messages).toEqual(guest.opened.messages)
  })

  test('to the one it is in changes nothing', async () => {
    const guest = await open([item('var-mug')], 'de')
    const { status, body } = await change(guest, { market: 'de' })
    expect([status, body]).toEqual([200, guest.opened])
  })

  test('to none, or to a closed one, is refused', async () => {
    const guest = await open([item('var-mug')], 'de')
    for (const market of ['nowhere', await closedMarket()]) {
      const { status, body } = await change(guest, { market, note: 'moved' })
      expect([status, body.errors?.[0]]).toMatchObject([422, { pointer: '/market', code: 'unknown' }])
    }
    expect((await guest.read()).body).toEqual(guest.opened)
  })
})

describe('the language', () => {
  test('goes along where it is spoken, and falls back to the market’s own where it is not', async () => {
    const guest = await open([item('var-kettle')], 'de', { locale: 'en' })
    expect((await change(guest, { market: 'jp' })).body.locale).toBe('en')
    expect((await change(guest, { locale: 'ja' })).body.locale).toBe('ja')
    expect((await change(guest, { market: 'us' })).body.locale).toBe('en')
    expect((await change(guest, { market: 'de', locale: 'de-CH' })).body).toMatchObject({
      locale: 'de',
      items: [{ title: 'Kessel' }],
    })
  })

  test('is one of the market it goes to', async () => {
    const guest = await open([], 'de')
    for (const body of [{ locale: 'ja' }, { market: 'us', locale: 'de' }]) {
      const refused = await change(guest, body)
      expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([422, '/locale'])
    }
    expect((await guest.read()).body).toEqual(guest.opened)
  })
})

describe('destination and note', () => {
  test('are kept as they are sent, and taken away by null', async () => {
    const guest = await open([item('var-kettle')], 'us')
    const destination = { country: 'US', region: 'CA', postalCode: '94103' }
    const note = 'Klingeln bei „Müller“ 🙂\n2. Stock'
    const set = (await change(guest, { destination, note })).body
    expect(set).toMatchObject({ destination, note, version: 2 })
    expect((await change(guest, { note })).body.version).toBe(2)
    expect(
      (await change(guest, { destination: { ...destination, region: ' us-ca ' } })).body.destination?.region,
    ).toBe('US-CA')
    const other = (await change(guest, { destination: { country: 'US' } })).body
    expect([other.destination, other.note]).toEqual([{ country: 'US' }, note])
    const none = (await change(guest, { destination: null, note: null })).body
    expect(none).not.toHaveProperty('destination')
    expect(none).not.toHaveProperty('note')
    expect(pieces(none)).toEqual({ 'var-kettle': 1 })
    expect((await guest.read()).body).toEqual(none)
  })

  test.each([
    [{}, ''],
    [{ destination: {} }, '/destination/country'],
    [{ destination: { country: 'UK' } }, '/destination/country'],
    [{ destination: { country: 'de' } }, '/destination/country'],
    [{ destination: { country: 'US', region: 'California' } }, '/destination/region'],
    [{ destination: { country: 'US', region: 'CA-ON' } }, '/destination/region'],
    [{ destination: { country: 'US', region: '' } }, '/destination/region'],
    [{ destination: { country: 'US', postalCode: '' } }, '/destination/postalCode'],
    [{ destination: { country: 'US', postalCode: '1'.repeat(17) } }, '/destination/postalCode'],
    [{ destination: { country: 'US', city: 'Oakland' } }, '/destination/city'],
    [{ destination: 'US' }, '/destination'],
    [{ note: '' }, '/note'],
    [{ note: ' \n ' }, '/note'],
    [{ note: 'x'.repeat(501) }, '/note'],
    [{ note: 5 }, '/note'],
    [{ market: null }, '/market'],
    [{ locale: null }, '/locale'],
    [{ market: 'DE' }, '/market'],
    [{ locale: 'german' }, '/locale'],
  ])('%j is refused at "%s", and nothing changes', async (body, pointer) => {
    const guest = await open([], 'us')
    const refused = await change(guest, body)
    expect([refused.status, refused.body.code, refused.body.errors?.[0]?.pointer]).toEqual([
      422,
      'validation_failed',
      pointer,
    ])
    expect((await guest.read()).body).toEqual(guest.opened)
  })

  test('500 characters are 500 code points', async () => {
    const guest = await open([], 'us')
    expect((await change(guest, { note: '🙂'.repeat(500) })).status).toBe(200)
    expect((await change(guest, { note: '🙂'.repeat(501) })).status).toBe(422)
  })
})
