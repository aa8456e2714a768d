// What the OpenAPI document shows; a test sends the requests among them.

export const VARIANT_EXAMPLE = {
  id: 'var-ket-15l',
  sku: 'KET-15L',
  options: { Size: '1.5 l' },
  weightGrams: 1200,
  prices: { us: { price: { amount: 8900, currency: 'USD' } } },
}

export const PRODUCT_EXAMPLE = {
  id: 'prd-copper-stovetop-kettle',
  handle: 'copper-stovetop-kettle',
  title: 'Copper Stovetop Kettle',
  description: '<p>Hand-spun copper, tinned inside.</p>',
  vendor: 'Hearth & Flame',
  productType: 'Kettle',
  tags: ['copper', 'stovetop'],
  options: ['Size'],
  media: [{ url: '/media/copper-stovetop-kettle.svg', alt: 'A copper kettle' }],
  translations: { de: { title: 'Kupferkessel für den Herd' } },
  variants: [VARIANT_EXAMPLE],
}

export const VARIANT_SHOWN_EXAMPLE = {
  id: 'var-ket-15l',
  sku: 'KET-15L',
  options: { Size: '1.5 l' },
  barcode: '',
  weightGrams: 1200,
  taxClass: 'standard' as const,
  image: null,
  tracked: true,
  backorder: false,
  lowStockThreshold: 5,
  prices: {
    us: [{ price: { amount: 8900, currency: 'USD' }, minQuantity: 1, startsAt: null, endsAt: null }],
  },
}

export const PRODUCT_SHOWN_EXAMPLE = {
  id: 'prd-copper-stovetop-kettle',
  handle: 'copper-stovetop-kettle',
  status: 'active' as const,
  title: 'Copper Stovetop Kettle',
  description: '<p>Hand-spun copper, tinned inside.</p>',
  vendor: 'Hearth & Flame',
  productType: 'Kettle',
  tags: ['copper', 'stovetop'],
  popularity: 0,
  categories: ['kettles'],
  options: ['Size'],
  media: [{ url: '/media/copper-stovetop-kettle.svg', alt: 'A copper kettle' }],
  seo: { title: '', description: '' },
  translations: { de: { title: 'Kupferkessel für den Herd' } },
  variants: [VARIANT_SHOWN_EXAMPLE],
  withdrawnVariants: 0,
  redirects: [],
  revision: 1,
  createdAt: '2026-11-21T08:00:00.000Z',
  updatedAt: '2026-11-21T08:00:00.000Z',
}

export const CARD_EXAMPLE = {
  id: 'prd-copper-stovetop-kettle',
  handle: 'copper-stovetop-kettle',
  status: 'active' as const,
  title: 'Copper Stovetop Kettle',
  vendor: 'Hearth & Flame',
  productType: 'Kettle',
  image: { url: '/media/copper-stovetop-kettle.svg', alt: 'A copper kettle' },
  variantCount: 1,
  mediaCount: 1,
  revision: 1,
  createdAt: '2026-11-21T08:00:00.000Z',
  updatedAt: '2026-11-21T08:00:00.000Z',
}
