import { html, inline, type Html } from './html.ts'
import { shown } from './json.ts'
import { alternativesOf, shapeOf, typesOf, type OpenApiDocument, type Schema, type Shape } from './openapi.ts'

/** The members of a schema as nested lists; shared schemas inside it open where they stand. */
export function schemaView(document: OpenApiDocument, schema: Schema): Html | undefined {
  const shape = shapeOf(document, schema)
  const inner = innermost(document, schema)
  const root = shape.name ?? (inner.name === undefined ? undefined : typeLabel(document, schema))
  const list = membersOf(document, inner.schema, [inner.name ?? ''])
  if (list === undefined) return html`<p class="shape">${typeLabel(document, schema)}</p>`
  return html`${root !== undefined && html`<p class="shape">${root}</p>`}${list}`
}

function membersOf(document: OpenApiDocument, schema: Schema, above: readonly string[]): Html | undefined {
  const members = Object.entries(schema.properties ?? {})
  if (members.length === 0) return undefined
  return html`<ul class="members">
    ${members.map(([name, each]) => member(document, name, each, schema.required?.includes(name) ?? false, above))}
  </ul> `
}

function member(
  document: OpenApiDocument,
  name: string,
  schema: Schema,
  required: boolean,
  above: readonly string[],
): Html {
  const inner = innermost(document, schema)
  const repeats = inner.name !== undefined && above.includes(inner.name)
  const below = repeats ? undefined : membersOf(document, inner.schema, [...above, inner.name ?? ''])
  const words =
    schema.description ?? (below === undefined ? shapeOf(document, schema).schema.description : undefined)
  const line = html`<code class="member">${name}</code>
    <span class="type">${typeLabel(document, schema)}</span>
    ${!required && html`<span class="optional">optional</span>`}
    ${repeats && html`<span class="optional">the same again</span>`}
    ${limitsOf(inner.schema).map((limit) => html`<span class="limit">${limit}</span> `)}
    ${words !== undefined && html`<span class="words">${inline(words)}</span>`}`
  if (below === undefined) return html`<li>${line}</li> `
  // What every answer has stands open at the top, a list's items too; deeper and shared things wait for a click.
  const open = required && above.length === 1 && (inner.name === undefined || schema.items !== undefined)
  return html`<li>
    <details ${open && html`open`}>
      <summary>${line}</summary>
      ${words === undefined && described(inner)} ${below}
    </details>
  </li> `
}

/** What a shared schema says about itself. */
const described = ({ name, schema }: Shape): Html | undefined =>
  name === undefined || schema.description === undefined
    ? undefined
    : html`<p class="words">${inline(schema.description)}</p>`

/** Through lists and alternatives to what has members. */
function innermost(document: OpenApiDocument, schema: Schema): Shape {
  const shape = shapeOf(document, schema)
  if (shape.schema.items !== undefined) return innermost(document, shape.schema.items)
  const alternatives = alternativesOf(shape.schema)
  const [only] = alternatives
  return only !== undefined && alternatives.length === 1 ? innermost(document, only) : shape
}

/** The type in words: `Money`, `list of strings`, `in_stock | low_stock`, `string or null`. */
export function typeLabel(document: OpenApiDocument, given: Schema): string {
  const { name, schema } = shapeOf(document, given)
  const { types, nullable } = typesOf(schema)
  const orNull =
    nullable || (schema.anyOf ?? schema.oneOf ?? []).some((each) => each.type === 'null') ? ' | null' : ''
  if (schema.enum !== undefined) return schema.enum.map(shown).join(' | ') + orNull
  if (schema.const !== undefined) return shown(schema.const)
  if (name !== undefined) return name + orNull
  const alternatives = alternativesOf(schema)
  if (alternatives.length > 0) {
    return [...new Set(alternatives.map((each) => typeLabel(document, each)))].join(' | ') + orNull
  }
  if (types.includes('array')) return `${itemLabel(document, schema.items ?? {})}[]${orNull}`
  if (typeof schema.additionalProperties === 'object') {
    return `{ [name]: ${typeLabel(document, schema.additionalProperties)} }${orNull}`
  }
  const plain = types.join(' | ') || 'any'
  return (schema.format === 'date-time' ? 'date-time' : plain) + orNull
}

function itemLabel(document: OpenApiDocument, items: Schema): string {
  const label = typeLabel(document, items)
  return label.includes(' | ') ? `(${label})` : label
}

/** What a value must keep to, in words. */
export function limitsOf(schema: Schema): readonly string[] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema
  return [
    between(minimum, maximum, ''),
    minLength === 1 && maxLength === undefined ? 'not empty' : between(minLength, maxLength, ' characters'),
    between(minItems, maxItems, ' items'),
    schema.default === undefined ? undefined : `default ${shown(schema.default)}`,
  ].filter((limit) => limit !== undefined)
}

function between(low: number | undefined, high: number | undefined, unit: string): string | undefined {
  // The largest safe integer stands for "no bound" in generated documents.
  const top = high === Number.MAX_SAFE_INTEGER ? undefined : high
  if (low !== undefined && low === top) return `${low}${unit}`
  if (low !== undefined && top !== undefined) return `${low} to ${top}${unit}`
  if (low !== undefined && low > Number.MIN_SAFE_INTEGER) return `at least ${low}${unit}`
  return top === undefined ? undefined : `at most ${top}${unit}`
}
