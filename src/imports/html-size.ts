/**
 * How much HTML one row may state once it is sanitised: escaping makes five bytes of one, and D1 takes 2 MB a row and a
 * value. The other half is room for what stands beside it.
 */
export const HTML_BYTES_MAX = 1_000_000

/** The size of HTML as it travels to D1: in JSON, where marks and line ends take two bytes. */
export const htmlBytes = (html: string): number => Buffer.byteLength(JSON.stringify(html))
