-- What admins change: deletion, price history, the stock ledger, market rules, webhooks, audit, revoked tokens.
-- Only additions: a Worker of the release before goes on working with this database.

-- A deleted product keeps its row, since shoppers hold its id; its handle becomes `deleted.{id}`, which no handle can be,
-- and the one it had leads here as a redirect to nothing until another product takes it.
ALTER TABLE products ADD COLUMN deleted_at INTEGER;
-- The orders in which admins list products.
CREATE INDEX products_updated ON products (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX products_created ON products (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX products_title ON products (title COLLATE NOCASE, id) WHERE deleted_at IS NULL;

-- A renamed category handle answers 308 to the category's present one, until another category takes it.
CREATE TABLE category_redirects (
  handle TEXT PRIMARY KEY,
  category_id TEXT NOT NULL REFERENCES categories (id),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX category_redirects_category ON category_redirects (category_id);

-- When the row was written: together with price_history it tells which price was shown at any moment.
ALTER TABLE prices ADD COLUMN set_at INTEGER NOT NULL DEFAULT 0;

-- Prices that were replaced or taken away, for the lowest price of the 30 days before a reduction (Directive 98/6/EC,
-- Art. 6a). A row was in force, as far as its validity went, from set_at until replaced_at.
CREATE TABLE price_history (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  variant_id TEXT NOT NULL REFERENCES variants (id),
  market TEXT NOT NULL,
  min_quantity INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER,
  -- The market's at the time: amounts of another one say nothing about the present prices.
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL CONSTRAINT past_price_amount CHECK (amount BETWEEN 0 AND 9007199254740991),
  compare_at INTEGER,
  set_at INTEGER NOT NULL,
  replaced_at INTEGER NOT NULL,
  CONSTRAINT past_price_time CHECK (replaced_at >= set_at)
) STRICT;
CREATE INDEX price_history_variant ON price_history (variant_id, market, replaced_at);
CREATE INDEX price_history_replaced ON price_history (replaced_at);

-- The entry of the audit that was written with it: from a product that a batch has changed to who changed what.
ALTER TABLE events ADD COLUMN audit_id TEXT;

ALTER TABLE locations ADD COLUMN country TEXT CONSTRAINT location_country CHECK (country GLOB '[A-Z][A-Z]');
ALTER TABLE locations ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE locations ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;

-- Every change of what is on hand, in order; written in the batch of the change. on_hand = the sum of a level's deltas.
CREATE TABLE stock_ledger (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  variant_id TEXT NOT NULL REFERENCES variants (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  delta INTEGER NOT NULL CONSTRAINT ledger_delta CHECK (delta <> 0),
  -- What was on hand after it.
  on_hand INTEGER NOT NULL CONSTRAINT ledger_on_hand CHECK (on_hand >= 0),
  reason TEXT NOT NULL CONSTRAINT ledger_reason CHECK (reason GLOB '[a-z]*' AND length(reason) <= 32),
  note TEXT NOT NULL DEFAULT '',
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX stock_ledger_variant ON stock_ledger (variant_id, sequence);
-- Levels from before the ledger open it, so that the sums hold.
INSERT INTO stock_ledger (id, variant_id, location_id, delta, on_hand, reason, actor, created_at)
  SELECT 'led_' || lower(hex(randomblob(16))), variant_id, location_id, on_hand, on_hand, 'opening', 'system', updated_at
  FROM stock_levels WHERE on_hand > 0;
-- The release before knows no ledger, and still writes levels while this one is rolled out, or after a roll-back: what it
-- states is entered for it. Ours write the ledger first and the level behind it, so that nothing is left to enter.
CREATE TRIGGER stock_levels_stated AFTER INSERT ON stock_levels
WHEN NEW.on_hand <> coalesce((SELECT on_hand FROM stock_ledger
  WHERE variant_id = NEW.variant_id AND location_id = NEW.location_id ORDER BY sequence DESC LIMIT 1), 0)
BEGIN
  INSERT INTO stock_ledger (id, variant_id, location_id, delta, on_hand, reason, actor, created_at)
    SELECT 'led_' || lower(hex(randomblob(16))), NEW.variant_id, NEW.location_id,
      NEW.on_hand - coalesce((SELECT on_hand FROM stock_ledger
        WHERE variant_id = NEW.variant_id AND location_id = NEW.location_id ORDER BY sequence DESC LIMIT 1), 0),
      NEW.on_hand, 'opening', 'system', NEW.updated_at;
END;
CREATE TRIGGER stock_levels_restated AFTER UPDATE OF on_hand ON stock_levels
WHEN NEW.on_hand <> coalesce((SELECT on_hand FROM stock_ledger
  WHERE variant_id = NEW.variant_id AND location_id = NEW.location_id ORDER BY sequence DESC LIMIT 1), 0)
BEGIN
  INSERT INTO stock_ledger (id, variant_id, location_id, delta, on_hand, reason, actor, created_at)
    SELECT 'led_' || lower(hex(randomblob(16))), NEW.variant_id, NEW.location_id,
      NEW.on_hand - coalesce((SELECT on_hand FROM stock_ledger
        WHERE variant_id = NEW.variant_id AND location_id = NEW.location_id ORDER BY sequence DESC LIMIT 1), 0),
      NEW.on_hand, 'opening', 'system', NEW.updated_at;
END;

-- What shoppers are told of a variant's stock by market, as last published, for hysteresis and the 10 s between two.
CREATE TABLE published_availability (
  variant_id TEXT PRIMARY KEY REFERENCES variants (id),
  states TEXT NOT NULL CONSTRAINT published_states CHECK (json_type(states) = 'object'),
  published_at INTEGER NOT NULL,
  -- 0 until the run that tells of it has ended: the successor of a publisher that was killed tells of it again.
  announced INTEGER NOT NULL DEFAULT 1 CONSTRAINT published_announced CHECK (announced IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX published_availability_unannounced ON published_availability (variant_id) WHERE announced = 0;
-- A mark that is not due yet; and one for stock alone, which rewrites no more than what shoppers are told of it.
ALTER TABLE stale_products ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stale_products ADD COLUMN stock_only INTEGER NOT NULL DEFAULT 0 CONSTRAINT stale_stock_only CHECK (stock_only IN (0, 1));

-- A closed market is shown to nobody and sells nothing; its rows stay, since orders speak of it.
ALTER TABLE markets ADD COLUMN status TEXT NOT NULL DEFAULT 'open' CONSTRAINT market_status CHECK (status IN ('open', 'closed'));

-- The most specific rate of a tax class holds: postcode prefix over region over country. '' = everywhere in it.
CREATE TABLE tax_rates (
  id TEXT PRIMARY KEY,
  market TEXT NOT NULL REFERENCES markets (code),
  country TEXT NOT NULL CONSTRAINT tax_country CHECK (country GLOB '[A-Z][A-Z]'),
  region TEXT NOT NULL DEFAULT '',
  postcode_prefix TEXT NOT NULL DEFAULT '',
  tax_class TEXT NOT NULL CONSTRAINT tax_class CHECK (tax_class IN ('standard', 'reduced', 'zero')),
  name TEXT NOT NULL,
  -- A fraction as decimal text: 0.19.
  rate TEXT NOT NULL,
  -- Whether shipping is taxed by it.
  on_shipping INTEGER NOT NULL DEFAULT 1 CONSTRAINT tax_on_shipping CHECK (on_shipping IN (0, 1)),
  starts_at INTEGER NOT NULL DEFAULT 0 CONSTRAINT tax_starts_at CHECK (starts_at >= 0),
  ends_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT tax_validity CHECK (ends_at > starts_at),
  CONSTRAINT tax_place UNIQUE (market, country, region, postcode_prefix, tax_class, starts_at)
) STRICT;

CREATE TABLE shipping_options (
  id TEXT PRIMARY KEY,
  market TEXT NOT NULL REFERENCES markets (code),
  position INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL,
  names TEXT NOT NULL DEFAULT '{}' CONSTRAINT shipping_names CHECK (json_type(names) = 'object'),
  -- Where it goes: ISO countries of the market, regions of them as 'US-CA'; [] = everywhere in the market.
  countries TEXT NOT NULL DEFAULT '[]' CONSTRAINT shipping_countries CHECK (json_type(countries) = 'array'),
  regions TEXT NOT NULL DEFAULT '[]' CONSTRAINT shipping_regions CHECK (json_type(regions) = 'array'),
  amount INTEGER NOT NULL CONSTRAINT shipping_amount CHECK (amount BETWEEN 0 AND 9007199254740991),
  -- From this value of goods on it costs nothing.
  free_from INTEGER CONSTRAINT shipping_free_from CHECK (free_from BETWEEN 0 AND 9007199254740991),
  weight_min INTEGER CONSTRAINT shipping_weight_min CHECK (weight_min >= 0),
  weight_max INTEGER CONSTRAINT shipping_weight_max CHECK (weight_max > 0),
  tax_class TEXT NOT NULL DEFAULT 'standard' CONSTRAINT shipping_tax_class CHECK (tax_class IN ('standard', 'reduced', 'zero')),
  days_min INTEGER CONSTRAINT shipping_days_min CHECK (days_min >= 0),
  days_max INTEGER CONSTRAINT shipping_days_max CHECK (days_max >= 0),
  active INTEGER NOT NULL DEFAULT 1 CONSTRAINT shipping_active CHECK (active IN (0, 1)),
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT shipping_weights CHECK (weight_max > weight_min),
  CONSTRAINT shipping_days CHECK (days_max >= days_min)
) STRICT;
CREATE INDEX shipping_options_market ON shipping_options (market, position, id);

-- What a promotion does and when is data (domain/promotion.ts reads it): a column for what is searched, JSON for the rule.
CREATE TABLE promotions (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  status TEXT NOT NULL CONSTRAINT promotion_status CHECK (status IN ('draft', 'active', 'archived')),
  kind TEXT NOT NULL CONSTRAINT promotion_kind CHECK (kind IN ('automatic', 'code')),
  -- Markets it holds in; [] = all of them.
  markets TEXT NOT NULL DEFAULT '[]' CONSTRAINT promotion_markets CHECK (json_type(markets) = 'array'),
  rule TEXT NOT NULL CONSTRAINT promotion_rule CHECK (json_type(rule) = 'object'),
  priority INTEGER NOT NULL DEFAULT 0,
  exclusive INTEGER NOT NULL DEFAULT 0 CONSTRAINT promotion_exclusive CHECK (exclusive IN (0, 1)),
  usage_limit INTEGER CONSTRAINT promotion_usage_limit CHECK (usage_limit >= 1),
  customer_limit INTEGER CONSTRAINT promotion_customer_limit CHECK (customer_limit >= 1),
  starts_at INTEGER NOT NULL DEFAULT 0 CONSTRAINT promotion_starts_at CHECK (starts_at >= 0),
  ends_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT promotion_validity CHECK (ends_at > starts_at)
) STRICT;
-- Codes are kept as typed and matched without case: the key is the folded code. A live one opens its promotion and no
-- other; a kept one is an archived promotion's, free for others; of one that is gone the row remains, so that the
-- publisher knows which tombstones to write. Nothing refers to a deleted promotion but these.
CREATE TABLE promotion_codes (
  folded TEXT NOT NULL,
  promotion_id TEXT NOT NULL,
  code TEXT NOT NULL,
  position INTEGER NOT NULL,
  state TEXT NOT NULL CONSTRAINT promotion_code_state CHECK (state IN ('live', 'kept', 'gone')),
  PRIMARY KEY (folded, promotion_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX promotion_codes_live ON promotion_codes (folded) WHERE state = 'live';
CREATE INDEX promotion_codes_promotion ON promotion_codes (promotion_id, position);

-- KV keys of market rules and codes ('rules:de', 'code:spring') that are older than their rows.
CREATE TABLE stale_rules (
  key TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_endpoints (
  id TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  -- Types it is told of, such as 'product.updated' or 'product.*'; [] = all.
  event_types TEXT NOT NULL DEFAULT '[]' CONSTRAINT endpoint_event_types CHECK (json_type(event_types) = 'array'),
  status TEXT NOT NULL CONSTRAINT endpoint_status CHECK (status IN ('enabled', 'disabled', 'deleted')),
  -- Standard Webhooks secrets. After a rotation both sign for a while.
  secret TEXT NOT NULL,
  previous_secret TEXT,
  previous_secret_until INTEGER,
  -- The last event of the log that deliveries have been made of.
  cursor INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- What an endpoint is to be told: made from the log with the endpoint's cursor in one batch, so each event once.
CREATE TABLE webhook_deliveries (
  id TEXT PRIMARY KEY,
  endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id),
  event_sequence INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- The bytes that are sent, the same on every attempt.
  body TEXT NOT NULL,
  status TEXT NOT NULL CONSTRAINT delivery_status CHECK (status IN ('pending', 'delivered', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  -- 9007199254740991 = when the event before it of the same subject is through.
  next_attempt_at INTEGER NOT NULL,
  -- While an attempt is under way nobody else makes one.
  locked_until INTEGER NOT NULL DEFAULT 0,
  last_status INTEGER,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER,
  CONSTRAINT delivery_once UNIQUE (endpoint_id, event_sequence)
) STRICT;
CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (endpoint_id, subject, event_sequence) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (endpoint_id, event_sequence) WHERE status = 'dead';
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (status, finished_at) WHERE finished_at IS NOT NULL;

-- One row per admin change, written in its batch. Sealed in ranges afterwards, so that writers never race for a chain.
CREATE TABLE audit_entries (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  actor TEXT NOT NULL,
  -- The jti of the token, if it had one.
  token_id TEXT,
  route TEXT NOT NULL,
  request_id TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  changes TEXT NOT NULL CONSTRAINT audit_changes CHECK (json_type(changes) = 'array'),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_entries_created ON audit_entries (created_at);
CREATE INDEX audit_entries_subject ON audit_entries (subject, created_at);
CREATE INDEX audit_entries_actor ON audit_entries (actor, created_at);
CREATE INDEX audit_entries_token ON audit_entries (token_id, created_at) WHERE token_id IS NOT NULL;

-- AUTOINCREMENT here and above: sqlite_sequence then knows that there was a last row, should somebody remove it.
CREATE TABLE audit_seals (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  from_sequence INTEGER NOT NULL UNIQUE,
  to_sequence INTEGER NOT NULL UNIQUE,
  entries INTEGER NOT NULL CONSTRAINT seal_entries CHECK (entries >= 1),
  previous_hash TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  CONSTRAINT seal_range CHECK (to_sequence >= from_sequence)
) STRICT;

-- Staff tokens that are refused although they are genuine; forgotten when no such token could still be good.
CREATE TABLE revoked_tokens (
  issuer TEXT NOT NULL,
  token_id TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (issuer, token_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX revoked_tokens_expires ON revoked_tokens (expires_at);
CREATE INDEX revoked_tokens_created ON revoked_tokens (created_at);
