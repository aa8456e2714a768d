import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sanitiseHtml } from '../../src/catalog/sanitise-html.ts'
import { parsePublicUrl } from '../../src/catalog/public-url.ts'
import { law } from './law.ts'

test.each([
  ['plain pbr&b text', 'plain pbr&amp;b text'],
  ['a < b > c', 'a &lt; b &gt; c'],
  ['<p>One<p>Two', '<p>One</p><p>Two</p>'],
  ['<h6><span class="x">Description</span></h6>', '<h6><span>Description</span></h6>'],
  ['<b>bold<i>both</b>after</i>', '<b>bold<i>both</i></b>after'],
  ['&bull; &trade; &nbsp;|', '• ™ \u00a0|'],
  ['<br/><br>', '<br><br>'],
  ['<section><p>kept</p></section>', '<p>kept</p>'],
  [
    '<a href="https://example.com/?a=1&b=2">x</a>',
    '<a href="https://example.com/?a=1&amp;b=2" rel="nofollow noopener">x</a>',
  ],
  ['<a href="mailto:a@example.com">x</a>', '<a href="mailto:a@example.com" rel="nofollow noopener">x</a>'],
  ['<img src=x onerror=alert(1)>text', 'text'],
  ['<table><tr><td>1<td>2</table>', '<table><tr><td>1</td><td>2</td></tr></table>'],
  ['', ''],
])('%s', (html, clean) => {
  expect(sanitiseHtml(html)).toBe(clean)
})

const VECTORS = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<svg onload=alert(1)>',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '<math><mi//xlink:href="data:x,<script>alert(4)</script>">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" java\nscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="JaVaScRiPt:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="//evil.example">x</a>',
  '<a href=\'https://x.example/"onmouseover="alert(1)\'>x</a>',
  '<p style="background:url(javascript:alert(1))" onclick="alert(1)">x</p>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<template><script>alert(1)</script></template>',
  '<object data="x"></object><embed src=x>',
  '<textarea><script>alert(1)</script></textarea>',
  '<title><img src=x onerror=alert(1)></title>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?php echo 1 ?><p>x',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<p>\u0000<scr\u0000ipt>alert(1)</script>',
  '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
  '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=x">',
  '"><img src=x onerror=alert(1)>',
  '<b <script>alert(1)</script>0',
]

// Everything the result may consist of. Text holds no < or >, so whatever looks like a tag is one of these.
const TAGS =
  'p|b|strong|i|em|u|s|small|sub|sup|ul|ol|li|dl|dt|dd|h[1-6]|blockquote|pre|code|span|div|table|caption|thead|tbody|tfoot|tr|th|td'
const SAFE = new RegExp(
  `^(?:[^<>]|</?(?:${TAGS}|a)>|<(?:br|hr)>|<a href="(?:https?:|mailto:)[^"<>]*" rel="nofollow noopener">)*$`,
)

function isSafe(html: string): boolean {
  const clean = sanitiseHtml(html)
  return SAFE.test(clean) && sanitiseHtml(clean) === clean && clean.isWellFormed()
}

test.each(VECTORS)('nothing runs: %s', (html) => {
  expect(isSafe(html), sanitiseHtml(html)).toBe(true)
})

const TOKENS = [
  ...VECTORS,
  ...'<p> </p> <div> </div> <a> <b> </b> </a> <ul> <li> </li> </ul> <table> <tr> <td> </td> <th> <tbody> <thead> <tfoot> </table> <h1> </h1> <h2> <dl> <dt> <dd> <br> <hr/> <section> </section> <svg> </svg> <math> </math> <mi> <title> </title> <style> </style> <form> </form> <button> <select> <option> <textarea> </br> <image> <pre> & < > " \' &amp; &lt; &#60; <!-- --> ]]> text'.split(
    ' ',
  ),
]
const soup = fc
  .array(fc.oneof(fc.constantFrom(...TOKENS), fc.string({ maxLength: 6 })), { maxLength: 30 })
  .map((parts) => parts.join(''))

law('what is cleaned is safe, and cleaning it again changes nothing', fc.property(soup, isSafe))
law('any string at all', fc.property(fc.string({ unit: 'binary', maxLength: 200 }), isSafe))
law(
  'text survives as the text it is',
  fc.property(
    fc.string({ maxLength: 50 }).filter((text) => !/[<&\p{Cc}]/u.test(text)),
    (text) => sanitiseHtml(text) === text.replaceAll('>', '&gt;'),
  ),
)
law(
  'a public URL is http or https, or a path of our own, and stays as it is when parsed again',
  fc.property(
    fc.oneof(
      fc.webUrl(),
      fc.string(),
      fc.string().map((text) => `https://example.com/${text}`),
    ),
    (text) => {
      const url = parsePublicUrl(text)
      return url === undefined || (/^(?:https?:\/\/|\/media\/)/.test(url) && parsePublicUrl(url) === url)
    },
  ),
)
