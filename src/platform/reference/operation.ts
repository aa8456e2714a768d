import type { CredentialKind } from '../credentials.ts'
import { PROBLEMS, type ProblemCode } from '../problem.ts'
import { curlOf } from './curl.ts'
import { codeBlock, html, inline, prose, type Html } from './html.ts'
import { colouredJson, shown } from './json.ts'
import {
  answersOf,
  isWhole,
  problemsOf,
  type Answer,
  type Door,
  type Facts,
  type OpenApiDocument,
  type Parameter,
} from './openapi.ts'
import { parameterSample } from './samples.ts'
import { limitsOf, schemaView, typeLabel } from './schema-view.ts'

/** One operation: what it is for on one side, what to type and what comes back on the other. */
export function operationView(document: OpenApiDocument, door: Door): Html {
  const { operation, id, parameters } = door
  return html`<section class="operation" id="${id}" aria-labelledby="${id}-title">
    <header>
      <h3 id="${id}-title">
        ${operation.summary ?? id} <a class="anchor" href="#${id}" aria-label="Link to ${id}">#</a>
      </h3>
      <p class="route">${methodBadge(door)} <code>${breakable(door.path)}</code></p>
    </header>
    <div class="about">
      ${operation.description !== undefined && prose(operation.description)}
      ${operation['x-highstreet'] !== undefined && factsView(operation['x-highstreet'])}
      ${parameters.length > 0 && parametersView(document, door)} ${bodyView(document, door)}
      <h4>Answers</h4>
      ${answersOf(door.operation).map(([status, answer]) => answerView(document, status, answer))}
      ${problemsView(door)}
    </div>
    <div class="samples">
      <h4 id="${id}-call">Call</h4>
      ${codeBlock(curlOf(document, door))} ${exampleView(door)}
    </div>
  </section> `
}

export const methodBadge = ({ method }: Pick<Door, 'method'>): Html =>
  html`<span class="method ${method}">${method.toUpperCase()}</span>`

// A long path breaks after a slash, not in the middle of a name.
const breakable = (path: string): Html =>
  html`${path.split('/').map((part, at) => (at === 0 ? part : html`/<wbr />${part}`))}`

/** What the cache headers of answers.ts come to, by cache class. */
const CACHE: Readonly<Record<string, string>> = {
  catalog: 'browser 30 s, edge 4 min',
  availability: 'browser and edge 10 s',
  document: 'browser and edge 5 min',
  private: 'never kept',
}

/** What a shopper shows, in words; each leads to the rules of it. */
const CREDENTIAL: Readonly<Record<CredentialKind, Html>> = {
  cart: html`<a href="#authentication">token of the cart</a>, or of its customer`,
  opening: html`none, or a <a href="#authentication">customer token</a>`,
  buying: html`none, a <a href="#authentication">customer token</a>, or the token of the cart`,
  checkout: html`<a href="#authentication">token of the checkout</a>, or of its customer`,
  customer: html`<a href="#authentication">customer token</a>`,
  order: html`<a href="#authentication">token of the order</a>, or of its customer`,
}

function credentialView({ scope, credential }: Facts): Html | string {
  if (scope !== undefined) return html`<a href="#authentication">staff token</a> with <code>${scope}</code>`
  return credential === undefined ? 'none' : CREDENTIAL[credential]
}

function factsView(facts: Facts): Html {
  const { cache, budget } = facts
  const objects = budget.do ?? 0
  const storage = [
    objects > 0 && `${objects} Durable Object`,
    budget.kv > 0 && `${budget.kv} KV`,
    budget.d1 > 0 && `${budget.d1} D1`,
  ]
    .filter(Boolean)
    .join(', ')
  return html`<dl class="facts">
    <div>
      <dt>Credential</dt>
      <dd>${credentialView(facts)}</dd>
    </div>
    <div>
      <dt><a href="#caching">Cache</a></dt>
      <dd><code>${cache}</code>${CACHE[cache] !== undefined && `: ${CACHE[cache]}`}</dd>
    </div>
    <div>
      <dt>Storage</dt>
      <dd>${storage === '' ? 'none' : `at most ${storage} when cold`}</dd>
    </div>
  </dl> `
}

// On phones rows stand as blocks, and then only the roles still say that this is a table.
function parametersView(document: OpenApiDocument, door: Door): Html {
  return html`<h4 id="${door.id}-parameters">Parameters</h4>
    <table role="table" aria-labelledby="${door.id}-parameters">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Name</th>
          <th role="columnheader" scope="col">Type and limits</th>
          <th role="columnheader" scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${door.parameters.map((parameter) => parameterRow(document, parameter, door.path))}
      </tbody>
    </table> `
}

function parameterRow(document: OpenApiDocument, parameter: Parameter, path: string): Html {
  const schema = parameter.schema ?? {}
  const words = parameter.description ?? schema.description
  const example = parameterSample(document, parameter, path)
  // `one | one[]` is a parameter that may be given several times.
  const repeatable = schema.anyOf?.find((each) => each.type === 'array')
  const type = repeatable === undefined ? schema : (repeatable.items ?? {})
  return html`<tr role="row">
    <th role="rowheader" scope="row">
      <code class="member">${parameter.name}</code>
      <span class="where">${parameter.in}</span>
      ${parameter.required && html`<span class="required">required</span>`}
    </th>
    <td role="cell">
      <span class="type">${typeLabel(document, type)}</span>
      ${limitsOf(type).map((limit) => html`<span class="limit">${limit}</span> `)}
      ${repeatable !== undefined && html`<span class="limit">repeatable, ${limitsOf(repeatable)}</span>`}
    </td>
    <td role="cell">
      ${words !== undefined && html`<span class="words">${inline(words)}</span>`}
      ${example !== undefined && html`<span class="example">e.g. <code>${shown(example)}</code></span>`}
      ${type.pattern !== undefined && html`<span class="pattern">matches <code>${type.pattern}</code></span>`}
    </td>
  </tr> `
}

function bodyView(document: OpenApiDocument, { operation }: Door): Html | undefined {
  const body = operation.requestBody
  if (body === undefined || !isWhole(body)) return undefined
  const schema = body.content['application/json']?.schema
  const types = Object.keys(body.content).map((type, at) => html`${at > 0 && ', '}<code>${type}</code>`)
  return html`<h4>Body</h4>
    ${body.description !== undefined && prose(body.description)}
    <p>${types}</p>
    ${schema !== undefined && schemaView(document, schema)}`
}

function answerView(document: OpenApiDocument, status: string, answer: Answer): Html {
  const [type, content] = Object.entries(answer.content ?? {})[0] ?? []
  return html`<div class="answer">
    <p>
      <span class="status">${status}</span> ${inline(answer.description)}
      ${type !== undefined && type !== 'application/json' && html`<code>${type}</code>`}
    </p>
    ${type === 'application/json' && content?.schema !== undefined && schemaView(document, content.schema)}
  </div> `
}

function problemsView({ operation }: Door): Html | undefined {
  const problems = problemsOf(operation)
  if (problems.length === 0) return undefined
  return html`<h4>Problems</h4>
    <ul class="problems">
      ${problems.map(([status, code]) => problemRow(status, code))}
    </ul> `
}

export function problemRow(status: string, code: string): Html {
  const title = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as ProblemCode][1] : ''
  return html`<li>
    <span class="status">${status}</span>
    <a href="/problems/${encodeURIComponent(code)}"><code>${code}</code></a>
    <span class="words">${title}</span>
  </li> `
}

function exampleView(door: Door): Html | undefined {
  const answers = answersOf(door.operation)
  const [status, answer] = answers.find((each) => each[1].content !== undefined) ?? []
  const example = answer?.content?.['application/json']?.example
  if (example === undefined) return undefined
  return html`<h4>Answer <span class="status">${status}</span></h4>
    ${codeBlock(colouredJson(example))}`
}
