import { useQuery } from '@tanstack/react-query'
import { admin, read } from '../api.ts'

/** The first hundred categories, parents before their children. */
export const useCategories = () =>
  useQuery({
    queryKey: ['categories'],
    queryFn: async () => (await read(admin.categories.$get({ query: { limit: '100' } }))).data,
    staleTime: 60_000,
  })

/** Choices by id; of a shop with more categories than were read, those that are chosen already stay. */
export function categoryChoices(
  categories: readonly { readonly id: string; readonly title: string }[],
  chosen: readonly string[],
): { value: string; label: string }[] {
  const known = categories.map(({ id, title }) => ({ value: id, label: title }))
  const others = chosen.filter((id) => !categories.some((category) => category.id === id))
  return [...known, ...others.map((id) => ({ value: id, label: id }))]
}
