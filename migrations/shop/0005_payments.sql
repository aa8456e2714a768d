-- What payment providers were asked to do, each a row before it is asked, and what they told us unasked.
-- Orders (0006) come after it: order_id refers to nothing yet.

CREATE TABLE payment_operations (
  -- Also the idempotency key under which the provider is asked.
  id TEXT PRIMARY KEY CONSTRAINT payment_id CHECK (id GLOB 'pop_*'),
  order_id TEXT NOT NULL,
  kind TEXT NOT NULL CONSTRAINT payment_kind CHECK (kind IN ('authorize', 'capture', 'refund', 'void')),
  -- The authorization that it acts upon.
  authorization_id TEXT REFERENCES payment_operations (id),
  provider TEXT NOT NULL CONSTRAINT payment_provider CHECK (provider GLOB '[a-z]*' AND length(provider) <= 32),
  amount INTEGER NOT NULL CONSTRAINT payment_amount CHECK (amount BETWEEN 1 AND 9007199254740991),
  currency TEXT NOT NULL CONSTRAINT payment_currency CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  status TEXT NOT NULL DEFAULT 'pending',
  -- Why it was declined.
  reason TEXT,
  -- The payment at the provider: the same for all operations on one authorization. Known when the provider has told it.
  provider_reference TEXT CONSTRAINT payment_reference CHECK (length(provider_reference) BETWEEN 1 AND 255),
  -- What the attempt was made with and met: never personal data, never data of a card.
  attempt TEXT NOT NULL DEFAULT '{}' CONSTRAINT payment_attempt CHECK (json_type(attempt) = 'object' AND length(attempt) <= 4000),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CONSTRAINT payment_acts_upon CHECK ((kind = 'authorize') = (authorization_id IS NULL)),
  CONSTRAINT payment_status CHECK (
    status IN ('pending', 'approved', 'declined') OR (kind = 'authorize' AND status IN ('requires_action', 'voided'))
  ),
  CONSTRAINT payment_reason CHECK ((status = 'declined') = (reason IS NOT NULL)),
  CONSTRAINT payment_time CHECK (updated_at >= created_at)
) STRICT;
CREATE INDEX payment_operations_order ON payment_operations (order_id, created_at, id);
CREATE INDEX payment_operations_reference ON payment_operations (provider_reference, provider) WHERE provider_reference IS NOT NULL;
CREATE INDEX payment_operations_undecided ON payment_operations (updated_at, id) WHERE status IN ('pending', 'requires_action');
CREATE INDEX payment_operations_acting ON payment_operations (authorization_id) WHERE authorization_id IS NOT NULL;
-- No order is authorized twice, however many ask at once: what is pending counts as done.
CREATE UNIQUE INDEX payment_authorized_once ON payment_operations (order_id)
  WHERE kind = 'authorize' AND status IN ('pending', 'requires_action', 'approved');
-- An authorization is captured or let go, once.
CREATE UNIQUE INDEX payment_ended_once ON payment_operations (authorization_id)
  WHERE kind IN ('capture', 'void') AND status IN ('pending', 'approved');

-- The primary key is what makes each event take effect once: it is inserted in the batch of the effect.
CREATE TABLE provider_events (
  provider TEXT NOT NULL CONSTRAINT provider_event_provider CHECK (provider GLOB '[a-z]*' AND length(provider) <= 32),
  event_id TEXT NOT NULL CONSTRAINT provider_event_id CHECK (length(event_id) BETWEEN 1 AND 255),
  type TEXT NOT NULL,
  reference TEXT,
  operation_id TEXT,
  -- SHA-256 of the bytes that came: the same id with others is an alarm.
  body_hash TEXT NOT NULL CONSTRAINT provider_event_hash CHECK (length(body_hash) = 64),
  -- 'applied' and 'nothing' (it was so already); 'ignored' (a type we do not follow); else why staff should look.
  outcome TEXT NOT NULL CONSTRAINT provider_event_outcome CHECK (outcome GLOB '[a-z]*' AND length(outcome) <= 32),
  -- How often the id came again with another body.
  conflicts INTEGER NOT NULL DEFAULT 0 CONSTRAINT provider_event_conflicts CHECK (conflicts >= 0),
  received_at INTEGER NOT NULL,
  PRIMARY KEY (provider, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_events_operation ON provider_events (operation_id) WHERE operation_id IS NOT NULL;
CREATE INDEX provider_events_received ON provider_events (received_at);
-- What staff should look at.
CREATE INDEX provider_events_odd ON provider_events (received_at)
  WHERE conflicts > 0 OR outcome NOT IN ('applied', 'nothing', 'ignored');
