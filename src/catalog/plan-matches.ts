import type { VariantInput } from './product-input.ts'
import type { StoredVariant } from './stored-products.ts'

export type Match = StoredVariant | 'new' | 'ambiguous'

/**
 * Which variant of the product each stated one is: by its id; without one by its SKU; without that by its option
 * values. Live variants come before withdrawn ones, which come back when they are named again. A variant that states
 * neither options nor a known SKU (`single`) is the product's only one.
 */
export function matchVariants(
  inputs: readonly VariantInput[],
  stored: readonly StoredVariant[],
  options: readonly string[],
  single: boolean,
): Match[] {
  const matches = new Map<VariantInput, StoredVariant>()
  const taken = new Set<StoredVariant>()
  const match = (input: VariantInput, found: StoredVariant | undefined): void => {
    if (found === undefined || taken.has(found)) return
    matches.set(input, found)
    taken.add(found)
  }
  const open = () => inputs.filter((input) => input.id === undefined && !matches.has(input))
  // Live ones stand first in what is stored: the first under a name is the one that counts.
  const byId = firstBy(stored, ({ id }) => id)
  const bySku = firstBy(stored, ({ sku }) => sku)
  const byValues = firstBy(stored, ({ optionValues }) => JSON.stringify(optionValues))

  for (const input of inputs) if (input.id !== undefined) match(input, byId.get(input.id))
  for (const input of open()) if (input.sku != null) match(input, bySku.get(input.sku))
  for (const input of open()) {
    const found = byValues.get(valuesOf(input, options))
    if (found !== undefined && !isAnother(input, found)) match(input, found)
  }
  const live = stored.filter(({ withdrawn }) => !withdrawn)
  if (single && live.length === 1) for (const input of open()) match(input, live[0])
  return inputs.map((input) => matches.get(input) ?? (single && live.length > 1 ? 'ambiguous' : 'new'))
}

const valuesOf = (input: VariantInput, options: readonly string[]): string =>
  input.options === undefined && options.length > 0
    ? 'not stated'
    : JSON.stringify(options.map((name) => input.options?.get(name) ?? ''))

/** A withdrawn variant with another SKU was something else that happened to look alike. */
const isAnother = (input: VariantInput, found: StoredVariant): boolean =>
  found.withdrawn && input.sku != null && found.sku !== null && found.sku !== input.sku

function firstBy<Key>(
  stored: readonly StoredVariant[],
  keyOf: (variant: StoredVariant) => Key,
): Map<Key, StoredVariant> {
  const first = new Map<Key, StoredVariant>()
  for (const variant of stored) if (!first.has(keyOf(variant))) first.set(keyOf(variant), variant)
  return first
}
