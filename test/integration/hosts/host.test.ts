import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppEvent } from '../../../shared/contract/events.ts';
import {
  type HostProcess,
  nodeBinary,
  removeFolder,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../../support/processes.ts';

const cli = fileURLToPath(new URL('../../../main/hosts/headless/cli.ts', import.meta.url));

/** Runs the host's command line to its end. */
function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(nodeBinary(), [cli, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** Everything written below a folder, as text. */
function written(dir: string): string {
  return readdirSync(dir, { recursive: true })
    .map((name) => join(dir, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

describe('a running host', () => {
  let dir: string;
  let host: HostProcess;
  beforeAll(async () => {
    dir = await temporaryFolder();
    host = await startHost({ data: dir, secrets: 'memory' });
  });
  afterAll(async () => {
    await host.stop();
    await removeFolder(dir);
  });

  test('says where it is: loopback, a port, a token of 32 bytes', () => {
    expect(host.ready).toMatchObject({ ready: true });
    expect(host.ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(Buffer.from(host.ready.token, 'base64url').length).toBe(32);
  });

  test('keeps everything in its folder', () => {
    for (const name of ['engine.db', 'workspace.db', 'lock', join('logs', 'plumbline.log')])
      expect(existsSync(join(dir, name)), name).toBe(true);
  });

  test('a second start on the same folder is refused with a sentence', async () => {
    const second = await run(['--json', '--no-open', '--data', dir, '--secrets', 'memory']);
    expect(second).toEqual({
      code: 1,
      out: '',
      err: `Another Plumbline is already using ${dir}. Use that one, or choose another folder with --data.\n`,
    });
    expect(await host.call('app.status', {})).toMatchObject({ stage: 'notConnected' });
  });

  test('a port that is taken is told', async () => {
    const other = await temporaryFolder();
    const port = new URL(host.ready.url).port;
    const second = await run(['--json', '--data', other, '--port', port, '--secrets', 'memory']);
    expect([second.code, second.out]).toEqual([1, '']);
    expect(second.err).toContain(`Port ${port} is already used by another program. Choose another with --port.`);
    await removeFolder(other);
  });

  test('a wrong token is refused', async () => {
    const answer = await fetch(new URL('api/app.status', host.ready.url), {
      method: 'POST',
      headers: { authorization: 'Bearer wrong' },
    });
    expect([answer.status, await answer.json()]).toMatchObject([401, { ok: false, error: { code: 'access.token' } }]);
  });

  test('wrong field values name the field and store nothing', async () => {
    const list = () => host.call('records.list', { entity: 'customer' });
    const before = await list();
    const create = (entity: string, body: Record<string, unknown>) =>
      host.attempt('records.create', { entity, body: body as never });
    const long = await create('customer', { displayName: 'x'.repeat(200) });
    expect(long).toMatchObject({ ok: false, error: { code: 'input.invalid' } });
    expect(JSON.stringify(long)).toMatch(/displayName|name/i);
    const amount = await create('payment', { amount: 'abc' });
    expect(amount).toMatchObject({ ok: false, error: { code: 'input.invalid' } });
    const entity = await create('spaceship', {});
    expect(entity).toMatchObject({ ok: false });
    const gone = await host.attempt('records.get', { entity: 'customer', key: '01NOTTHERE' });
    expect(gone).toMatchObject({ ok: false, error: { code: 'record.notFound' } });
    const stale = await host.attempt('problems.linkExisting', { id: 'gone', quickbooksId: '1' });
    expect(stale).toMatchObject({ ok: false });
    expect(await list()).toEqual(before);
    expect((await host.call('records.list', { entity: 'payment' })).total).toBe(0);
  });

  test('a stale revision is refused and changes nothing', async () => {
    const made = await host.call('records.create', { entity: 'customer', body: { displayName: 'Cedar Court' } });
    const edit = (revision: string, email: string) =>
      host.attempt('records.update', { entity: 'customer', key: made.key, revision, changes: { email } });
    expect(await edit(made.revision, 'first@example.com')).toMatchObject({ ok: true });
    expect(await edit(made.revision, 'second@example.com')).toMatchObject({
      ok: false,
      error: { code: 'record.stale' },
    });
    const now = await host.call('records.get', { entity: 'customer', key: made.key });
    expect(now.platform).toMatchObject({ email: 'first@example.com' });
  });

  test('events arrive with rising revisions', async () => {
    const seen: AppEvent[] = [];
    let wake = () => {};
    const stream = host.events((event) => {
      seen.push(event);
      wake();
    });
    const until = (fits: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        wake = () => {
          if (fits()) resolve();
        };
        wake();
      });
    await until(() => seen.length > 0);
    expect(seen[0]?.topic).toBe('status');
    await host.call('records.create', { entity: 'customer', body: { displayName: 'Birch Lane' } });
    await until(() => seen.some((event) => event.topic === 'records'));
    const revisions = seen.map((event) => event.revision);
    expect(revisions).toEqual([...revisions].sort((left, right) => left - right));
    stream.close();
    await stream.closed;
  });
});

describe('leaving', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s ends it in order, and the folder is free again',
    async (signal) => {
      const dir = await temporaryFolder();
      const host = await startHost({ data: dir, secrets: 'memory' });
      // An open stream must not hold it.
      const stream = host.events(() => {});
      process.kill(host.pid, signal);
      expect(await host.ended).toEqual({ code: 0, signal: null });
      await stream.closed;
      const again = await startHost({ data: dir, secrets: 'memory' });
      expect((await again.stop()).code).toBe(0);
      await removeFolder(dir);
    },
  );

  test('a killed host leaves the folder to the next', async () => {
    const dir = await temporaryFolder();
    const host = await startHost({ data: dir, secrets: 'memory' });
    await host.call('records.create', { entity: 'customer', body: { displayName: 'Still here' } });
    await host.kill();
    const again = await startHost({ data: dir, secrets: 'memory' });
    expect((await again.call('records.list', { entity: 'customer' })).total).toBe(1);
    await again.stop();
    await removeFolder(dir);
  });
});

describe('secrets', () => {
  test('are in the encrypted file only, and come back with the passphrase', async () => {
    const dir = await temporaryFolder();
    const sandbox = await startSandbox({ company: 'empty' });
    const host = await startHost({ data: dir, secrets: 'file' });
    await host.connect(sandbox);
    const { accessToken, refreshToken, clientSecret, realmId } = sandbox.ready;
    const shown = JSON.stringify([
      await host.call('connection.get', {}),
      await host.call('app.status', {}),
      await host.call('connection.test', {}),
      await host.call('activity.list', {}),
    ]);
    await host.stop();
    const files = written(dir);
    expect(files).toContain(realmId);
    for (const secret of [accessToken, refreshToken, clientSecret, host.ready.token]) {
      expect(files, 'in no file').not.toContain(secret);
      expect(shown, 'in no answer').not.toContain(secret);
      expect(host.said(), 'not on the terminal').not.toContain(secret);
    }

    const again = await startHost({ data: dir, secrets: 'file' });
    expect(await again.call('connection.get', {})).toMatchObject({
      secretsKind: 'file',
      company: { companyId: realmId },
    });
    expect(await again.call('connection.test', {})).toMatchObject({ ok: true });
    await again.stop();

    const wrong = await run(['--json', '--data', dir, '--secrets', 'file'], { PLUMBLINE_PASSPHRASE: 'wrong' });
    expect([wrong.code, wrong.out]).toEqual([1, '']);
    expect(wrong.err).toContain('the passphrase is wrong');
    await sandbox.stop();
    await removeFolder(dir);
  });

  test('the file without a passphrase, and a keychain that is not there, are refused with a sentence', async () => {
    const dir = await temporaryFolder();
    const file = await run(['--json', '--data', dir, '--secrets', 'file']);
    expect(file.code).toBe(1);
    expect(file.err).toContain('no passphrase was given; type it, or set PLUMBLINE_PASSPHRASE');
    // An address where no keyring can be.
    const keyless = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus', HOME: dir, DISPLAY: '' };
    if (process.platform === 'linux') {
      const keychain = await run(['--json', '--data', dir, '--secrets', 'keychain'], keyless);
      expect(keychain.code).toBe(1);
      expect(keychain.err).toContain('This computer has no keychain that Plumbline can use.');
    }
    await removeFolder(dir);
  });
});

test.each([
  [['--prot', '1'], 'There is no flag --prot.'],
  [['--port', 'x'], '--port must be a number'],
  [['--secrets', 'plain'], '--secrets must be keychain, file or memory'],
])('%j is told in a sentence, with the flags there are', async (args, sentence) => {
  const { code, out, err } = await run(args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(sentence);
  expect(err).toContain('npm run serve --');
});

test('a folder that cannot be used is told', async () => {
  const { code, err } = await run(['--json', '--data', join(cli, 'inside-a-file'), '--secrets', 'memory']);
  expect(code).toBe(1);
  expect(err).toContain('cannot be used');
});
