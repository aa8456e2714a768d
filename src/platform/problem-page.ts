import { PROBLEMS, type ProblemCode } from './problem.ts'

/** The page behind a problem's `type`: what it means, what to do. All of it comes from the table, so nothing is escaped. */
export function problemPage(code: ProblemCode): string {
  const [status, title, advice] = PROBLEMS[code]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${code} · Highstreet</title>
<style>
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 4rem auto; padding: 0 1.5rem; color: #1d2733; background: #fbfaf7 }
  code { font: .95em ui-monospace, monospace; background: #efece4; padding: .1em .35em; border-radius: .3em }
  .status { color: #8a5a2b; letter-spacing: .04em }
  a { color: #1f5f8b }
  @media (prefers-color-scheme: dark) { body { background: #14181d; color: #e4e7eb } code { background: #252c34 } a { color: #8cc4ea } .status { color: #e0b184 } }
</style>
<p class="status">${status}</p>
<h1>${title}</h1>
<p>${advice}</p>
<p>Problem code <code>${code}</code>. Programs should act on the code, which never changes its meaning. See the <a href="/docs">API reference</a>.</p>
</html>
`
}
