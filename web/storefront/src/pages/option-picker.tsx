import type { Product, ProductVariant } from 'highstreet/client'
import { usePlace } from '../place.tsx'

type Props = {
  readonly product: Product
  readonly variant: ProductVariant
  readonly onChoose: (variant: ProductVariant) => void
}

/** A choice for each option. What goes with what is already chosen can be taken at once; anything else takes the nearest there is. */
export function OptionPicker({ product, variant, onChoose }: Props) {
  const { t } = usePlace()
  return (
    <div class="options">
      {product.options.map(({ name, values }) => (
        <fieldset key={name}>
          <legend>
            {name}: <span class="quiet">{variant.options[name]}</span>
          </legend>
          <div class="option-values">
            {values.map((value) => {
              const next = variantFor(product, variant, name, value)
              const isSoldOut = next?.availability === 'out_of_stock'
              return (
                <label key={value} class={isSoldOut ? 'option is-sold-out' : 'option'}>
                  <input
                    type="radio"
                    name={`option ${name}`}
                    value={value}
                    checked={variant.options[name] === value}
                    disabled={next === undefined}
                    onChange={() => next !== undefined && onChoose(next)}
                  />
                  <span>
                    {value}
                    {isSoldOut && <span class="unseen"> ({t.soldOut})</span>}
                  </span>
                </label>
              )
            })}
          </div>
        </fieldset>
      ))}
    </div>
  )
}

/** The variant with this value that keeps the most of what is chosen; undefined: there is none with it. */
function variantFor(
  product: Product,
  chosen: ProductVariant,
  name: string,
  value: string,
): ProductVariant | undefined {
  const kept = (variant: ProductVariant): number =>
    product.options.filter(
      (option) => option.name !== name && variant.options[option.name] === chosen.options[option.name],
    ).length
  return product.variants
    .filter((variant) => variant.options[name] === value)
    .toSorted((one, other) => kept(other) - kept(one))[0]
}
