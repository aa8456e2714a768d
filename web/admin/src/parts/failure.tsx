import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core'
import { problemIn, Refusal } from '../api.ts'

/** What a person can do about it, by what the API said. */
function advice(error: unknown): string | undefined {
  if (!(error instanceof Refusal)) return 'Check your connection; nothing was lost here.'
  switch (error.status) {
    case 403:
      return 'Sign in with a token that carries the scope, or ask whoever issues tokens for it.'
    case 404:
      return 'It may have been deleted, or the address is mistyped.'
    case 429:
      return 'Too much was asked in a minute. Wait a little and try again.'
    case 503:
      return 'The shop goes on selling; only this page has to wait. Try again in a moment.'
    default:
      return undefined
  }
}

const titleOf = (error: unknown): string => {
  const problem = problemIn(error)
  if (problem !== undefined) return problem.title
  return error instanceof Refusal ? 'The server could not answer' : 'The shop cannot be reached'
}

/** A refusal in words: what happened, what to do, and a button. */
export function Failure({
  error,
  onRetry,
}: {
  readonly error: unknown
  readonly onRetry?: (() => void) | undefined
}) {
  const problem = problemIn(error)
  const help = advice(error)
  const detail = problem?.detail ?? (error instanceof Refusal ? error.message : undefined)
  return (
    <Alert color="red" variant="light" title={titleOf(error)} role="alert" className="failure">
      <Stack gap="xs" align="flex-start">
        {detail !== undefined && <Text size="sm">{detail}</Text>}
        {problem?.errors !== undefined && problem.errors.length > 0 && (
          <List size="sm" spacing={2}>
            {problem.errors.map(({ pointer, parameter, message }) => (
              <List.Item key={`${pointer ?? parameter ?? ''} ${message}`}>
                <Code>{pointer ?? parameter ?? 'request'}</Code> {message}
              </List.Item>
            ))}
          </List>
        )}
        {help !== undefined && <Text size="sm">{help}</Text>}
        <Group gap="md">
          {onRetry !== undefined && (
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
          {problem !== undefined && (
            <Text size="xs" c="gray.7">
              Request {problem.requestId}
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  )
}
