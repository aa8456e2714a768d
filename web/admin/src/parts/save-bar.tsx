import { Button, Group, Text } from '@mantine/core'

type Props = {
  readonly count: number
  readonly isSaving: boolean
  readonly onSave: () => void
  readonly onDiscard: () => void
}

/** Stays in view while something is not saved. */
export const SaveBar = ({ count, isSaving, onSave, onDiscard }: Props) =>
  count === 0 ? null : (
    <div className="save-bar" role="region" aria-label="Unsaved changes">
      <Text size="sm">
        {count} {count === 1 ? 'change is' : 'changes are'} not saved
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Button variant="default" size="sm" onClick={onDiscard} disabled={isSaving}>
          Discard
        </Button>
        <Button size="sm" onClick={onSave} loading={isSaving}>
          Save
        </Button>
      </Group>
    </div>
  )
