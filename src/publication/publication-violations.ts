import type { Laws } from '../platform/law.ts'

/** What shoppers are to see, and not to wait for. `GET /v1/admin/publication` also knows of SEARCH, which is elsewhere. */
export const PUBLICATION_LATE = {
  unpublishedEvents: {
    means: 'Shoppers do not see these changes: the publisher stands still.',
    sql: `SELECT e.id FROM publication_cursors AS c
      CROSS JOIN events AS e ON e.lane = c.lane AND e.sequence > c.sequence WHERE e.created_at < ?3`,
  },
  unpublishedPrices: {
    means: 'A price began or ended unseen: as unpublishedEvents.',
    sql: `SELECT p.variant_id || ' ' || p.market AS id FROM publication_cursors AS c
      CROSS JOIN prices AS p ON (p.starts_at > 0 AND p.starts_at > c.sequence AND p.starts_at < ?3)
        OR (p.ends_at IS NOT NULL AND p.ends_at > c.sequence AND p.ends_at < ?3)
      CROSS JOIN variants AS v ON v.id = p.variant_id AND v.withdrawn_at IS NULL
      WHERE c.lane = 'boundary' AND p.set_at < ?3`,
  },
  unpublishedStock: {
    means: 'Shoppers see an old availability: as unpublishedEvents.',
    sql: `SELECT product_id AS id FROM stale_products WHERE not_before > 0 AND not_before < ?3
      UNION ALL
      SELECT variant_id FROM published_availability WHERE announced = 0 AND published_at < ?3`,
  },
} as const satisfies Laws
