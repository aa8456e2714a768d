import { createBrowserRouter } from 'react-router'
import { Broken, NotHere } from './broken.tsx'
import { Shell } from './shell.tsx'

// Each page is a chunk of its own: the charts are for who looks at charts.
export const router = createBrowserRouter(
  [
    {
      element: <Shell />,
      errorElement: <Broken />,
      HydrateFallback: () => null,
      children: [
        { index: true, lazy: async () => ({ Component: (await import('./pages/overview.tsx')).Overview }) },
        {
          path: 'products',
          lazy: async () => ({ Component: (await import('./pages/products.tsx')).Products }),
        },
        {
          path: 'products/new',
          lazy: async () => ({ Component: (await import('./pages/new-product.tsx')).NewProduct }),
        },
        {
          path: 'products/:id',
          lazy: async () => ({ Component: (await import('./pages/product.tsx')).ProductPage }),
        },
        { path: 'prices', lazy: async () => ({ Component: (await import('./pages/prices.tsx')).Prices }) },
        {
          path: 'inventory',
          lazy: async () => ({ Component: (await import('./pages/inventory.tsx')).Inventory }),
        },
        {
          path: 'inventory/:id',
          lazy: async () => ({ Component: (await import('./pages/stock.tsx')).Stock }),
        },
        { path: 'imports', lazy: async () => ({ Component: (await import('./pages/imports.tsx')).Imports }) },
        {
          path: 'imports/:id',
          lazy: async () => ({ Component: (await import('./pages/import.tsx')).ImportPage }),
        },
        { path: 'orders', lazy: async () => ({ Component: (await import('./pages/orders.tsx')).Orders }) },
        {
          path: 'orders/:id',
          lazy: async () => ({ Component: (await import('./pages/order.tsx')).OrderPage }),
        },
        {
          path: 'promotions',
          lazy: async () => ({ Component: (await import('./pages/promotions.tsx')).Promotions }),
        },
        {
          path: 'promotions/:id',
          lazy: async () => ({ Component: (await import('./pages/promotion.tsx')).PromotionPage }),
        },
        { path: 'markets', lazy: async () => ({ Component: (await import('./pages/markets.tsx')).Markets }) },
        {
          path: 'markets/:market',
          lazy: async () => ({ Component: (await import('./pages/market.tsx')).MarketPage }),
        },
        { path: 'events', lazy: async () => ({ Component: (await import('./pages/events.tsx')).Events }) },
        { path: 'audit', lazy: async () => ({ Component: (await import('./pages/audit.tsx')).Audit }) },
        {
          path: 'publication',
          lazy: async () => ({ Component: (await import('./pages/publication.tsx')).PublicationPage }),
        },
        { path: 'health', lazy: async () => ({ Component: (await import('./pages/health.tsx')).Health }) },
        // Drawn by the shell, which is there for nobody yet.
        { path: 'sign-in', element: null },
        { path: '*', element: <NotHere /> },
      ],
    },
  ],
  { basename: '/admin' },
)
