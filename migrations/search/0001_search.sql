-- Listing and full-text rows, a projection of DB that the publisher can rebuild at any time.
-- One row per market, locale and product that is sold there; `scope` is '{market}/{locale}'.

CREATE TABLE listings (
  -- Popular products have small ids: the high bits are (2^20 - 1 - popularity), the low bits a counter. Full-text
  -- candidates come in id order, so a bounded number of them is the most popular part (search/save-listings.ts).
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  product_id TEXT NOT NULL,
  -- Of everything the row and its texts are made from: a row that would not change is not written.
  digest TEXT NOT NULL,
  title_key TEXT NOT NULL,
  -- Minus the moment of creation, and minus the lowest price: keys that ascend where the sort descends. Plain columns,
  -- because an index on an expression or a generated column neither covers a scan nor finds an id among equals.
  age INTEGER NOT NULL,
  price_min INTEGER NOT NULL,
  price_down INTEGER NOT NULL CONSTRAINT listing_price_down CHECK (price_down = -price_min),
  -- The filter terms of the product with their labels, a JSON array: for facets and scanning plans (search/terms.ts).
  terms TEXT NOT NULL,
  -- Two bits of 52 for each term: what lacks a term's bits lacks the term, so a scan looks at few rows for nothing.
  marks INTEGER NOT NULL,
  CONSTRAINT listing_row UNIQUE (product_id, scope)
) STRICT;
-- Every sort is ascending in (key, id), so that one row comparison continues any walk and ties go to the popular.
-- Marks and price ride along: a scan reads the index alone until a row may fit.
CREATE INDEX listings_popular ON listings (scope, id, marks, price_min);
CREATE INDEX listings_newest ON listings (scope, age, id, marks, price_min);
CREATE INDEX listings_price ON listings (scope, price_min, id, marks);
CREATE INDEX listings_price_down ON listings (scope, price_down, id, marks, price_min);
CREATE INDEX listings_title ON listings (scope, title_key, id, marks, price_min);

-- What a page shows. Apart from `listings`, whose rows are small because plans scan them.
CREATE TABLE listing_cards (
  id INTEGER PRIMARY KEY,
  card TEXT NOT NULL,
  -- When a price of the product begins or ends next: the answer may not be cached past it.
  next_boundary INTEGER,
  -- Distinct words of title and maker as written, to be taken from the vocabulary again.
  words TEXT NOT NULL
) STRICT;

-- The tokens a listing is scored by, a blank around each.
CREATE TABLE listing_texts (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  forms TEXT NOT NULL,
  maker TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

-- Candidates: a set of tokens for each listing. Words (folded and stemmed by search/words.ts); those of title and maker
-- once more as '!lamp', so that a match by name need not walk every text that mentions it; letters and pairs of letters
-- of text without blanks; hashed filter terms as '=1abc'. Every token begins with its scope, so that the lists of one
-- market hold nothing of the others. Tokens are made by us and parted by blanks alone. Contentless, without places:
-- the texts stand in listing_texts, and are ranked there.
CREATE VIRTUAL TABLE listing_words USING fts5 (
  tokens,
  content = '', contentless_delete = 1, detail = none,
  tokenize = "ascii tokenchars '-/.+#%@$~=!'"
);

-- Words of titles and makers as they are written, with what they are indexed as and how many listings have them:
-- for the rest of a word being typed, and for words typed wrongly.
CREATE TABLE vocabulary (
  scope TEXT NOT NULL,
  word TEXT NOT NULL,
  token TEXT NOT NULL,
  -- Of two halves of a word a single mistake spares one: the first is looked up in `word`, the last here.
  reversed TEXT NOT NULL,
  listings INTEGER NOT NULL,
  PRIMARY KEY (scope, word)
) STRICT, WITHOUT ROWID;
CREATE INDEX vocabulary_endings ON vocabulary (scope, reversed);

-- How far the publisher has carried each lane of the log into this database.
CREATE TABLE search_cursors (
  lane TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO search_cursors (lane, sequence, updated_at) VALUES ('live', 0, 0), ('import', 0, 0);

-- The last number given to a listing, the low bits of its id.
CREATE TABLE listing_counter (
  one INTEGER PRIMARY KEY CONSTRAINT one_counter CHECK (one = 1),
  last INTEGER NOT NULL
) STRICT;
INSERT INTO listing_counter (one, last) VALUES (1, 0);
