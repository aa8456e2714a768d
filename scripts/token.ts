import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { developmentCustomers, developmentIssuer, TOKEN_SECONDS_MAX } from './development-issuer.ts'

const USAGE = `usage: npm run -s token -- --scope "catalog:write imports:write" [--subject me] [--ttl seconds]
       npm run -s token -- --customer alice [--ttl seconds]

Prints a token for a server started with npm start: of staff, with its id (jti) on stderr, by which it can be revoked;
or of a customer, who needs not be known before.
  --scope     what staff may do, separated by blanks
  --subject   which member of staff (default: developer)
  --customer  which customer
  --ttl       seconds it lives, 1 to ${TOKEN_SECONDS_MAX} (default: ${TOKEN_SECONDS_MAX})
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
      options: {
        scope: { type: 'string' },
        subject: { type: 'string' },
        customer: { type: 'string' },
        ttl: { type: 'string' },
      },
    }).values
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'The arguments are not valid.')
  }
}

const given = readArguments()
const { customer, ttl = String(TOKEN_SECONDS_MAX) } = given
if (customer !== undefined && (given.scope !== undefined || given.subject !== undefined))
  refuse('A customer has no --scope, and no other --subject.')
const scopes = given.scope?.split(' ').filter((one) => one !== '') ?? []
if (customer === undefined && scopes.length === 0) refuse('--scope or --customer is missing.')
if (!scopes.every((one) => SCOPE.test(one))) refuse('--scope holds characters that no scope has.')
const subject = customer ?? given.subject ?? 'developer'
if (subject === '' || subject.length > SUBJECT_CHARACTERS_MAX)
  refuse(
    `--${customer === undefined ? 'subject' : 'customer'} must have 1 to ${SUBJECT_CHARACTERS_MAX} characters.`,
  )
const seconds = /^\d{1,6}$/.test(ttl) ? Number(ttl) : 0
if (seconds < 1 || seconds > TOKEN_SECONDS_MAX) refuse(`--ttl must be 1 to ${TOKEN_SECONDS_MAX} seconds.`)

const stateDir = process.env.STATE_DIR || join(import.meta.dirname, '../.state')
process.stdout.write(`${await (customer === undefined ? staffToken() : customerToken())}\n`)

async function staffToken(): Promise<string> {
  const tokenId = crypto.randomUUID()
  const issuer = await developmentIssuer(stateDir)
  process.stderr.write(`token id: ${tokenId}\n`)
  return issuer.sign({ scope: scopes.join(' '), subject, ttl: seconds, tokenId })
}

async function customerToken(): Promise<string> {
  return (await developmentCustomers(stateDir)).sign({ subject, ttl: seconds })
}
