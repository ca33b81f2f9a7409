import { backUp, backupDue } from '../adapters/sqlite/backups.ts';
import type { Clock, Log, Timers } from '../core/ports.ts';

/** Looks this often whether a backup is due (ms); the looking is a folder's listing. */
const CHECK_MS = 60_000;

export type Backups = {
  start(): void;
  /** Ends the timetable and makes the copies of a clean stop. Call it when the databases are closed. */
  stop(): Promise<void>;
};

/**
 * Keeps good copies of the databases: daily, and at a clean stop of what changed since. A copy that cannot be made is
 * told in the log and tried again; it stops nothing.
 */
export function createBackups(parts: { paths: string[]; clock: Clock; timers: Timers; log: Log }): Backups {
  const { paths, clock, timers, log } = parts;
  let working: Promise<void> = Promise.resolve();
  let idle = true;
  let leave: (() => void) | null = null;

  const makeDue = async (due: 'daily' | 'changed'): Promise<void> => {
    for (const path of paths) {
      try {
        if (!backupDue(path, clock.now(), due)) continue;
        const { path: copy } = await backUp(path, clock.now());
        log.info('Backed up', { copy });
      } catch (error) {
        log.warn('A backup could not be made', { path, error: String(error) });
      }
    }
  };

  return {
    start() {
      leave = timers.every(CHECK_MS, () => {
        if (!idle) return;
        idle = false;
        working = makeDue('daily').finally(() => {
          idle = true;
        });
      });
    },
    async stop() {
      // An app that did not come up may have met a damaged file: no copy of that.
      if (leave === null) return;
      leave();
      await working;
      await makeDue('changed');
    },
  };
}
