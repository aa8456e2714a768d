import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { usePlace } from './place.tsx'
import { Failed, Line } from './ui/states.tsx'

type Loader<Props> = () => Promise<{ readonly default: ComponentType<Props> }>

/** A page whose script comes when it is wanted. `load` may be called before, so that it is there in time. */
export function lazy<Props extends object>(load: Loader<Props>): ComponentType<Props> & { load: () => void } {
  let known: ComponentType<Props> | undefined
  const fetchPage = async (): Promise<void> => {
    known ??= (await load()).default
  }
  function LazyPage(props: Props) {
    const { t } = usePlace()
    const [tries, setTries] = useState(0)
    const [state, show] = useState<'loading' | 'failed'>('loading')
    useEffect(() => {
      // It may have come between drawing and now.
      let isWanted = true
      fetchPage().then(
        () => isWanted && setTries((count) => count + 1),
        () => isWanted && show('failed'),
      )
      return () => {
        isWanted = false
      }
    }, [state])
    if (known !== undefined) {
      const Page = known
      return <Page {...props} />
    }
    if (state === 'failed') return <Failed failure="unreachable" retry={() => show('loading')} />
    return (
      <div class="page-head" aria-busy="true" data-tries={tries}>
        <span class="unseen">{t.loading}</span>
        <Line width="middle" />
      </div>
    )
  }
  LazyPage.load = (): void => void fetchPage().catch(() => undefined)
  return LazyPage
}
