import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const CONFIGURATION = join(import.meta.dirname, '../../wrangler.toml')

/** The source of the Durable Objects that the configuration names, with nothing in them: any Worker there has to have them. */
export function emptyObjects(...except: string[]): string {
  const names = [...readFileSync(CONFIGURATION, 'utf8').matchAll(/^class_name = "(\w+)"/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== undefined && !except.includes(name))
  return [
    `import { DurableObject } from 'cloudflare:workers'`,
    ...names.map((name) => `export class ${name} extends DurableObject {}`),
  ].join('\n')
}
