import { AppShell, Burger, Button, Group, Menu, NavLink, ScrollArea, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, Outlet, useLocation } from 'react-router'
import { admin, read } from './api.ts'
import { endSession, mayDo, type Session, useSession } from './session.ts'
import { Arrival, SignIn } from './sign-in.tsx'

const ROOMS = [
  [
    'Sell',
    [
      ['/', 'Overview', undefined],
      ['/orders', 'Orders', 'orders:read'],
      ['/promotions', 'Promotions', 'promotions:read'],
    ],
  ],
  [
    'Catalog',
    [
      ['/products', 'Products', 'catalog:read'],
      ['/prices', 'Prices', 'catalog:read'],
      ['/inventory', 'Inventory', 'inventory:read'],
      ['/imports', 'Imports', 'imports:read'],
      ['/markets', 'Markets', 'markets:read'],
    ],
  ],
  [
    'Operate',
    [
      ['/publication', 'Publication', 'catalog:read'],
      ['/events', 'Events', 'events:read'],
      ['/audit', 'Audit', 'audit:read'],
      ['/health', 'Health', 'health:read'],
    ],
  ],
] as const

/** Everything around a page: who is signed in, where one can go, and whether what was changed is live. */
export function Shell() {
  const { isArriving, session, farewell } = useSession()
  const { pathname } = useLocation()
  if (pathname === '/sign-in') return <Arrival />
  if (isArriving) return null
  return session === undefined ? <SignIn farewell={farewell} /> : <SignedIn session={session} />
}

function SignedIn({ session }: { readonly session: Session }) {
  const [opened, { toggle, close }] = useDisclosure()
  const { pathname } = useLocation()
  useEffect(() => {
    close()
    window.scrollTo(0, 0)
  }, [pathname, close])
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'xl' }}
      transitionDuration={0}
    >
      <a className="skip" href="#page">
        To the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label="Pages"
              aria-expanded={opened}
            />
            <Link to="/" className="brand">
              Highstreet <span>Console</span>
            </Link>
          </Group>
          <Group gap="sm" wrap="nowrap">
            {mayDo(session, 'catalog:read') && <Live />}
            <Account session={session} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Pages">
        <ScrollArea>
          {ROOMS.map(([room, doors]) => (
            <Stack key={room} gap={2} mb="md">
              <Text size="xs" fw={600} c="gray.7" px="sm" py={4}>
                {room}
              </Text>
              {doors
                .filter(([, , scope]) => scope === undefined || mayDo(session, scope))
                .map(([to, name]) => (
                  <NavLink
                    key={to}
                    component={Link}
                    to={to}
                    label={name}
                    active={to === '/' ? pathname === '/' : pathname.startsWith(to)}
                    aria-current={
                      (to === '/' ? pathname === '/' : pathname.startsWith(to)) ? 'page' : undefined
                    }
                    className="door"
                  />
                ))}
            </Stack>
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1}>
        <div className="page">
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  )
}

/** "Is it live?", on every page: each change raises the question. */
function Live() {
  const { data } = useQuery({
    queryKey: ['publication'],
    queryFn: () => read(admin.publication.$get()),
    refetchInterval: ({ state }) => (state.data?.live === false ? 1_500 : 15_000),
  })
  if (data === undefined) return null
  const behind = data.head - data.published
  return (
    <Button
      component={Link}
      to="/publication"
      variant="subtle"
      size="compact-sm"
      color={data.live ? 'green.9' : 'orange.9'}
      leftSection={<span className={data.live ? 'dot dot-live' : 'dot dot-waiting'} />}
    >
      {data.live ? 'Live' : behind > 0 ? `Publishing ${behind}` : 'Publishing'}
    </Button>
  )
}

function Account({ session }: { readonly session: Session }) {
  const { subject, issuer, scopes } = session
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button variant="default" size="compact-sm">
          {subject}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Stack gap={2} p="sm">
          <Text size="sm" fw={600}>
            {subject}
          </Text>
          <Text size="xs" c="gray.7">
            {issuer}
          </Text>
          {scopes !== undefined && (
            <Text size="xs" c="gray.7">
              {scopes.size} scopes
            </Text>
          )}
        </Stack>
        <Menu.Divider />
        <Menu.Item onClick={() => endSession()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
