import type { CredentialKind } from '../credentials.ts'

/** What the reference reads of an OpenAPI 3.1 document; a document may hold much more. */
export type OpenApiDocument = {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths?: Readonly<Record<string, PathItem>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
export type Method = (typeof METHODS)[number]
export type PathItem = { readonly [M in Method]?: Operation }

export type Operation = {
  readonly operationId?: string
  readonly tags?: readonly string[]
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly (Parameter | Reference)[]
  readonly requestBody?: Body | Reference
  readonly responses?: Readonly<Record<string, Answer | Reference>>
  readonly 'x-highstreet'?: Facts
}

/** Set by `defineRoute`. */
export type Facts = {
  readonly scope?: string
  readonly credential?: CredentialKind
  readonly cache: string
  readonly budget: { readonly kv: number; readonly d1: number; readonly do?: number }
}

export type Reference = { readonly $ref: string }
export type Parameter = {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: Schema
}
export type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>
export type Body = { readonly description?: string; readonly required?: boolean; readonly content: Content }
export type Answer = { readonly description: string; readonly content?: Content }

export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly example?: unknown
  readonly examples?: readonly unknown[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

/** An operation with the place where it stands. */
export type Door = {
  readonly id: string
  readonly method: Method
  readonly path: string
  readonly operation: Operation
  readonly parameters: readonly Parameter[]
}

/** All operations by tag, in the order of the document. */
export function doorsByTag(document: OpenApiDocument): ReadonlyMap<string, readonly Door[]> {
  const doors = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method): Door[] => {
      const operation = item[method]
      if (operation === undefined) return []
      const id = operation.operationId ?? `${method}-${path.replaceAll(/\W+/g, '-')}`
      return [{ id, method, path, operation, parameters: parametersOf(operation) }]
    }),
  )
  return Map.groupBy(doors, (door) => door.operation.tags?.[0] ?? 'Other')
}

const KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'A new one for each operation, and the same when it is sent again.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

/** The key is read by the operation itself, not declared; that it is asked for shows in the problems. */
function parametersOf(operation: Operation): readonly Parameter[] {
  const declared = (operation.parameters ?? []).filter(isWhole)
  const asked = problemsOf(operation).some(([, code]) => code === 'idempotency_key_required')
  return asked && !declared.some(({ name }) => name === KEY.name) ? [...declared, KEY] : declared
}

const PROBLEM_TYPE = 'application/problem+json'

/** Status and code of each problem; `defineRoute` writes the codes into the descriptions. */
export function problemsOf({
  responses = {},
}: Operation): readonly (readonly [status: string, code: string])[] {
  return Object.entries(responses).flatMap(([status, answer]) =>
    isWhole(answer) && answer.content?.[PROBLEM_TYPE] !== undefined
      ? answer.description.split(', ').map((code) => [status, code] as const)
      : [],
  )
}

/** The answers that are no problems. */
export function answersOf({
  responses = {},
}: Operation): readonly (readonly [status: string, answer: Answer])[] {
  return Object.entries(responses).flatMap(([status, answer]) =>
    isWhole(answer) && answer.content?.[PROBLEM_TYPE] === undefined ? [[status, answer] as const] : [],
  )
}

/** Only schemas are shared by reference in our documents. */
export const isWhole = <T extends object>(part: T | Reference): part is T => !('$ref' in part)

/** A schema without `$ref` and `allOf`, and the name under which it is shared, if it is. */
export type Shape = { readonly name: string | undefined; readonly schema: Schema }

export function shapeOf(document: OpenApiDocument, schema: Schema): Shape {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? ''
    return { name, schema: shapeOf(document, document.components?.schemas?.[name] ?? {}).schema }
  }
  if (schema.allOf === undefined) return { name: undefined, schema }
  const parts = schema.allOf.map((part) => shapeOf(document, part))
  const { allOf: _parts, ...own } = schema
  const all = [...parts.map((part) => part.schema), own]
  const merged = all.reduce<Schema>(
    (sum, part) => ({
      ...sum,
      ...part,
      properties: { ...sum.properties, ...part.properties },
      required: [...(sum.required ?? []), ...(part.required ?? [])],
    }),
    {},
  )
  // `allOf` around one reference only adds words to it; around several parts it makes a new shape.
  const adding = all.filter((part) => part.properties !== undefined).length > 1
  return { name: adding ? undefined : parts.find((part) => part.name !== undefined)?.name, schema: merged }
}

/** What it is when it is not null. */
export function typesOf(schema: Schema): { types: readonly string[]; nullable: boolean } {
  const types = schema.type === undefined ? [] : typeof schema.type === 'string' ? [schema.type] : schema.type
  return { types: types.filter((type) => type !== 'null'), nullable: types.includes('null') }
}

/** The alternatives of `anyOf` or `oneOf` other than null. */
export function alternativesOf(schema: Schema): readonly Schema[] {
  return (schema.anyOf ?? schema.oneOf ?? []).filter((each) => each.type !== 'null')
}
