import type { CartCode } from 'highstreet/client'
import { useState } from 'preact/hooks'
import { usePlace } from '../place.tsx'
import { Icon } from './icons.tsx'

type Props = { readonly codes: readonly CartCode[]; readonly onChange: (codes: string[]) => Promise<unknown> }

/** Discount codes: those that were entered, what has come of them, and room for one more. */
export function CodeEntry({ codes, onChange }: Props) {
  const { t } = usePlace()
  const [isBusy, busy] = useState(false)
  const change = (next: string[]): void => {
    busy(true)
    void onChange(next).finally(() => busy(false))
  }
  return (
    <div class="codes">
      {codes.length > 0 && (
        <ul>
          {codes.map(({ code, status, reason }) => (
            <li key={code} class={`code is-${status}`}>
              <span>
                {status === 'applied' && <Icon name="check" size={16} />} {code}
              </span>
              <button
                type="button"
                class="icon-button icon-button-small"
                aria-label={t.codeTakeOut(code)}
                disabled={isBusy}
                onClick={() => change(codes.filter((each) => each.code !== code).map((each) => each.code))}
              >
                <Icon name="close" size={16} />
              </button>
              {status === 'refused' && <p class="field-problem">{t.codeReasons[reason ?? 'unknown']}</p>}
            </li>
          ))}
        </ul>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const form = event.currentTarget
          const given = new FormData(form).get('code')
          const code = typeof given === 'string' ? given.trim() : ''
          if (code === '') return
          form.reset()
          change([...codes.map((each) => each.code), code])
        }}
      >
        <label class="unseen" for="code">
          {t.code}
        </label>
        <input
          id="code"
          name="code"
          placeholder={t.code}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={64}
        />
        <button type="submit" class="button button-small" disabled={isBusy}>
          {t.codeAdd}
        </button>
      </form>
    </div>
  )
}
