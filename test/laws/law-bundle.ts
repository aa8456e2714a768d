import { lineOf, withoutComments, type Files } from './repository.ts'

const MEMBER = /(?:\b(new|instanceof)\s+)?(?<![.\w$])z\s*\.\s*(\w+)/g
// They stand where a type does, unless something is made of them or compared with them.
const TYPE = /^(?:core|infer|input|output|Zod\w+)$/

/** Places that call a member of zod which the bundle leaves out: they would fail in the deployed Worker alone. */
export const missingMembers = (files: Files, members: readonly string[]): string[] =>
  [...files].flatMap(([path, source]) => {
    const code = withoutComments(source)
    return [...code.matchAll(MEMBER)].flatMap(([, made, name = ''], at, all) =>
      members.includes(name) || (made === undefined && TYPE.test(name))
        ? []
        : [`${path}:${lineOf(code, all[at]?.index ?? 0)}: z.${name} is not in bundle/zod-members.js`],
    )
  })
