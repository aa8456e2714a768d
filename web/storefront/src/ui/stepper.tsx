import { usePlace } from '../place.tsx'
import { Icon } from './icons.tsx'

const PIECES_MAX = 999

/** How many: a button to each side of the number. */
export function Stepper(props: {
  value: number
  least?: number
  name: string
  onChange: (value: number) => void
}) {
  const { value, least = 1, name, onChange } = props
  const { t } = usePlace()
  return (
    <div class="stepper" role="group" aria-label={`${t.quantity}: ${name}`}>
      <button
        type="button"
        onClick={() => onChange(value - 1)}
        disabled={value <= least}
        aria-label={t.fewerPieces}
      >
        <Icon name="minus" size={18} />
      </button>
      <output aria-live="polite">{value}</output>
      <button
        type="button"
        onClick={() => onChange(value + 1)}
        disabled={value >= PIECES_MAX}
        aria-label={t.morePieces}
      >
        <Icon name="plus" size={18} />
      </button>
    </div>
  )
}
