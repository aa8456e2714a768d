import {
  alternativesOf,
  answersOf,
  METHODS,
  shapeOf,
  typesOf,
  type OpenApiDocument,
  type Parameter,
  type Schema,
} from './openapi.ts'

/**
 * Values of the sample catalog (seed/), for members whose schema has no example: so that examples read like an answer,
 * and a copied curl line finds something. By name, or by the name above and the name where a name alone says too little.
 */
const SAMPLES: Readonly<Record<string, unknown>> = {
  'products/handle': 'copper-stovetop-kettle',
  'products/q': 'kupferkessel',
  'search-suggestions/q': 'kup',
  'availability/variants': 'var-ket-15l,var-ket-1l',
  'categories/handle': 'cookware',
  'categories/title': 'Kochen & Backen',
  'categories/description': 'Für Herd, Ofen und Arbeitsplatte.',
  'path/handle': 'kitchen',
  'path/title': 'Küche',
  'children/handle': 'cookware',
  'children/title': 'Kochen & Backen',
  'CategoryTree/handle': 'kitchen',
  'CategoryTree/title': 'Küche',
  'Market/name': 'Deutschland',
  'imports/format': 'shopify-csv',
  'imports/id': 'imp_01KA2JQ8V6C0N9QW3V0B8Z6R5T',
  'Import/status': 'running',
  'Import/market': 'us',
  'Import/failure': null,
  'Import/finishedAt': null,
  'ImportReport/column': 'Variant Price',
  'ImportReport/message': 'has more decimals than USD',
  'ImportChange/action': 'update',
  'options/name': 'Size',
  'options/values': ['1 l', '1.5 l'],
  'variants/id': 'var-ket-1l',
  'variants/title': '1 l',
  'variants/options': { Size: '1 l' },
  'variants/image': '/media/copper-stovetop-kettle.svg',
  'price/amount': 8490,
  'min/amount': 8490,
  'max/amount': 9990,
  'compareAt/amount': 9990,
  id: 'prd-copper-stovetop-kettle',
  variantId: 'var-ket-1l',
  handle: 'copper-stovetop-kettle',
  title: 'Kupferkessel für den Herd',
  description: '<p>Aus einem einzigen Kupferblech gedrückt.</p>',
  vendor: 'Hearth & Hollow',
  productType: 'Kettle',
  tags: ['copper', 'gift'],
  url: '/media/copper-stovetop-kettle.svg',
  alt: 'A copper kettle with an arched oak handle',
  width: 800,
  height: 800,
  sku: 'KET-1L',
  barcode: '4006381333931',
  weightGrams: 900,
  variantCount: 2,
  revision: 7,
  market: 'de',
  currency: 'EUR',
  currencyDigits: 2,
  country: 'DE',
  countries: ['DE', 'AT'],
  locale: 'de',
  locales: ['de', 'en'],
  defaultLocale: 'de',
  parent: 'kitchen',
  nextCursor: 'nJ7axGZLsrrl1PvwWzEsInAiLG51bGwsNF0',
  head: 1204,
  published: 1204,
  snapshots: 1204,
  search: 1204,
  boundSeconds: 90,
  requestId: 'req_5f0c7d1be3a94c6f8d2e9b7a41c03e58',
  'Idempotency-Key': '3f6c1d1e-0b52-4a7e-9a68-d2a1f0c4b7e9',
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
  line: 14,
}

/** The value to show for a parameter, undefined when there is nothing better than a guess. */
export function parameterSample(document: OpenApiDocument, parameter: Parameter, path: string): unknown {
  const named = parameter.in === 'path' ? namedInExample(document, parameter.name, path) : undefined
  if (named !== undefined) return named
  const above = path.split(`/{${parameter.name}}`)[0]?.split('/').at(-1)
  const schema = parameter.schema ?? {}
  const guess = parameter.required ? (SAMPLES[parameter.name] ?? schema.enum?.[0]) : undefined
  return SAMPLES[`${above}/${parameter.name}`] ?? firstOf(schema) ?? guess
}

/** What the examples of a resource say that its own id, code or handle is: for its own path, and for paths below it. */
function namedInExample(document: OpenApiDocument, name: string, path: string): unknown {
  const hole = `{${name}}`
  const resource = path.slice(0, path.indexOf(hole) + hole.length)
  return METHODS.flatMap((method) => {
    const operation = document.paths?.[resource]?.[method]
    return operation === undefined ? [] : answersOf(operation)
  })
    .map(([, answer]) => answer.content?.['application/json']?.example)
    .map((example) => (isObject(example) ? example[name] : undefined))
    .find((value) => typeof value === 'string')
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const firstOf = (schema: Schema): unknown => schema.example ?? schema.examples?.[0]

/** An answer that the schema of this path describes. Members that only some answers have are left out at the top. */
export function sampleOf(document: OpenApiDocument, schema: Schema, path: string): unknown {
  const resource = path
    .split('/')
    .filter((part) => !part.startsWith('{'))
    .at(-1)
  return sample(document, schema, { names: [resource ?? ''], member: '', depth: 0 })
}

type Place = {
  /** Names from the outermost: of the resource, of members, and of shared schemas. */
  readonly names: readonly string[]
  readonly member: string
  readonly depth: number
}

function sample(document: OpenApiDocument, given: Schema, place: Place): unknown {
  const { name, schema } = shapeOf(document, given)
  // A tree ends where it begins to repeat itself.
  if (name !== undefined && place.names.filter((each) => each === name).length > 1) return undefined
  const known = [
    namedBelow(place),
    firstOf(schema),
    SAMPLES[place.member],
    schema.const,
    schema.default,
    schema.enum?.[0],
  ].find((value) => value !== undefined)
  const { types, nullable } = typesOf(schema)
  if (known !== undefined && (known === null ? nullable : fits(known, types))) return known
  const names = [...place.names, ...(name === undefined ? [] : [name])]
  const [alternative] = alternativesOf(schema)
  if (alternative !== undefined) return sample(document, alternative, { ...place, names })
  if (types.includes('array')) {
    const item = sample(document, schema.items ?? {}, { ...place, names, depth: place.depth + 1 })
    return item === undefined ? [] : [item]
  }
  if (types.includes('object') || schema.properties !== undefined)
    return members(document, schema, names, place.depth)
  return plain(schema, types[0])
}

function members(
  document: OpenApiDocument,
  schema: Schema,
  names: readonly string[],
  depth: number,
): unknown {
  const entries = Object.entries(schema.properties ?? {})
    .filter(([member]) => depth > 0 || schema.required?.includes(member))
    .map(([member, each]) => {
      const value = sample(document, each, { names: [...names, member], member, depth: depth + 1 })
      return [member, value] as const
    })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** By the member above, or the shared schema that it stands in. */
function namedBelow({ names, member }: Place): unknown {
  const [nearest = '', next = ''] = names.toReversed().filter((name) => name !== member)
  const keys = [...(/^[A-Z]/.test(nearest) ? [`${next}/${member}`] : []), `${nearest}/${member}`]
  return SAMPLES[keys.find((key) => Object.hasOwn(SAMPLES, key)) ?? '']
}

function fits(value: unknown, types: readonly string[]): boolean {
  const type = Array.isArray(value) ? 'array' : typeof value
  return types.length === 0 || types.includes(type) || (type === 'number' && types.includes('integer'))
}

function plain(schema: Schema, type: string | undefined): unknown {
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  if (type === 'boolean') return true
  if (type === 'string') return schema.format === 'date-time' ? '2026-11-21T08:00:00.000Z' : 'text'
  return null
}
