import { lineOf, withoutComments, type Files } from './repository.ts'

const MEMBER = /(?:\b(new|instanceof)\s+)?(?<![.\w$])z\s*\.\s*(\w+)/g
// They stand where a type does, unless something is made of them or compared with them.
const TYPE = /^(?:core|infer|input|output|Zod\w+)$/
// JSON Schema as zod writes it; relational queries of drizzle, and columns but whole numbers and text, foreign keys.
const LEFT_OUT =
  /\btoJSONSchema\b|'~standard'|\borm\s*\.\s*query\b|(?<=\bimport\s*\{[^}]*)\b(?:blob|customType|foreignKey|numeric|real)\b(?=[^}]*\}\s*from\s*'drizzle-orm\/)|\.references\(/g

/** Places that call what the bundle leaves out of zod and drizzle: they would fail in the built Worker alone. */
export const callsLeftOut = (files: Files, members: readonly string[]): string[] =>
  [...files].flatMap(([path, source]) => {
    const code = withoutComments(source)
    const told = ({ index }: RegExpExecArray, what: string) =>
      `${path}:${lineOf(code, index)}: ${what} is not in the bundle (bundle/)`
    return [
      ...[...code.matchAll(MEMBER)].flatMap((match) => {
        const [, made, name = ''] = match
        const isThere = members.includes(name) || (made === undefined && TYPE.test(name))
        return isThere ? [] : [told(match, `z.${name}`)]
      }),
      ...[...code.matchAll(LEFT_OUT)].map((match) => told(match, match[0])),
    ]
  })
