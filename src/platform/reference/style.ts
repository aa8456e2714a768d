/** The page's only style. Every pair of colours has a contrast of at least 4.5 to 1. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --panel: #f3f0e8; --line: #e2ddd0; --ink: #1d2733; --soft: #586472; --link: #1f5f8b;
  --accent: #8a5a2b; --get: #1a6644; --post: #1f5f8b; --put: #7d5414; --delete: #a3302b; --string: #8a4a1c; --number: #6b3f94;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --panel: #1b2128; --line: #2d3640; --ink: #e4e7eb; --soft: #9aa6b2; --link: #8cc4ea;
    --accent: #e0b184; --get: #7fcfa5; --post: #8cc4ea; --put: #e2bd78; --delete: #f2958f; --string: #e3b58f; --number: #c9a9e8;
  }
}
*, ::before, ::after { box-sizing: border-box }
html { scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: break-word }
code, pre, .type, .method, .status { font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace }
code { font-size: .9em }
p code, dd code, td code, li code { overflow-wrap: anywhere }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .2em }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; margin: 0 }
h1 { font-size: 2rem; letter-spacing: -.02em }
h2 { font-size: 1.55rem; letter-spacing: -.015em }
h3 { font-size: 1.2rem }
h4 { font-size: .78rem; letter-spacing: .07em; text-transform: uppercase; color: var(--soft); margin: 1.75rem 0 .5rem }
p { margin: .6rem 0; max-width: 68ch }
.rules li { max-width: 64ch }
pre { margin: 0; padding: .9rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; overflow: auto; max-height: 32rem; font-size: .8rem; line-height: 1.6 }
.samples h4:first-child + pre, .samples h4:first-child + .code pre, .steps pre { white-space: pre-wrap; overflow-wrap: anywhere }
pre code { font-size: 1em }
.skip { position: absolute; left: -99rem }
.skip:focus { left: 1rem; top: .5rem; z-index: 3; background: var(--paper); padding: .25rem .75rem }
.method { font-size: .72rem; font-weight: 700; letter-spacing: .04em }
.get { color: var(--get) } .post { color: var(--post) } .put, .patch { color: var(--put) } .delete { color: var(--delete) }

.side { border-bottom: 1px solid var(--line); background: var(--paper) }
.brand { font-weight: 700; letter-spacing: -.01em; color: var(--ink); text-decoration: none }
.brand small { font-weight: 400; color: var(--soft); margin-left: .4em }
.side summary { cursor: pointer; color: var(--link) }
.side nav h2 { font-size: .78rem; letter-spacing: .07em; text-transform: uppercase; color: var(--soft); margin: 1.25rem 0 .25rem }
.side ul { list-style: none; margin: 0; padding: 0 }
.side li a { display: flex; gap: .6em; align-items: baseline; padding: .22rem .6rem; margin: 0 -.6rem; border-radius: 6px; color: var(--ink); text-decoration: none; font-size: .92rem; line-height: 1.45 }
.side li a:hover, .side li a[aria-current] { background: var(--panel) }
.side li a[aria-current] { font-weight: 600 }
.side .method { width: 4.4em; flex: none; font-size: .64rem }
.filter { width: 100%; margin-top: .9rem; padding: .35rem .6rem; font: inherit; font-size: .9rem; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px }

main { padding: 1.5rem 1rem 6rem; min-width: 0 }
.lead { font-size: 1.1rem; color: var(--soft); max-width: 60ch }
.part { margin-top: 3rem }
.part > h2 { padding-bottom: .5rem; border-bottom: 1px solid var(--line) }
.rules > section, .steps > li { margin-top: 1.75rem }
.steps { padding-left: 1.4rem }
.steps li::marker { color: var(--accent); font-weight: 600 }
.steps pre, .rules pre { margin-top: .6rem }
.rules h3, .steps h3 { font-size: 1.05rem }

.operation { padding: 2.25rem 0; scroll-margin-top: -1.5rem; border-bottom: 1px solid var(--line) }
.anchor { color: var(--soft); text-decoration: none; font-weight: 400; opacity: 0 }
h3:hover .anchor, .anchor:focus { opacity: 1 }
@media (hover: none) { .anchor { opacity: 1 } }
.route { margin: .4rem 0 0; max-width: none }
.route .method { border: 1px solid currentColor; border-radius: 4px; padding: .1em .45em; margin-right: .4em }
.facts { margin: 1rem 0 0; font-size: .9rem }
.facts div { display: flex; gap: .75rem; padding: .15rem 0 }
.facts dt { width: 5.5rem; flex: none; color: var(--soft) }
.facts dt a { color: inherit }
.facts dd { margin: 0; min-width: 0 }
table { width: 100%; border-collapse: collapse; font-size: .9rem; line-height: 1.5 }
th, td { text-align: left; vertical-align: top; padding: .6rem .9rem .6rem 0; border-top: 1px solid var(--line); font-weight: 400 }
thead th { color: var(--soft); font-size: .8rem; padding: 0 .9rem .35rem 0; border: 0 }
th:first-child { width: 27% } th:nth-child(2) { width: 27% } td:last-child { padding-right: 0 }
.member { font-weight: 600; color: var(--ink) }
.members .type, .optional { margin-left: .35em }
.type { font-size: .8rem; color: var(--get); overflow-wrap: anywhere }
.where, .optional, .limit, .example, .pattern { font-size: .8rem; color: var(--soft) }
.required { font-size: .8rem; color: var(--accent); font-weight: 600 }
td .limit, td .words, td .example, td .pattern, th .where, th .required { display: block }
.members { list-style: none; margin: 0; padding: 0; font-size: .9rem; line-height: 1.5 }
.members .members { margin: .25rem 0 .25rem .3rem; padding-left: 1rem; border-left: 2px solid var(--line) }
.members li { padding: .3rem 0; border-top: 1px solid var(--line) }
.members > li:first-child { border-top: 0 }
.members .words { display: block; margin: 0; color: var(--soft) }
.members .limit::before { content: '· ' }
.members summary { cursor: pointer; list-style: none; position: relative; padding-right: 1.5rem }
.members summary::-webkit-details-marker { display: none }
.members summary::after { content: ''; position: absolute; right: .4rem; top: .5em; width: .45rem; height: .45rem; border: solid var(--soft); border-width: 0 1.5px 1.5px 0; transform: rotate(45deg) }
.members details[open] > summary::after { transform: rotate(225deg); top: .75em }
.shape { margin: .25rem 0; font: .8rem ui-monospace, monospace; color: var(--soft) }
.scopes { font-size: .9rem }
.scopes dt { margin-top: .7rem }
.scopes dd { margin: .15rem 0 0 1rem; max-width: 68ch }
.answer + .answer { margin-top: 1rem }
.answer p { margin: .25rem 0 }
.status { font-size: .85em; font-weight: 700; color: var(--accent) }
.problems { list-style: none; margin: 0; padding: 0; font-size: .9rem }
.problems li { display: grid; grid-template-columns: 2.4rem minmax(0, 15rem) minmax(0, 1fr); gap: 0 .5rem; align-items: baseline; padding: .15rem 0 }
.problems .words { color: var(--soft) }
.samples h4:first-child { margin-top: 1.25rem }
.json-name { color: var(--post) } .json-string { color: var(--string) } .json-number { color: var(--number) } .json-word { color: var(--get) }
.code { position: relative }
.copy { position: absolute; top: .4rem; right: .4rem; padding: .15rem .6rem; font: .75rem system-ui, sans-serif; color: var(--soft); background: var(--paper); border: 1px solid var(--line); border-radius: 5px; cursor: pointer }
.copy:hover { color: var(--ink) }
@media (hover: hover) { .code:not(:hover) .copy:not(:focus-visible) { opacity: 0 } }
@media (hover: none) { .code pre { padding-right: 4.5rem } }

@media (max-width: 47.99rem) {
  html { scroll-padding-top: 4rem }
  .side { position: sticky; top: 0; z-index: 2; padding: .6rem 1rem; max-height: 85vh; overflow: auto; display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline }
  .side details[open] { flex-basis: 100% }
  .side li a { padding-block: .45rem }
  table, tbody, tr, th, td { display: block }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
  tr { border-top: 1px solid var(--line); padding: .6rem 0 }
  th:first-child, td, td:nth-child(2) { width: auto; border: 0; padding: .1rem 0 }
  th .where, th .required, td .limit { display: inline; margin-left: .4em }
  .problems li { grid-template-columns: 2.4rem minmax(0, 1fr) }
  .problems .words { grid-column: 2 }
}
@media (min-width: 48rem) {
  body { display: grid; grid-template-columns: 15rem minmax(0, 1fr) }
  .side { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1.25rem 3rem; border: 0; border-right: 1px solid var(--line) }
  main { padding: 2.5rem 2.5rem 8rem; max-width: 84rem }
  /* Wide enough for the list to stand open; where a browser cannot open it from here, it keeps its handle. */
  @supports selector(::details-content) {
    .side summary { display: none }
    .side details::details-content { content-visibility: visible; display: block }
  }
}
@media (min-width: 75rem) {
  .operation { display: grid; grid-template-columns: minmax(0, 1.08fr) minmax(0, 1fr); column-gap: 2.25rem; align-items: start }
  .operation header { grid-column: 1 / -1 }
  .samples { position: sticky; top: 1.5rem }
  .samples h4:first-child + .code pre { word-break: break-all }
  .samples pre { max-height: min(32rem, 62vh) }
}
@media print { .side, .copy { display: none } body { display: block } pre { max-height: none; white-space: pre-wrap } }
`
