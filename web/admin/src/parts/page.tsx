import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { Link } from 'react-router'

type HeadProps = {
  readonly title: string
  readonly note?: ReactNode
  readonly actions?: ReactNode
  /** The list that it belongs to. */
  readonly back?: readonly [to: string, name: string]
  readonly badges?: ReactNode
}

/** The head of a page; names the tab, too. */
export function PageHead({ title, note, actions, back, badges }: HeadProps) {
  useEffect(() => {
    document.title = `${title} · Console`
  }, [title])
  return (
    <Stack gap={4} mb="lg">
      {back !== undefined && (
        <Anchor component={Link} to={back[0]} size="sm" className="back">
          <span aria-hidden="true">←</span> {back[1]}
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={4} miw={0}>
          <Group gap="sm">
            <Title order={1} className="page-title">
              {title}
            </Title>
            {badges}
          </Group>
          {note !== undefined && (
            <Text c="gray.7" size="sm" maw={640} component="div">
              {note}
            </Text>
          )}
        </Stack>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
    </Stack>
  )
}

type SectionProps = {
  readonly title?: string
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Without room around, for tables. */
  readonly flush?: boolean
}

/** A card of a page. */
export const Section = ({ title, note, actions, children, flush = false }: SectionProps) => (
  <Paper component="section" withBorder className="section" p={0} aria-label={title}>
    {(title !== undefined || actions !== undefined) && (
      <Group
        justify="space-between"
        align="flex-start"
        className="section-head"
        pb={flush ? 'sm' : 0}
        gap="xs"
        wrap="nowrap"
      >
        <Stack gap={2}>
          {title !== undefined && <Title order={2}>{title}</Title>}
          {note !== undefined && (
            <Text size="sm" c="gray.7" component="div">
              {note}
            </Text>
          )}
        </Stack>
        {actions}
      </Group>
    )}
    <div className={flush ? undefined : 'section-body'}>{children}</div>
  </Paper>
)

/** Where a list would be. */
export const Empty = ({ title, children }: { readonly title: string; readonly children?: ReactNode }) => (
  <Stack align="center" gap={6} py={48} px="md" className="empty">
    <Text fw={600}>{title}</Text>
    {children !== undefined && (
      <Text size="sm" c="gray.7" ta="center" maw={440} component="div">
        {children}
      </Text>
    )}
  </Stack>
)

/** A name and what it is, one below the other. */
export const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="fact">
    <Text component="dt" size="xs" c="gray.7">
      {name}
    </Text>
    <Text component="dd" size="sm" m={0}>
      {children}
    </Text>
  </div>
)
