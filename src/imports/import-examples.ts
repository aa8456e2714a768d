// What the API answers of an import, for the OpenAPI document and the reference.

const imported = {
  id: 'imp_01KA2JQ8V6C0N9QW3V0B8Z6R5T',
  status: 'running' as const,
  format: 'shopify-csv' as const,
  market: 'us',
  dryRun: false,
  bytes: 48_211,
  bytesRead: 20_480,
  rows: 61,
  rowsFailed: 1,
  productsCreated: 40,
  productsUpdated: 12,
  productsUnchanged: 8,
  productsFailed: 1,
  categoriesCreated: 2,
  categoriesUpdated: 0,
  variantsUnpriced: 0,
  failure: null,
  createdAt: '2026-11-21T08:00:00.000Z',
  updatedAt: '2026-11-21T08:00:01.000Z',
  finishedAt: null,
}

export const importExamples = {
  queued: {
    ...imported,
    status: 'queued' as const,
    bytesRead: 0,
    rows: 0,
    rowsFailed: 0,
    productsCreated: 0,
    productsUpdated: 0,
    productsUnchanged: 0,
    productsFailed: 0,
    categoriesCreated: 0,
    updatedAt: imported.createdAt,
  },
  running: imported,
  cancelled: { ...imported, status: 'cancelled' as const, finishedAt: imported.updatedAt },
  list: { data: [imported], page: { nextCursor: null } },
  reports: {
    data: [
      {
        line: 14,
        column: 'Variant Price',
        code: 'invalid_amount',
        severity: 'error' as const,
        message: 'has more decimals than USD',
      },
    ],
    page: { nextCursor: null },
  },
  changes: {
    data: [
      {
        line: 2,
        action: 'update' as const,
        kind: 'product' as const,
        handle: 'copper-stovetop-kettle',
        members: ['title', 'prices'],
      },
    ],
    page: { nextCursor: null },
  },
}
