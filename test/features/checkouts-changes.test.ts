import { beforeAll, describe, expect, it } from 'vitest'
import { forget, item } from './carts/support.ts'
import { addressIn, buyer, prepared } from './checkouts/support.ts'

// Changes of one checkout from several tabs at once (I-20): none is lost, and a stale writer is told.

beforeAll(prepared)

const CHANGES = [
  { email: 'other@example.com' },
  { phone: '+1 415 555 0100' },
  { note: 'ring twice' },
  { billingAddress: addressIn('us') },
  { codes: ['Nowhere'] },
] as const

describe('several changes at the same moment', () => {
  it('are all kept, each with a version of its own', async () => {
    const ada = await buyer()
    const { version } = (await ada.read()).body
    forget()
    const answers = await Promise.all(CHANGES.map((change) => ada.change(change)))
    expect(answers.map(({ status }) => status)).toEqual(CHANGES.map(() => 200))
    const { body } = await ada.read()
    expect(body).toMatchObject({
      email: 'other@example.com',
      phone: '+1 415 555 0100',
      note: 'ring twice',
      billingAddress: addressIn('us'),
      codes: [{ code: 'Nowhere' }],
      version: version + CHANGES.length,
    })
  })

  it('are refused but one, where each names the version that it has seen', async () => {
    const ada = await buyer()
    const { etag } = await ada.read()
    forget()
    const answers = await Promise.all(
      CHANGES.map((change) => ada.ask('PATCH', '', change, { 'If-Match': etag })),
    )
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([
      200, 412, 412, 412, 412,
    ])
    const [stale] = answers.filter(({ status }) => status === 412)
    expect(stale?.headers.get('ETag')).toBe((await ada.read()).etag)
    expect(stale?.body.code).toBe('version_mismatch')
  })
})

describe('a change while it is being paid', () => {
  it('comes before the payment or not at all', async () => {
    for (let round = 0; round < 5; round += 1) {
      const ada = await buyer([item('var-mug')])
      const { total } = (await ada.read()).body
      forget()
      const [changed, paid] = await Promise.all([
        ada.change({ note: `round ${round}` }),
        ada.pay(total, { provider: 'test', script: 'approve' }),
      ])
      expect(paid?.status, paid?.text).toBe(200)
      expect([200, 409]).toContain(changed?.status)
      const { body } = await ada.read()
      expect(body).toMatchObject({ status: 'completed', orderId: paid?.body.order.id })
      expect(body.note).toBe(changed?.status === 200 ? `round ${round}` : undefined)
      expect(paid?.body.order.note).toBe(body.note)
    }
  })
})
