import { z } from '@hono/zod-openapi'
import type { CategoryId } from '../domain/ids.ts'
import { jsonBody } from '../platform/content.ts'
import { actOnce } from '../platform/admin-call.ts'
import { pageOf, placeIn } from '../platform/pages.ts'
import { isNotModified, preconditionsOf, versionTag } from '../platform/preconditions.ts'
import { invalidParameter } from '../platform/problem.ts'
import { defineRoute, featureRoutes } from '../platform/route.ts'
import {
  LIMIT_DEFAULT,
  cursorQuery,
  idParam,
  limitQuery,
  pageSchema,
  requiredTextSchema,
} from '../platform/schema.ts'
import { foundInTree, showCategory } from './category-changes.ts'
import {
  CATEGORY_EXAMPLE,
  CATEGORY_SHOWN_EXAMPLE,
  adminCategorySchema,
  categoryCreateSchema,
  categoryPatchSchema,
} from './category-input.ts'
import { createCategory } from './create-category.ts'
import { deleteCategory } from './delete-category.ts'
import { CategoryTree } from './plan-state.ts'
import type { StoredCategory } from './product-input.ts'
import { describeIssue } from './product-problems.ts'
import { CATALOG_READ, CATALOG_WRITE } from './scopes.ts'
import { loadStoredCategories } from './stored-products.ts'
import { putCategory, updateCategory } from './update-category.ts'

// All the HTML of a category, with its translations.
const CATEGORY_BYTES_MAX = 2_000_000

const params = z.object({ id: idParam })
const noQuery = z.strictObject({})
const PATH = '/v1/admin/categories'
const write = {
  scope: CATALOG_WRITE,
  cache: 'private',
  budget: { kv: 0, d1: 3 },
  bodyBytesMax: CATEGORY_BYTES_MAX,
} as const
const read = { scope: CATALOG_READ, cache: 'private', budget: { kv: 0, d1: 1 } } as const
const one = (description: string) => ({
  description,
  content: { 'application/json': { schema: adminCategorySchema, example: CATEGORY_SHOWN_EXAMPLE } },
})

const list = defineRoute({
  method: 'get',
  path: PATH,
  operationId: 'listAdminCategories',
  tags: ['Categories'],
  summary: 'Categories in the order of the tree',
  request: {
    query: z.strictObject({
      parent: requiredTextSchema(255).optional().openapi({
        description: 'Only those right below this one (handle or id); `null` = the roots.',
        example: 'kitchen',
      }),
      limit: limitQuery,
      cursor: cursorQuery,
    }),
  },
  facts: read,
  problems: ['invalid_parameter', 'invalid_cursor', 'unavailable'],
  responses: {
    200: {
      description: 'One page; parents stand before their children',
      content: {
        'application/json': {
          schema: z.object({ data: z.array(adminCategorySchema), page: pageSchema }),
          example: { data: [CATEGORY_SHOWN_EXAMPLE], page: { nextCursor: null } },
        },
      },
    },
  },
})

const create = defineRoute({
  method: 'post',
  path: PATH,
  operationId: 'createCategory',
  tags: ['Categories'],
  summary: 'Make a category',
  request: { query: noQuery, body: jsonBody(categoryCreateSchema, CATEGORY_EXAMPLE) },
  facts: write,
  problems: ['invalid_parameter', 'already_exists', 'unavailable'],
  responses: { 201: one('The category') },
})

const readOne = defineRoute({
  method: 'get',
  path: `${PATH}/{id}`,
  operationId: 'readAdminCategory',
  tags: ['Categories'],
  summary: 'One category with its translations',
  request: { params, query: noQuery },
  facts: read,
  problems: ['invalid_parameter', 'not_found', 'unavailable'],
  responses: { 200: one('The category'), 304: { description: 'Not changed' } },
})

const update = defineRoute({
  method: 'patch',
  path: `${PATH}/{id}`,
  operationId: 'updateCategory',
  tags: ['Categories'],
  summary: 'Change members of a category',
  description:
    'A changed handle is a new address: the old one answers 308, until another category takes it. Products below it follow with the next publication.',
  request: { params, query: noQuery, body: jsonBody(categoryPatchSchema, { title: 'Kettles', position: 1 }) },
  facts: { ...write, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'already_exists', 'unavailable'],
  responses: { 200: one('The category as it is now') },
})

const put = defineRoute({
  method: 'put',
  path: `${PATH}/{id}`,
  operationId: 'putCategory',
  tags: ['Categories'],
  summary: 'Make the category of this id, or replace it',
  description: 'What the body leaves out has its default; the handle stays where it is not stated.',
  request: { params, query: noQuery, body: jsonBody(categoryCreateSchema, CATEGORY_EXAMPLE) },
  facts: { ...write, match: 'put' },
  problems: ['invalid_parameter', 'not_found', 'already_exists', 'unavailable'],
  responses: { 200: one('The category as it is now'), 201: one('The category; it is new') },
})

const remove = defineRoute({
  method: 'delete',
  path: `${PATH}/{id}`,
  operationId: 'deleteCategory',
  tags: ['Categories'],
  summary: 'Delete an empty category',
  description: 'While products or categories are in it, it is in use (409); detail says how many.',
  request: { params, query: noQuery },
  facts: { scope: CATALOG_WRITE, cache: 'private', budget: { kv: 0, d1: 4 }, match: 'required' },
  problems: ['invalid_parameter', 'not_found', 'in_use', 'unavailable'],
  responses: { 204: { description: 'It is gone' } },
})

/** Categories for admins. */
export const categoryRoutes = featureRoutes(describeIssue)
  .openapi(list, async (c) => {
    const { ctx } = c.var
    const { limit = LIMIT_DEFAULT, cursor, parent } = c.req.valid('query')
    const all = await loadStoredCategories(ctx.db)
    const tree = new CategoryTree(all)
    const above = parent === undefined || parent === 'null' ? null : tree.named(parent)
    if (above === undefined) throw invalidParameter('parent', 'names no category')
    const rows = inTreeOrder(all, above?.id ?? null, parent === undefined)
    const bind = `categories ${parent ?? ''}`
    const after = placeIn<readonly [number, string]>(ctx, bind, cursor)
    const start = after === undefined ? 0 : behind(rows, after)
    const places = new Map(rows.map(({ id }, at) => [id, at]))
    return c.json(
      pageOf(
        ctx,
        bind,
        rows.slice(start, start + limit + 1),
        limit,
        (category) => showCategory(category, tree),
        ({ id }) => [places.get(id), id],
      ),
      200,
    )
  })

  .openapi(create, (c) => actOnce(c, (call) => createCategory(c.var.ctx, call, c.req.valid('json'))))

  .openapi(readOne, async (c) => {
    const tree = new CategoryTree(await loadStoredCategories(c.var.ctx.db))
    const category = foundInTree(tree, c.req.valid('param').id)
    const etag = versionTag(category)
    if (isNotModified(c, etag)) return c.body(null, 304, { ETag: etag })
    return c.json(showCategory(category, tree), 200, { ETag: etag })
  })

  .openapi(update, (c) =>
    actOnce(c, (call) =>
      updateCategory(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json')),
    ),
  )

  .openapi(put, (c) =>
    actOnce(c, (call) =>
      putCategory(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c), c.req.valid('json')),
    ),
  )

  .openapi(remove, (c) =>
    actOnce(c, (call) => deleteCategory(c.var.ctx, call, c.req.valid('param').id, preconditionsOf(c))),
  )

/** Children behind their parent, siblings by position and handle. */
function inTreeOrder(
  all: readonly StoredCategory[],
  from: CategoryId | null,
  deep: boolean,
): StoredCategory[] {
  const sorted = all.toSorted(
    (left, right) => left.position - right.position || (left.handle < right.handle ? -1 : 1),
  )
  const children = Map.groupBy(sorted, ({ parentId }) => parentId)
  const visit = (parentId: CategoryId | null): StoredCategory[] =>
    (children.get(parentId) ?? []).flatMap((category) => [category, ...(deep ? visit(category.id) : [])])
  return visit(from)
}

/** Where a list goes on: behind the last entry shown, or where that one stood. */
function behind(rows: readonly StoredCategory[], [place, id]: readonly [number, string]): number {
  const at = rows.findIndex((row) => row.id === id)
  return at < 0 ? place : at + 1
}
