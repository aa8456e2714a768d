// Stub, so that the tree compiles until the imports room has its own.
import { featureRoutes } from '../platform/route.ts'

export const importRoutes = featureRoutes()
