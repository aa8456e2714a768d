import { auditSamples } from './audit-samples.ts'
import { cartSamples } from './cart-samples.ts'
import { checkoutSamples } from './checkout-samples.ts'
import { customerSamples } from './customer-samples.ts'
import { exportSamples } from './export-samples.ts'
import { categorySamples } from './category-samples.ts'
import { importSamples } from './import-samples.ts'
import { inventorySamples } from './inventory-samples.ts'
import { orderSamples } from './order-samples.ts'
import { priceSamples } from './price-samples.ts'
import { marketSamples } from './market-samples.ts'
import { productSamples } from './product-samples.ts'
import { promotionSamples } from './promotion-samples.ts'
import { publicSamples } from './public-samples.ts'
import { tokenSamples } from './token-samples.ts'
import { webhookSamples } from './webhook-samples.ts'
import { type Ask, type Door, type Sample } from './door.ts'

/** A good request to each door, by operationId: one file a feature. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  ...publicSamples,
  ...cartSamples,
  ...checkoutSamples,
  ...orderSamples,
  ...customerSamples,
  ...importSamples,
  ...exportSamples,
  ...inventorySamples,
  ...auditSamples,
  ...tokenSamples,
  ...priceSamples,
  ...webhookSamples,
  ...marketSamples,
  ...promotionSamples,
  ...productSamples,
  ...categorySamples,
}

/** The sample of a door; a door without one fails its tests. */
export async function askFor({ operationId }: Door): Promise<Ask> {
  const sample = SAMPLES[operationId]
  if (sample === undefined) throw new Error(`test/features/doors has no sample request for ${operationId}`)
  return sample()
}
