import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { Link, useRouteError } from 'react-router'
import { PageHead } from './parts/page.tsx'

/** Something in the console itself went wrong, or a newer one has been deployed and this one's files are gone. */
export function Broken() {
  const error = useRouteError()
  return (
    <Center mih="80vh" p="lg">
      <Stack align="center" gap="sm" maw={460}>
        <Title order={1}>The console stumbled</Title>
        <Text ta="center" c="gray.7">
          Nothing was changed at the shop by this. Loading the page again usually helps, also after a new
          version was deployed.
        </Text>
        <Text size="sm" c="gray.7">
          {error instanceof Error ? error.message : ''}
        </Text>
        <Button onClick={() => location.reload()}>Load again</Button>
      </Stack>
    </Center>
  )
}

export const NotHere = () => (
  <>
    <PageHead title="There is no such page" note="The address may be mistyped." />
    <Button component={Link} to="/">
      To the overview
    </Button>
  </>
)
