import { html, type Html } from './html.ts'
import { doorsByTag, type Door, type OpenApiDocument } from './openapi.ts'

/** Every scope with the operations that name it, in the order of the alphabet. */
export function doorsByScope(document: OpenApiDocument): readonly (readonly [string, readonly Door[]])[] {
  const doors = [...doorsByTag(document).values()].flat()
  const byScope = Map.groupBy(doors, ({ operation }) => operation['x-highstreet']?.scope ?? '')
  return [...byScope].filter(([scope]) => scope !== '').toSorted(([one], [other]) => (one < other ? -1 : 1))
}

/** What the scopes open, as Markdown for the security scheme of the document. */
export const scopesInWords = (document: OpenApiDocument): string =>
  doorsByScope(document)
    .map(([scope, doors]) => `- \`${scope}\`: ${doors.map(({ id }) => id).join(', ')}`)
    .join('\n')

export const scopesView = (document: OpenApiDocument): Html =>
  html`<section class="part" id="scopes" aria-labelledby="scopes-title">
    <h2 id="scopes-title">Scopes</h2>
    <p>
      A staff token carries scopes; each operation names the one it needs. <code>x:write</code> opens what
      <code>x:read</code> opens, too.
    </p>
    <dl class="scopes">
      ${doorsByScope(document).map(
        ([scope, doors]) =>
          html`<dt><code>${scope}</code></dt>
            <dd>
              ${doors.map(
                ({ id, operation }, at) =>
                  html`${at > 0 && ', '}<a href="#${id}" title="${operation.summary ?? id}">${id}</a>`,
              )}
            </dd> `,
      )}
    </dl>
  </section> `
