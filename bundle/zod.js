// What `import 'zod'` means in the bundle (wrangler.toml, [alias]): zod 4.6.7 with the members that we call and no others.
// @hono/zod-openapi uses `z` as a value, so a bundler keeps every member of it: 60 translations of error messages, and the
// schemas that nobody writes. A law holds the list beside what src/ calls (test/laws/bundle.test.ts). Tests inside workerd
// run with zod's own index, black-box tests with this one.
import * as z from './zod-members.js'
export * from './zod-members.js'
export { z }
export default z
