import { type Ask, fresh, make, type Sample } from './door.ts'

/** A good body of a new product. */
export const productBody = (number = fresh()) => ({
  title: `Kettle ${number}`,
  handle: `sample-kettle-${number}`,
  vendor: 'Hearth & Flame',
  options: ['Size'],
  variants: [
    {
      sku: `SAMPLE-${number}`,
      options: { Size: '1.5 l' },
      prices: { us: { price: { amount: 8900, currency: 'USD' } } },
    },
  ],
})

/** A product that an admin has just made. */
export async function madeProduct(body: object = productBody()) {
  const { body: product, etag } = await make<{ id: string; handle: string; variants: { id: string }[] }>(
    'POST',
    '/v1/admin/products',
    'catalog:write',
    body,
  )
  return { ...product, path: `/v1/admin/products/${product.id}`, etag }
}

const on = async (more: Partial<Ask>): Promise<Ask> => {
  const { path, etag } = await madeProduct()
  return { path, headers: { 'If-Match': etag }, ...more }
}

/** The first of two variants. */
const onVariant = async (more: Partial<Ask>): Promise<Ask> => {
  const body = productBody()
  const { path, etag, variants } = await madeProduct({
    ...body,
    variants: [...body.variants, { options: { Size: '2 l' } }],
  })
  return { path: `${path}/variants/${variants[0]?.id}`, headers: { 'If-Match': etag }, ...more }
}

export const productSamples: Record<string, Sample> = {
  listAdminProducts: () => ({ path: '/v1/admin/products?q=Ket&status=active' }),
  createProduct: () => ({ path: '/v1/admin/products', body: productBody(), otherBody: productBody() }),
  readAdminProduct: async () => ({ path: (await madeProduct()).path }),
  updateProduct: () => on({ body: { title: 'New' }, otherBody: { title: 'Newer' } }),
  putProduct: () => ({
    path: `/v1/admin/products/sample-${fresh()}`,
    body: productBody(),
    otherBody: productBody(),
  }),
  deleteProduct: () => on({}),
  changeProducts: () => ({
    path: '/v1/admin/products:batch',
    body: { operations: [{ op: 'create', product: productBody() }] },
    otherBody: { operations: [{ op: 'create', product: productBody() }] },
  }),
  listVariants: async () => ({ path: `${(await madeProduct()).path}/variants` }),
  createVariant: async () => ({
    path: `${(await madeProduct()).path}/variants`,
    body: { options: { Size: '3 l' } },
    otherBody: { options: { Size: '4 l' } },
  }),
  readVariant: () => onVariant({ headers: {} }),
  updateVariant: () => onVariant({ body: { barcode: '1' }, otherBody: { barcode: '2' } }),
  putVariant: () =>
    onVariant({ body: { options: { Size: '5 l' } }, otherBody: { options: { Size: '6 l' } } }),
  deleteVariant: () => onVariant({}),
}
