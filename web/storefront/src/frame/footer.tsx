import { usePlace } from '../place.tsx'

/** Below every page. */
export function Footer() {
  const { t, href } = usePlace()
  return (
    <footer class="footer">
      <div class="footer-inner">
        <p class="footer-brand">{t.shop}</p>
        <p>{t.footerLead}</p>
        <ul>
          <li>
            <a href={href('/account')}>{t.account}</a>
          </li>
          <li>
            <a href="/docs">{t.footerApi}</a>
          </li>
        </ul>
        <p class="quiet">{t.footerTry}</p>
      </div>
    </footer>
  )
}
