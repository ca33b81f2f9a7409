import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fail } from '../../shared/errors.ts';
import { processStartMark } from './process-start.ts';
import { systemRandomBytes } from './random.ts';

/** Holds the data folder until released. Releasing twice does nothing. */
export type DirectoryLock = { release(): void };

/** Who holds a lock. `mark` tells the process from a later one with the same number; `token` tells two holds apart. */
const holderSchema = z.object({ pid: z.number().int().positive(), mark: z.string().nullable(), token: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** How this computer's processes are seen; handed in by tests. */
export type ProcessView = { ownPid: number; runs(pid: number): boolean; mark(pid: number): string | null };

const systemView: ProcessView = {
  ownPid: process.pid,
  runs: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // EPERM: it runs, as another user.
      return codeOf(error) === 'EPERM';
    }
  },
  mark: processStartMark,
};

/** Rounds tried when the lock changes hands while we look at it; each round needs another process to be as quick. */
const ROUNDS = 20;

/** Rounds an unreadable lock is given to become whole, where files cannot be made to appear whole (exFAT). */
const PATIENT_ROUNDS = 5;

/**
 * Takes the data folder for this process, making the folder where it is missing.
 *
 * The lock is a file that appears whole or not at all. A lock whose holder is gone (killed, power lost) is taken over, by
 * one process only: whoever wants to remove it must first hold a lock named after that very hold.
 *
 * @throws Failure `host.dataInUse` when another running process holds it; `host.diskFull`, `host.readOnly` or
 * `host.dataUnusable` when the folder cannot be made or written.
 */
export function lockDirectory(dir: string, view: ProcessView = systemView): DirectoryLock {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const path = join(dir, 'lock');
    const own = acquire(path, view);
    if (own === null) return fail('host.dataInUse', { dir });
    let held = true;
    return {
      release: () => {
        if (held && tokenOf(readHolder(path)) === own.token) remove(path);
        held = false;
      },
    };
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    if (code === 'ENOSPC' || code === 'EDQUOT') return fail('host.diskFull', { dir });
    if (code === 'EROFS') return fail('host.readOnly', { dir });
    return fail('host.dataUnusable', { dir, reason: reasonOf(code, error) });
  }
}

/** Makes the lock file ours; null when a running process holds it. */
function acquire(path: string, view: ProcessView): Holder | null {
  const token = Buffer.from(systemRandomBytes(9)).toString('base64url');
  const own: Holder = { pid: view.ownPid, mark: view.mark(view.ownPid), token };
  for (let round = 0; round < ROUNDS; round++) {
    if (createWhole(path, own)) return own;
    const holder = readHolder(path);
    if (holder === null) continue;
    if (holder === 'unreadable' && round < PATIENT_ROUNDS) {
      pause();
      continue;
    }
    if (holder !== 'unreadable' && isAlive(holder, view)) return null;
    const seen = tokenOf(holder);
    const guardPath = `${path}.${seen}`;
    if (acquire(guardPath, view) === null) return null;
    if (tokenOf(readHolder(path)) === seen) remove(path);
    remove(guardPath);
  }
  return null;
}

/** Whether the process that wrote the lock still runs (the same one, not a later one with its number). */
function isAlive(holder: Holder, view: ProcessView): boolean {
  if (!view.runs(holder.pid)) return false;
  const mark = view.mark(holder.pid);
  // Where the system does not say when a process began, a running number counts as the holder: refusing is the safe side.
  return mark === null || holder.mark === null || mark === holder.mark;
}

const tokenOf = (holder: Holder | 'unreadable' | null): string | null =>
  holder === null || holder === 'unreadable' ? holder : holder.token;

/** Makes a file with this content if none of that name exists; the name never shows half a content. */
function createWhole(path: string, holder: Holder): boolean {
  const whole = `${path}.${holder.token}.new`;
  const text = JSON.stringify(holder);
  writeNew(whole, text);
  try {
    linkSync(whole, path);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    if (code === 'ENOSPC' || code === 'EACCES' || code === 'EROFS') throw error;
    // File systems without hard links: written in place, readers give an unreadable lock a moment.
    try {
      writeNew(path, text);
      return true;
    } catch (second) {
      if (codeOf(second) === 'EEXIST') return false;
      throw second;
    }
  } finally {
    remove(whole);
  }
}

function writeNew(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What the lock file says; null when there is none. */
function readHolder(path: string): Holder | 'unreadable' | null {
  try {
    const holder = holderSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return holder.success ? holder.data : 'unreadable';
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? null : 'unreadable';
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Waits 20 ms without giving way: start-up has nothing else to do yet. */
const pause = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
};

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** Why a folder cannot be used, in words that end a sentence. */
function reasonOf(code: string, error: unknown): string {
  const words: Record<string, string> = {
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
    ENOTDIR: 'part of the path is a file',
    EEXIST: 'it is a file, not a folder',
    ENAMETOOLONG: 'the path is too long',
  };
  return words[code] ?? (error instanceof Error ? error.message : code);
}
