import { join } from 'node:path'
import type { InlineConfig } from 'vite'

const ROOT = join(import.meta.dirname, '..')

/** The two apps for people, each a folder here and a build of its own (scripts/site.ts). */
export const APPS = ['storefront', 'admin'] as const
export type AppName = (typeof APPS)[number]

/** What both apps are built and served with: JSX as the app's own tsconfig says it. */
const shared = {
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  // The client by its own name, as any other project imports it: Vite does not look into a package's own exports.
  resolve: { alias: { 'highstreet/client': join(ROOT, 'src/client.ts') } },
} as const satisfies InlineConfig

/** One app as it is deployed: hashed files below /assets/{app}/. */
export const buildConfig = (app: AppName, outDir: string): InlineConfig => ({
  ...shared,
  root: join(import.meta.dirname, app),
  base: '/',
  build: {
    outDir,
    emptyOutDir: true,
    assetsDir: `assets/${app}`,
    target: 'es2022',
    // A style or picture inside a script or style would be a data: address, which the pages' policy knows only for pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      // React's libraries mark files for a renderer on servers; there is none here, and nothing is lost.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log)
      },
    },
  },
})

/** Both apps as they are worked on, behind `npm run dev`. */
export const devConfig = (port: number, shop: string): InlineConfig => ({
  ...shared,
  logLevel: 'info',
  root: import.meta.dirname,
  appType: 'custom',
  server: {
    port,
    strictPort: true,
    proxy: Object.fromEntries(
      ['/v1', '/media', '/docs', '/openapi.json', '/problems'].map((path) => [path, shop]),
    ),
  },
})
