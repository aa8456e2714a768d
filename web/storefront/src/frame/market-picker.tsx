import { priceFor } from '../bag.ts'
import { usePlace } from '../place.tsx'
import { navigate, spot } from '../router.ts'
import { cart } from '../shop.ts'
import { LANGUAGE_NAMES } from '../texts/texts.ts'
import { useStore } from '../store.ts'

/** Country and language: the same page there, where that is possible, and the bag goes along. */
export function MarketPicker({ onChosen }: { onChosen: () => void }) {
  const { t, markets, market, where } = usePlace()
  const { path } = useStore(spot)
  const current = where.locale ?? market.defaultLocale

  function choose(code: string, locale: string, isDefault: boolean): void {
    const rest = path.split('/').slice(2)
    // Orders and checkouts belong to where they were made.
    const stays = rest[0] !== 'orders' && rest[0] !== 'checkout'
    if (cart.getSnapshot().cart !== undefined) priceFor(code, locale)
    onChosen()
    navigate(['', code, ...(stays ? rest : [])].join('/') + (isDefault ? '' : `?lang=${locale}`))
  }

  return (
    <>
      <p class="quiet">{t.marketLead}</p>
      <ul class="markets">
        {markets.map((each) => (
          <li key={each.code}>
            <p class="market-name">
              <span lang={each.defaultLocale}>{each.name}</span>
              <span class="quiet">{each.currency}</span>
            </p>
            <p class="market-languages">
              {each.locales.map((locale) => {
                const isCurrent = each.code === market.code && locale === current
                return (
                  <button
                    key={locale}
                    type="button"
                    class={isCurrent ? 'pill is-chosen' : 'pill'}
                    aria-pressed={isCurrent}
                    aria-label={`${each.name}, ${LANGUAGE_NAMES[locale] ?? locale}`}
                    onClick={() => choose(each.code, locale, locale === each.defaultLocale)}
                  >
                    <span lang={locale}>{LANGUAGE_NAMES[locale] ?? locale}</span>
                  </button>
                )
              })}
            </p>
          </li>
        ))}
      </ul>
    </>
  )
}
