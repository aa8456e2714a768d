import { answersOf, METHODS, type OpenApiDocument, type Parameter, type Schema } from './openapi.ts'

/** Parameters of the sample catalog (seed/), by the name above and the name: a copied curl line then finds something. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  'products/q': 'kupferkessel',
  'search-suggestions/q': 'kup',
  'availability/variants': 'var-ket-15l,var-ket-1l',
  'imports/format': 'shopify-csv',
}

/** The value to show for a parameter, undefined when there is nothing better than a guess. */
export function parameterSample(document: OpenApiDocument, parameter: Parameter, path: string): unknown {
  const { name, schema = {} } = parameter
  if (parameter.in === 'path') return namedInExample(document, name, path) ?? firstOf(schema)
  const guess = parameter.required ? schema.enum?.[0] : undefined
  return SAMPLES[`${path.split('/').at(-1)}/${name}`] ?? firstOf(schema) ?? guess
}

const firstOf = (schema: Schema): unknown => schema.example ?? schema.examples?.[0]

/**
 * What the example of a resource says that its own id, code or handle is: for its own path, and for paths below it.
 * `variantId` is the `id` of a variant.
 */
function namedInExample(document: OpenApiDocument, name: string, path: string): unknown {
  const hole = `{${name}}`
  const resource = path.slice(0, path.indexOf(hole) + hole.length)
  return METHODS.flatMap((method) => {
    const operation = document.paths?.[resource]?.[method]
    return operation === undefined ? [] : answersOf(operation)
  })
    .map(([, answer]) => answer.content?.['application/json']?.example)
    .map((example) =>
      isObject(example) ? (example[name] ?? (name.endsWith('Id') && example.id)) : undefined,
    )
    .find((value) => typeof value === 'string')
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
