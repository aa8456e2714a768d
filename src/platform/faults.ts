/**
 * Failures on purpose, for tests and drills: `FAULTS="DB=stall,KV=fail"` wraps the named bindings so that every call
 * throws or never answers. Read only with STAGE=development (env.ts).
 */
export type Fault = 'fail' | 'stall'
export type Faults = Partial<Record<'DB' | 'SEARCH' | 'KV', Fault>>

/** Parses `DB=stall,KV=fail`; undefined when a part is not understood. */
export function parseFaults(text: string): Faults | undefined {
  const faults: Faults = {}
  for (const part of text.split(',').filter((each) => each !== '')) {
    const [binding, fault] = part.split('=')
    if (binding !== 'DB' && binding !== 'SEARCH' && binding !== 'KV') return undefined
    if (fault !== 'fail' && fault !== 'stall') return undefined
    faults[binding] = fault
  }
  return faults
}

const misbehave = (fault: Fault): Promise<never> =>
  fault === 'fail'
    ? Promise.reject(new Error('D1_ERROR: Network connection lost (injected)'))
    : new Promise<never>(() => {})

export function faultyDatabase(fault: Fault): D1Database {
  const statement = {
    bind: () => statement,
    first: () => misbehave(fault),
    run: () => misbehave(fault),
    all: () => misbehave(fault),
    raw: () => misbehave(fault),
  }
  const source = { prepare: () => statement, batch: () => misbehave(fault) }
  const database = { ...source, withSession: () => ({ ...source, getBookmark: () => null }) }
  return database as unknown as D1Database
}

export function faultyKv(fault: Fault): KVNamespace {
  const call = () => misbehave(fault)
  return { get: call, put: call, delete: call, list: call, getWithMetadata: call } as unknown as KVNamespace
}
