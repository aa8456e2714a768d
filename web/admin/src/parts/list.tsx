import { Button, Group, Table, Text } from '@mantine/core'
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { Failure } from './failure.tsx'
import { Lines } from './shown.tsx'

export type PageOf<Entry> = {
  readonly data: readonly Entry[]
  readonly page: { readonly nextCursor: string | null }
}

/** A list of the API, page after page. A page may be empty and not be the last: then the next one is read. */
export function useList<Entry>(
  key: QueryKey,
  load: (cursor: { cursor?: string }) => Promise<PageOf<Entry>>,
  refetchInterval?: number | false,
) {
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam === '' ? {} : { cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: ({ page }) => page.nextCursor,
    refetchInterval: refetchInterval ?? false,
  })
  const entries = list.data?.pages.flatMap(({ data }) => data)
  const { hasNextPage, isFetching, fetchNextPage } = list
  const isBare = entries?.length === 0 && hasNextPage
  useEffect(() => {
    if (isBare && !isFetching) void fetchNextPage()
  }, [isBare, isFetching, fetchNextPage])
  return { ...list, entries: isBare ? undefined : entries }
}
export type List<Entry> = ReturnType<typeof useList<Entry>>

export type Column<Entry> = {
  readonly head: string
  readonly cell: (entry: Entry) => ReactNode
  readonly align?: 'right'
  /** Left out where there is little room; the first column says it there. */
  readonly minor?: boolean
  readonly width?: number
}

type TableProps<Entry> = {
  /** What it is a table of, for who does not see it. */
  readonly name: string
  readonly columns: readonly Column<Entry>[]
  readonly rows: readonly Entry[]
  readonly keyOf: (entry: Entry) => string
}

export const DataTable = <Entry,>({ name, columns, rows, keyOf }: TableProps<Entry>) => (
  <div className="table-frame" tabIndex={0} role="group" aria-label={name}>
    <Table className="table" aria-label={name}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ head, align, minor, width }) => (
            <Table.Th
              key={head}
              ta={align}
              w={width}
              {...(minor === true && { visibleFrom: 'md' })}
              scope="col"
            >
              {head}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={keyOf(row)}>
            {columns.map(({ head, cell, align, minor }) => (
              <Table.Td key={head} ta={align} {...(minor === true && { visibleFrom: 'md' })}>
                {cell(row)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </div>
)

type ListProps<Entry> = Omit<TableProps<Entry>, 'rows'> & {
  readonly list: List<Entry>
  readonly empty: ReactNode
}

/** A list with its states: on its way, refused, empty, and more of it. */
export function ListTable<Entry>({ list, empty, ...table }: ListProps<Entry>) {
  const { entries, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = list
  if (entries === undefined)
    return (
      <div className="section-body" aria-busy={error === null}>
        {error === null ? <Lines /> : <Failure error={error} onRetry={() => void refetch()} />}
      </div>
    )
  return (
    <>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {entries.length === 0 ? empty : <DataTable {...table} rows={entries} />}
      {entries.length > 0 && (
        <Group justify="space-between" px="lg" py="sm" className="list-foot">
          <Text size="sm" c="gray.7" aria-live="polite">
            {entries.length} shown{hasNextPage ? '' : ', that is all'}
          </Text>
          {hasNextPage && (
            <Button
              variant="default"
              size="xs"
              loading={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              Show more
            </Button>
          )}
        </Group>
      )}
    </>
  )
}
