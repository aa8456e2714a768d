import { TextInput, type TextInputProps } from '@mantine/core'
import type { Money } from 'highstreet/client'
import { useState } from 'react'
import { digitsOf, readAmount, typedAmount } from '../money.ts'
import { fromField, toField } from '../moments.ts'
import { useMarkets } from './markets.ts'

type Own<Value> = Omit<TextInputProps, 'value' | 'onChange'> & {
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** Money as people type it; kept as minor units. `undefined` while it is no amount. */
export function MoneyField({
  value,
  currency,
  onChange,
  ...rest
}: Own<Money | undefined> & { readonly currency: string }) {
  const { digits: known } = useMarkets()
  const digits = digitsOf(currency, known)
  const [text, setText] = useState(value === undefined ? '' : typedAmount(value.amount, digits))
  const isOdd = text !== '' && readAmount(text, digits) === undefined
  return (
    <TextInput
      {...rest}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      rightSection={<span className="unit">{currency}</span>}
      rightSectionWidth={52}
      error={isOdd ? `An amount such as ${typedAmount(1999, digits)}` : rest.error}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value)
        const amount = readAmount(currentTarget.value, digits)
        onChange(amount === undefined ? undefined : { amount, currency })
      }}
    />
  )
}

/** A moment in the reader's clock; null for none. */
export const MomentField = ({ value, onChange, ...rest }: Own<string | null>) => (
  <TextInput
    {...rest}
    type="datetime-local"
    value={toField(value)}
    onChange={({ currentTarget }) => onChange(fromField(currentTarget.value))}
  />
)
