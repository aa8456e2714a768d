-- Stock that is held for orders, with an end. stock_levels.held = the sum of the live ones (state 'held') of its level:
-- every statement that opens or settles a hold moves the level in the same batch.
CREATE TABLE stock_holds (
  -- 'hld_' + ULID. The ledger entry ('led_') and the event ('evt_') of its end have the same ULID, and both are unique:
  -- so a hold ends once, whoever asks how often.
  id TEXT PRIMARY KEY CONSTRAINT hold_id CHECK (id GLOB 'hld_?*'),
  order_id TEXT NOT NULL,
  variant_id TEXT NOT NULL REFERENCES variants (id),
  -- NULL: backordered pieces, which are not there yet and so hold no stock.
  location_id TEXT REFERENCES locations (id),
  quantity INTEGER NOT NULL CONSTRAINT hold_quantity CHECK (quantity > 0),
  state TEXT NOT NULL CONSTRAINT hold_state CHECK (state IN ('held', 'taken', 'released')),
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  settled_at INTEGER,
  -- Of taken pieces, how many have come back to where they lay.
  returned INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT hold_settled CHECK ((state = 'held') = (settled_at IS NULL)),
  CONSTRAINT hold_returned CHECK (returned = 0 OR (state = 'taken' AND location_id IS NOT NULL AND returned BETWEEN 0 AND quantity))
) STRICT, WITHOUT ROWID;
-- One row per order, variant and location, but for those that were given back before.
CREATE UNIQUE INDEX stock_holds_piece ON stock_holds (order_id, variant_id, location_id) WHERE state <> 'released' AND location_id IS NOT NULL;
CREATE UNIQUE INDEX stock_holds_backorder ON stock_holds (order_id, variant_id) WHERE state <> 'released' AND location_id IS NULL;
CREATE INDEX stock_holds_order ON stock_holds (order_id);
-- What of a variant has expired, without a look at what has not: there may be thousands of a variant that everybody wants.
CREATE INDEX stock_holds_live ON stock_holds (variant_id, expires_at) WHERE state = 'held';
CREATE INDEX stock_holds_ends ON stock_holds (expires_at) WHERE state = 'held';
