import { changesBetween } from '../audit/record.ts'
import type { CategoryId } from '../domain/ids.ts'
import { formatInstant } from '../domain/time.ts'
import { commitChange, commitNothing, untilUnraced } from '../events/commit-change.ts'
import type { AdminCall } from '../platform/admin-call.ts'
import type { Ctx } from '../platform/context.ts'
import { guardThat } from '../platform/d1.ts'
import type { Outcome } from '../platform/idempotency.ts'
import { type Current, versionTag } from '../platform/preconditions.ts'
import { notFound } from '../platform/problem.ts'
import { type CategoryBody, type ShownCategory, readCategoryTexts } from './category-input.ts'
import { isForeignKey } from './change-product.ts'
import { type CategoryMember, changedOf, mergeTexts } from './plan-categories.ts'
import { slugOr } from './plan-names.ts'
import { type Report, type ReportCode } from './plan-reports.ts'
import { CategoryTree } from './plan-state.ts'
import { LIMIT, type StoredCategory } from './product-input.ts'
import { refusal } from './product-problems.ts'
import { saveCategories, saveRename } from './save-categories.ts'
import { loadStoredCategories } from './stored-products.ts'

// What the use cases of categories share: the tree is small, and is read whole.

/** Constraints that somebody else's write may break between our read and ours. */
export const isCategoryRace = (constraint: string): boolean =>
  constraint === 'categories.handle' || constraint === 'categories.id' || isForeignKey(constraint)

export const changingTree = <Result>(
  ctx: Ctx,
  change: (tree: CategoryTree, all: readonly StoredCategory[]) => Promise<Result>,
): Promise<Result> =>
  untilUnraced(async () => {
    const all = await loadStoredCategories(ctx.db)
    return change(new CategoryTree(all), all)
  }, isCategoryRace)

/** The category of a path; throws not_found. */
export function foundInTree(tree: CategoryTree, id: string): StoredCategory {
  const category = tree.get(id as CategoryId)
  if (category === undefined) throw notFound()
  return category
}

export const showCategory = (category: StoredCategory, tree: CategoryTree): ShownCategory => ({
  id: category.id,
  handle: category.handle,
  parent: category.parentId === null ? null : (tree.get(category.parentId)?.handle ?? null),
  position: category.position,
  title: category.title,
  description: category.description,
  translations: Object.fromEntries(
    [...category.translations].map(([locale, { title, description }]) => [
      locale,
      { ...(title !== null && { title }), ...(description !== null && { description }) },
    ]),
  ),
  revision: category.revision,
  createdAt: formatInstant(category.createdAt),
  updatedAt: formatInstant(category.updatedAt),
})

export const currentCategory = (category: StoredCategory, tree: CategoryTree): Current => ({
  tag: versionTag(category),
  shown: showCategory(category, tree),
})

/** The category as the body makes it: of what is stored, or of nothing. */
export function planCategoryBody(
  ctx: Ctx,
  body: CategoryBody,
  id: CategoryId,
  before: StoredCategory | undefined,
  tree: CategoryTree,
  whole: boolean,
): StoredCategory {
  const reports: Report[] = []
  const refuse = (column: string, code: ReportCode): void => {
    reports.push({ line: 0, column, code })
  }
  const texts = readCategoryTexts(body, reports)
  const base = whole ? undefined : before

  const title = texts.title ?? base?.title ?? ''
  const handle = body.handle ?? before?.handle ?? slugOr(title, 'category')
  const namesake = tree.withHandle(handle)
  if (namesake !== undefined && namesake.id !== id) refuse('handle', 'category_handle_taken')

  const parent = body.parent == null ? undefined : tree.named(body.parent)
  if (body.parent != null && parent === undefined) refuse('parent', 'unknown_category')
  const parentId = body.parent === undefined ? (base?.parentId ?? null) : (parent?.id ?? null)
  const height = before === undefined ? 1 : tree.height(id)
  if (tree.isWithin(parentId, id) || tree.depth(parentId) + height > LIMIT.categoryDepth)
    refuse('parent', 'category_cycle')

  if (reports.length > 0) throw refusal(reports)
  return {
    id,
    handle,
    parentId,
    position: body.position ?? base?.position ?? 0,
    title,
    description: texts.description ?? base?.description ?? '',
    revision: before?.revision ?? 0,
    translations: mergeTexts(base, texts.translations),
    createdAt: before?.createdAt ?? ctx.now,
    updatedAt: before?.updatedAt ?? ctx.now,
  }
}

/** Commits a category as it will be, and answers with it. */
export async function commitCategory<Status extends 200 | 201>(
  ctx: Ctx,
  call: AdminCall,
  {
    before,
    next,
    tree,
    status,
  }: { before: StoredCategory | undefined; next: StoredCategory; tree: CategoryTree; status: Status },
): Promise<Outcome<ShownCategory, Status>> {
  const changed: readonly CategoryMember[] = changedOf(before, next)
  const after = changed.length === 0 ? next : { ...next, revision: next.revision + 1, updatedAt: ctx.now }
  const outcome = {
    status,
    headers: {
      ETag: versionTag(after),
      ...(status === 201 && { Location: `/v1/admin/categories/${next.id}` }),
    },
    body: showCategory(after, tree),
  }
  if (changed.length === 0) return commitNothing(ctx, call, outcome)
  const action = before === undefined ? 'category.created' : 'category.updated'
  const told = ({
    revision: _revision,
    createdAt: _createdAt,
    updatedAt: _updatedAt,
    ...members
  }: ShownCategory) => members
  return commitChange(ctx, call, {
    statements: [
      ...guardAncestors(ctx, next, tree),
      ...saveCategories(ctx.db, [{ ...next, steps: 1 }], ctx.now),
      ...(before !== undefined && changed.includes('handle') ? saveRename(ctx.db, before, ctx.now) : []),
    ],
    events: [{ type: action, subject: `category:${next.id}`, data: { changed } }],
    audit: {
      action,
      subject: `category:${next.id}`,
      changes: changesBetween(before && told(showCategory(before, tree)), told(outcome.body)),
    },
    outcome,
  })
}

/** Two moves at the same moment, each fine by itself, could make a circle: all above must be as they were read. */
function guardAncestors(ctx: Ctx, { parentId }: StoredCategory, tree: CategoryTree) {
  const line: { id: string; revision: number }[] = []
  for (let at = parentId; at !== null;) {
    const category: StoredCategory | undefined = tree.get(at)
    if (category === undefined) break
    line.push({ id: category.id, revision: category.revision })
    at = category.parentId
  }
  return guardThat(
    ctx.db,
    `SELECT count(*) = count(c.id) FROM json_each(?1)
     LEFT JOIN categories c ON c.id = value->>'id' AND c.revision = value->>'revision'`,
    line,
  )
}
