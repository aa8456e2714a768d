import type { ComponentChildren, TargetedInputEvent } from 'preact'
import { usePlace } from '../place.tsx'

type Props = {
  readonly value: string
  readonly onInput: (event: TargetedInputEvent<HTMLInputElement>) => void
  readonly type?: 'text' | 'email' | 'tel'
  readonly inputmode?: 'text' | 'email' | 'tel'
  readonly autocomplete?: string
  readonly maxLength?: number
  readonly name: string
  readonly label: string
  readonly problem?: string | undefined
  readonly hint?: string | undefined
  readonly optional?: boolean
}

/** A text field with its name above it and what is wrong with it below. */
export function Field({ name, label, problem, hint, optional = false, ...input }: Props) {
  const { t } = usePlace()
  const id = `field-${name}`
  const told = problem ?? hint
  return (
    <div class={`field field-${name}`}>
      <label for={id}>
        {label}
        {optional && <span class="quiet"> ({t.optional})</span>}
      </label>
      <input
        {...input}
        list={undefined}
        id={id}
        name={name}
        required={!optional}
        aria-invalid={problem !== undefined}
        aria-describedby={told === undefined ? undefined : `${id}-note`}
      />
      {told !== undefined && (
        <p id={`${id}-note`} class={problem === undefined ? 'field-hint' : 'field-problem'}>
          {told}
        </p>
      )}
    </div>
  )
}

/** The same for a choice. */
export function Choice(props: {
  name: string
  label: string
  value: string
  onChange: (value: string) => void
  problem?: string | undefined
  autoComplete?: string
  children: ComponentChildren
}) {
  const id = `field-${props.name}`
  return (
    <div class={`field field-${props.name}`}>
      <label for={id}>{props.label}</label>
      <select
        id={id}
        name={props.name}
        value={props.value}
        autocomplete={props.autoComplete ?? 'off'}
        aria-invalid={props.problem !== undefined}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.children}
      </select>
      {props.problem !== undefined && <p class="field-problem">{props.problem}</p>}
    </div>
  )
}
