/** What the test provider does with one payment; docs/payments.md says it in words. */
export type TestScript = {
  /** What comes of the authorization at the provider. */
  readonly outcome: 'approve' | 'decline' | 'require_action' | 'lose'
  /** What the caller hears of it: the outcome, nothing at all, or that it is under way. */
  readonly answer: 'outcome' | 'nothing' | 'under_way'
  readonly answerAfterMs: number
  readonly webhook: 'first' | 'after' | 'late' | 'twice' | 'never'
  /** The same for its capture. */
  readonly capture: 'approve' | 'decline' | 'answer_nothing'
  readonly refund: 'approve' | 'decline'
}

const APPROVE: TestScript = {
  outcome: 'approve',
  answer: 'outcome',
  answerAfterMs: 0,
  webhook: 'after',
  capture: 'approve',
  refund: 'approve',
}

const SCRIPTS: Readonly<Record<string, TestScript>> = {
  approve: APPROVE,
  decline: { ...APPROVE, outcome: 'decline' },
  require_action: { ...APPROVE, outcome: 'require_action' },
  time_out_charged: { ...APPROVE, answer: 'nothing', webhook: 'never' },
  time_out_not_charged: { ...APPROVE, outcome: 'lose', answer: 'nothing', webhook: 'never' },
  webhook_first: { ...APPROVE, webhook: 'first' },
  webhook_late: { ...APPROVE, answer: 'under_way', webhook: 'late' },
  webhook_twice: { ...APPROVE, webhook: 'twice' },
  webhook_never: { ...APPROVE, webhook: 'never' },
  capture_time_out: { ...APPROVE, webhook: 'never', capture: 'answer_nothing' },
  capture_decline: { ...APPROVE, capture: 'decline' },
  refund_decline: { ...APPROVE, refund: 'decline' },
}

export const TEST_SCRIPT_NAMES = Object.keys(SCRIPTS)
export const TEST_SCRIPT_PATTERN = new RegExp(
  `^(?:${TEST_SCRIPT_NAMES.join('|')}|approve_after_ms:\\d{1,5})$`,
)

/** The script of this name; `approve_after_ms:4000` answers that late, and so perhaps to nobody. */
export function testScript(name: string): TestScript {
  const [, milliseconds] = /^approve_after_ms:(\d{1,5})$/.exec(name) ?? []
  if (milliseconds !== undefined) return { ...APPROVE, answerAfterMs: Number(milliseconds) }
  const script = Object.hasOwn(SCRIPTS, name) ? SCRIPTS[name] : undefined
  if (script === undefined) throw new Error('a script is checked before it is played')
  return script
}
