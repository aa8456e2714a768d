-- How often a promotion has been redeemed; orders count it. A code whose promotion is used up is refused by carts.
ALTER TABLE promotions ADD COLUMN redeemed INTEGER NOT NULL DEFAULT 0 CONSTRAINT promotion_redeemed CHECK (redeemed >= 0);
