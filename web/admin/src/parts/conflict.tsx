import { Alert, Badge, Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import type { Tagged } from '../api.ts'
import { differences, type Editing, merged, type Side } from './draft.ts'

type Props<Draft extends object> = {
  /** What it is called: `the product`. */
  readonly what: string
  readonly editing: Editing<Draft>
  readonly theirs: Tagged<Draft>
  readonly names: Readonly<Record<keyof Draft, string>>
  readonly show: (member: keyof Draft, value: Draft) => string
  /** Takes what was chosen, to be saved over what it is now. */
  readonly onResolve: (draft: Draft) => void
  readonly onClose: () => void
}

/** Two people changed the same thing: both versions side by side, and one chooses member by member. */
export function Conflict<Draft extends object>({
  what,
  editing: { base, draft },
  theirs,
  names,
  show,
  onResolve,
  onClose,
}: Props<Draft>) {
  const isPhone = useMediaQuery('(max-width: 48em)')
  const [chosen, setChosen] = useState<ReadonlyMap<keyof Draft, Side>>(new Map())
  const found = differences(base, draft, theirs.body)
  const isOpen = found.some(({ member, who }) => who === 'both' && !chosen.has(member))
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      fullScreen={isPhone}
      title={<Text fw={650}>Somebody else changed {what} meanwhile</Text>}
    >
      <Stack gap="md">
        <Alert color="yellow" variant="light">
          Nothing was saved yet, and nothing is lost. Choose what holds where you have both changed something;
          the rest is put together by itself.
        </Alert>
        {found.length === 0 && <Text size="sm">Both versions say the same. Save to be sure.</Text>}
        {found.map(({ member, who }) => {
          const name = names[member]
          const side = chosen.get(member) ?? (who === 'both' ? undefined : who)
          return (
            <Radio.Group
              key={String(member)}
              value={side ?? null}
              onChange={(value) => setChosen(new Map(chosen).set(member, value as Side))}
              label={
                <Group gap="xs">
                  {name}
                  <Badge color={who === 'both' ? 'orange' : 'gray'}>
                    {who === 'both'
                      ? 'changed by both'
                      : who === 'mine'
                        ? 'changed by you'
                        : 'changed by them'}
                  </Badge>
                </Group>
              }
            >
              <div className="sides">
                {(['mine', 'theirs'] as const).map((each) => (
                  <Radio.Card
                    key={each}
                    value={each}
                    className="side"
                    aria-label={`${name}: ${each === 'mine' ? 'yours' : 'theirs'}`}
                  >
                    <Group gap="xs" wrap="nowrap" align="flex-start">
                      <Radio.Indicator />
                      <div className="two-line">
                        <Text size="xs" c="gray.7">
                          {each === 'mine' ? 'Yours' : 'Theirs, as it is now'}
                        </Text>
                        <pre className="value">
                          {show(member, each === 'mine' ? draft : theirs.body) || '(empty)'}
                        </pre>
                      </div>
                    </Group>
                  </Radio.Card>
                ))}
              </div>
            </Radio.Group>
          )
        })}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Go on writing
          </Button>
          <Button disabled={isOpen} onClick={() => onResolve(merged(found, draft, theirs.body, chosen))}>
            Save what was chosen
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
