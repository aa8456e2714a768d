import { Skeleton, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'

type Props<Body> = {
  readonly of: Pick<UseQueryResult<Body>, 'data' | 'error' | 'refetch'>
  /** Stands where the answer will, of about its size. */
  readonly waiting?: ReactNode
  readonly children: (body: Body) => ReactNode
}

/** What a query answers, or why it does not, or a place for it. What was shown once stays while it is read anew. */
export function Shown<Body>({ of: { data, error, refetch }, waiting = <Lines />, children }: Props<Body>) {
  if (data !== undefined)
    return (
      <>
        {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
        {children(data)}
      </>
    )
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />
  return <div aria-busy="true">{waiting}</div>
}

/** Lines of a list or a form that is on its way. */
export const Lines = ({ count = 6, height = 44 }: { readonly count?: number; readonly height?: number }) => (
  <Stack gap="xs" aria-hidden="true">
    {Array.from({ length: count }, (_, at) => (
      <Skeleton key={at} height={height} radius="sm" />
    ))}
  </Stack>
)
