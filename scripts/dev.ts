import { spawn, type ChildProcess } from 'node:child_process'
import { watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { createServer } from 'vite'
import { matchPage, type PageApp } from '../src/pages/page-list.ts'
import { devConfig } from '../web/vite.config.ts'

// `npm run dev`: the pages as they are written, in front of a shop that starts anew when its own sources change.
// PORT is where to look (default 5173); the shop itself takes SHOP_PORT (default 8787).
const ROOT = join(import.meta.dirname, '..')
const PORT = Number(process.env.PORT || 5173)
const SHOP_PORT = process.env.SHOP_PORT || '8787'
const SETTLED_MS = 200

const vite = await createServer(devConfig(PORT, `http://localhost:${SHOP_PORT}`))
// Which paths are pages, the Worker's own list says; whether there is such a market shows in the page.
vite.middlewares.use((request, response, next) => {
  const url = request.url ?? '/'
  const path = url.split('?')[0] ?? '/'
  if (path === '/') {
    response.writeHead(302, { Location: '/us' }).end()
    return
  }
  const page = matchPage(path)
  if (page === undefined) return next()
  void answerShell(page.app, url, response)
})

async function answerShell(app: PageApp, url: string, response: ServerResponse): Promise<void> {
  const shell = await readFile(join(ROOT, 'web', app, 'index.html'), 'utf8')
  // Both apps are served from one root, so a shell's own files lie a folder deeper.
  const page = await vite.transformIndexHtml(url, shell.replaceAll('"./', `"/${app}/`))
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page)
}

let shop = startShop()
let settling: NodeJS.Timeout | undefined
const watchers = ['src', 'migrations'].map((folder) =>
  watch(join(ROOT, folder), { recursive: true }, () => {
    clearTimeout(settling)
    settling = setTimeout(() => {
      shop.once('exit', () => (shop = startShop()))
      shop.kill('SIGTERM')
    }, SETTLED_MS)
  }),
)
await vite.listen()
console.log(`The pages, as you write them: http://localhost:${PORT}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const watcher of watchers) watcher.close()
    shop.kill('SIGTERM')
    void vite.close().finally(() => process.exit(0))
  })
}

function startShop(): ChildProcess {
  return spawn(process.execPath, [join(ROOT, 'scripts/start.ts')], {
    stdio: 'inherit',
    env: { ...process.env, PORT: SHOP_PORT },
  })
}
