import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { ROOT } from '../laws/repository.ts'

/** What a storefront sends to its shoppers: minified as Vite does it, gzipped as every host does. */
async function bundled(contents: string): Promise<{ readonly bytes: number; readonly inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
  })
  const bytes = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
  return { bytes, inputs: Object.keys(metafile.inputs).filter((path) => path !== '<stdin>') }
}

const OPEN = `const shop = createClient('https://api.shop.example')`

// The figures stand in docs/client.md and docs/carts.md.
test.each([
  [
    'the catalog',
    `import { createClient, productPages } from './src/client.ts'\n${OPEN}\nconsole.log(productPages(shop, 'de'))`,
    2_600,
  ],
  [
    'the catalog and a cart',
    `import { createCart, createClient, productPages } from './src/client.ts'\n${OPEN}\nconsole.log(productPages(shop, 'de'), createCart(shop, { market: 'de' }))`,
    6_500,
  ],
  [
    'the catalog, a cart and a checkout',
    `import { createCart, createCheckout, createClient, productPages } from './src/client.ts'\n${OPEN}\nconsole.log(productPages(shop, 'de'), createCart(shop, { market: 'de' }), createCheckout(shop))`,
    8_300,
  ],
])('the client for %s is small', async (what, source, most) => {
  const { bytes, inputs } = await bundled(source)
  console.log(`client for ${what}: ${bytes} bytes gzipped`)
  expect(bytes).toBeLessThanOrEqual(most)
  // Types of the Worker and nothing else of it.
  expect(
    inputs.filter((path) => !/^(?:src\/client[./]|node_modules\/hono\/dist\/(?:client|utils)\/)/.test(path)),
  ).toEqual([])
})
