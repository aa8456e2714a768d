import { useQuery } from '@tanstack/react-query'
import type { Market } from 'highstreet/client'
import { read, shop } from '../api.ts'

/** The open markets, as everybody may know them: for names, currencies and their decimals. */
export function useMarkets(): {
  readonly markets: readonly Market[]
  readonly digits: ReadonlyMap<string, number>
} {
  const { data } = useQuery({
    queryKey: ['public-markets'],
    queryFn: async () => (await read(shop.v1.markets.$get())).data,
    staleTime: 60_000,
  })
  const markets = data ?? []
  return {
    markets,
    digits: new Map(markets.map(({ currency, currencyDigits }) => [currency, currencyDigits])),
  }
}

export const marketChoices = (markets: readonly Market[]): { value: string; label: string }[] =>
  markets.map(({ code, name, currency }) => ({ value: code, label: `${name} (${currency})` }))
