import type { ComponentChildren } from 'preact'
import type { Failure } from '../load.ts'
import { usePlace } from '../place.tsx'

/** There is nothing to show, and what can be done about it. */
export const Empty = (props: { title: string; lead: string; children?: ComponentChildren }) => (
  <div class="state">
    <h2>{props.title}</h2>
    <p>{props.lead}</p>
    {props.children !== undefined && <div class="state-actions">{props.children}</div>}
  </div>
)

/** What has not come, why, and a button. */
export function Failed({ failure, retry }: { failure: Failure; retry: () => void }) {
  const { t, href } = usePlace()
  if (failure === 'missing')
    return (
      <Empty title={t.missing} lead={t.missingLead}>
        <a class="button" href={href('')}>
          {t.toShop}
        </a>
      </Empty>
    )
  return (
    <div role="alert">
      <Empty title={t.failed} lead={t.failedLead}>
        <button type="button" class="button" onClick={retry}>
          {t.tryAgain}
        </button>
      </Empty>
    </div>
  )
}

/** Holds the place of a line of text that is on its way. */
export const Line = ({ width }: { width: 'short' | 'middle' | 'long' }) => (
  <span class={`line line-${width}`} aria-hidden="true" />
)
