/** What a staff token needs for the catalog. */
export const CATALOG_READ = 'catalog:read'
export const CATALOG_WRITE = 'catalog:write'

/** What a product's body may weigh: descriptions of the largest size, and 500 variants. */
export const PRODUCT_BYTES_MAX = 2_000_000
