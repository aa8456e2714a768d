// The shop lets nothing but harmless elements into descriptions when they are written (docs/import-format.md), so its HTML is
// taken as it is. Where the browser knows Trusted Types this is the one place that makes any.
type Policy = { createHTML(html: string): string }
const { trustedTypes } = globalThis as {
  trustedTypes?: { createPolicy(name: string, rules: Policy): Policy }
}
const policy = trustedTypes?.createPolicy('highstreet', { createHTML: (html) => html })

/** A description as the shop has it. */
export const asHtml = (html: string): { __html: string } => ({ __html: policy?.createHTML(html) ?? html })
