import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { type Backup, backupFolder, backupName, backupsOf, instantIn } from '../backup-files.ts';
import { NOT_SOUND, storageFailure } from '../storage-failure.ts';

/** Days of which the newest backup is kept: time enough to notice, little enough room. */
const KEEP_DAYS = 3;

/**
 * Copies a database as it is now beside itself, checks the copy, and only then gives it the name of a backup. Of each of
 * the last three days with one, the newest is kept.
 *
 * The copying is done on a thread of its own: a large book takes seconds, and this thread has none to spare.
 *
 * @throws whatever keeps the copy from being made; then no backup was touched.
 */
export async function backUp(path: string, now: number): Promise<Backup> {
  const at = new Date(now).toISOString();
  const folder = backupFolder(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = join(folder, backupName(path, at));
  const unfinished = `${target}.new`;
  removeUnfinished(folder);
  try {
    await copyAndCheck(path, unfinished);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  prune(path);
  return { path: target, at: instantIn(backupName(path, at)) };
}

/** What a killed process left. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder))
    if (/\.new(-journal)?$/.test(name)) rmSync(join(folder, name), { force: true });
}

function prune(path: string): void {
  const days = new Set<string>();
  for (const { path: file, at } of backupsOf(path)) {
    const day = at.slice(0, 10);
    const keeps = !days.has(day) && days.size < KEEP_DAYS;
    days.add(day);
    if (!keeps) rmSync(file, { force: true });
  }
}

const DAY_MS = 86_400_000;

/**
 * Whether a copy should be made now: `daily` when the newest is a day old (or there is none), `changed` when the database
 * was written since, told by the times of its files.
 */
export function backupDue(path: string, now: number, due: 'daily' | 'changed'): boolean {
  if (!existsSync(path)) return false;
  const newest = backupsOf(path)[0];
  if (newest === undefined) return true;
  const made = Date.parse(newest.at);
  if (due === 'daily') return Math.abs(now - made) >= DAY_MS;
  return [path, `${path}-wal`].some((file) => existsSync(file) && statSync(file).mtimeMs > made + 1_000);
}

/**
 * Text, not a file: the desktop app is one bundle, and the thread must find better-sqlite3 where this module does. The copy
 * is one file without a log beside it.
 */
const COPY = `
const { parentPort, workerData } = require('node:worker_threads');
let Database;
try {
  Database = require(workerData.sqlite);
} catch {
  parentPort.postMessage('unloadable');
  process.exit(0);
}
(${copyDatabase.toString()})(Database, workerData.from, workerData.to);
parentPort.postMessage('done');
`;

/** Self-contained: it runs from its text. A sound copy or an error. */
function copyDatabase(Sqlite: typeof Database, from: string, to: string): void {
  const check = (db: Database.Database, name: string): void => {
    const found = db.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') throw new Error(`${name} is damaged: ${found}`);
  };
  const source = new Sqlite(from, { readonly: true, timeout: 5_000 });
  try {
    check(source, 'the database');
    source.prepare('VACUUM INTO ?').run(to);
  } finally {
    source.close();
  }
  const copy = new Sqlite(to, { readonly: true });
  try {
    check(copy, 'the copy');
  } finally {
    copy.close();
  }
}

function copyAndCheck(from: string, to: string): Promise<void> {
  const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');
  return new Promise((resolve, reject) => {
    const worker = new Worker(COPY, { eval: true, workerData: { from, to, sqlite } });
    worker.once('message', (message: unknown) => {
      if (message === 'done') return resolve();
      // A shell whose threads cannot load what its main thread can: slower is better than not at all.
      try {
        copyDatabase(Database, from, to);
        resolve();
      } catch (error) {
        reject(error);
      }
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the copy was not finished (${code})`)));
  });
}

/** What is wrong with a database, in words that end a sentence; null when it is sound. Reads all of it. */
export function faultOfDatabase(path: string): string | null {
  if (!existsSync(path)) return 'it is missing';
  let db: Database.Database | null = null;
  try {
    db = new Database(path, { fileMustExist: true });
    return faultOfOpen(db);
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return NOT_SOUND;
    throw storageFailure(error, path);
  } finally {
    db?.close();
  }
}

export function faultOfOpen(db: Database.Database): string | null {
  const found = String(db.pragma('quick_check(1)', { simple: true }));
  return found === 'ok' ? null : NOT_SOUND;
}
