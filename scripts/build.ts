import { buildSite, SITE } from './site.ts'

// `npm run build`: the pages for people, for the Worker to serve.
const built = await buildSite()
console.log(built.length === 0 ? `${SITE} is up to date` : `built ${built.join(' and ')} into ${SITE}`)
