-- Money that goes back, once more: SQLite turns `a + b < c` round when it reads a query, and then does not find the index of
-- 0006 by it. What ends in a constant stays as it is written.
CREATE INDEX orders_owed ON orders (updated_at, id) WHERE status IN ('canceled', 'failed') AND captured - refunded - refunding > 0;
