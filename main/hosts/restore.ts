import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { Failure } from '../../shared/errors.ts';
import type { Backup } from '../adapters/backup-files.ts';
import { backupsOf } from '../adapters/backup-files.ts';
import { faultOfDatabase } from '../adapters/sqlite/backups.ts';
import { openEngineStore } from '../adapters/sqlite/engine/store.ts';
import { openWorkspaceStore } from '../adapters/sqlite/workspace/store.ts';
import { damaged } from '../adapters/storage-failure.ts';
import { takeBack } from '../connectors/workspace/take-back.ts';
import type { EngineStore } from '../core/ports-store.ts';
import type { EntityRegistry, Observation } from '../core/types.ts';
import { type RestoredMark, restoredMeta } from '../engine/restored.ts';

/** One database that was put back. */
export type Restored = {
  file: string;
  /** When the backup was made; ISO. */
  backupAt: string;
  /** Where the damaged file lies now; null when it was missing. */
  aside: string | null;
};

type Files = { engine: string; workspace: string };

/**
 * Puts back what is damaged or missing from its newest sound backup; sound files are left alone. The damaged file is kept
 * beside. The engine is told by a mark in its own database, so that it compares everything before it writes again.
 *
 * Everything is made ready beside the old files first: whatever ends this half way, the next start tells the same and can
 * do it again.
 *
 * @throws Failure `host.noBackup` when something damaged has no sound backup; nothing is changed then.
 */
export function restoreDamaged(files: Files, parts: { registry: EntityRegistry; now: number }): Restored[] {
  const at = new Date(parts.now).toISOString();
  const engine = backupFor(files.engine);
  const workspace = backupFor(files.workspace);
  if (engine === null && workspace === null) return [];
  const engineReady = engine === null ? files.engine : makeReady(files.engine, engine);
  const workspaceReady = workspace === null ? null : makeReady(files.workspace, workspace);
  const store = openEngineStore({ path: engineReady });
  try {
    const mark: RestoredMark = { at, engine: engine?.at ?? null, workspace: workspace?.at ?? null };
    store.transaction(() => store.setMeta(restoredMeta, mark));
    if (workspaceReady !== null) bringForward(workspaceReady, store, parts.registry);
  } finally {
    store.close();
  }
  const put = (path: string, ready: string, backup: Backup | null): Restored[] =>
    backup === null ? [] : [{ file: basename(path), backupAt: backup.at, aside: swap(path, ready, at) }];
  return [...put(files.engine, engineReady, engine), ...put(files.workspace, workspaceReady ?? '', workspace)];
}

/** The newest sound backup of a damaged database; null when the database needs none. */
function backupFor(path: string): Backup | null {
  const backups = backupsOf(path);
  // A book that was never made is not a lost one.
  if (!existsSync(path) && backups.length === 0) return null;
  const fault = faultOfDatabase(path);
  if (fault === null) return null;
  const sound = backups.find((backup) => faultOfDatabase(backup.path) === null);
  if (sound === undefined) throw new Failure({ ...damaged(path, fault), code: 'host.noBackup' });
  return sound;
}

const LOGS = ['-wal', '-shm'];

/** A copy to be made ready beside the damaged file. */
function makeReady(path: string, backup: Backup): string {
  const ready = `${path}.restoring`;
  for (const ending of ['', ...LOGS]) rmSync(`${ready}${ending}`, { force: true });
  copyFileSync(backup.path, ready);
  return ready;
}

/** The engine's own memory of the book is newer than the backup: what it saw since comes back. */
function bringForward(ready: string, store: EngineStore, registry: EntityRegistry): void {
  const book = openWorkspaceStore({ path: ready, newBookId: () => '' });
  try {
    const cursor = store.getMeta<{ cursor: string }>('cursor/platform')?.cursor;
    // Another book counts the same numbers for other changes.
    if (cursor?.startsWith(`${book.bookId}:`) === true) takeBack(book, registry, platformSeen(store, registry));
  } finally {
    book.close();
  }
}

const PAGE = 500;

function* platformSeen(store: EngineStore, registry: EntityRegistry): Generator<Observation> {
  for (const { descriptor } of registry.all) {
    let after = '';
    for (;;) {
      const page = store.observationsAfter(descriptor.name, 'platform', after, PAGE);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      after = last.id;
    }
  }
}

/** Moves the damaged file and its logs aside and the ready one into its place. */
function swap(path: string, ready: string, at: string): string | null {
  const aside = `${path}.damaged-${at.slice(0, 19).replace(/:/g, '-')}Z`;
  for (const ending of LOGS) if (existsSync(`${path}${ending}`)) renameSync(`${path}${ending}`, `${aside}${ending}`);
  const was = existsSync(path);
  if (was) renameSync(path, aside);
  renameSync(ready, path);
  return was ? aside : null;
}
