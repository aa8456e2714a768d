// In place of @asteasolutions/zod-to-openapi (wrangler.toml, [alias]): the document is written when the site is built
// (scripts/site.ts), so the Worker needs neither the writer nor what schemas note for it. 8 kB gzipped, and a clone of each
// described schema at start-up. Routes are kept: they tell which methods a path takes (src/platform/methods.ts).
export class OpenAPIRegistry {
  definitions = []
  registerPath(route) {
    this.definitions.push({ type: 'route', route })
  }
  registerComponent() {}
}

const leftOut = () => {
  throw new Error('the bundle leaves out the writer of OpenAPI documents (bundle/zod-to-openapi.js)')
}
export { leftOut as OpenApiGeneratorV3, leftOut as OpenApiGeneratorV31, leftOut as getOpenApiMetadata }

export function extendZodWithOpenApi(zod) {
  zod.ZodType.prototype.openapi = function described() {
    return this
  }
}
