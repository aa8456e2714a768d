import { Problem } from '../platform/problem.ts'
import { FILE_BYTES_MAX } from './start-import.ts'
import type { Format } from './tables.ts'

const MEDIA_TYPES: Readonly<Record<Format, readonly string[]>> = {
  'shopify-csv': ['text/csv', 'application/csv', 'application/octet-stream'],
  ndjson: ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/octet-stream'],
}

type Header = (name: string) => string | undefined

/** The length that a file's headers promise. Refuses what would have to be guessed: size, type, encoding. */
export function readUploadHeaders(header: Header, format: Format): number {
  const length = header('Content-Length')
  if (length === undefined || !/^\d{1,15}$/.test(length)) throw new Problem('length_required')
  if (Number(length) > FILE_BYTES_MAX) {
    throw new Problem('content_too_large', `A file has at most ${FILE_BYTES_MAX} bytes: split it.`)
  }
  const encoding = header('Content-Encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new Problem('unsupported_media_type', 'Compressed bodies are not accepted.')
  }
  checkMediaType(header('Content-Type') ?? '', format)
  if (length === '0') {
    throw new Problem('validation_failed', 'The file is empty.', {
      errors: [{ pointer: '', code: 'empty', message: 'The file has no rows.' }],
    })
  }
  return Number(length)
}

function checkMediaType(contentType: string, format: Format): void {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length)
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/.test(charset)
  if (MEDIA_TYPES[format].includes(type) && isUtf8) return
  throw new Problem(
    'unsupported_media_type',
    `For ${format} this route takes ${MEDIA_TYPES[format].join(', ')}, in UTF-8.`,
  )
}
