import { useEffect, useState } from 'react'

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** The members that differ. */
export const changedIn = <Draft extends object>(base: Draft, draft: Draft): (keyof Draft)[] =>
  (Object.keys(draft) as (keyof Draft)[]).filter((member) => !same(base[member], draft[member]))

export const pick = <Draft extends object>(draft: Draft, members: readonly (keyof Draft)[]): Partial<Draft> =>
  Object.fromEntries(members.map((member) => [member, draft[member]])) as Partial<Draft>

type Held<Draft> = { readonly base: Draft; readonly etag: string; readonly draft: Draft }

/**
 * What somebody is writing over something that was read: what it began from, and that one's tag. When the same thing is
 * read anew, their members stay; where both have changed the same one, the old tag stays too, so that saving asks.
 */
export function useDraft<Draft extends object>(loaded: Draft, etag: string) {
  const [held, setHeld] = useState<Held<Draft>>({ base: loaded, etag, draft: loaded })
  const text = JSON.stringify(loaded)
  useEffect(() => {
    const theirs = JSON.parse(text) as Draft
    setHeld((now) => {
      if (now.etag === etag) return now
      const mine = changedIn(now.base, now.draft)
      if (mine.some((member) => !same(theirs[member], now.base[member]))) return now
      return { base: theirs, etag, draft: { ...theirs, ...pick(now.draft, mine) } }
    })
  }, [text, etag])
  return {
    ...held,
    changed: changedIn(held.base, held.draft),
    set: (change: Partial<Draft>) => setHeld((now) => ({ ...now, draft: { ...now.draft, ...change } })),
    discard: () => setHeld((now) => ({ ...now, draft: now.base })),
    /** Goes on from what it is now. */
    rebase: (theirs: Draft, newEtag: string, draft: Draft) => setHeld({ base: theirs, etag: newEtag, draft }),
  }
}
export type Editing<Draft extends object> = ReturnType<typeof useDraft<Draft>>

export type Side = 'mine' | 'theirs'
export type Difference<Draft> = {
  readonly member: keyof Draft
  readonly who: 'mine' | 'theirs' | 'both'
}

/** Where what I wrote and what it is now differ, and who changed it. */
export const differences = <Draft extends object>(
  base: Draft,
  mine: Draft,
  theirs: Draft,
): Difference<Draft>[] =>
  changedIn(mine, theirs).map((member) => ({
    member,
    who: same(mine[member], base[member]) ? 'theirs' : same(theirs[member], base[member]) ? 'mine' : 'both',
  }))

/** What comes of both: one side's change stays by itself, of what both have changed somebody chose. */
export const merged = <Draft extends object>(
  found: readonly Difference<Draft>[],
  mine: Draft,
  theirs: Draft,
  chosen: ReadonlyMap<keyof Draft, Side>,
): Draft => ({
  ...theirs,
  ...pick(
    mine,
    found.filter(({ member, who }) => (chosen.get(member) ?? who) === 'mine').map(({ member }) => member),
  ),
})
