type Policies = { createPolicy(name: string, rules: { createHTML(text: string): string | null }): unknown }

/**
 * The page's policy wants Trusted Types: no text becomes markup unless a policy says so. The component library fills style
 * elements that way, so text without any tag may pass, and nothing else.
 */
export function allowStyles(): void {
  const { trustedTypes } = window as { trustedTypes?: Policies }
  trustedTypes?.createPolicy('default', { createHTML: (text) => (text.includes('<') ? null : text) })
}
