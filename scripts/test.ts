import { spawnSync } from 'node:child_process'
import { readFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

// `npm test`: format, types, lint, then every test, and one closing line from the test report.
const ROOT = join(import.meta.dirname, '..')
const REPORT = join(ROOT, 'test-report/report.json')
const environment = { ...process.env, WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }

run('npm', ['run', '-s', 'check'])
mkdirSync(join(ROOT, 'test-report'), { recursive: true })
const outcome = run(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...process.argv.slice(2)],
  true,
)
const report = JSON.parse(readFileSync(REPORT, 'utf8')) as Record<
  'numPassedTests' | 'numFailedTests' | 'numPendingTests',
  number
>
console.log(
  `${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped`,
)
// vitest counts an error outside a test (a suite that did not load) in its exit code only.
process.exit(outcome === 0 && report.numPassedTests > 0 ? 0 : 1)

function run(command: string, args: string[], mayFail = false): number {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: environment })
  if (status !== 0 && !mayFail) process.exit(status ?? 1)
  return status ?? 1
}
