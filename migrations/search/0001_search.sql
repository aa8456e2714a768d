-- Listing and full-text rows, a projection of DB that the publisher can rebuild at any time.
-- One row per market, locale and product that is sold there.

CREATE TABLE listings (
  -- Popular products have small ids: the high bits are (2^20 - 1 - popularity), the low bits a counter. Full-text
  -- candidates come in id order, so a bounded number of them is the most popular part (search/listing-id.ts).
  id INTEGER PRIMARY KEY,
  market TEXT NOT NULL,
  locale TEXT NOT NULL,
  product_id TEXT NOT NULL,
  handle TEXT NOT NULL,
  title_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  price_min INTEGER NOT NULL,
  price_max INTEGER NOT NULL,
  purchasable INTEGER NOT NULL CONSTRAINT listing_purchasable CHECK (purchasable IN (0, 1)),
  -- The filter terms of the product, as ' kind:value ' text with blanks around, for scanning plans and facets.
  terms TEXT NOT NULL,
  card TEXT NOT NULL,
  -- When a price of the product begins or ends next: the answer may not be cached past it.
  next_boundary INTEGER,
  CONSTRAINT listing_row UNIQUE (product_id, market, locale)
) STRICT;
CREATE INDEX listings_popular ON listings (market, locale, id);
CREATE INDEX listings_newest ON listings (market, locale, created_at, id);
CREATE INDEX listings_price ON listings (market, locale, price_min, id);
CREATE INDEX listings_title ON listings (market, locale, title_key, id);

-- The folded words a listing is ranked by, blanks around each.
CREATE TABLE listing_texts (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  maker TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

-- Candidates: words (folded and stemmed by search/words.ts), grams (pairs of letters of text without blanks), terms
-- (hashed market, locale and filter terms). Contentless: the texts stand in listing_texts.
CREATE VIRTUAL TABLE listing_words USING fts5 (
  title, maker, body, grams, terms,
  content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0", detail = full
);

-- Words of titles and makers, found by what is left when one letter is dropped: a word typed wrongly shares such a
-- remainder with the right one (the SymSpell idea).
CREATE TABLE spellings (
  locale TEXT NOT NULL,
  remainder TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (locale, remainder, word)
) STRICT, WITHOUT ROWID;

-- How far the publisher has carried each lane of the log into this database, and the last id given to a listing.
CREATE TABLE search_cursors (
  lane TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO search_cursors (lane, sequence, updated_at) VALUES ('live', 0, 0), ('import', 0, 0);
