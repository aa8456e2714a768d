import { Html, html, prose } from './reference/html.ts'
import { doorsByTag, type Door, type OpenApiDocument } from './reference/openapi.ts'
import { fiveMinutes, problems, rules, RULES } from './reference/opening.ts'
import { methodBadge, operationView } from './reference/operation.ts'
import { scopesView } from './reference/scopes.ts'

/** Where the page's own style and script are, both hashed files of the site. */
export type ReferenceFiles = { readonly style: string; readonly script: string }

/**
 * The API reference as one page that needs no other host, and no script to be read. It is made with the other pages
 * (scripts/site.ts), not in the Worker: it would be a tenth of its code.
 */
export function referencePage(document: OpenApiDocument, files: ReferenceFiles): string {
  const tags = [...doorsByTag(document)]
  const { title, version, description } = document.info
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} API reference</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${files.style}" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <div class="side">
          <a class="brand" href="#content">${title}<small>${version}</small></a>
          <details>
            <summary>Contents</summary>
            ${contents(tags)}
          </details>
        </div>
        <main id="content">
          <h1>${title} API</h1>
          ${description === undefined ? lead : prose(description)}
          <p>
            For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). For TypeScript: the typed
            client <code>highstreet/client</code>.
          </p>
          ${fiveMinutes} ${rules} ${scopesView(document)}
          ${tags.map(([tag, doors]) => tagView(document, tag, doors))} ${problems}
        </main>
        <script type="module" src="${files.script}"></script>
      </body>
    </html> `.markup
}

const lead = html`<p class="lead">
  A shop's catalog in several markets, answered next to the shopper. Read it from anywhere; push changes with
  a staff token.
</p>`

function contents(tags: readonly (readonly [string, readonly Door[]])[]): Html {
  return html`<nav aria-label="Contents">
    <h2>Start</h2>
    <ul>
      <li><a href="#five-minutes">Five minutes</a></li>
      ${RULES.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li> `)}
      <li><a href="#scopes">Scopes</a></li>
      <li><a href="#problems">Problems</a></li>
    </ul>
    ${tags.map(
      ([tag, doors]) =>
        html`<h2>${tag}</h2>
          <ul>
            ${doors.map(
              (door) =>
                html`<li>
                  <a href="#${door.id}" title="${door.path}"
                    >${methodBadge(door)} <span>${inWords(door.id)}</span></a
                  >
                </li> `,
            )}
          </ul> `,
    )}
  </nav>`
}

function tagView(document: OpenApiDocument, tag: string, doors: readonly Door[]): Html {
  const id = `tag-${tag.toLowerCase().replaceAll(/\W+/g, '-')}`
  return html`<section class="part" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${tag}</h2>
    ${doors.map((door) => operationView(document, door))}
  </section> `
}

/** `listProducts` → `List products`. */
function inWords(operationId: string): string {
  const words = operationId.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
