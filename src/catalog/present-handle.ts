import type { Handle } from '../domain/handle.ts'
import type { CategoriesSnapshot } from './snapshot.ts'

/** The handle of the category that had this one; undefined for a present handle, and for what was never one. */
export function presentHandle(tree: CategoriesSnapshot | null, handle: string): Handle | undefined {
  const redirects = tree?.redirects ?? {}
  return Object.hasOwn(redirects, handle) ? redirects[handle] : undefined
}
