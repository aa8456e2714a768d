// Bindings that only tests have (vitest.config.ts).
declare namespace Cloudflare {
  interface Env {
    SHOP_MIGRATIONS: import('cloudflare:test').D1Migration[]
    SEARCH_MIGRATIONS: import('cloudflare:test').D1Migration[]
    REAL_FILES: Record<string, string>
    SEED_CATALOG: string
    SAMPLE_CATALOG: string
    STRIPE_EXAMPLES: string
    STAFF_KEY: JsonWebKey
    CUSTOMER_KEY: JsonWebKey
    LIMIT_TEST: RateLimit
    STAGE?: string
    AUTH_ISSUERS?: string
    TOKEN_SECRETS?: string
  }
}
