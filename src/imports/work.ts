// Stub, so that the tree compiles until the imports room has its own.
import type { Ctx } from '../platform/context.ts'

export const workOnImport = (_ctx: Ctx, _id: string): Promise<'more' | 'done'> => Promise.resolve('done')
