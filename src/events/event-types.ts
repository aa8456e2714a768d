/** What a filter or an endpoint may name: `product.updated`, `product.*`, or `*` for all. */
export const EVENT_TYPE_PATTERN = /^(?:\*|[a-z][a-z_]{0,31}\.(?:\*|[a-z][a-z_]{0,31}))$/

/** Whether a type is meant by a pattern. */
export const meansType = (pattern: string, type: string): boolean =>
  pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)))
