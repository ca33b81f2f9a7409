import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A whole copy of a database, checked before it got its name. */
export type Backup = {
  path: string;
  /** When it was made; ISO. */
  at: string;
};

/** Where the backups of a database lie. */
export const backupFolder = (path: string): string => join(dirname(path), 'backups');
/** `engine.db.2026-05-04T15-00-00Z`: an instant without the colons that Windows does not take in a name. */
export const backupName = (path: string, at: string): string =>
  `${basename(path)}.${at.slice(0, 19).replace(/:/g, '-')}Z`;
export const instantIn = (name: string): string => name.slice(-20).replace(/T(\d\d)-(\d\d)-(\d\d)Z$/, 'T$1:$2:$3Z');

/** The backups of a database, newest first. */
export function backupsOf(path: string): Backup[] {
  const folder = backupFolder(path);
  if (!existsSync(folder)) return [];
  const pattern = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;
  const start = `${basename(path)}.`;
  return readdirSync(folder)
    .filter((name) => name.startsWith(start) && pattern.test(name.slice(start.length)))
    .sort()
    .reverse()
    .map((name) => ({ path: join(folder, name), at: instantIn(name) }));
}
