import { fresh, make, type Sample } from './door.ts'

const AT = '/v1/admin/promotions'

/** A draft, so that it can be deleted. */
export const promotionBody = (more: Record<string, unknown> = {}) => ({
  name: 'A tenth off',
  kind: 'code',
  codes: [`Sample-${fresh()}`],
  markets: ['de'],
  rule: { effect: { kind: 'percent', percent: '10' } },
  ...more,
})

const atPromotion =
  (more: Record<string, unknown> = {}): Sample =>
  async () => {
    const { body, etag } = await make<{ id: string }>('POST', AT, 'promotions:write', promotionBody())
    return { path: `${AT}/${body.id}`, headers: { 'If-Match': etag }, ...more }
  }

export const promotionSamples: Record<string, Sample> = {
  listPromotions: () => ({ path: `${AT}?status=active&market=de&code=spring-20` }),
  createPromotion: () => {
    const body = promotionBody()
    return { path: AT, body, otherBody: { ...body, name: 'Other' } }
  },
  readPromotion: async () => ({ path: (await atPromotion()()).path }),
  patchPromotion: atPromotion({ body: { status: 'active' }, otherBody: { name: 'Other' } }),
  putPromotion: async () => {
    const body = promotionBody()
    return { ...(await atPromotion()()), body, otherBody: { ...body, name: 'Other' } }
  },
  deletePromotion: atPromotion(),
}
