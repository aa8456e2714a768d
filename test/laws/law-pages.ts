import { posix } from 'node:path'
import { importsOf } from './law-descent.ts'
import type { Files } from './repository.ts'

/**
 * Imports by which a page would know more than the public API tells: anything of the Worker but its client, and anything of
 * the other app.
 */
export const importsPastTheApi = (files: Files): string[] =>
  [...files].flatMap(([path, source]) => {
    const app = path.split('/').slice(0, 2).join('/')
    return importsOf(source).flatMap((specifier) => {
      if (!specifier.startsWith('.'))
        return specifier.startsWith('highstreet') && specifier !== 'highstreet/client'
          ? [`${path}: imports ${specifier}`]
          : []
      const to = posix.join(posix.dirname(path), specifier)
      return to.startsWith(`${app}/`) || to.startsWith('web/shared/')
        ? []
        : [`${path}: imports ${to}, which is neither the client nor its own`]
    })
  })
