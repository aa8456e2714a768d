/** Cache tags (docs/storage.md): printable ASCII without blanks, compared without case, so ids that differ by case share one. */
export const productTag = (id: string): string => `product:${id.toLowerCase()}`
export const handleTag = (handle: string): string => `handle:${handle.slice(0, 120)}`
export const categoryTag = (handle: string): string => `category:${handle.slice(0, 120)}`
export const listTag = (market: string): string => `list:${market}`
export const availabilityTag = (market: string): string => `availability:${market}`
/** On every catalog answer: the purge of last resort. */
export const CATALOG_TAG = 'catalog'
