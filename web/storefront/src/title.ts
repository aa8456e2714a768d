import { useEffect } from 'preact/hooks'
import { usePlace } from './place.tsx'

/** The page's name in the window, and for whoever listens instead of looking. */
export function useTitle(title: string | undefined): void {
  const { t } = usePlace()
  useEffect(() => {
    document.title = title === undefined ? t.shop : `${title} · ${t.shop}`
  }, [title, t])
}
