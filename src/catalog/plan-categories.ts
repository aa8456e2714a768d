import { type Handle, parseHandle } from '../domain/handle.ts'
import type { CategoryId } from '../domain/ids.ts'
import type { Locale } from '../domain/market.ts'
import { type CategoryInput, type CategoryReference, type StoredCategory, LIMIT } from './product-input.ts'
import { slugOr } from './plan-names.ts'
import type { Report } from './plan-reports.ts'
import type { PlanState } from './plan-state.ts'

export type CategoryMember = 'handle' | 'title' | 'description' | 'parent' | 'position' | 'translations'

/** A category as it will be, and what of it is new. */
export type CategoryPlan = {
  readonly line: number
  readonly action: 'create' | 'update'
  readonly changed: readonly CategoryMember[]
  readonly category: StoredCategory
}

export type CategoryOutcome =
  | { readonly ok: true; readonly plan: CategoryPlan | undefined }
  | { readonly ok: false; readonly reports: readonly Report[] }

const MEMBERS: readonly CategoryMember[] = [
  'handle',
  'title',
  'description',
  'parent',
  'position',
  'translations',
]

/** One category line against the tree as it is by now. */
export function planCategory(input: CategoryInput, state: PlanState): CategoryOutcome {
  const { line, handle } = input
  const tree = state.categories
  const refused = (column: string, code: Report['code']): CategoryOutcome => ({
    ok: false,
    reports: [{ line, column, code }],
  })

  if (state.isClaimed(`category:${handle}`)) return refused('handle', 'duplicate_handle')
  const stored = tree.withHandle(handle)
  if (stored === undefined && input.title === undefined) return refused('title', 'required')
  const parent = input.parent == null ? undefined : tree.withHandle(input.parent)
  if (input.parent != null && parent === undefined) return refused('parent', 'unknown_category')

  const id = stored?.id ?? (state.tools.newId('category') as CategoryId)
  const parentId = input.parent === undefined ? (stored?.parentId ?? null) : (parent?.id ?? null)
  if (tree.isWithin(parentId, id)) return refused('parent', 'category_cycle')
  const height = stored === undefined ? 1 : tree.height(id)
  if (tree.depth(parentId) + height > LIMIT.categoryDepth) return refused('parent', 'category_cycle')

  const category: StoredCategory = {
    id,
    handle,
    parentId,
    position: input.position ?? stored?.position ?? 0,
    title: input.title ?? stored?.title ?? '',
    description: input.description ?? stored?.description ?? '',
    revision: stored?.revision ?? 0,
    translations: mergeTexts(stored, input.translations),
    createdAt: stored?.createdAt ?? 0,
    updatedAt: stored?.updatedAt ?? 0,
  }
  state.claim(`category:${handle}`, line)
  const changed = changedOf(stored, category)
  if (changed.length === 0) return { ok: true, plan: undefined }
  tree.put(category)
  return { ok: true, plan: { line, action: stored === undefined ? 'create' : 'update', changed, category } }
}

/** What of a category differs from what is stored; of a new one, everything. */
export const changedOf = (
  stored: StoredCategory | undefined,
  next: StoredCategory,
): readonly CategoryMember[] =>
  stored === undefined ? MEMBERS : MEMBERS.filter((member) => differs(member, stored, next))

/** A locale that is stated is stated whole; the others stay. */
export function mergeTexts(
  stored: StoredCategory | undefined,
  translations: CategoryInput['translations'],
): StoredCategory['translations'] {
  const merged = new Map(stored?.translations)
  for (const [locale, texts] of translations ?? []) {
    if (texts === null) merged.delete(locale)
    else merged.set(locale, { title: texts.title ?? null, description: texts.description ?? null })
  }
  return merged
}

function differs(member: CategoryMember, stored: StoredCategory, next: StoredCategory): boolean {
  if (member === 'parent') return stored.parentId !== next.parentId
  if (member === 'translations') return textsKey(stored.translations) !== textsKey(next.translations)
  return stored[member] !== next[member]
}

const textsKey = (texts: StoredCategory['translations']): string =>
  JSON.stringify(
    [...texts].map(([locale, { title, description }]) => [locale, title, description]).toSorted(byLocale),
  )
const byLocale = ([left]: (Locale | string | null)[], [right]: (Locale | string | null)[]): number =>
  (left ?? '') < (right ?? '') ? -1 : 1

/** The categories a product names, and those on its paths that have to be made. */
export type Found = {
  readonly ids: readonly CategoryId[]
  readonly made: readonly CategoryPlan[]
  readonly reports: readonly Report[]
}

/** Finds categories by handle or by path. The tree takes in what is made only when the product is stored. */
export function findCategories(
  references: readonly CategoryReference[],
  line: number,
  state: PlanState,
): Found {
  const ids = new Set<CategoryId>()
  const made: CategoryPlan[] = []
  const reports: Report[] = []
  for (const reference of references) {
    if ('path' in reference) ids.add(followPath(reference.path, line, state, made))
    else {
      const { categories: tree } = state
      const category = 'name' in reference ? tree.named(reference.name) : tree.withHandle(reference.handle)
      if (category === undefined) reports.push({ line, column: reference.column, code: 'unknown_category' })
      else ids.add(category.id)
    }
  }
  return { ids: [...ids], made, reports }
}

function followPath(
  path: readonly string[],
  line: number,
  state: PlanState,
  made: CategoryPlan[],
): CategoryId {
  let parentId: CategoryId | null = null
  for (const [depth, title] of path.entries()) {
    const known: StoredCategory | undefined = childOf(parentId, title, state, made)
    const category: StoredCategory = known ?? {
      id: state.tools.newId('category') as CategoryId,
      handle: freeHandle(path.slice(0, depth + 1), state, made),
      parentId,
      position: 0,
      title,
      description: '',
      revision: 0,
      translations: new Map(),
      createdAt: 0,
      updatedAt: 0,
    }
    if (known === undefined) made.push({ line, action: 'create', changed: MEMBERS, category })
    parentId = category.id
  }
  return parentId as unknown as CategoryId
}

function childOf(
  parentId: CategoryId | null,
  title: string,
  state: PlanState,
  made: readonly CategoryPlan[],
): StoredCategory | undefined {
  const known = state.categories.child(parentId, title)
  if (known !== undefined) return known
  const wanted = title.normalize('NFC').toLowerCase()
  return made.find(
    ({ category }) =>
      category.parentId === parentId && category.title.normalize('NFC').toLowerCase() === wanted,
  )?.category
}

/** A handle from the last title, else from more of the path, else with a number: the same file gives the same ones. */
function freeHandle(path: readonly string[], state: PlanState, made: readonly CategoryPlan[]): Handle {
  const isFree = (text: string): Handle | undefined => {
    const handle = parseHandle(text)
    if (handle === undefined || state.categories.withHandle(handle) !== undefined) return undefined
    return made.some(({ category }) => category.handle === handle) ? undefined : handle
  }
  const slugs = path.map((title) => slugOr(title, 'category'))
  for (let from = path.length - 1; from >= 0; from--) {
    const handle = isFree(slugs.slice(from).join('-').slice(-HANDLE_PART_MAX).replace(/^-+/, ''))
    if (handle !== undefined) return handle
  }
  for (let number = 2; ; number++) {
    const handle = isFree(`${slugs.at(-1)}-${number}`)
    if (handle !== undefined) return handle
  }
}

// Below the 255 of a handle, with room for a number.
const HANDLE_PART_MAX = 200
