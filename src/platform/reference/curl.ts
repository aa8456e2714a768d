import { prettyJson, shown } from './json.ts'
import { isWhole, type Body, type Door, type Facts, type OpenApiDocument, type Parameter } from './openapi.ts'
import { parameterSample } from './samples.ts'

export const LOCAL = 'http://localhost:8787'
const FILES: Readonly<Record<string, string>> = {
  'text/csv': 'products.csv',
  'application/x-ndjson': 'products.ndjson',
  'application/octet-stream': 'products.ndjson',
}

/** A call that can be pasted into a shell as it stands. */
export function curlOf(document: OpenApiDocument, door: Door): string {
  const { operation, method } = door
  const token = tokenLine(operation['x-highstreet'])
  const body =
    operation.requestBody !== undefined && isWhole(operation.requestBody) ? operation.requestBody : undefined
  const lines = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${LOCAL}${target(document, door)}'`,
    ...(token === undefined ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...door.parameters
      .filter((parameter) => parameter.in === 'header' && parameter.required)
      .map((parameter) => headerLine(document, parameter, door.path)),
    ...(body === undefined ? [] : bodyLines(body)),
  ]
  return (token ?? '') + lines.join(' \\\n  ')
}

/** Where the token of a call comes from; undefined for one that can do without. */
function tokenLine({ scope, credential }: Partial<Facts> = {}): string | undefined {
  if (scope !== undefined) return `TOKEN=$(npm run -s token -- --scope "${scope}")\n`
  if (credential === 'cart') return '# TOKEN and the id are what opening the cart answered\n'
  return credential === 'customer' ? 'TOKEN=$(npm run -s token -- --customer alice)\n' : undefined
}

function headerLine(document: OpenApiDocument, parameter: Parameter, path: string): string {
  // Made in the shell: a key that is copied twice would replay the first answer, or conflict with it.
  if (parameter.name === 'Idempotency-Key') return '-H "Idempotency-Key: $(date +%s)-$RANDOM"'
  return `-H '${parameter.name}: ${quotable(parameterSample(document, parameter, path) ?? '…')}'`
}

function target(document: OpenApiDocument, { path, parameters }: Door): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (hole, name: string) => {
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name)
    const value = parameter === undefined ? undefined : parameterSample(document, parameter, path)
    return value === undefined ? hole : encode(value)
  })
  const query = parameters
    .filter((each) => each.in === 'query')
    .map((each) => [each, parameterSample(document, each, path)] as const)
    .filter(([each, value]) => each.required || value !== undefined)
    .map(([each, value]) => `${each.name}=${encode(value ?? '…')}`)
  return filled + (query.length === 0 ? '' : `?${query.join('&')}`)
}

function bodyLines(body: Body): string[] {
  const [type = 'application/json', content] = Object.entries(body.content)[0] ?? []
  const header = `-H 'Content-Type: ${type}'`
  if (!type.endsWith('json') || FILES[type] !== undefined) {
    return [header, `--data-binary @${FILES[type] ?? 'file'}`]
  }
  return [header, `-d '${quotable(prettyJson(content?.example ?? {}))}'`]
}

// Commas are allowed in a query and read better as themselves.
const encode = (value: unknown): string =>
  encodeURIComponent(shown(value)).replaceAll('%2C', ',').replaceAll("'", '%27')
const quotable = (value: unknown): string => shown(value).replaceAll("'", String.raw`'\''`)
