import type { Meter } from './meter.ts'

/** KV as a request sees it: metered, bulk reads first. Only the publisher and the key cache put (design.md §3). */
export type Kv = {
  /** Up to 100 keys in one crossing; a missing key is null. */
  getMany(keys: readonly string[]): Promise<Map<string, string | null>>
  put(key: string, value: string): Promise<void>
  delete(key: string): Promise<void>
}

// The shortest KV allows; a colo's own copy is at most this old (design.md §1.2 counts 60 s in all for KV).
const CACHE_TTL_SECONDS = 30
export const KV_BULK_KEYS = 100

export function openKv(namespace: KVNamespace, meter: Meter): Kv {
  return {
    getMany: (keys) =>
      meter.crossing('kv', () => namespace.get([...keys], { type: 'text', cacheTtl: CACHE_TTL_SECONDS })),
    put: (key, value) => meter.crossing('kv', () => namespace.put(key, value)),
    delete: (key) => meter.crossing('kv', () => namespace.delete(key)),
  }
}
