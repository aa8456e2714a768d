// What `import 'zod'` means in the bundle (wrangler.toml, [alias]): zod without its 60 translations of error messages,
// which nobody asks for. @hono/zod-openapi uses `z` as a value, so a bundler keeps every member of it, `locales` and
// `core` (which holds them again) among them: 64 kB gzipped of 340. The rest is zod/v4/classic/external.js as it is in
// 4.6.7. Tests inside workerd run with zod's own index, black-box tests with this one.
import * as z from './zod-members.js'
export * from './zod-members.js'
export { z }
export default z
