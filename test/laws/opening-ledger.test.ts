import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { filesUnder } from './repository.ts'

// A shop that had stock before it had a ledger (migration 0002).

const migrations = filesUnder(['migrations/shop'], ['.sql'])
const sql = (name: string): string => {
  const found = [...migrations].find(([path]) => path.includes(name))
  if (found === undefined) throw new Error(`no migration ${name}`)
  return found[1]
}

test('levels from before the ledger open it, so that on hand is the sum of the deltas', () => {
  const db = new DatabaseSync(':memory:')
  db.exec('PRAGMA foreign_keys = on')
  db.exec(sql('0001_'))
  db.exec(`
    INSERT INTO products (id, handle, status, title, created_at, updated_at) VALUES ('p', 'kettle', 'active', 'Kettle', 1, 1);
    INSERT INTO variants (id, product_id, position, option_values, created_at, updated_at) VALUES
      ('v1', 'p', 0, '["1"]', 1, 1), ('v2', 'p', 1, '["2"]', 1, 1);
    INSERT INTO stock_levels (variant_id, location_id, on_hand, held, updated_at) VALUES
      ('v1', 'loc_main', 7, 2, 100), ('v1', 'loc_east', 1, 0, 200), ('v2', 'loc_main', 0, 0, 300);
    INSERT INTO stale_products (product_id) VALUES ('p');
  `)
  db.exec(sql('0002_'))
  const entries = db
    .prepare(
      'SELECT variant_id, location_id, delta, on_hand, reason, actor, created_at FROM stock_ledger ORDER BY 1, 2',
    )
    .all()
    .map((row) => Object.values(row))
  expect(entries).toEqual([
    ['v1', 'loc_east', 1, 1, 'opening', 'system', 200],
    ['v1', 'loc_main', 7, 7, 'opening', 'system', 100],
  ])
  const differing = db
    .prepare(
      `SELECT * FROM stock_levels s WHERE on_hand <>
         (SELECT coalesce(sum(delta), 0) FROM stock_ledger l
          WHERE l.variant_id = s.variant_id AND l.location_id = s.location_id)`,
    )
    .all()
  expect(differing).toEqual([])
  const ids = db.prepare('SELECT id FROM stock_ledger').all() as { id: string }[]
  expect(ids.every(({ id }) => /^led_[A-Za-z0-9_-]{1,60}$/.test(id))).toBe(true)
  expect(new Set(ids.map(({ id }) => id)).size).toBe(ids.length)
  // What was marked before is due now, and due whole.
  expect(Object.values(db.prepare('SELECT not_before, stock_only FROM stale_products').get() ?? {})).toEqual([
    0, 0,
  ])
})
