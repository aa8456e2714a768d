// Answers of the sample shop (seed/), for the OpenAPI document and the reference.

const kettleText =
  'Aus einem einzigen, 1,2 mm starken Kupferblech gedrückt und innen verzinnt: Dieser Kessel kocht schnell und gießt, ohne zu tropfen.'

export const productExample = {
  id: 'prd-copper-stovetop-kettle',
  handle: 'copper-stovetop-kettle',
  title: 'Kupferkessel für den Herd',
  description: `<p>${kettleText}</p>`,
  vendor: 'Hearth & Hollow',
  productType: 'Kettle',
  tags: ['copper', 'stovetop', 'gift'],
  categories: [{ handle: 'cookware', title: 'Kochen & Backen' }],
  options: [{ name: 'Size', values: ['1 l', '1.5 l'] }],
  media: [
    {
      url: '/media/copper-stovetop-kettle.svg',
      alt: 'A copper kettle with an arched oak handle',
      width: 800,
      height: 800,
    },
  ],
  variants: [
    {
      id: 'var-ket-1l',
      sku: 'KET-1L',
      title: '1 l',
      options: { Size: '1 l' },
      price: { amount: 8490, currency: 'EUR' },
      availability: 'in_stock' as const,
      weightGrams: 900,
    },
    {
      id: 'var-ket-15l',
      sku: 'KET-15L',
      title: '1.5 l',
      options: { Size: '1.5 l' },
      price: { amount: 8990, currency: 'EUR' },
      compareAt: { amount: 9990, currency: 'EUR' },
      referencePrice: { amount: 9490, currency: 'EUR' },
      availability: 'low_stock' as const,
      weightGrams: 1150,
    },
  ],
  availability: 'in_stock' as const,
  seo: { title: 'Kupferkessel für den Herd von Hearth & Hollow', description: kettleText },
  market: 'de',
  locale: 'de',
  revision: 7,
  updatedAt: '2026-11-21T08:00:00.000Z',
}

export const categoryTreeExample = {
  data: [
    {
      handle: 'kitchen',
      title: 'Küche',
      children: [
        { handle: 'cookware', title: 'Kochen & Backen', children: [] },
        { handle: 'tableware', title: 'Geschirr', children: [] },
      ],
    },
    { handle: 'bath-body', title: 'Bad & Körper', children: [] },
  ],
}

export const categoryExample = {
  handle: 'cookware',
  title: 'Kochen & Backen',
  description: 'Für Herd, Ofen und Arbeitsplatte.',
  parent: 'kitchen',
  path: [
    { handle: 'kitchen', title: 'Küche' },
    { handle: 'cookware', title: 'Kochen & Backen' },
  ],
  children: [],
}

export const availabilityExample = {
  data: [
    { variantId: 'var-ket-15l', availability: 'low_stock' as const },
    { variantId: 'var-ket-1l', availability: 'in_stock' as const },
  ],
}
