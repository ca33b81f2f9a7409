import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { lockDirectory, type ProcessView } from '../../../main/adapters/lock.ts';
import { processStartMark } from '../../../main/adapters/process-start.ts';
import { Failure } from '../../../shared/errors.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'plumbline-lock-'));
  folders.push(made);
  return made;
};

/** A computer with these processes, seen from one of them. */
const seenFrom = (ownPid: number, processes: Record<number, string | null>): ProcessView => ({
  ownPid,
  runs: (pid) => pid in processes,
  mark: (pid) => processes[pid] ?? null,
});

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error.error.code;
    throw error;
  }
  return 'none';
};

describe('the lock of the data folder', () => {
  test('makes the folder, and leaves nothing behind when released', () => {
    const dir = join(folder(), 'deep', 'data');
    const lock = lockDirectory(dir);
    expect(readdirSync(dir)).toEqual(['lock']);
    lock.release();
    lock.release();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('refuses a second start, naming the folder, and lets one in after the first left', () => {
    const dir = folder();
    const first = lockDirectory(dir, seenFrom(10, { 10: 'a', 11: 'b' }));
    try {
      lockDirectory(dir, seenFrom(11, { 10: 'a', 11: 'b' }));
      expect.unreachable();
    } catch (error) {
      expect((error as Failure).error.code).toBe('host.dataInUse');
      expect((error as Failure).error.userSentence).toContain(dir);
    }
    first.release();
    lockDirectory(dir, seenFrom(11, { 10: 'a', 11: 'b' })).release();
  });

  test('refuses a second start in the same process', () => {
    const dir = folder();
    const first = lockDirectory(dir);
    expect(codeOf(() => lockDirectory(dir))).toBe('host.dataInUse');
    first.release();
  });

  test('takes over from a process that is gone', () => {
    const dir = folder();
    lockDirectory(dir, seenFrom(10, { 10: 'a' }));
    const lock = lockDirectory(dir, seenFrom(11, { 11: 'b' }));
    expect(readdirSync(dir)).toEqual(['lock']);
    expect(JSON.parse(readFileSync(join(dir, 'lock'), 'utf8')).pid).toBe(11);
    lock.release();
  });

  test('takes over when another process now has the old number', () => {
    const dir = folder();
    lockDirectory(dir, seenFrom(10, { 10: 'began Monday' }));
    lockDirectory(dir, seenFrom(11, { 10: 'began Tuesday', 11: 'b' })).release();
  });

  test('takes over when we have the old number ourselves, after a restart of the computer', () => {
    const dir = folder();
    lockDirectory(dir, seenFrom(10, { 10: 'boot 1' }));
    lockDirectory(dir, seenFrom(10, { 10: 'boot 2' })).release();
  });

  test('refuses when the system does not say when the holder began', () => {
    const dir = folder();
    lockDirectory(dir, seenFrom(10, { 10: 'a' }));
    expect(codeOf(() => lockDirectory(dir, seenFrom(11, { 10: null, 11: 'b' })))).toBe('host.dataInUse');
  });

  test('takes over a lock that holds no sense', () => {
    const dir = folder();
    writeFileSync(join(dir, 'lock'), '');
    lockDirectory(dir, seenFrom(11, { 11: 'b' })).release();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('takes over a takeover that was itself cut off', () => {
    const dir = folder();
    lockDirectory(dir, seenFrom(10, { 10: 'a' }));
    const token = JSON.parse(readFileSync(join(dir, 'lock'), 'utf8')).token;
    writeFileSync(join(dir, `lock.${token}`), JSON.stringify({ pid: 12, mark: 'x', token: 'cut-off' }));
    lockDirectory(dir, seenFrom(11, { 11: 'b' })).release();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('waits for a takeover in progress by refusing', () => {
    const dir = folder();
    lockDirectory(dir, seenFrom(10, { 10: 'a' }));
    const token = JSON.parse(readFileSync(join(dir, 'lock'), 'utf8')).token;
    writeFileSync(join(dir, `lock.${token}`), JSON.stringify({ pid: 12, mark: 'x', token: 'busy' }));
    expect(codeOf(() => lockDirectory(dir, seenFrom(11, { 11: 'b', 12: 'x' })))).toBe('host.dataInUse');
    expect(readdirSync(dir)).toContain('lock');
  });

  test('does not release a lock that was taken from it', () => {
    const dir = folder();
    const first = lockDirectory(dir, seenFrom(10, { 10: 'a' }));
    lockDirectory(dir, seenFrom(11, { 11: 'b' }));
    first.release();
    expect(readdirSync(dir)).toEqual(['lock']);
  });

  test('says why a folder cannot be used', () => {
    const dir = folder();
    writeFileSync(join(dir, 'file'), '');
    expect(codeOf(() => lockDirectory(join(dir, 'file')))).toBe('host.dataUnusable');
    expect(codeOf(() => lockDirectory(join(dir, 'file', 'under')))).toBe('host.dataUnusable');
  });
});

describe('the mark of a process', () => {
  test('is the same each time for a running process and absent for none', () => {
    const mark = processStartMark(process.pid);
    expect(mark).not.toBeNull();
    expect(processStartMark(process.pid)).toBe(mark);
    expect(processStartMark(process.ppid)).not.toBe(mark);
    // Above the largest process number of Linux and macOS.
    expect(processStartMark(99_999_999)).toBeNull();
  });
});
