import type { LocalShop } from '../local-shop.ts'
import { onFreshShop } from './on-fresh-shop.ts'

type Operation = {
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> }
  readonly 'x-highstreet': { readonly scope?: string }
}
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

/** Every staff route that the running shop documents, tried by everybody who may not come in (I-22, I-37). */
export async function proveRoles(shop: LocalShop): Promise<Record<string, number | string>> {
  const document = (await (await fetch(`${shop.url}/openapi.json`)).json()) as Document
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(
      ([
        method,
        {
          requestBody,
          'x-highstreet': { scope },
        },
      ]) => (scope === undefined ? [] : [{ method: method.toUpperCase(), path, scope, requestBody }]),
    ),
  )
  const scopes = [...new Set(routes.map(({ scope }) => scope))]
  const open: string[] = []
  let tried = 0
  for (const { method, path, scope, requestBody } of routes) {
    const url = shop.url + path.replaceAll(/\{\w+\}/g, 'some-id')
    const type = Object.keys(requestBody?.content ?? {})[0]
    const body = type === undefined ? {} : { body: type === 'application/json' ? '{}' : 'x' }
    for (const [who, authorization] of await strangers(shop, scope, scopes)) {
      tried += 1
      const answer = await fetch(url, {
        method,
        headers: {
          ...(authorization !== undefined && { Authorization: authorization }),
          ...(type !== undefined && { 'Content-Type': type }),
          'Idempotency-Key': 'role',
        },
        ...body,
      })
      await answer.arrayBuffer()
      if (answer.status !== 401 && answer.status !== 403)
        open.push(`${who}: ${method} ${path} ${answer.status}`)
    }
  }
  return {
    routes: routes.length,
    roles: 7,
    tried,
    'wrongly open': open.length,
    which: open.slice(0, 5).join('; '),
  }
}

async function strangers(
  { issuer }: LocalShop,
  scope: string,
  scopes: readonly string[],
): Promise<[who: string, authorization: string | undefined][]> {
  const own = new Set([scope, scope.replace(/:read$/, ':write')])
  const sign = async (text: string) => `Bearer ${await issuer.sign({ scope: text, subject: 'stranger' })}`
  const good = await sign(scope)
  return [
    ['nobody', undefined],
    ['Basic', good.replace('Bearer', 'Basic')],
    ['a broken signature', `${good.slice(0, -6)}AAAAAA`],
    ['an old token', `Bearer ${await issuer.sign({ scope, subject: 'stranger', ttl: -60 })}`],
    ['a token without scope', await sign('nothing')],
    ['a token with every other scope', await sign(scopes.filter((each) => !own.has(each)).join(' '))],
    ['a token with the scope in capitals', await sign(scope.toUpperCase())],
  ]
}

export const main = onFreshShop(proveRoles)
