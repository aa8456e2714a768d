import { Alert, Button, Code, Divider, Loader, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import type { SignInOutcome } from '../../shared/session.ts'
import { keeper, readToken } from './session.ts'

const Frame = ({ children }: { readonly children: ReactNode }) => (
  <main className="sign-in">
    <Paper withBorder p="xl" radius="lg" w="100%" maw={440}>
      <Stack gap="lg">
        <Text className="brand" component="p" m={0}>
          Highstreet <span>Console</span>
        </Text>
        {children}
      </Stack>
    </Paper>
  </main>
)

type Props = { readonly farewell: string | undefined; readonly failure?: string | undefined }

/** Where a person becomes one that the shop knows: by its issuer, or with a token from somebody who may give them. */
export function SignIn({ farewell, failure }: Props) {
  const [token, setToken] = useState('')
  const [fault, setFault] = useState<string>()
  const [isLeaving, setLeaving] = useState(false)
  const { data: isOffered } = useQuery({ queryKey: ['sign-in'], queryFn: () => keeper.isOffered() })
  useEffect(() => {
    document.title = 'Sign in · Console'
  }, [])
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (readToken(token.trim()) === undefined) setFault('This is no token, or its time is over.')
    else keeper.adopt(token.trim())
  }
  async function leave(): Promise<void> {
    setLeaving(true)
    const { pathname, search } = location
    await keeper.begin(pathname === '/admin/sign-in' ? '/admin' : pathname + search)
    setLeaving(false)
    setFault(undefined)
  }
  const note = failure ?? farewell
  return (
    <Frame>
      <Title order={1}>Sign in</Title>
      {note !== undefined && (
        <Alert color="yellow" role="status">
          {note}
        </Alert>
      )}
      {isOffered === true && (
        <>
          <Button size="md" loading={isLeaving} onClick={() => void leave()}>
            Sign in with your account
          </Button>
          <Divider label="or with a token" />
        </>
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
            visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
            onChange={({ currentTarget }) => {
              setToken(currentTarget.value)
              setFault(undefined)
            }}
          />
          <Button
            type="submit"
            variant={isOffered === true ? 'default' : 'filled'}
            disabled={token.trim() === ''}
          >
            Sign in with the token
          </Button>
        </Stack>
      </form>
      <Text size="xs" c="gray.7">
        At a local shop <Code>npm start</Code> prints a token, and{' '}
        <Code>npm run -s token -- --scope &quot;catalog:write orders:write&quot;</Code> makes others.
      </Text>
    </Frame>
  )
}

const WORDS: Readonly<Record<Extract<SignInOutcome, { ok: false }>['code'], string>> = {
  no_door: 'This shop names no issuer for staff. Use a token.',
  not_begun_here: 'This sign-in was not begun in this tab. Begin it again.',
  unreachable: 'The issuer cannot be reached at present. Try again in a moment.',
  refused: 'The issuer did not let you in. Begin again.',
  access_denied: 'You left without signing in.',
}

// The code that the issuer sent works once, however often this is drawn.
let arrival: Promise<SignInOutcome> | undefined

/** Back from the issuer. */
export function Arrival() {
  const navigate = useNavigate()
  const [failure, setFailure] = useState<string>()
  useEffect(() => {
    arrival ??= keeper.complete(location.search).finally(() => (arrival = undefined))
    const arriving = arrival
    async function arrive(): Promise<void> {
      const outcome = await arriving
      if (outcome.ok) await navigate(outcome.returnTo.replace(/^\/admin/, '') || '/', { replace: true })
      else setFailure(WORDS[outcome.code])
    }
    void arrive()
  }, [navigate])
  if (failure !== undefined) return <SignIn farewell={undefined} failure={failure} />
  return (
    <Frame>
      <Loader aria-label="Signing in" />
    </Frame>
  )
}
