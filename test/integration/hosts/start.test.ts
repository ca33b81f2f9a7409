import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { nodeBinary, removeFolder, temporaryFolder } from '../../support/processes.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs a script of the project until it says it is ready, then asks it to leave. */
async function runScript(script: string, args: string[], env: Record<string, string | undefined> = {}) {
  const child = spawn(nodeBinary(), [join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let [out, err] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('\n')) resolve();
    });
  });
  await Promise.race([ready, ended]);
  const stop = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { out, err: () => err, stop, ended };
}

describe('npm start', () => {
  test('where Electron cannot run, one sentence says why and the same window is served to the browser', async () => {
    const dir = await temporaryFolder();
    const offline = { PLUMBLINE_OFFLINE: '1', DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
    const started = await runScript('scripts/start.mjs', ['--json', '--data', dir, '--secrets', 'memory'], offline);
    const { url, token } = JSON.parse(started.out.split('\n')[0] ?? '') as { url: string; token: string };
    const sentences = started
      .err()
      .split('\n')
      .filter((line) => line.includes('desktop window'));
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(
      /^The desktop window cannot open because .+; Plumbline opens in the browser instead\.$/,
    );
    const page = await fetch(url);
    expect([page.status, page.headers.get('content-security-policy')?.startsWith("default-src 'none'")]).toEqual([
      200,
      true,
    ]);
    const html = await page.text();
    expect(html).toContain('<div id="root">');
    expect(html).not.toContain('__CSP_NONCE__');
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
    expect((await fetch(new URL(script, url))).status).toBe(200);
    const status = await fetch(new URL('api/app.status', url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(status.status).toBe(200);
    expect(await started.stop()).toBe(0);
    await removeFolder(dir);
  });

  test('prints the address, with the token behind #, where there is no browser', async () => {
    const dir = await temporaryFolder();
    const started = await runScript('scripts/start.mjs', ['--browser', '--data', dir, '--secrets', 'memory'], {
      DISPLAY: undefined,
      WAYLAND_DISPLAY: undefined,
      BROWSER: undefined,
    });
    expect(started.out).toMatch(/^Open Plumbline at: http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n/);
    expect(started.err()).not.toContain('desktop window');
    expect(await started.stop()).toBe(0);
    await removeFolder(dir);
  });

  test('a wrong flag ends with a sentence', async () => {
    const started = await runScript('scripts/start.mjs', ['--browser', '--nonsense']);
    expect(await started.ended).toBe(2);
    expect(started.err()).toContain('There is no flag --nonsense.');
  });
});

test('npm run serve: the ready line is the first on stdout', async () => {
  const dir = await temporaryFolder();
  const started = await runScript('scripts/serve.mjs', ['--json', '--no-open', '--data', dir, '--secrets', 'memory']);
  expect(JSON.parse(started.out)).toMatchObject({ ready: true });
  expect(await started.stop()).toBe(0);
  await removeFolder(dir);
});
