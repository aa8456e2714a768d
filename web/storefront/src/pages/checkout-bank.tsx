import type { BuyerAction, CompletionOutcome, Money } from 'highstreet/client'
import { useState } from 'preact/hooks'
import { usePlace } from '../place.tsx'
import { shop } from '../shop.ts'
import { Dialog } from '../ui/dialog.tsx'
import { checkout } from './checkout-keeper.ts'

type Props = {
  readonly action: BuyerAction | undefined
  readonly total: Money
  readonly onDone: (outcome: CompletionOutcome) => void
}

/** What the test provider asks of the buyer, as a bank would. Then it goes on by itself. */
export function BankDialog({ action, total, onDone }: Props) {
  const { t, money } = usePlace()
  const [isBusy, busy] = useState(false)
  const [turnedAway, turnAway] = useState<string | undefined>(undefined)
  const reference = action?.type === 'test_confirm' ? action.reference : undefined

  async function decide(decision: 'approve' | 'decline'): Promise<void> {
    if (reference === undefined) return
    busy(true)
    try {
      await shop.v1['test-payments'][':reference'][':decision'].$post({ param: { reference, decision } })
    } catch {
      // The bank may have heard it all the same: going on shows.
    }
    onDone(await checkout.resume())
    busy(false)
  }

  return (
    <Dialog
      kind="box"
      isOpen={reference !== undefined && reference !== turnedAway}
      onClose={() => turnAway(reference)}
      title={t.bank}
    >
      <p>{t.bankLead(money(total))}</p>
      <p class="quiet small">{t.bankNote}</p>
      <div class="bank-actions">
        <button
          type="button"
          class="button button-main"
          disabled={isBusy}
          onClick={() => void decide('approve')}
        >
          {isBusy ? t.saving : t.bankYes}
        </button>
        <button type="button" class="button" disabled={isBusy} onClick={() => void decide('decline')}>
          {t.bankNo}
        </button>
      </div>
    </Dialog>
  )
}
