import { html, type Html } from './html.ts'

// What a code column holds on a laptop.
const LINE_CHARACTERS = 52
// Strings that are names (a colon follows), other strings, numbers, words.
const TOKEN = /("(?:[^"\\]|\\.)*")(?=:)|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null)/g

/** JSON as people write it: what fits on a line stands on one. */
export function prettyJson(value: unknown, indent = '', before = 0): string {
  const flat = onOneLine(value)
  if (typeof value !== 'object' || value === null || indent.length + before + flat.length <= LINE_CHARACTERS)
    return flat
  const deeper = `${indent}  `
  if (Array.isArray(value)) {
    return `[\n${value.map((each) => deeper + prettyJson(each, deeper)).join(',\n')}\n${indent}]`
  }
  const lines = Object.entries(value).map(
    ([name, each]) => `${deeper}${JSON.stringify(name)}: ${prettyJson(each, deeper, name.length + 4)}`,
  )
  return `{\n${lines.join(',\n')}\n${indent}}`
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${onOneLine(each)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** The same in colours. */
export function colouredJson(value: unknown): Html {
  const text = prettyJson(value)
  const parts: (Html | string)[] = []
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    const [token, name, string, number] = match
    const kind = name ? 'name' : string ? 'string' : number ? 'number' : 'word'
    parts.push(text.slice(end, match.index), html`<span class="json-${kind}">${token}</span>`)
    end = match.index + token.length
  }
  return html`${parts}${text.slice(end)}`
}

/** A value as a text for people: a string as it is, the rest as JSON. */
export const shown = (value: unknown): string => (typeof value === 'string' ? value : onOneLine(value))
