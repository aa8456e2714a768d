import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { app, openApiDocument } from '../../src/app.ts'
import { createClient, problemOf, productPages, Refused, type Client } from '../../src/client.ts'
import type { Money, Problem, Product, ProductCard } from '../../src/client.ts'
import { PROBLEMS } from '../../src/platform/problem.ts'
import { REFERENCE_CSP } from '../../src/pages/page-headers.ts'
import { referencePage as pageOf } from '../../src/platform/reference-page.ts'
import { doorsByTag, type OpenApiDocument } from '../../src/platform/reference/openapi.ts'

const document: OpenApiDocument = app.getOpenAPI31Document({
  openapi: '3.1.0',
  info: { title: 'Highstreet', version: '0.1.0' },
})
const files = { style: '/assets/reference/a.css', script: '/assets/reference/a.js' }
const referencePage = (about: OpenApiDocument) => pageOf(about, files)
const page = referencePage(document)
const doors = [...doorsByTag(document).values()].flat()
const addresses = (markup: string) =>
  [...markup.matchAll(/\s(?:href|src|action|srcset|poster)="([^"]*)"/g)].map(([, address = '']) => address)

test('the page has every operation, with a place in the list and its method', () => {
  expect(doors.length).toBeGreaterThan(10)
  for (const { id, method } of doors) {
    expect(page).toContain(`<section class="operation" id="${id}"`)
    expect(page).toMatch(new RegExp(`<a href="#${id}"[^>]*>\\s*<span class="method ${method}">`))
  }
})

test('each operation links the problems that it may answer, and says its scope', () => {
  for (const { id, operation } of doors) {
    const section = sectionOf(page, id)
    for (const answer of Object.values(operation.responses ?? {})) {
      if (!('description' in answer) || answer.content?.['application/problem+json'] === undefined) continue
      for (const code of answer.description.split(', ')) expect(section).toContain(`href="/problems/${code}"`)
    }
    const { scope, credential } = operation['x-highstreet'] ?? {}
    const mustShow = scope !== undefined || credential === 'cart' || credential === 'customer'
    expect(section.includes('Authorization: Bearer')).toBe(mustShow)
    if (scope !== undefined) expect(section).toContain(`<code>${scope}</code>`)
  }
})

test('examples of the document are shown, and path parameters are taken from them', () => {
  const text = (id: string) =>
    sectionOf(page, id)
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
  let shown = 0
  for (const { id, operation } of doors) {
    const bodies = [operation.requestBody, ...Object.values(operation.responses ?? {})]
    for (const body of bodies.slice(0, 2)) {
      const example = body && 'content' in body ? body.content?.['application/json']?.example : undefined
      if (typeof example !== 'object' || example === null) continue
      const [first] = Object.keys(example)
      expect(text(id)).toContain(`"${first}": `)
      shown += 1
    }
  }
  expect(shown).toBeGreaterThan(20)
  expect(text('revokeToken')).toContain('"reason": "Laptop left on a train"')
  expect(text('readAuditEntry')).toContain('/v1/admin/audit/aud_01KA2JQ8V6C0N9QW3V0B8Z6R5T')
  expect(text('cancelImport')).toContain('/v1/admin/imports/imp_01KA2JQ8V6C0N9QW3V0B8Z6R5T/cancel')
})

test('every scope is listed with the operations that name it, on the page and in the document', () => {
  const described = openApiDocument().components?.securitySchemes?.staff?.description ?? ''
  const section = page.slice(
    page.indexOf('<section class="part" id="scopes"'),
    page.indexOf('<section class="part" id="tag-'),
  )
  for (const { id, operation } of doors) {
    const scope = operation['x-highstreet']?.scope
    if (scope === undefined) continue
    const line = described.split('\n').find((each) => each.startsWith(`- \`${scope}\`: `))
    expect(line?.split(/: |, /)).toContain(id)
    expect(section).toContain(`<code>${scope}</code>`)
    expect(section).toContain(`href="#${id}"`)
  }
  expect(described.match(/^- /gm)?.length).toBeGreaterThan(5)
})

test('every problem code is linked, and nothing is linked that is not there', () => {
  const links = addresses(page)
  for (const code of Object.keys(PROBLEMS)) expect(links).toContain(`/problems/${code}`)
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
  expect(ids).toEqual([...new Set(ids)])
  for (const link of links.filter((each) => each.startsWith('#'))) expect(ids).toContain(link.slice(1))
})

test('nothing comes from another host', () => {
  for (const address of addresses(page)) expect(address).toMatch(/^(?:#|\/(?!\/)|data:,$)/)
  // As text only, in examples: names that are nobody's (RFC 2606).
  for (const [url] of page.matchAll(/https?:\/\/[^/\s'"&<#]*/g))
    expect(url).toMatch(/^http:\/\/localhost:8787$|^https:\/\/(?:[a-z-]+\.)*example(?:\.com)?$/)
  expect(page).not.toMatch(/@import|url\(|\sstyle="|\son\w+="/)
})

test('the page asks for its own style and script alone, and the policy lets in no others', async () => {
  expect(page.match(/<style|<script(?! type="module" src="[^"]+"><\/script>)/g)).toBeNull()
  expect(REFERENCE_CSP).toMatch(/^default-src 'none'; style-src 'self'; script-src 'self';/)
  expect(REFERENCE_CSP).not.toContain('unsafe')
  const answer = await app.request('/docs', {}, env, { waitUntil: () => undefined } as never)
  expect([answer.status, answer.headers.get('Content-Security-Policy')]).toEqual([200, REFERENCE_CSP])
  const built = await answer.text()
  for (const id of doors.map((door) => door.id)) expect(built).toContain(`id="${id}"`)
  for (const address of addresses(built).filter((each) => each.startsWith('/assets/'))) {
    const file = await app.request(address, {}, env, { waitUntil: () => undefined } as never)
    expect([address, file.status]).toEqual([address, 200])
  }
})

test('the document that is served is the one of the routes', async () => {
  const answer = await app.request('/openapi.json', {}, env, { waitUntil: () => undefined } as never)
  expect(answer.headers.get('Content-Type')).toMatch(/^application\/json/)
  expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument())))
})

test('copied calls hold the sample values, the token and the body', () => {
  expect(page).toContain('/v1/markets/de/products/copper-stovetop-kettle')
  const html = referencePage(hostile('note'))
  expect(html).toContain(
    `curl -X PUT &#39;http://localhost:8787/things/a%2Fb&#39; \\
  -H &quot;Authorization: Bearer $TOKEN&quot; \\
  -H &quot;Idempotency-Key: $(date +%s)-$RANDOM&quot; \\
  -H &#39;Content-Type: application/json&#39; \\
  -d &#39;{ &quot;note&quot;: &quot;it&#39;\\&#39;&#39;s&quot; }&#39;`,
  )
})

test('every copied call names something: no hole is left in its address', () => {
  for (const { id } of doors) {
    const [, call = ''] = /curl [^\n]*?&#39;(http[^\n]*?)&#39;/.exec(sectionOf(page, id)) ?? []
    expect([id, call]).toEqual([id, expect.stringMatching(/^http:\/\/localhost:8787\/[^{}…]+$/)])
  }
})

test('an operation that asks for an Idempotency-Key shows it', () => {
  expect(sectionOf(page, 'startImport')).toContain('-H &quot;Idempotency-Key: ')
  expect(sectionOf(page, 'listMarkets')).not.toContain('Idempotency-Key')
})

test('a recursive schema ends', () => {
  const section = sectionOf(page, 'listCategories')
  expect(section).toContain('the same again')
  expect(section.replaceAll(/<[^>]*>/g, '')).toContain('&quot;children&quot;: []')
})

test('every text of the document is escaped', () => {
  const attack = `"'><img src=x onerror=alert(1)></code></script><!--`
  const html = referencePage(hostile(attack))
  expect(html).not.toContain('<img')
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(html.match(/<!--/g)).toBeNull()
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
})

test('the client walks a list, and throws the problem that ends it', async () => {
  const asked: string[] = []
  const answers = [
    Response.json({ data: [{ id: 'a' }], page: { nextCursor: 'c1' } }),
    Response.json({ data: [], page: { nextCursor: 'c2' } }),
    Response.json(
      { code: 'unavailable', detail: 'Later.', retryable: true },
      { status: 503, headers: { 'Content-Type': 'application/problem+json' } },
    ),
  ]
  const client = createClient('https://shop.test', {
    fetch: async (input: RequestInfo | URL) => {
      asked.push(String(input instanceof Request ? input.url : input))
      return answers.shift() ?? Response.error()
    },
  })
  const ids: string[] = []
  const walk = async () => {
    for await (const { data } of productPages(client, 'de', { 'option.Size': ['S', 'M'], sort: 'price' })) {
      ids.push(...data.map(({ id }) => id))
    }
  }
  await expect(walk()).rejects.toThrow(Refused)
  expect(ids).toEqual(['a'])
  const list = 'https://shop.test/v1/markets/de/products?option.Size=S&option.Size=M&sort=price'
  expect(asked).toEqual([list, `${list}&cursor=c1`, `${list}&cursor=c2`])
})

test('what carries no problem has none', async () => {
  expect(await problemOf(new Response('<h1>502</h1>', { status: 502 }))).toBeUndefined()
})

/** Never called: it compiles only while the client knows paths, parameters and answers. */
export async function clientTypes(client: Client): Promise<unknown[]> {
  const market = client.v1.markets[':market']
  const param = { market: 'de' }
  const answer = await market.products[':handle'].$get({ param: { ...param, handle: 'kettle' } })
  const found: Product | Problem | undefined = answer.status === 308 ? undefined : await answer.json()
  const list = await market.products.$get({
    param,
    query: { limit: '20', sort: '-price', 'option.Size': ['S'] },
  })
  const cards: ProductCard[] = list.ok ? (await list.json()).data : []
  const price: Money | undefined = cards[0]?.price.min
  const tree = await market.categories.$get({ param })
  const title: string | undefined = tree.ok ? (await tree.json()).data[0]?.children[0]?.title : undefined

  // @ts-expect-error there is no such path
  const path: unknown = client.v1.marketz
  const wrong = () => [
    // @ts-expect-error a market is needed
    market.products.$get({ param: {} }),
    // @ts-expect-error parameters are texts, as in the URL
    market.products.$get({ param, query: { limit: 20 } }),
    // @ts-expect-error no such order
    market.products.$get({ param, query: { sort: 'cheapest' } }),
    // @ts-expect-error no such parameter
    market.products.$get({ param, query: { colour: 'red' } }),
    // @ts-expect-error a suggestion needs words
    market['search-suggestions'].$get({ param }),
    // @ts-expect-error markets are read only
    client.v1.markets.$delete(),
    // @ts-expect-error an amount is a number
    (price?.amount ?? 0) satisfies string,
    // @ts-expect-error no such problem
    (found as Problem).code === 'not_a_code',
  ]
  return [found, price, title, path, wrong]
}

function sectionOf(markup: string, id: string): string {
  const start = markup.indexOf(`<section class="operation" id="${id}"`)
  return markup.slice(start, markup.indexOf('</section>', start))
}

/** A document with `text` in every place that the page shows. */
function hostile(text: string): OpenApiDocument {
  const schema = {
    type: 'object',
    description: text,
    properties: { [text]: { type: 'string', description: text, example: text === 'note' ? "it's" : text } },
    required: [text],
  }
  const example = { [text]: text === 'note' ? "it's" : text }
  const described = {
    description: text,
    content: { 'application/json': { schema: { $ref: '#/x/Thing' }, example } },
  }
  return {
    info: { title: text, version: text, description: text },
    components: { schemas: { Thing: schema, [text]: schema } },
    paths: {
      '/things/{id}': {
        put: {
          operationId: text,
          tags: [text],
          summary: text,
          description: text,
          parameters: [
            {
              name: 'id',
              in: 'path',
              required: true,
              description: text,
              schema: { type: 'string', example: 'a/b' },
            },
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: true,
              schema: { type: 'string', pattern: text },
            },
            { name: text, in: text, schema: { enum: [text], default: text, example: text } },
          ],
          requestBody: described,
          responses: {
            200: described,
            400: { description: text, content: { 'application/problem+json': {} } },
          },
          'x-highstreet': { scope: text, cache: text, budget: { kv: 1, d1: 1 } },
        },
      },
    },
  }
}
