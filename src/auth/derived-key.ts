import { createHmac } from 'node:crypto'

/**
 * A key of its own for each use of one secret of TOKEN_SECRETS, so that what is made for one use is never good for
 * another. Cursors (platform/cursor.ts) take the secret itself, under a prefix that no label can begin with.
 */
export const derivedKey = (secret: string, label: string): Buffer =>
  createHmac('sha256', secret).update(`key\n${label}`).digest()
