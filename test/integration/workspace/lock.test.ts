import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { lockDirectory } from '../../../main/adapters/lock.ts';

const child = join(import.meta.dirname, 'lock-child.ts');
const started: ChildProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map(end));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'plumbline-lock-'));
  folders.push(made);
  return made;
};

/** Starts another process that takes the lock; resolves with what it says. */
async function start(dir: string): Promise<{ process: ChildProcess; word: string }> {
  const made = spawn(process.execPath, [child, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(made);
  const [text] = await once(made.stdout, 'data');
  return { process: made, word: String(text).trim() };
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  process.kill('SIGKILL');
  await once(process, 'exit');
}

describe('the lock between real processes', () => {
  test('refuses a second start while the first runs, and is taken over after kill -9', async () => {
    const dir = folder();
    const first = await start(dir);
    expect(first.word).toBe('held');
    expect((await start(dir)).word).toBe('host.dataInUse');
    expect(() => lockDirectory(dir)).toThrow(/already using/);
    await end(first.process);
    lockDirectory(dir).release();
  });

  test('lets exactly one of many in when all find the lock of a killed process', async () => {
    const dir = folder();
    await end((await start(dir)).process);
    const words = (await Promise.all(Array.from({ length: 6 }, () => start(dir)))).map((it) => it.word);
    expect(words.sort()).toEqual(['held', ...Array.from({ length: 5 }, () => 'host.dataInUse')].sort());
  });
});
