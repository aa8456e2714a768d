/** Does it for each, so many at a time, and answers in their order. */
export async function atOnce<T, R>(
  list: readonly T[],
  width: number,
  act: (each: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const hand = async (): Promise<void> => {
    for (let at = next; at < list.length; at = next) {
      next += 1
      results[at] = await act(list[at] as T)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, list.length) }, hand))
  return results
}
