import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
// @ts-expect-error plain JavaScript, so that it runs on any Node with nothing installed
import { runBounded } from '../../../scripts/ensure.mjs';

const quiet = { stdio: 'ignore' };

test('a command answers with its own exit code', async () => {
  expect(await runBounded('node', ['-e', 'process.exit(0)'], 1, quiet)).toBe(0);
  expect(await runBounded('node', ['-e', 'process.exit(3)'], 1, quiet)).toBe(3);
});

test('a command that hangs is ended with all it started, and counts as failed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bounded-'));
  const file = join(folder, 'pid');
  // The child starts a grandchild that would stay, and neither ends by itself.
  const code = `const { spawn } = require('node:child_process');
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    require('node:fs').writeFileSync(${JSON.stringify(file)}, String(other.pid));
    setInterval(() => {}, 1000);`;
  expect(await runBounded('node', ['-e', code], 1 / 30, quiet)).toBe(1);
  const pid = Number(readFileSync(file, 'utf8'));
  await expect.poll(() => gone(pid)).toBe(true);
  rmSync(folder, { recursive: true });
});

/** Whether a process ended; one that only waits to be collected counts as ended. */
function gone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform === 'linux' && readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
}
