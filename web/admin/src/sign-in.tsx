import { Alert, Button, Code, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { beginSession, readToken } from './session.ts'

/** Where a person becomes one that the shop knows. */
export function SignIn({ farewell }: { readonly farewell: string | undefined }) {
  const [token, setToken] = useState('')
  const [fault, setFault] = useState<string>()
  function submit(event: FormEvent): void {
    event.preventDefault()
    const session = readToken(token.trim())
    if (session === undefined) setFault('This is no token, or its time is over.')
    else beginSession(session)
  }
  return (
    <main className="sign-in">
      <Paper withBorder p="xl" radius="lg" w="100%" maw={440}>
        <Stack gap="lg">
          <div>
            <Text className="brand" component="p" m={0}>
              Highstreet <span>Console</span>
            </Text>
            <Title order={1} mt="md">
              Sign in
            </Title>
          </div>
          {farewell !== undefined && (
            <Alert color="yellow" role="status">
              {farewell}
            </Alert>
          )}
          <form onSubmit={submit}>
            <Stack gap="sm">
              <PasswordInput
                label="Staff token"
                description="A JWT of an issuer that the shop knows. It stays in this tab."
                placeholder="eyJ…"
                value={token}
                error={fault}
                autoComplete="off"
                spellCheck={false}
                onChange={({ currentTarget }) => {
                  setToken(currentTarget.value)
                  setFault(undefined)
                }}
              />
              <Button type="submit" disabled={token.trim() === ''}>
                Sign in with the token
              </Button>
            </Stack>
          </form>
          <Text size="xs" c="gray.7">
            With a local shop: <Code>npm start</Code> prints a token, and{' '}
            <Code>npm run -s token -- --scope &quot;catalog:write orders:write&quot;</Code> makes others.
          </Text>
        </Stack>
      </Paper>
    </main>
  )
}
