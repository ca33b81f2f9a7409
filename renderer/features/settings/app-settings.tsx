import { Loader, SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core';
import type { Settings } from '../../../shared/contract/settings.ts';
import { useAppStore, useCommand, useQuery } from '../../store/index.ts';
import { ErrorCallout, Panel } from '../../ui/index.ts';
import classes from './settings.module.css';

const THEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the system' },
] as const;

/** How the app itself behaves on this computer. */
export function AppSettings() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const settings = useQuery('settings.get', {}, { topics: ['settings'] });
  const save = useCommand('settings.set');
  const browser = useAppStore().kind === 'http';
  if (settings.data === null)
    return settings.error ? (
      <ErrorCallout error={settings.error} onRetry={settings.refetch} />
    ) : (
      <Loader size="sm" type="dots" aria-label="Loading" />
    );
  const stored = settings.data;
  const toggle = (
    name: 'openAtLogin' | 'closeToTray' | 'notifications',
    label: string,
    description: string,
    desktopOnly: boolean,
  ) => (
    <Switch
      label={label}
      description={desktopOnly && browser ? 'In the desktop app only.' : description}
      disabled={save.pending || (desktopOnly && browser)}
      checked={stored[name]}
      onChange={(event) => void save.run({ [name]: event.currentTarget.checked } satisfies Partial<Settings>)}
    />
  );
  return (
    <>
      {save.error && <ErrorCallout error={save.error} />}
      <Panel title="Appearance">
        <SegmentedControl
          aria-label="Theme"
          value={colorScheme}
          onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
          data={THEMES.map((theme) => ({ ...theme }))}
        />
      </Panel>
      <Panel title="This computer">
        <div className={classes.form}>
          {toggle('openAtLogin', 'Open at login', 'Starts hidden in the tray when you sign in to the computer.', true)}
          {toggle(
            'closeToTray',
            'Keep running when the window is closed',
            'Syncing goes on; Quit in the tray menu ends it.',
            true,
          )}
          {toggle(
            'notifications',
            'Notifications',
            'Only when something needs you or the connection is lost. Never per record.',
            false,
          )}
        </div>
      </Panel>
    </>
  );
}
