import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const child = join(import.meta.dirname, 'keychain-child.ts');

// A home of its own: the tests must neither see nor touch the keychain of whoever runs them.
const home = mkdtempSync(join(tmpdir(), 'plumbline-keychain-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const env = {
  PATH: process.env.PATH ?? '',
  HOME: home,
  XDG_DATA_HOME: join(home, 'data'),
  XDG_CACHE_HOME: join(home, 'cache'),
  XDG_RUNTIME_DIR: home,
};

const onPath = (program: string): boolean =>
  env.PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const missing =
  process.platform !== 'linux'
    ? 'only Linux lets a test have a keychain of its own'
    : (['dbus-run-session', 'gnome-keyring-daemon'].find((program) => !onPath(program)) ?? null);
const why = missing === null ? '' : ` (skipped: ${missing} is not here)`;

/** Runs the child in a session bus of its own, after these shell words. */
async function inSession(before: string): Promise<unknown> {
  const { stdout } = await run(
    'dbus-run-session',
    ['--', 'bash', '-c', `${before} >/dev/null; exec "${process.execPath}" "${child}"`],
    { env },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe.skipIf(missing !== null)(`the real keychain${why}`, () => {
  test('keeps, replaces and forgets secrets when unlocked', async () => {
    expect(await inSession('printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize')).toEqual({
      kind: 'keychain',
      before: null,
      after: 'a token with ✓',
      longKept: true,
      gone: null,
    });
  });

  test('is reported as none when it stays locked, never as empty', async () => {
    expect(await inSession('gnome-keyring-daemon --start --components=secrets --daemonize')).toEqual({
      code: 'host.noKeychain',
    });
  });
});

describe.skipIf(process.platform !== 'linux')('without a keychain (skipped elsewhere than on Linux)', () => {
  test('says so', async () => {
    const { stdout } = await run(process.execPath, [child], { env });
    expect(JSON.parse(stdout)).toEqual({ code: 'host.noKeychain' });
  });
});
