import type { TableFile, TableSetup } from '../../shared/contract/import-file.ts';
import type { Checked } from '../core/table-import/check.ts';
import type { Table } from '../core/table-import/types.ts';

/** Files that somebody is bringing over, in memory: nothing of them is stored before a person agrees. */

/** A file that was read. */
export type HeldFile = { id: string; told: TableFile; table: Table };
/** What was shown of one. */
export type HeldCheck = { hash: string; file: HeldFile; setup: TableSetup; checked: Checked };

/** Files and checks held at once: one is at work at a time, several people may be. */
const MOST_HELD = 4;

export type TableDesk = {
  putFile(file: HeldFile): void;
  file(id: string): HeldFile | null;
  putCheck(check: HeldCheck): void;
  check(hash: string): HeldCheck | null;
  /** Whether an import is being stored: one at a time. */
  storing: boolean;
  /** One import works at a time; what it does is waited for when the engine stops. */
  working: Promise<void> | null;
  ended(): Promise<void>;
};

export function createTableDesk(): TableDesk {
  const files = new Map<string, HeldFile>();
  const checks = new Map<string, HeldCheck>();
  const put = <T>(map: Map<string, T>, key: string, one: T): void => {
    map.delete(key);
    map.set(key, one);
    for (const oldest of [...map.keys()].slice(0, Math.max(0, map.size - MOST_HELD))) map.delete(oldest);
  };
  const desk: TableDesk = {
    putFile: (file) => put(files, file.id, file),
    file: (id) => files.get(id) ?? null,
    putCheck: (check) => put(checks, check.hash, check),
    check: (hash) => checks.get(hash) ?? null,
    storing: false,
    working: null,
    ended: async () => {
      await desk.working?.catch(() => undefined);
    },
  };
  return desk;
}
