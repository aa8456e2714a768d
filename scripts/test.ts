import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

// `npm test`: format, types, lint, then every test, and one closing line from the test report.
const ROOT = join(import.meta.dirname, '..')
const REPORT = join(ROOT, 'test-report/report.json')
const environment = { ...process.env, WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }

run('npm', ['run', '-s', 'check'])
mkdirSync(join(ROOT, 'test-report'), { recursive: true })
// Yesterday's report must not speak for a run that dies.
rmSync(REPORT, { force: true })
const outcome = run(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...process.argv.slice(2)],
  true,
)
type Suite = { readonly status: string; readonly assertionResults: readonly unknown[] }
type Report = Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests', number> & {
  testResults: readonly Suite[]
}
const report = JSON.parse(readFileSync(REPORT, 'utf8')) as Report
// A file that did not load has no tests to count: it counts as one that failed.
const unloaded = report.testResults.filter(
  (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
).length
const failed = Math.max(report.numFailedTests + unloaded, outcome === 0 ? 0 : 1)
if (report.numPendingTests > 0) console.log(`${report.numPendingTests} skipped`)
console.log(`${report.numPassedTests} passed, ${failed} failed`)
process.exit(failed === 0 && report.numPassedTests > 0 ? 0 : 1)

function run(command: string, args: string[], mayFail = false): number {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: environment })
  if (status !== 0 && !mayFail) process.exit(status ?? 1)
  return status ?? 1
}
