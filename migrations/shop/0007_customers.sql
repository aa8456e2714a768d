-- Addresses that customers keep for the next order. A customer is issuer and subject; nothing else joins two rows of one.
CREATE TABLE customer_addresses (
  id TEXT PRIMARY KEY CONSTRAINT customer_address_id CHECK (id GLOB 'adr_?*'),
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- Which of a customer's places it takes, the first that is free: so the one too many breaks a check of its own.
  place INTEGER NOT NULL CONSTRAINT customer_address_place CHECK (place BETWEEN 1 AND 50),
  label TEXT,
  address TEXT NOT NULL CONSTRAINT customer_address_object CHECK (json_type(address) = 'object'),
  default_shipping INTEGER NOT NULL CONSTRAINT customer_address_shipping CHECK (default_shipping IN (0, 1)),
  default_billing INTEGER NOT NULL CONSTRAINT customer_address_billing CHECK (default_billing IN (0, 1)),
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX customer_addresses_of_customer ON customer_addresses (issuer, subject, place);
-- At most one default of each kind.
CREATE UNIQUE INDEX customer_addresses_shipping ON customer_addresses (issuer, subject) WHERE default_shipping = 1;
CREATE UNIQUE INDEX customer_addresses_billing ON customer_addresses (issuer, subject) WHERE default_billing = 1;

-- Answers to customers hold what is theirs: by this hash of who they are, erasing them finds those that are still kept.
ALTER TABLE idempotency_keys ADD COLUMN owner TEXT;
CREATE INDEX idempotency_keys_of_owner ON idempotency_keys (owner) WHERE owner IS NOT NULL;
