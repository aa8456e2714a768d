import { usePlace } from '../place.tsx'

/** The way back up. */
export function Crumbs({ path }: { path: readonly { handle: string; title: string }[] | undefined }) {
  const { t, href } = usePlace()
  return (
    <nav class="crumbs" aria-label={t.categories}>
      <ol>
        <li>
          <a href={href('')}>{t.home}</a>
        </li>
        {path?.map(({ handle, title }) => (
          <li key={handle}>
            <a href={href(`/c/${handle}`)}>{title}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
