/** Markup. Made by `html`, which escapes every text on the way, so that a page cannot forget to. */
export class Html {
  readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
}

export type Part = Html | string | number | false | undefined | readonly Part[]

/** Markup with holes: what is markup already stands as it is, texts are escaped, lists joined, false and undefined left out. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.reduce((markup, text, at) => markup + render(parts[at - 1]) + text))
}

function render(part: Part): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.markup
  return typeof part === 'object' ? part.map(render).join('') : escape(String(part))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '')

/** A text of the document: blank lines part paragraphs, backticks mark code. Nothing else is syntax. */
export const prose = (text: string): Html =>
  html`${text.split(/\n\s*\n/).map((paragraph) => html`<p>${inline(paragraph)}</p> `)}`

export const inline = (text: string): Html =>
  html`${text.split('`').map((run, at) => (at % 2 === 1 ? html`<code>${run}</code>` : run))}`

/** A block of code. It takes the focus, so that the keyboard can scroll it. */
export const codeBlock = (code: Part): Html => html`<pre tabindex="0"><code>${code}</code></pre>`
