import type { CatalogItem } from '../catalog/product-input.ts'
import type { Report } from '../catalog/plan-reports.ts'
import type { Market } from '../domain/market.ts'
import type { Layout } from './csv-columns.ts'

/** Where a file is to be read on. Stored with every chunk, so that a killed import goes on where it committed last. */
export type Cursor = {
  readonly byte: number
  readonly line: number
  /** The columns of a CSV; absent until its header has been read. */
  readonly layout?: Layout
  /** The bytes before belong to a row that is too large: the next row begins behind the next line end. */
  readonly seekLineEnd?: boolean
  /** The handle of a product that is too large: its further rows fail too. */
  readonly skipHandle?: string
}

export const FILE_START: Cursor = { byte: 0, line: 1 }

/** What one piece of a file holds. */
export type Reading = {
  readonly items: readonly CatalogItem[]
  readonly reports: readonly Report[]
  /** Rows in the piece, good and bad; empty lines are none. */
  readonly rows: number
  /** Products that the reader itself refused. */
  readonly productsFailed: number
  readonly cursor: Cursor
}

/** What a reader needs to know beside the bytes. */
export type Piece = {
  readonly bytes: Uint8Array
  readonly cursor: Cursor
  /** The bytes reach the end of the file. */
  readonly atEnd: boolean
  /** No larger piece will come: what does not fit into this one is too large. */
  readonly largest: boolean
  /** Products to read at most. */
  readonly productsMax: number
}

export type Markets = { readonly own: Market; readonly all: readonly Market[] }

/** A file that cannot be read at all: the job fails with this code. */
export type Unreadable = { readonly unreadable: string }

/** `more`: the piece ends before the first product does; read again with more bytes. */
export type ReadOutcome = Reading | Unreadable | 'more'

const BOM = [0xef, 0xbb, 0xbf]

/** How many bytes a byte order mark takes at the start of the file. */
export const bomLength = (bytes: Uint8Array): number =>
  BOM.every((byte, at) => bytes[at] === byte) ? BOM.length : 0
