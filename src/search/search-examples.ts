// Answers of the sample shop (seed/), for the OpenAPI document and the reference.

export const listExample = {
  data: [
    {
      id: 'prd-copper-stovetop-kettle',
      handle: 'copper-stovetop-kettle',
      title: 'Kupferkessel für den Herd',
      vendor: 'Hearth & Hollow',
      image: {
        url: '/media/copper-stovetop-kettle.svg',
        alt: 'A copper kettle with an arched oak handle',
      },
      price: { min: { amount: 8490, currency: 'EUR' }, max: { amount: 9990, currency: 'EUR' } },
      availability: 'in_stock' as const,
      variantCount: 2,
    },
  ],
  page: { nextCursor: null },
}

export const suggestionsExample = {
  data: [
    { kind: 'query' as const, title: 'kupferkessel' },
    { kind: 'product' as const, title: 'Kupferkessel für den Herd', handle: 'copper-stovetop-kettle' },
  ],
}
