import type { OpenAPIHono } from '@hono/zod-openapi'

type Door = { readonly method: string; readonly pattern: RegExp }
const doorsOf = new WeakMap<object, Door[]>()

/** The methods that a path takes, for `Allow` and preflights; empty for a path that is none of ours. */
export function allowedMethods(app: Pick<OpenAPIHono, 'openAPIRegistry'>, path: string): string[] {
  let doors = doorsOf.get(app)
  if (doors === undefined) doorsOf.set(app, (doors = listDoors(app)))
  const methods = new Set(doors.filter((door) => door.pattern.test(path)).map((door) => door.method))
  if (methods.size === 0) return []
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods.add('OPTIONS')].toSorted()
}

// Doors for people, which are not part of the API and not in its document.
const PAGES: Door[] = ['/', '/docs', '/openapi.json'].map((path) => ({
  method: 'GET',
  pattern: new RegExp(`^${path.replace('.', '\\.')}$`),
}))

function listDoors(app: Pick<OpenAPIHono, 'openAPIRegistry'>): Door[] {
  const doors = app.openAPIRegistry.definitions
    .filter((definition) => definition.type === 'route')
    .map(({ route }) => ({
      method: route.method.toUpperCase(),
      pattern: new RegExp(`^${route.path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
    }))
  return [...doors, ...PAGES]
}
