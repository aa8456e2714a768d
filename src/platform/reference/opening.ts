import { PROBLEMS } from '../problem.ts'
import { LOCAL } from './curl.ts'
import { codeBlock, html, type Html } from './html.ts'
import { colouredJson } from './json.ts'
import { problemRow } from './operation.ts'

/** The sections before the operations: what the list at the side names, and what stands there. */
export const RULES: readonly { readonly id: string; readonly title: string; readonly text: Html }[] = [
  {
    id: 'money',
    title: 'Money',
    text: html`<p>
        An amount is an integer in minor units of its currency by ISO 4217, never a float. Yen have no
        decimals: 13200 JPY are 13,200 yen; 8490 EUR are 84.90 euros. A market's
        <code>currencyDigits</code> says how many there are.
      </p>
      ${codeBlock(colouredJson({ amount: 8490, currency: 'EUR' }))}`,
  },
  {
    id: 'ids',
    title: 'Ids and handles',
    text: html`<p>
      Ids are opaque, <code>[A-Za-z0-9_-]{1,64}</code>; a merchant may bring their own. Handles are the
      readable names in URLs. A handle may change: the old one answers 308 to the new one. An id never
      changes.
    </p>`,
  },
  {
    id: 'time',
    title: 'Time',
    text: html`<p>RFC 3339 in UTC with milliseconds: <code>2026-11-21T08:00:00.000Z</code>.</p>`,
  },
  {
    id: 'lists',
    title: 'Lists and cursors',
    text: html`<p>
        A list answers <code>data</code> and <code>page.nextCursor</code>. To go on, send that as
        <code>cursor</code> with the same parameters; <code>null</code> means the end. A cursor belongs to its
        list, filters and sort. There are no offsets. <code>limit</code> is 1 to 100, 20 when absent. A page
        may hold fewer than <code>limit</code> and still not be the last.
      </p>
      ${codeBlock(colouredJson({ data: ['…'], page: { nextCursor: 'nJ7axGZLsrrl1PvwWzEsInAiLG51bGwsNF0' } }))}`,
  },
  {
    id: 'errors',
    title: 'Errors',
    text: html`<p>
        A refusal is <code>application/problem+json</code> (RFC 9457). Switch on <code>code</code>: it never
        changes its meaning. <code>errors</code> names each parameter or place in the body.
        <code>retryable</code> says whether the same request may succeed later; then wait for
        <code>Retry-After</code>. Unknown parameters and members are refused, not ignored. All codes are
        <a href="#problems">listed below</a>.
      </p>
      ${codeBlock(
        colouredJson({
          type: '/problems/invalid_parameter',
          title: PROBLEMS.invalid_parameter[1],
          status: 400,
          detail: PROBLEMS.invalid_parameter[2],
          code: 'invalid_parameter',
          requestId: 'req_5f0c7d1be3a94c6f8d2e9b7a41c03e58',
          errors: [{ parameter: 'limit', code: 'invalid', message: 'is a whole number from 1 to 100' }],
          retryable: false,
        }),
      )}`,
  },
  {
    id: 'conditional',
    title: 'Conditional requests',
    text: html`<p>
        Catalog answers carry an <code>ETag</code>. Send it back in <code>If-None-Match</code>: nothing new is
        304 without a body. Browsers do so by themselves.
      </p>
      ${codeBlock(`curl -i '${LOCAL}/v1/markets' -H 'If-None-Match: "…"'`)}`,
  },
  {
    id: 'caching',
    title: 'Caching',
    text: html`<p>
        Every answer has an explicit <code>Cache-Control</code>. A catalog answer is a function of its URL
        alone: market and locale stand in it, and there are no cookies. Each operation below names its class,
        and the most that a cold answer may ask of storage; a test holds it to that.
      </p>
      <ul>
        <li>
          <code>catalog</code>: kept at the edge for minutes, purged when something is published, cut short
          where a price begins or ends.
        </li>
        <li><code>availability</code>: ten seconds.</li>
        <li><code>document</code>: pages such as this one, minutes.</li>
        <li><code>private</code>: <code>private, no-store</code>.</li>
      </ul>
      <p>
        <code>Server-Timing</code> says how long an answer took (<code>total</code>) and which storage it
        asked. When storage fails, an old copy may be served, marked by
        <code>Cache-Status: highstreet; hit; detail=stale</code>.
      </p>`,
  },
  {
    id: 'authentication',
    title: 'Authentication',
    text: html`<p>
        The catalog needs no credential and may be read from any origin. Admin operations need a staff token
        of one of the issuers in <code>AUTH_ISSUERS</code>, with the scope that the operation names. Locally
        there is a development issuer:
      </p>
      ${codeBlock(`TOKEN=$(npm run -s token -- --scope "catalog:write imports:write")
curl '${LOCAL}/v1/admin/…' -H "Authorization: Bearer $TOKEN"`)}
      <p>
        A cart is used with the token that opening it answered, or with the token of its customer, from an
        issuer of customers in <code>AUTH_ISSUERS</code>. Any other token meets the 404 of a cart that does
        not exist; a genuine one that has run out meets 410. Locally there are as many customers as you name:
      </p>
      ${codeBlock('TOKEN=$(npm run -s token -- --customer alice)')}`,
  },
]

export const fiveMinutes: Html = html`<section
  class="part"
  id="five-minutes"
  aria-labelledby="five-minutes-title"
>
  <h2 id="five-minutes-title">Five minutes</h2>
  <ol class="steps">
    <li>
      <h3>Start a shop</h3>
      <p>
        It comes with a sample catalog in three markets: <code>us</code>, <code>de</code> and <code>jp</code>.
      </p>
      ${codeBlock('npm start')}
    </li>
    <li>
      <h3>Ask where it sells</h3>
      ${codeBlock(`curl '${LOCAL}/v1/markets'`)}
    </li>
    <li>
      <h3>Search</h3>
      <p>Prices, language and tax are those of the market in the path.</p>
      ${codeBlock(`curl '${LOCAL}/v1/markets/de/products?q=kessel&limit=3'`)}
    </li>
    <li>
      <h3>Read one product</h3>
      ${codeBlock(`curl '${LOCAL}/v1/markets/jp/products/copper-stovetop-kettle'`)}
    </li>
    <li>
      <h3>Filter, sort, count</h3>
      <p>Values of one filter are alternatives; different filters must all hold.</p>
      ${codeBlock(`curl '${LOCAL}/v1/markets/us/products?category=kitchen&available=true&sort=price&facets=true'`)}
    </li>
    <li>
      <h3>Push a product</h3>
      <p>
        One JSON object a line, or a Shopify CSV; what is there already is updated.
        <code>docs/import-format.md</code> has every member.
      </p>
      ${codeBlock(`echo '{"handle":"brass-bell","title":"Brass Bell","price":"24.00","stock":12}' > bell.ndjson
npm run import -- bell.ndjson --market us`)}
    </li>
    <li>
      <h3>See that it is live</h3>
      ${codeBlock(`TOKEN=$(npm run -s token -- --scope "catalog:read")
curl '${LOCAL}/v1/admin/publication' -H "Authorization: Bearer $TOKEN"
curl '${LOCAL}/v1/markets/us/products/brass-bell'`)}
    </li>
    <li>
      <h3>Change a price</h3>
      <p>
        Live at once; with <code>startsAt</code> and <code>endsAt</code> it is a sale that begins at its
        second.
      </p>
      ${codeBlock(`TOKEN=$(npm run -s token -- --scope "catalog:write")
curl -X POST '${LOCAL}/v1/admin/prices' -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '{"market":"us","prices":[{"sku":"KET-15L","price":{"amount":9900,"currency":"USD"}}]}'`)}
    </li>
  </ol>
</section>`

export const rules: Html = html`<section class="part rules" id="rules" aria-labelledby="rules-title">
  <h2 id="rules-title">Base rules</h2>
  ${RULES.map(
    ({ id, title, text }) =>
      html`<section id="${id}" aria-labelledby="${id}-title">
        <h3 id="${id}-title">${title} <a class="anchor" href="#${id}" aria-label="Link to ${title}">#</a></h3>
        ${text}
      </section> `,
  )}
</section>`

export const problems: Html = html`<section class="part" id="problems" aria-labelledby="problems-title">
  <h2 id="problems-title">Problems</h2>
  <p>Every code has a page that says what it means and what to do about it.</p>
  <ul class="problems">
    ${Object.entries(PROBLEMS).map(([code, [status]]) => problemRow(String(status), code))}
  </ul>
</section>`
