import { argv, exit } from 'node:process'

// `npm run proof -- NAME`: shows at full size, against the real server, what the tests show at a small one. Prints figures.
const PROOFS: Readonly<Record<string, () => Promise<{ main(): Promise<void> }>>> = {
  buyers: () => import('./proof/buyers.ts'),
  carts: () => import('./proof/carts.ts'),
  claims: () => import('./proof/claims.ts'),
  code: () => import('./proof/code.ts'),
  'import-kill': () => import('./proof/import-kill.ts'),
  orders: () => import('./proof/orders.ts'),
  overload: () => import('./proof/overload.ts'),
  pages: () => import('./proof/pages.ts'),
  payments: () => import('./proof/payments.ts'),
  'price-change': () => import('./proof/price-change.ts'),
  roles: () => import('./proof/roles.ts'),
  shopper: () => import('./proof/shopper.ts'),
  steps: () => import('./proof/steps.ts'),
  visibility: () => import('./proof/visibility.ts'),
  writers: () => import('./proof/writers.ts'),
}

const [name = ''] = argv.slice(2)
const proof = PROOFS[name]
if (proof === undefined) {
  console.error(`usage: npm run proof -- ${Object.keys(PROOFS).join(' | ')}`)
  exit(2)
}
await (await proof()).main()
