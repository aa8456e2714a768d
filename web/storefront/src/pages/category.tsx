import { useLoad } from '../load.ts'
import { usePlace } from '../place.tsx'
import { readCategory } from '../reads.ts'
import { useTitle } from '../title.ts'
import { asHtml } from '../ui/html.ts'
import { Failed, Line } from '../ui/states.tsx'
import { Crumbs } from '../ui/crumbs.tsx'
import { Listing } from './listing.tsx'

/** One category: where it stands, what is below it, and its products. */
export function CategoryPage({ handle }: { handle: string }) {
  const { href, where } = usePlace()
  const read = readCategory(where, handle)
  const loaded = useLoad(read.key, read.fetch)
  const category = loaded.state === 'ready' ? loaded.value : undefined
  useTitle(category?.title)
  if (loaded.state === 'failed') return <Failed {...loaded} />
  return (
    <Listing
      shelf={handle}
      waits={category === undefined}
      head={() => (
        <div class="page-head">
          <Crumbs path={category?.path.slice(0, -1)} />
          <h1>{category?.title ?? <Line width="middle" />}</h1>
          {category === undefined ? (
            <p class="lead">
              <Line width="long" />
            </p>
          ) : (
            category.description !== '' && (
              <div class="lead" dangerouslySetInnerHTML={asHtml(category.description)} />
            )
          )}
          {category !== undefined && category.children.length > 0 && (
            <ul class="below">
              {category.children.map((child) => (
                <li key={child.handle}>
                  <a class="pill" href={href(`/c/${child.handle}`)}>
                    {child.title}
                  </a>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    />
  )
}
