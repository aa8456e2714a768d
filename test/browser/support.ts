import { mkdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium as driver, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { Server } from '../e2e/server.ts'
import { unpackedChromium } from './chromium.ts'

const SCREENSHOTS = join(import.meta.dirname, '../../test-report/screenshots')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The widths that pages are looked at: a phone and a desk. */
export const WIDTHS = {
  phone: { width: 390, height: 844 },
  desk: { width: 1280, height: 900 },
} as const
export type Width = keyof typeof WIDTHS

/** A browser in front of a shop as `npm start` opens it, seeded and empty of orders. One for each test file. */
export class Stage {
  readonly server: Server
  readonly browser: Browser
  readonly #stateDir: string

  private constructor(server: Server, browser: Browser, stateDir: string) {
    this.server = server
    this.browser = browser
    this.#stateDir = stateDir
  }

  static async open(variables: Readonly<Record<string, string>> = {}): Promise<Stage> {
    const stateDir = await mkdtemp(join(tmpdir(), 'highstreet-browser-'))
    const [server, browser] = await Promise.all([Server.open(stateDir, variables), launchBrowser()])
    return new Stage(server, browser, stateDir)
  }

  async close(): Promise<void> {
    await this.browser.close()
    await this.server.kill()
    await rm(this.#stateDir, { recursive: true, force: true })
  }

  /** Somebody new, with a storage of their own. Pages of it go by path: `visitor.goto('/us')`. */
  visitor(width: Width = 'desk'): Promise<BrowserContext> {
    return this.browser.newContext({
      baseURL: this.server.url,
      viewport: WIDTHS[width],
      deviceScaleFactor: 1,
      reducedMotion: 'reduce',
      locale: 'en-US',
    })
  }
}

/** Everything that went wrong on a page and that nobody looking at it would see. */
export type Complaints = string[]

/** A page whose console is listened to: errors, warnings, breaches of its policy and failed requests are kept. */
export async function openPage(visitor: BrowserContext): Promise<{ page: Page; complaints: Complaints }> {
  const page = await visitor.newPage()
  const complaints: Complaints = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`))
  return { page, complaints }
}

/** The serious findings of axe, as `rule: selector`. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Not a script element, which the page's policy would refuse.
  await page.evaluate(AXE)
  const found = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as {
    violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]
  }
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
}

/** Kept below test-report/screenshots, for somebody to look at. */
export async function keepScreenshot(page: Page, name: string, fullPage = true): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true })
  // What sticks to the top belongs there.
  if (fullPage) await page.evaluate('scrollTo(0, 0)')
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage })
}

async function launchBrowser(): Promise<Browser> {
  const { path, libraries, fonts } = await unpackedChromium()
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return driver.launch({
    executablePath: path,
    env: {
      ...Object.fromEntries(inherited),
      FONTCONFIG_FILE: fonts,
      LD_LIBRARY_PATH: [libraries, process.env.LD_LIBRARY_PATH ?? ''].join(':'),
    },
    // A container often has no room for the browser's own sandbox. It sees pages of this repository alone.
    chromiumSandbox: false,
    args: ['--font-render-hinting=none', '--disable-dev-shm-usage'],
  })
}
