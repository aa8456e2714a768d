import { Parser } from 'htmlparser2'

/** Elements that a description may keep, without attributes except those of a link. */
const KEPT: ReadonlySet<string> = new Set(
  (
    'p br b strong i em u s small sub sup ul ol li dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre code span div hr a ' +
    'table caption thead tbody tfoot tr th td'
  ).split(' '),
)
const VOID: ReadonlySet<string> = new Set(['br', 'hr'])

/** Elements that go together with what is in them; of all others the content stays. */
const DROPPED: ReadonlySet<string> = new Set(
  (
    'script style svg math iframe frame frameset template noscript noembed noframes object embed applet title head ' +
    'textarea select option button form input xmp plaintext listing canvas audio video marquee'
  ).split(' '),
)

const PARAGRAPH = ['p']
const HEADING = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p']
const TERM = ['dt', 'dd']
const SECTION = ['thead', 'tbody']

/**
 * What an opening tag closes when it is the innermost open element, as in the parser. The parser decides by what it
 * read; here it is asked of what was written, so that reading the result again changes nothing.
 */
const CLOSES: Readonly<Record<string, readonly string[]>> = {
  tr: ['tr', 'th', 'td'],
  th: ['th'],
  td: ['thead', 'th', 'td'],
  a: ['a'],
  li: ['li'],
  dt: TERM,
  dd: TERM,
  tbody: SECTION,
  tfoot: SECTION,
  ...Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) => [name, HEADING])),
  ...Object.fromEntries(
    ['p', 'div', 'ul', 'ol', 'dl', 'pre', 'table', 'blockquote', 'hr'].map((name) => [name, PARAGRAPH]),
  ),
}

// Deeper nesting has no use, and quadratic cost in browsers.
const DEPTH_MAX = 60

const CONTROL = /[^\P{Cc}\t\n\r]/gu

/**
 * HTML that is safe to show in any page: an allow-list of formatting elements, links to http, https and mailto, every
 * text and attribute written anew with its marks escaped. Plain text comes out as the HTML of that text. Cleaning what
 * is clean changes nothing, so that an import can be compared with what is stored.
 */
export function sanitiseHtml(html: string): string {
  let out = ''
  const open: string[] = []
  // The element whose content is being dropped, and how often it is open inside itself.
  let dropping = ''
  let dropDepth = 0

  function close(name: string): void {
    const from = open.lastIndexOf(name)
    if (from === -1) return
    for (const each of open.splice(from).toReversed()) out += `</${each}>`
  }

  const parser = new Parser({
    onopentag(name, attributes) {
      if (dropping !== '') {
        if (name === dropping) dropDepth += 1
        return
      }
      if (DROPPED.has(name)) {
        dropping = name
        dropDepth = 1
        return
      }
      if (!KEPT.has(name) || open.length >= DEPTH_MAX) return
      const closes = CLOSES[name] ?? []
      for (let last = open.at(-1); last !== undefined && closes.includes(last); last = open.at(-1))
        close(last)
      out += name === 'a' ? linkTag(attributes.href) : `<${name}>`
      if (!VOID.has(name)) open.push(name)
    },
    ontext(text) {
      if (dropping === '') out += escapeText(text)
    },
    onclosetag(name) {
      if (dropping === '') return VOID.has(name) ? undefined : close(name)
      if (name === dropping) dropDepth -= 1
      if (dropDepth === 0) dropping = ''
      return undefined
    },
  })
  parser.write(html)
  parser.end()
  for (const name of open.toReversed()) out += `</${name}>`
  return out
}

/** Text as HTML that shows it. */
export const escapeText = (text: string): string =>
  text
    .toWellFormed()
    .replace(CONTROL, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

const escapeAttribute = (text: string): string => escapeText(text).replaceAll('"', '&quot;')

function linkTag(href: string | undefined): string {
  const address = href === undefined ? undefined : safeAddress(href)
  return address === undefined ? '<a>' : `<a href="${escapeAttribute(address)}" rel="nofollow noopener">`
}

const SAFE_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** The address in its normal form, so that no blank or control character hides its scheme from us and not from a browser. */
function safeAddress(href: string): string | undefined {
  if (!URL.canParse(href)) return undefined
  const url = new URL(href)
  return SAFE_SCHEMES.has(url.protocol) && url.username === '' && url.password === '' ? url.href : undefined
}
