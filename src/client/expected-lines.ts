import type { Cart, CartCommand, ExpectedLine } from './cart-types.ts'

/** The lines of a cart after these commands, as far as a storefront can know: prices are the server's to say. */
export function expectedLines(cart: Cart | undefined, commands: readonly CartCommand[]): ExpectedLine[] {
  const lines = new Map<string, ExpectedLine>()
  for (const item of cart?.items ?? [])
    lines.set(item.variantId, {
      variantId: item.variantId,
      quantity: item.quantity,
      item,
      pending: false,
    })
  const put = (variantId: string, quantity: number): void => {
    const item = lines.get(variantId)?.item
    if (quantity === 0) lines.delete(variantId)
    else lines.set(variantId, { variantId, quantity, item, pending: true })
  }
  for (const command of commands) {
    if (command.kind === 'add')
      for (const { variantId, quantity } of command.items)
        put(variantId, (lines.get(variantId)?.quantity ?? 0) + quantity)
    // What has been removed before cannot be set: the shop refuses that.
    if (command.kind === 'set' && lines.has(command.variantId)) put(command.variantId, command.quantity)
  }
  return [...lines.values()]
}
