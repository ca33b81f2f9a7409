import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { nodeBinary, removeFolder, temporaryFolder } from '../../support/processes.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

beforeAll(async () => {
  await run(nodeBinary(), [join(root, 'scripts', 'build.mjs')], { cwd: root });
});

test('the preload bundle is one small file that needs nothing but electron', () => {
  const text = readFileSync(join(root, 'dist', 'desktop', 'preload.cjs'), 'utf8');
  expect([...text.matchAll(/require\(([^)]*)\)/g)].map((match) => match[1])).toEqual(['"electron"']);
  expect(text).not.toMatch(/^(import|export) /m);
  for (const name of ['sync.apply', 'records.update']) expect(text).toContain(name);
  expect(text.length).toBeLessThan(20_000);
});

test('the built main script starts the engine, answers its window, serves its files only, and leaves in order', async () => {
  const dir = await temporaryFolder();
  const hook = pathToFileURL(join(root, 'test', 'integration', 'hosts', 'electron-hook.mjs')).href;
  const { stdout } = await run(
    nodeBinary(),
    ['--import', hook, join(root, 'dist', 'desktop', 'main.mjs'), '--data', dir, '--secrets', 'memory'],
    { cwd: dir },
  );
  const said = new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { what: string; value: Record<string, unknown> })
      .map(({ what, value }) => [what, value]),
  );
  expect(said.get('window')).toEqual({ sandbox: true, preload: join(root, 'dist', 'desktop', 'preload.cjs') });
  expect(said.get('loaded')).toBe('plumbline://app/');
  expect(said.get('status')).toMatchObject({ ok: true, value: { stage: 'notConnected' } });
  expect(said.get('unknown')).toMatchObject({ ok: false, error: { code: 'input.unknownCommand' } });
  expect(said.get('page')?.status).toBe(200);
  expect(String(said.get('page')?.policy)).toContain("default-src 'none'; script-src 'self'");
  expect(said.get('above')?.status).not.toBe(200);
  expect(existsSync(join(dir, 'engine.db'))).toBe(true);
  expect(existsSync(join(dir, 'lock')), 'the folder is free again').toBe(false);
  await removeFolder(dir);
});

test('the real desktop app opens its window, and the page reaches the engine through the keyhole', async (context) => {
  const pathFile = join(root, 'node_modules', 'electron', 'path.txt');
  const binary = existsSync(pathFile)
    ? join(root, 'node_modules', 'electron', 'dist', readFileSync(pathFile, 'utf8'))
    : '';
  if (!existsSync(binary)) context.skip('the Electron binary is not installed on this computer');
  if (process.platform === 'linux' && !process.env.DISPLAY) context.skip('there is no display');
  const { _electron } = await import('playwright');
  const dir = await temporaryFolder();
  const app = await _electron.launch({
    executablePath: binary,
    args: [
      // Chromium refuses its sandbox to root, which containers run as.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      join(root, 'dist', 'desktop', 'main.mjs'),
      '--data',
      dir,
      '--secrets',
      'memory',
    ],
  });
  const window = await app.firstWindow();
  expect(window.url()).toBe('plumbline://app/');
  const bridge = await window.evaluate(async () => {
    const { bridge } = globalThis as unknown as {
      bridge: { call(name: string, input: unknown): Promise<{ ok: boolean }>; host: object };
    };
    return {
      keys: Object.keys(bridge).sort(),
      status: await bridge.call('app.status', {}),
      node: typeof (globalThis as { process?: unknown }).process,
    };
  });
  expect(bridge).toMatchObject({
    keys: ['call', 'choose', 'host', 'subscribe'],
    status: { ok: true },
    node: 'undefined',
  });
  await app.close();
  await removeFolder(dir);
});
