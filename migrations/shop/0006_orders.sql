-- An order is what was bought, as it was bought: made before money moves, changed afterwards only in its states, in the
-- counters of what happened since, and by erasing personal data.
CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  -- What people say on the telephone: eight random letters and digits without those that look alike (Crockford).
  number TEXT NOT NULL UNIQUE CONSTRAINT order_number CHECK (length(number) = 8 AND number NOT GLOB '*[^0-9A-HJKMNP-TV-Z]*'),
  checkout_id TEXT NOT NULL,
  -- The cart, and since when there was one of that name: a customer's one cart has the same id for ever.
  cart_id TEXT,
  cart_since INTEGER,
  market TEXT NOT NULL,
  locale TEXT NOT NULL,
  currency TEXT NOT NULL CONSTRAINT order_currency CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  -- Who ordered it; NULL for guests.
  customer_issuer TEXT,
  customer_subject TEXT,
  -- Personal data: NULL once it has been erased.
  contact TEXT CONSTRAINT order_contact CHECK (json_type(contact) = 'object'),
  -- The bill as it was confirmed: ledger, taxes, discounts, shipping, the steps of the reckoning.
  bill TEXT NOT NULL CONSTRAINT order_bill CHECK (json_type(bill) = 'object'),
  total INTEGER NOT NULL CONSTRAINT order_total CHECK (total >= 0),
  provider TEXT NOT NULL,
  status TEXT NOT NULL,
  payment_status TEXT NOT NULL,
  fulfillment_status TEXT NOT NULL CONSTRAINT order_fulfillment_status
    CHECK (fulfillment_status IN ('unfulfilled', 'partially_fulfilled', 'fulfilled')),
  captured INTEGER NOT NULL DEFAULT 0,
  refunded INTEGER NOT NULL DEFAULT 0,
  -- Refunds whose outcome is not known: they count as if they had been paid.
  refunding INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  placed_at INTEGER,
  erased_at INTEGER,
  -- The states of the published graph (domain/order-states.ts).
  CONSTRAINT order_state CHECK ((status || '/' || payment_status) IN (
    'pending/pending', 'placed/pending', 'placed/authorized', 'placed/paid', 'placed/partially_refunded', 'placed/refunded',
    'completed/paid', 'completed/partially_refunded', 'completed/refunded',
    'canceled/voided', 'canceled/authorized', 'canceled/paid', 'canceled/partially_refunded', 'canceled/refunded',
    'failed/failed', 'failed/paid', 'failed/partially_refunded', 'failed/refunded'
  )),
  CONSTRAINT order_captured CHECK (captured BETWEEN 0 AND total),
  CONSTRAINT order_refunded CHECK (refunded >= 0 AND refunding >= 0 AND refunded + refunding <= captured),
  CONSTRAINT order_completed CHECK (status <> 'completed' OR fulfillment_status = 'fulfilled'),
  CONSTRAINT order_customer CHECK ((customer_issuer IS NULL) = (customer_subject IS NULL)),
  CONSTRAINT order_cart CHECK ((cart_id IS NULL) = (cart_since IS NULL)),
  CONSTRAINT order_placed CHECK (status NOT IN ('placed', 'completed') OR placed_at IS NOT NULL),
  CONSTRAINT order_erased CHECK (erased_at IS NULL OR (contact IS NULL AND customer_issuer IS NULL))
) STRICT;
-- One cart, one order, whatever is retried or raced. A declined or canceled one leaves room for another.
CREATE UNIQUE INDEX orders_of_cart ON orders (cart_id, cart_since) WHERE cart_id IS NOT NULL AND status NOT IN ('failed', 'canceled');
CREATE UNIQUE INDEX orders_of_checkout ON orders (checkout_id) WHERE status NOT IN ('failed', 'canceled');
CREATE INDEX orders_by_checkout ON orders (checkout_id, created_at);
CREATE INDEX orders_by_time ON orders (created_at, id);
CREATE INDEX orders_of_customer ON orders (customer_issuer, customer_subject, created_at, id) WHERE customer_issuer IS NOT NULL;
CREATE INDEX orders_by_email ON orders (lower(contact ->> '$.email'), created_at, id) WHERE contact IS NOT NULL;
-- What the sweeper looks for: undecided orders, oldest first.
CREATE INDEX orders_undecided ON orders (updated_at, id) WHERE status = 'pending';
-- Money that came for what is not sold any more, and goes back.
CREATE INDEX orders_to_pay_back ON orders (updated_at, id) WHERE status IN ('canceled', 'failed') AND refunded + refunding < captured;
CREATE TRIGGER orders_stay BEFORE UPDATE OF id, number, checkout_id, cart_id, cart_since, market, currency, bill, total, provider, created_at
ON orders BEGIN SELECT RAISE(ABORT, 'what was bought does not change'); END;
CREATE TRIGGER orders_remain BEFORE DELETE ON orders
BEGIN SELECT RAISE(ABORT, 'orders are not deleted'); END;

CREATE TABLE order_lines (
  order_id TEXT NOT NULL REFERENCES orders (id),
  -- The id that the line had in the cart.
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  variant_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  quantity INTEGER NOT NULL CONSTRAINT order_line_quantity CHECK (quantity > 0),
  -- How it looked: handle, sku, title, variantTitle, image.
  seen TEXT NOT NULL CONSTRAINT order_line_seen CHECK (json_type(seen) = 'object'),
  unit_price INTEGER NOT NULL CONSTRAINT order_line_unit_price CHECK (unit_price >= 0),
  -- Subtotal, discounts, tax and ledger of the line.
  bill TEXT NOT NULL CONSTRAINT order_line_bill CHECK (json_type(bill) = 'object'),
  -- After discounts, without a tax on top.
  total INTEGER NOT NULL CONSTRAINT order_line_total CHECK (total >= 0),
  -- Pieces that were sent; whose money is on its way back; whose money is back; and of these, those in stock again.
  fulfilled INTEGER NOT NULL DEFAULT 0,
  coming_back INTEGER NOT NULL DEFAULT 0,
  returned INTEGER NOT NULL DEFAULT 0,
  restocked INTEGER NOT NULL DEFAULT 0,
  -- Minor units for pieces coming back and returned, and the tax in them.
  refunded INTEGER NOT NULL DEFAULT 0,
  refunded_tax INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (order_id, id),
  CONSTRAINT order_line_fulfilled CHECK (fulfilled BETWEEN 0 AND quantity),
  CONSTRAINT order_line_returned CHECK (coming_back >= 0 AND returned >= 0 AND coming_back + returned <= quantity),
  CONSTRAINT order_line_restocked CHECK (restocked BETWEEN 0 AND returned),
  CONSTRAINT order_line_refunded CHECK (refunded_tax >= 0 AND refunded >= refunded_tax)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_lines_of_variant ON order_lines (variant_id);
CREATE TRIGGER order_lines_stay BEFORE UPDATE OF order_id, id, position, variant_id, product_id, quantity, seen, unit_price, bill, total
ON order_lines BEGIN SELECT RAISE(ABORT, 'what was bought does not change'); END;

-- What happened to an order, for staff and its buyer: appended, never changed. Ids and names of members, no personal data.
CREATE TABLE order_events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  order_id TEXT NOT NULL REFERENCES orders (id),
  type TEXT NOT NULL,
  data TEXT NOT NULL CONSTRAINT order_event_data CHECK (json_type(data) = 'object'),
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX order_events_of_order ON order_events (order_id, sequence);
CREATE TRIGGER order_events_stay BEFORE UPDATE ON order_events
BEGIN SELECT RAISE(ABORT, 'order_events are not changed'); END;
CREATE TRIGGER order_events_remain BEFORE DELETE ON order_events
BEGIN SELECT RAISE(ABORT, 'order_events are not deleted'); END;

CREATE TABLE fulfillments (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  -- [{ lineId, quantity }]
  lines TEXT NOT NULL CONSTRAINT fulfillment_lines CHECK (json_type(lines) = 'array'),
  -- { carrier, number, url }
  tracking TEXT CONSTRAINT fulfillment_tracking CHECK (json_type(tracking) = 'object'),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX fulfillments_of_order ON fulfillments (order_id, created_at);

CREATE TABLE refunds (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id),
  -- The operation at the provider that carries it out.
  operation_id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CONSTRAINT refund_status CHECK (status IN ('pending', 'succeeded', 'failed')),
  amount INTEGER NOT NULL CONSTRAINT refund_amount CHECK (amount > 0),
  reason TEXT NOT NULL DEFAULT '',
  -- [{ lineId, quantity, amount, tax }]
  lines TEXT NOT NULL DEFAULT '[]' CONSTRAINT refund_lines CHECK (json_type(lines) = 'array'),
  -- Whether its pieces go back into stock once the money is back.
  restock INTEGER NOT NULL DEFAULT 0 CONSTRAINT refund_restock CHECK (restock IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX refunds_of_order ON refunds (order_id, created_at);

-- Who redeemed what: counted together with promotions.redeemed, given back when the order is over without a sale.
CREATE TABLE promotion_redemptions (
  -- 'rdm_' + ULID; the event that tells of the code being free again has the same ULID.
  id TEXT NOT NULL UNIQUE CONSTRAINT redemption_id CHECK (id GLOB 'rdm_?*'),
  promotion_id TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id),
  -- Whom a limit per customer counts by: a hash of issuer and subject, or of a guest's e-mail.
  redeemer TEXT NOT NULL,
  state TEXT NOT NULL CONSTRAINT redemption_state CHECK (state IN ('redeemed', 'given_back')),
  -- Which one it was, of how many there could be at that time: so that the one too many breaks a constraint of its own.
  usage INTEGER NOT NULL,
  usage_limit INTEGER,
  customer_usage INTEGER NOT NULL,
  customer_limit INTEGER,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (promotion_id, order_id),
  CONSTRAINT redemption_usage_limit CHECK (usage <= usage_limit),
  CONSTRAINT redemption_customer_limit CHECK (customer_usage <= customer_limit)
) STRICT, WITHOUT ROWID;
CREATE INDEX promotion_redemptions_of_redeemer ON promotion_redemptions (promotion_id, redeemer) WHERE state = 'redeemed';
CREATE INDEX promotion_redemptions_of_order ON promotion_redemptions (order_id);
