import type { JSX } from 'preact'
import { usePlace } from '../place.tsx'
import { Choice, Field } from '../ui/field.tsx'
import { OPTIONAL, orderOf, type AddressDraft, type Part } from './address.ts'
import { regionsOf } from './regions.ts'

const HINTS: Readonly<Record<Part, string>> = {
  firstName: 'given-name',
  lastName: 'family-name',
  line1: 'address-line1',
  line2: 'address-line2',
  city: 'address-level2',
  region: 'address-level1',
  postalCode: 'postal-code',
  country: 'country',
  phone: 'tel',
}

type Props = {
  readonly draft: AddressDraft
  readonly problems: Readonly<Partial<Record<Part, string>>>
  readonly onChange: (draft: AddressDraft) => void
}

/** The parts of an address, in the order and with the names that its country has. */
export function AddressFields({ draft, problems, onChange }: Props): JSX.Element {
  const { t, market, lang } = usePlace()
  const countries = market.countries.includes(draft.country)
    ? market.countries
    : [...market.countries, draft.country]
  const names = new Intl.DisplayNames(lang, { type: 'region' })
  const regions = regionsOf(draft.country)
  return (
    <div class="fields">
      {orderOf(draft.country).map((part) =>
        part === 'region' && regions.length > 0 ? (
          <Choice
            key={part}
            name={part}
            label={t.region}
            value={draft.region}
            problem={problems.region}
            autoComplete={HINTS.region}
            onChange={(region) => onChange({ ...draft, region })}
          >
            <option value="">–</option>
            {regions.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Choice>
        ) : (
          <Field
            key={part}
            name={part}
            label={t[part]}
            value={draft[part]}
            problem={problems[part]}
            optional={OPTIONAL.includes(part)}
            autocomplete={HINTS[part]}
            maxLength={part === 'postalCode' ? 16 : 120}
            {...(part === 'phone' && { type: 'tel', inputmode: 'tel' })}
            onInput={(event) => onChange({ ...draft, [part]: event.currentTarget.value })}
          />
        ),
      )}
      {countries.length > 1 ? (
        <Choice
          name="country"
          label={t.country}
          value={draft.country}
          autoComplete={HINTS.country}
          onChange={(country) => onChange({ ...draft, country, region: '' })}
        >
          {countries.map((code) => (
            <option key={code} value={code}>
              {names.of(code)}
            </option>
          ))}
        </Choice>
      ) : (
        <p class="field field-country">
          <span class="label">{t.country}</span>
          <span>{names.of(draft.country)}</span>
        </p>
      )}
    </div>
  )
}
