import { importsOf } from './law-descent.ts'
import { lineOf, nameOf, withoutComments, type Files } from './repository.ts'

// The types that bindings have. Only platform (which wraps them), env and index (which are given them) name these.
const BINDING_TYPE =
  /\b(?:D1Database(?:Session)?|KVNamespace|R2Bucket|DurableObjectNamespace|Queue(?=<)|Fetcher|Hyperdrive|RateLimit)\b/g
const MAY_NAME_TYPES = new Set(['platform', 'env', 'index'])

// `c.env.DB`, `env['DB']`, `process.env.X`, `const { DB } = c.env`. Handing `c.env` on whole is not reading it.
const READS_A_MEMBER = /\benv\s*(?:\?\.|!?\.(?!ts\b)|!?\[)|\}\s*(?::[^=\n]+)?=\s*(?:\w+\.)*env\b/g

/** Places outside env.ts that read a binding or a variable, or name the type of one where they should not. */
export function strayBindings(files: Files): string[] {
  return [...files].flatMap(([path, source]) => {
    const name = nameOf(path)
    const code = withoutComments(source)
    const found = (pattern: RegExp, what: string): string[] =>
      [...code.matchAll(pattern)].map(
        (match) => `${path}:${lineOf(code, match.index)}: ${what} (${match[0]})`,
      )
    return [
      ...(MAY_NAME_TYPES.has(name) ? [] : found(BINDING_TYPE, 'names the type of a binding')),
      ...(name === 'env' ? [] : found(READS_A_MEMBER, 'reads the environment; only env.ts does')),
      ...(importsOf(source).includes('cloudflare:workers') && /\{[^}]*\benv\b[^}]*\}\s*from/.test(code)
        ? [`${path}: imports env from cloudflare:workers; it comes in with the request`]
        : []),
    ]
  })
}
