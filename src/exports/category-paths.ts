import { CategoryTree } from '../catalog/plan-state.ts'
import { LIMIT, type StoredCategory } from '../catalog/product-input.ts'
import type { CategoryId } from '../domain/ids.ts'
import type { CategoryStub } from './queries.ts'

/**
 * The path of titles of each category, as a cell of a CSV has it (`Home > Kitchen`). Absent where the path would be read
 * as something else: a title holds the mark, or a namesake under the same parent is found first.
 */
export function categoryPaths(categories: readonly CategoryStub[]): Map<CategoryId, string> {
  const tree = new CategoryTree(categories.map(toStored))
  const byId = new Map(categories.map((category) => [category.id, category]))
  const paths = new Map<CategoryId, string>()
  for (const { id } of categories) {
    const line: CategoryStub[] = []
    for (
      let at = byId.get(id);
      at !== undefined;
      at = at.parentId === null ? undefined : byId.get(at.parentId)
    )
      line.unshift(at)
    const path = line.map(({ title }) => title).join(' > ')
    const isFound = line.every(({ id: each, parentId, title }) => tree.child(parentId, title)?.id === each)
    const isPlain = line.every(({ title }) => !title.includes('>') && title === title.trim())
    if (isFound && isPlain && path.length <= LIMIT.title * LIMIT.categoryDepth) paths.set(id, path)
  }
  return paths
}

const toStored = ({ id, handle, parentId, title }: CategoryStub): StoredCategory => ({
  id,
  handle,
  parentId,
  title,
  position: 0,
  description: '',
  revision: 0,
  translations: new Map(),
  createdAt: 0,
  updatedAt: 0,
})

/** Parents before children, otherwise in the order given. */
export function parentsFirst(categories: readonly CategoryStub[]): CategoryStub[] {
  const byParent = Map.groupBy(categories, ({ parentId }) => parentId)
  const walk = (parentId: CategoryId | null): CategoryStub[] =>
    (byParent.get(parentId) ?? []).flatMap((category) => [category, ...walk(category.id)])
  return walk(null)
}

/** A category and everything below it. */
export function within(id: CategoryId, categories: readonly CategoryStub[]): CategoryId[] {
  const below = categories.filter(({ parentId }) => parentId === id)
  return [id, ...below.flatMap((category) => within(category.id, categories))]
}
