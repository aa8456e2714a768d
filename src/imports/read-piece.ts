import type { Ctx } from '../platform/context.ts'
import { readNdjson } from './ndjson.ts'
import { type Cursor, type Markets, type Reading, type Unreadable, FILE_START } from './reading.ts'
import { readShopifyCsv } from './shopify-csv.ts'
import type { ImportRow } from './tables.ts'

/** How much of a file one chunk takes. */
export type ChunkSize = { readonly bytes: number; readonly products: number }

export const CHUNK: ChunkSize = { bytes: 262_144, products: 150 }

// A product larger than a piece is read again in a larger one, up to here. It bounds memory whatever the file holds.
const PIECE_BYTES_MAX = 8_388_608
const GROWTH = 4

export const objectKey = (id: string): string => `imports/${id}`

export const cursorOf = (job: ImportRow): Cursor => ({ ...FILE_START, ...(job.cursor as Partial<Cursor>) })

/** The products of the next piece of the file. */
export async function readPiece(
  ctx: Ctx,
  job: ImportRow,
  markets: Markets,
  size: ChunkSize,
): Promise<Reading | Unreadable> {
  const cursor = cursorOf(job)
  const read = job.format === 'ndjson' ? readNdjson : readShopifyCsv
  for (let length = size.bytes; ; length *= GROWTH) {
    const bytes = await readRange(ctx, job, cursor.byte, Math.min(length, PIECE_BYTES_MAX))
    if (bytes === undefined) return { unreadable: 'file_missing' }
    const atEnd = cursor.byte + bytes.length >= job.bytes
    const largest = length >= PIECE_BYTES_MAX
    const outcome = read({ bytes, cursor, atEnd, largest, productsMax: size.products }, markets)
    if (outcome !== 'more') return outcome
    if (largest) return { unreadable: 'row_too_large' }
  }
}

async function readRange(
  ctx: Ctx,
  job: ImportRow,
  offset: number,
  length: number,
): Promise<Uint8Array | undefined> {
  // R2 refuses a range behind the end.
  if (offset >= job.bytes) return new Uint8Array()
  const object = await ctx.uploads.get(objectKey(job.id), { range: { offset, length } })
  return object === null ? undefined : new Uint8Array(await object.arrayBuffer())
}
