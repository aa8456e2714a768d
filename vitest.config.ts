import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { exportJWK, generateKeyPair } from 'jose'
import { defineConfig } from 'vitest/config'
import { buildSite } from './scripts/site.ts'

// Real catalogs and judged queries. Tests inside workerd cannot read files, so what they need comes in as bindings.
const data = join(import.meta.dirname, '../shared/data')
function dataFile(path: string): string {
  if (!existsSync(join(data, path))) return ''
  const bytes = readFileSync(join(data, path))
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** Some of Stripe's example objects, as JSON; empty where they do not lie at hand. */
function stripeExamples(): string {
  const text = dataFile('payments/stripe-fixtures3.json.gz')
  if (text === '') return ''
  const { resources } = JSON.parse(text) as { resources: Record<string, unknown> }
  const { payment_intent, refund, dispute, event, charge } = resources
  return JSON.stringify({ payment_intent, refund, dispute, event, charge })
}

// An issuer of staff and one of customers for the tests; their private keys go to them alone.
async function testIssuer(name: string, role: 'staff' | 'customer') {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const issuer = {
    issuer: name,
    audience: 'highstreet',
    role,
    algorithms: ['ES256'],
    typ: ['at+jwt'],
    maxTokenAge: 3600,
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' }] },
  }
  return { issuer, privateKey: await exportJWK(privateKey) }
}
const staff = await testIssuer('https://issuer.test', 'staff')
const customers = await testIssuer('https://customers.test', 'customer')

// The Worker's assets, which its configuration names.
await buildSite()

export default defineConfig({
  test: {
    projects: [
      {
        // Pure code, laws about the code itself, and black-box tests of the built Worker: they need files or processes.
        test: {
          name: 'node',
          include: ['domain', 'client', 'laws', 'e2e', 'browser'].map((name) => `test/${name}/**/*.test.ts`),
          // Not a bound that any test is held to: a net for tests that hang.
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
      {
        // As the Worker is bundled (wrangler.toml); the whole SDK would be 150 files more in front of every test.
        resolve: {
          alias: [{ find: /^stripe$/, replacement: join(import.meta.dirname, 'bundle/stripe.js') }],
        },
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                STAGE: 'development',
                AUTH_ISSUERS: JSON.stringify([staff.issuer, customers.issuer]),
                TOKEN_SECRETS: randomBytes(32).toString('base64url'),
                CORS_ORIGINS: 'https://console.test',
                WEBHOOK_RETRY_SECONDS: '0,0,0',
                STAFF_KEY: staff.privateKey,
                CUSTOMER_KEY: customers.privateKey,
                SHOP_MIGRATIONS: await readD1Migrations('./migrations/shop'),
                SEARCH_MIGRATIONS: await readD1Migrations('./migrations/search'),
                REAL_FILES: Object.fromEntries(
                  ['packt-home-garden', 'gatsby-example', 'shopify-template', 'luma-tops'].map((name) => [
                    name,
                    dataFile(`shopify-csv/${name}.csv`),
                  ]),
                ),
                SEED_CATALOG: readFileSync('./seed/catalog.ndjson', 'utf8'),
                STRIPE_EXAMPLES: stripeExamples(),
                SAMPLE_CATALOG: dataFile('catalog/sample-60.jsonl'),
              },
              // One test plays hundreds of shoppers; LIMIT_TEST stands in where a limit is the matter.
              ratelimits: Object.fromEntries(
                [
                  ['LIMIT_OPEN', 100_000],
                  ['LIMIT_PAY', 100_000],
                  ['LIMIT_CODE', 100_000],
                  ['LIMIT_TEST', 20],
                ].map(([name, limit]) => [name, { namespace_id: name, simple: { limit, period: 60 } }]),
              ),
              // Every outgoing fetch: the tests must not reach anything.
              outboundService: (request: { url: string }) =>
                new Response(`no network: ${request.url}`, { status: 599 }) as never,
            },
          })),
        ],
        test: {
          name: 'workers',
          include: ['test/features/**/*.test.ts', 'test/races/**/*.test.ts'],
          setupFiles: ['./test/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
