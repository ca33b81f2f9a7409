import { posix, win32 } from 'node:path';

/** What decides where the data lives when nothing is said: the system, the home folder and the environment. */
export type Surroundings = {
  platform: NodeJS.Platform;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
};

/**
 * Where Plumbline keeps its data on each system when `--data` is not given. Both hosts use the same folder, so that the
 * book is there whichever one is opened. On Windows the local, not the roaming, profile: a database must not be copied
 * between computers by a sign-in.
 */
export function defaultDataDir({ platform, home, env }: Surroundings): string {
  if (platform === 'win32') return win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'Plumbline');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Plumbline');
  const base = env.XDG_DATA_HOME;
  // The XDG rules say that a relative path is to be ignored.
  return posix.join(
    base !== undefined && posix.isAbsolute(base) ? base : posix.join(home, '.local', 'share'),
    'plumbline',
  );
}

/** The files of a data folder. */
export const dataFiles = (dir: string, join: (...parts: string[]) => string) => ({
  engine: join(dir, 'engine.db'),
  workspace: join(dir, 'workspace.db'),
  /** Content of files on records. */
  files: join(dir, 'files'),
  sandbox: join(dir, 'sandbox'),
  connection: join(dir, 'connection.json'),
  secrets: join(dir, 'secrets.json'),
  log: join(dir, 'logs', 'plumbline.log'),
  /** The list of companies kept side by side, and the folders of all but the first. */
  companies: join(dir, 'companies.json'),
  others: join(dir, 'companies'),
});
