import { pickText, type Locale } from '../domain/market.ts'
import type { CategoryNode } from './snapshot.ts'

/** A category's text in the first locale of the chain that has it, else its base text. */
export function categoryText(
  node: CategoryNode,
  name: 'title' | 'description',
  chain: readonly Locale[],
): string {
  const texts = Object.entries(node.translations).flatMap(([locale, text]) =>
    text[name] === undefined ? [] : [[locale, text[name]]],
  )
  return pickText<string>(Object.fromEntries(texts), node[name], chain).text
}
