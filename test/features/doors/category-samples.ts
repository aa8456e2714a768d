import { type Ask, fresh, make, type Sample } from './door.ts'

export const categoryBody = (number = fresh()) => ({
  handle: `sample-shelf-${number}`,
  title: `Shelf ${number}`,
})

/** A category that an admin has just made. */
export async function madeCategory(body: object = categoryBody()) {
  const { body: category, etag } = await make<{ id: string; handle: string }>(
    'POST',
    '/v1/admin/categories',
    'catalog:write',
    body,
  )
  return { ...category, path: `/v1/admin/categories/${category.id}`, etag }
}

const on = async (more: Partial<Ask>): Promise<Ask> => {
  const { path, etag } = await madeCategory()
  return { path, headers: { 'If-Match': etag }, ...more }
}

export const categorySamples: Record<string, Sample> = {
  listAdminCategories: () => ({ path: '/v1/admin/categories' }),
  createCategory: () => ({ path: '/v1/admin/categories', body: categoryBody(), otherBody: categoryBody() }),
  readAdminCategory: async () => ({ path: (await madeCategory()).path }),
  updateCategory: () => on({ body: { title: 'New' }, otherBody: { title: 'Newer' } }),
  putCategory: () => ({
    path: `/v1/admin/categories/sample-${fresh()}`,
    body: categoryBody(),
    otherBody: categoryBody(),
  }),
  deleteCategory: () => on({}),
}
