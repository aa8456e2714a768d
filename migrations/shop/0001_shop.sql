-- The truth of the shop. STRICT tables, named CHECKs (the name is in D1's error text), no cascades, forward only.
-- Times are integer milliseconds since 1970 UTC. Amounts are integer minor units of the market's currency.

CREATE TABLE markets (
  code TEXT PRIMARY KEY CONSTRAINT market_code CHECK (code GLOB '[a-z]*' AND length(code) BETWEEN 2 AND 16),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  currency TEXT NOT NULL CONSTRAINT market_currency CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  countries TEXT NOT NULL CONSTRAINT market_countries CHECK (json_type(countries) = 'array'),
  locales TEXT NOT NULL CONSTRAINT market_locales CHECK (json_type(locales) = 'array' AND json_array_length(locales) > 0),
  default_locale TEXT NOT NULL,
  tax_included INTEGER NOT NULL CONSTRAINT market_tax_included CHECK (tax_included IN (0, 1)),
  -- A market without prices of its own derives them: amount × rate, to the nearest multiple of step, less ending.
  derived_from TEXT REFERENCES markets (code),
  rate TEXT,
  step INTEGER CONSTRAINT market_step CHECK (step > 0),
  ending INTEGER CONSTRAINT market_ending CHECK (ending >= 0 AND ending < step),
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT market_derivation CHECK ((derived_from IS NULL) = (rate IS NULL) AND (derived_from IS NULL) = (step IS NULL) AND (derived_from IS NULL) = (ending IS NULL) AND derived_from IS NOT code)
) STRICT;

CREATE TABLE locations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- The locations that serve a market, in the order of allocation.
CREATE TABLE market_locations (
  market TEXT NOT NULL REFERENCES markets (code),
  location_id TEXT NOT NULL REFERENCES locations (id),
  position INTEGER NOT NULL,
  PRIMARY KEY (market, location_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE categories (
  id TEXT PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  parent_id TEXT REFERENCES categories (id),
  position INTEGER NOT NULL DEFAULT 0,
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT category_parent CHECK (parent_id IS NOT id)
) STRICT;
CREATE INDEX categories_parent ON categories (parent_id);

-- Rows are never deleted while a shopper may hold their id: withdrawn ones keep a tombstone in the projections.
CREATE TABLE products (
  id TEXT PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CONSTRAINT product_status CHECK (status IN ('draft', 'active', 'archived')),
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  vendor TEXT NOT NULL DEFAULT '',
  product_type TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL DEFAULT '[]' CONSTRAINT product_tags CHECK (json_type(tags) = 'array'),
  seo_title TEXT NOT NULL DEFAULT '',
  seo_description TEXT NOT NULL DEFAULT '',
  popularity INTEGER NOT NULL DEFAULT 0 CONSTRAINT product_popularity CHECK (popularity BETWEEN 0 AND 1000000),
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- A renamed handle answers 308 to the product's present one.
CREATE TABLE product_redirects (
  handle TEXT PRIMARY KEY,
  product_id TEXT NOT NULL REFERENCES products (id),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX product_redirects_product ON product_redirects (product_id);

CREATE TABLE product_options (
  product_id TEXT NOT NULL REFERENCES products (id),
  position INTEGER NOT NULL CONSTRAINT option_position CHECK (position BETWEEN 0 AND 9),
  name TEXT NOT NULL,
  PRIMARY KEY (product_id, position),
  CONSTRAINT option_name UNIQUE (product_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE variants (
  id TEXT PRIMARY KEY,
  product_id TEXT NOT NULL REFERENCES products (id),
  position INTEGER NOT NULL,
  sku TEXT,
  -- One value per product option, in the order of the options.
  option_values TEXT NOT NULL DEFAULT '[]' CONSTRAINT variant_options CHECK (json_type(option_values) = 'array'),
  barcode TEXT NOT NULL DEFAULT '',
  weight_grams INTEGER CONSTRAINT variant_weight CHECK (weight_grams >= 0),
  tax_class TEXT NOT NULL DEFAULT 'standard' CONSTRAINT variant_tax_class CHECK (tax_class IN ('standard', 'reduced', 'zero')),
  image_url TEXT,
  tracked INTEGER NOT NULL DEFAULT 1 CONSTRAINT variant_tracked CHECK (tracked IN (0, 1)),
  backorder INTEGER NOT NULL DEFAULT 0 CONSTRAINT variant_backorder CHECK (backorder IN (0, 1)),
  low_stock_threshold INTEGER NOT NULL DEFAULT 5 CONSTRAINT variant_low_stock CHECK (low_stock_threshold >= 0),
  withdrawn_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX variants_product ON variants (product_id, position);
CREATE UNIQUE INDEX variants_sku ON variants (sku) WHERE sku IS NOT NULL AND withdrawn_at IS NULL;
CREATE UNIQUE INDEX variants_option_values ON variants (product_id, option_values) WHERE withdrawn_at IS NULL;

CREATE TABLE media (
  product_id TEXT NOT NULL REFERENCES products (id),
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  alt TEXT NOT NULL DEFAULT '',
  width INTEGER CONSTRAINT media_width CHECK (width > 0),
  height INTEGER CONSTRAINT media_height CHECK (height > 0),
  PRIMARY KEY (product_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE product_categories (
  product_id TEXT NOT NULL REFERENCES products (id),
  category_id TEXT NOT NULL REFERENCES categories (id),
  PRIMARY KEY (product_id, category_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX product_categories_category ON product_categories (category_id);

CREATE TABLE product_translations (
  product_id TEXT NOT NULL REFERENCES products (id),
  locale TEXT NOT NULL,
  title TEXT,
  description TEXT,
  seo_title TEXT,
  seo_description TEXT,
  PRIMARY KEY (product_id, locale)
) STRICT, WITHOUT ROWID;

CREATE TABLE category_translations (
  category_id TEXT NOT NULL REFERENCES categories (id),
  locale TEXT NOT NULL,
  title TEXT,
  description TEXT,
  PRIMARY KEY (category_id, locale)
) STRICT, WITHOUT ROWID;

CREATE TABLE prices (
  variant_id TEXT NOT NULL REFERENCES variants (id),
  market TEXT NOT NULL REFERENCES markets (code),
  min_quantity INTEGER NOT NULL DEFAULT 1 CONSTRAINT price_min_quantity CHECK (min_quantity >= 1),
  starts_at INTEGER NOT NULL DEFAULT 0 CONSTRAINT price_starts_at CHECK (starts_at >= 0),
  ends_at INTEGER,
  amount INTEGER NOT NULL CONSTRAINT price_amount CHECK (amount BETWEEN 0 AND 9007199254740991),
  compare_at INTEGER CONSTRAINT price_compare_at CHECK (compare_at BETWEEN 0 AND 9007199254740991),
  PRIMARY KEY (variant_id, market, min_quantity, starts_at),
  CONSTRAINT price_validity CHECK (ends_at > starts_at)
) STRICT, WITHOUT ROWID;
-- Prices whose validity begins or ends, found by time (the publisher rewrites list rows at a boundary).
CREATE INDEX prices_starts ON prices (starts_at) WHERE starts_at > 0;
CREATE INDEX prices_ends ON prices (ends_at) WHERE ends_at IS NOT NULL;

CREATE TABLE stock_levels (
  variant_id TEXT NOT NULL REFERENCES variants (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  on_hand INTEGER NOT NULL CONSTRAINT stock_on_hand CHECK (on_hand >= 0),
  held INTEGER NOT NULL DEFAULT 0 CONSTRAINT stock_held CHECK (held BETWEEN 0 AND on_hand),
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (variant_id, location_id)
) STRICT, WITHOUT ROWID;

-- The log: written in the batch of the change it tells of, read in order by every consumer with a cursor of its own.
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  subject_sequence INTEGER NOT NULL,
  -- Imports travel in a lane of their own, so that an urgent change never waits behind a file.
  lane TEXT NOT NULL CONSTRAINT event_lane CHECK (lane IN ('live', 'import')),
  actor TEXT NOT NULL,
  data TEXT NOT NULL CONSTRAINT event_data CHECK (json_valid(data)),
  created_at INTEGER NOT NULL,
  CONSTRAINT event_subject_sequence UNIQUE (subject, subject_sequence)
) STRICT;
CREATE INDEX events_lane ON events (lane, sequence);

-- How far the publisher has carried each lane into KV. (Into SEARCH: search_cursors, in that database.)
-- 'boundary': products whose price began or ended up to this time have been marked in stale_products.
CREATE TABLE publication_cursors (
  lane TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Products whose projections are old for another reason than an event of their own: a category above them moved, a
-- price began or ended, a market changed, a rebuild was asked for. The mark rises when a product is marked again.
CREATE TABLE stale_products (
  product_id TEXT PRIMARY KEY,
  mark INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

-- Categories ('' = the whole shop) whose first page in KV is older than their listing: the publisher's last work.
CREATE TABLE stale_first_pages (
  category TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  status TEXT NOT NULL CONSTRAINT import_status CHECK (status IN ('uploading', 'queued', 'running', 'completed', 'failed', 'cancelled')),
  format TEXT NOT NULL CONSTRAINT import_format CHECK (format IN ('shopify-csv', 'ndjson')),
  market TEXT NOT NULL REFERENCES markets (code),
  dry_run INTEGER NOT NULL CONSTRAINT import_dry_run CHECK (dry_run IN (0, 1)),
  bytes INTEGER NOT NULL,
  actor TEXT NOT NULL,
  -- Where the next chunk starts: moved in the batch that stores the chunk's rows, so a chunk counts once.
  cursor TEXT NOT NULL DEFAULT '{}' CONSTRAINT import_cursor CHECK (json_valid(cursor)),
  chunk INTEGER NOT NULL DEFAULT 0,
  rows INTEGER NOT NULL DEFAULT 0,
  rows_failed INTEGER NOT NULL DEFAULT 0,
  products_created INTEGER NOT NULL DEFAULT 0,
  products_updated INTEGER NOT NULL DEFAULT 0,
  products_unchanged INTEGER NOT NULL DEFAULT 0,
  products_failed INTEGER NOT NULL DEFAULT 0,
  categories_created INTEGER NOT NULL DEFAULT 0,
  categories_updated INTEGER NOT NULL DEFAULT 0,
  variants_unpriced INTEGER NOT NULL DEFAULT 0,
  -- Why the job ended early: a code.
  failure TEXT,
  -- Times in a row that the next chunk failed for reasons of ours: at some number the job ends.
  attempts INTEGER NOT NULL DEFAULT 0,
  -- Whether the file and the claims have been deleted.
  cleaned INTEGER NOT NULL DEFAULT 0 CONSTRAINT import_cleaned CHECK (cleaned IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX imports_open ON imports (status, updated_at) WHERE status IN ('uploading', 'queued', 'running');
CREATE INDEX imports_uncleaned ON imports (finished_at) WHERE cleaned = 0 AND finished_at IS NOT NULL;
CREATE INDEX imports_created ON imports (created_at DESC, id);

-- One row per thing to say about a line: errors (the line was not stored) and notes (it was, with a remark).
CREATE TABLE import_reports (
  import_id TEXT NOT NULL REFERENCES imports (id),
  line INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  code TEXT NOT NULL,
  severity TEXT NOT NULL CONSTRAINT report_severity CHECK (severity IN ('error', 'note')),
  PRIMARY KEY (import_id, line, column_name, code)
) STRICT, WITHOUT ROWID;

-- What the import changed, or in a dry run would change.
CREATE TABLE import_changes (
  import_id TEXT NOT NULL REFERENCES imports (id),
  line INTEGER NOT NULL,
  action TEXT NOT NULL CONSTRAINT change_action CHECK (action IN ('create', 'update')),
  kind TEXT NOT NULL CONSTRAINT change_kind CHECK (kind IN ('product', 'category')),
  handle TEXT NOT NULL,
  members TEXT NOT NULL CONSTRAINT change_members CHECK (json_valid(members)),
  PRIMARY KEY (import_id, line, kind, handle)
) STRICT, WITHOUT ROWID;

-- Ids, handles and SKUs an import has met: the second product that claims one is a row error, whatever chunk it is in.
-- A dry run also keeps here what the shop would have learnt from it: names set free, categories made (value).
CREATE TABLE import_claims (
  import_id TEXT NOT NULL REFERENCES imports (id),
  claim TEXT NOT NULL,
  line INTEGER NOT NULL,
  value TEXT CONSTRAINT claim_value CHECK (json_valid(value)),
  PRIMARY KEY (import_id, claim)
) STRICT, WITHOUT ROWID;

-- One key, one effect: written in the batch of the effect (domain.md §15). The key column is a hash of principal, method, path and key.
CREATE TABLE idempotency_keys (
  key TEXT PRIMARY KEY,
  body_hash TEXT,
  status INTEGER,
  response TEXT,
  locked_until INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

-- The guard of a batch: an UPDATE that must match exactly one row is followed by INSERT INTO guard SELECT changes(); 0 breaks the CHECK and rolls the batch back.
CREATE TABLE guard (
  ok INTEGER NOT NULL CONSTRAINT guard_held CHECK (ok = 1)
) STRICT;

-- The reference shop: three markets, two locations. de and jp derive from us where a variant has no price of their own.
INSERT INTO markets (code, position, name, currency, countries, locales, default_locale, tax_included, derived_from, rate, step, ending, created_at, updated_at) VALUES
  ('us', 0, 'United States', 'USD', '["US"]', '["en"]', 'en', 0, NULL, NULL, NULL, NULL, 1793491200000, 1793491200000),
  ('de', 1, 'Deutschland', 'EUR', '["DE","AT"]', '["de","en"]', 'de', 1, 'us', '1.09', 1, 0, 1793491200000, 1793491200000),
  ('jp', 2, '日本', 'JPY', '["JP"]', '["ja","en"]', 'ja', 1, 'us', '165', 1, 0, 1793491200000, 1793491200000);
INSERT INTO locations (id, name, position, created_at) VALUES
  ('loc_main', 'Main warehouse', 0, 1793491200000),
  ('loc_east', 'Osaka warehouse', 1, 1793491200000);
INSERT INTO market_locations (market, location_id, position) VALUES
  ('us', 'loc_main', 0), ('de', 'loc_main', 0), ('jp', 'loc_east', 0), ('jp', 'loc_main', 1);
INSERT INTO publication_cursors (lane, sequence, updated_at) VALUES ('live', 0, 0), ('import', 0, 0), ('boundary', 0, 0);
-- What the publisher has to announce first.
INSERT INTO events (id, type, subject, subject_sequence, lane, actor, data, created_at) VALUES
  ('evt_00000000000000000000000001', 'market.created', 'market:us', 1, 'live', 'system', '{}', 1793491200000),
  ('evt_00000000000000000000000002', 'market.created', 'market:de', 1, 'live', 'system', '{}', 1793491200000),
  ('evt_00000000000000000000000003', 'market.created', 'market:jp', 1, 'live', 'system', '{}', 1793491200000);
