import { Failure } from '../../../../shared/errors.ts';
import type { EngineStore } from '../../../core/ports-store.ts';
import { storageFailure } from '../../storage-failure.ts';
import { openDatabase } from '../workspace/open.ts';
import { createAttachments } from './attachments.ts';
import { createImports } from './imports.ts';
import { createJournal } from './journal.ts';
import { createListing } from './listing.ts';
import { ENGINE_MIGRATIONS } from './migrations/index.ts';
import { createObservations } from './observations.ts';
import { createOutbox } from './outbox.ts';
import { createPeople } from './people.ts';
import { createRecords } from './records.ts';
import { createReviews } from './reviews.ts';
import { createTableImports } from './table-imports.ts';
import { createUndos } from './undos.ts';

/**
 * Opens the engine's memory, bringing it up to date first.
 *
 * @throws Failure `host.dataUnusable` or `host.migration`; then nothing was changed and the app does not start.
 */
export function openEngineStore({ path }: { path: string }): EngineStore {
  const db = openDatabase({ path, migrations: ENGINE_MIGRATIONS });
  // 32 MB of pages: a first sync of 10,000 customers works in memory instead of reading its own pages again.
  db.pragma('cache_size = -32768');
  // 16 MB of log before it is folded in: pages that a first sync touches over and over are written once, not each time.
  db.pragma('wal_autocheckpoint = 4000');
  // In WAL mode NORMAL survives a killed process but not a power cut; FULL flushes everything written before as well.
  let current: 'durable' | 'relaxed' = 'durable';
  const level = (wanted: 'durable' | 'relaxed'): void => {
    if (wanted === current) return;
    db.pragma(`synchronous = ${wanted === 'durable' ? 'FULL' : 'NORMAL'}`);
    current = wanted;
  };
  /** On a full disk the log itself may be what takes the room: folded in, it is used from its start again. */
  const foldLog = (): void => {
    try {
      db.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // No room for that either: the next act that fails tries again.
    }
  };
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  return {
    ...createObservations(db),
    ...createRecords(db),
    ...createListing(db),
    ...createOutbox(db),
    ...createReviews(db),
    ...createJournal(db),
    ...createUndos(db),
    ...createImports(db),
    ...createTableImports(db),
    ...createPeople(db),
    ...createAttachments(db),
    transaction<T>(act: () => T, durability: 'durable' | 'relaxed' = 'durable'): T {
      if (db.inTransaction) return act();
      try {
        level(durability);
        begin.run();
        const result = act();
        commit.run();
        return result;
      } catch (error) {
        if (db.inTransaction) rollback.run();
        const failure = storageFailure(error, path);
        if (failure instanceof Failure && failure.error.code === 'host.diskFull') foldLog();
        throw failure;
      }
    },
    close() {
      if (db.open) db.close();
    },
  };
}
