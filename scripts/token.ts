import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { developmentIssuer, TOKEN_SECONDS_MAX } from './development-issuer.ts'

const USAGE = `usage: npm run -s token -- --scope "catalog:write imports:write" [--subject me] [--ttl seconds]

Prints a staff token of the development issuer, for a server started with npm start; on stderr its id (jti), by which
it can be revoked.
  --scope    what the token may do, separated by blanks
  --subject  who it is for (default: developer)
  --ttl      seconds it lives, 1 to ${TOKEN_SECONDS_MAX} (default: ${TOKEN_SECONDS_MAX})
`
// RFC 6749, scope-token: printable ASCII without the quote and the backslash.
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/
const SUBJECT_CHARACTERS_MAX = 255

function refuse(why: string): never {
  process.stderr.write(`${why}\n\n${USAGE}`)
  process.exit(2)
}

function readArguments() {
  try {
    return parseArgs({
      options: { scope: { type: 'string' }, subject: { type: 'string' }, ttl: { type: 'string' } },
    }).values
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'The arguments are not valid.')
  }
}

const { scope, subject = 'developer', ttl = String(TOKEN_SECONDS_MAX) } = readArguments()
const scopes = scope?.split(' ').filter((one) => one !== '') ?? []
if (scopes.length === 0) refuse('--scope is missing.')
if (!scopes.every((one) => SCOPE.test(one))) refuse('--scope holds characters that no scope has.')
if (subject === '' || subject.length > SUBJECT_CHARACTERS_MAX)
  refuse('--subject must have 1 to 255 characters.')
const seconds = /^\d{1,6}$/.test(ttl) ? Number(ttl) : 0
if (seconds < 1 || seconds > TOKEN_SECONDS_MAX) refuse(`--ttl must be 1 to ${TOKEN_SECONDS_MAX} seconds.`)

const stateDir = process.env.STATE_DIR || join(import.meta.dirname, '../.state')
const issuer = await developmentIssuer(stateDir)
const tokenId = crypto.randomUUID()
process.stderr.write(`token id: ${tokenId}\n`)
process.stdout.write(`${await issuer.sign({ scope: scopes.join(' '), subject, ttl: seconds, tokenId })}\n`)
