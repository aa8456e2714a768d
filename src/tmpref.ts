import { createClient } from './client.ts'
const client = createClient('http://localhost:8787')
export const a = client.v1.markets.$get()
export const b = await client.v1.markets[':market'].products.$get({ param: { market: 'de' }, query: { limit: 20, foo: 'a' } })
if (b.ok) { const x: string = await b.json() } else { const y: string = await b.json(); }
export const r = await client.v1.markets[':market'].products[':handle'].$get({ param: { market: 'de', handle: 'x' }, query: { } })
if (r.status === 200) { const x: string = await r.json() }
