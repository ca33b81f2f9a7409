import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { appError, Failure, fail } from '../../../../shared/errors.ts';
import { backupsOf } from '../../backup-files.ts';
import { damaged, storageFailure } from '../../storage-failure.ts';
import { faultOfOpen } from '../backups.ts';

export type OpenOptions = {
  /** File of the database, or ":memory:". */
  path: string;
  /** SQL of each step, oldest first; `PRAGMA user_version` tells how many have run. */
  migrations: readonly string[];
  /** How long to wait for another program that holds the file (a backup tool), in milliseconds. Waiting stops all else. */
  busyMs?: number;
};

/**
 * Opens a database as durable as SQLite can be (write-ahead log, every commit on the disk before it returns) and brings it
 * up to date, after a backup of what it was. After an unclean end all of it is checked first.
 *
 * @throws Failure `host.damaged` or `host.noBackup` when it is damaged, or lost although there are backups;
 * `host.diskFull`, `host.readOnly` or `host.dataUnusable` when the file cannot be opened; `host.migration` when it cannot be brought up to
 * date: it is then as it was.
 */
export function openDatabase({ path, migrations, busyMs = 1_000 }: OpenOptions): Database.Database {
  let db: Database.Database | null = null;
  try {
    // Never a new book in place of one that was lost.
    if (!existsSync(path) && backupsOf(path).length > 0) throw new Failure(damaged(path, 'it is missing'));
    const unclean = endedUncleanly(path);
    db = new Database(path, { timeout: busyMs });
    const fault = unclean ? faultOfOpen(db) : null;
    if (fault !== null) throw new Failure(damaged(path, fault));
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    // 16 MB: the indexes of a book of some ten thousand records stay in memory while many are written.
    db.pragma('cache_size = -16000');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    migrate(db, path, migrations);
    return db;
  } catch (error) {
    db?.close();
    throw storageFailure(error, path);
  }
}

/** A log that was not folded in: the process was killed, or the power failed. */
const endedUncleanly = (path: string): boolean => existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;

function migrate(db: Database.Database, path: string, migrations: readonly string[]): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version === migrations.length) return;
  if (version > migrations.length)
    fail('host.migration', { reason: 'it was written by a newer Plumbline', backup: path });
  const backup = version === 0 ? path : backUp(db, path, version);
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue;
    try {
      db.transaction(() => {
        db.exec(step);
        db.pragma(`user_version = ${index + 1}`);
      })();
    } catch (error) {
      throw new Failure(
        appError('host.migration', { reason: error instanceof Error ? error.message : String(error), backup }),
        { cause: error },
      );
    }
  }
}

/** Copies the database as it is now beside itself; an unfinished copy never bears the name of a backup. */
function backUp(db: Database.Database, path: string, version: number): string {
  if (path === ':memory:') return path;
  const backup = `${path}.v${version}.backup`;
  const unfinished = `${backup}.new`;
  rmSync(unfinished, { force: true });
  db.prepare('VACUUM INTO ?').run(unfinished);
  renameSync(unfinished, backup);
  return backup;
}
