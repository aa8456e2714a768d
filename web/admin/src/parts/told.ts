import { notifications } from '@mantine/notifications'

/** Says shortly that something is done. */
export const tell = (message: string): void => {
  notifications.show({ message, color: 'green', withBorder: true })
}
