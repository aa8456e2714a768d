// Stub, so that the tree compiles until the imports room has its own.
import type { Ctx } from '../platform/context.ts'

export const wakeImports = (_ctx: Ctx): Promise<void> => Promise.resolve()
