import { env } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { checkEnvironment, type Bindings } from '../../src/env.ts'
import { parseStop } from '../../src/platform/steps.ts'

// The named-step stop of crash tests (reliability.md §2.1, mark S).
const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
afterEach(() => said.mockClear())

/** Whether the step was passed, threw, or has not come to an end in a while. */
const at = (step: Promise<void>): Promise<'passed' | 'threw' | 'stopped'> =>
  Promise.race([
    step.then(
      () => 'passed' as const,
      () => 'threw' as const,
    ),
    new Promise<'stopped'>((resolve) => setTimeout(() => resolve('stopped'), 200)),
  ])

test('without STOP_AT every step is passed', async () => {
  const step = parseStop('')
  expect(step && (await at(step('claim.frozen')))).toBe('passed')
  expect(said).not.toHaveBeenCalled()
})

test('the named step says so and never goes on, whoever comes there; others are passed', async () => {
  const step = parseStop('claim.frozen')
  if (step === undefined) expect.fail('it is not understood')
  expect(
    await Promise.all([at(step('claim.frozen')), at(step('claim.frozen')), at(step('claim.told'))]),
  ).toEqual(['stopped', 'stopped', 'passed'])
  expect(said.mock.calls).toEqual([['step claim.frozen'], ['step claim.frozen']])
})

test('or it throws, once', async () => {
  const step = parseStop('claim.poured:throw')
  if (step === undefined) expect.fail('it is not understood')
  expect(await at(step('claim.poured'))).toBe('threw')
  expect(await at(step('claim.poured'))).toBe('passed')
  expect(await at(step('claim.frozen'))).toBe('passed')
})

test.each([
  'claim',
  'claim.frozen:',
  'claim.frozen:throw:throw',
  'claim.frozen:stop',
  'claim.frozen,claim.told',
])('STOP_AT=%s is not understood, and closes the shop', (text) => {
  expect(parseStop(text)).toBeUndefined()
  expect(checkEnvironment({ ...(env as unknown as Bindings), STOP_AT: text })).toMatchObject({ ok: false })
})

test('it is not believed in production', async () => {
  const checked = checkEnvironment({
    ...(env as unknown as Bindings),
    STAGE: 'production',
    STOP_AT: 'claim.frozen:throw',
  })
  expect(checked.ok && (await at(checked.step('claim.frozen')))).toBe('passed')
})
