-- How often a promotion has been redeemed; orders count it. A code whose promotion is used up is refused by carts.
ALTER TABLE promotions ADD COLUMN redeemed INTEGER NOT NULL DEFAULT 0 CONSTRAINT promotion_redeemed CHECK (redeemed >= 0);

-- What the release before published lacks what carts ask for: the market beside its rules, how often a promotion was
-- redeemed, the categories above those of a variant. All of it is published anew.
INSERT OR IGNORE INTO stale_rules (key) SELECT 'rules:' || code FROM markets;
INSERT OR IGNORE INTO stale_rules (key) SELECT DISTINCT 'code:' || folded FROM promotion_codes;
INSERT OR IGNORE INTO stale_products (product_id) SELECT id FROM products;
