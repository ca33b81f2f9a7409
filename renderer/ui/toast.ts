import { notifications } from '@mantine/notifications';

/** One message per act, short-lived, replacing the one before it for the same act: never a pile. */
export function toast(message: string, options: { id?: string; tone?: 'good' | 'bad' } = {}): void {
  const id = options.id ?? 'act';
  const bad = options.tone === 'bad';
  notifications.hide(id);
  notifications.show({ id, message, withBorder: true, color: bad ? 'red' : 'teal', autoClose: bad ? 8000 : 4000 });
}
