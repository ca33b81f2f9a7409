import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createSystemClock } from '../../../main/adapters/clock.ts';
import { sha256 } from '../../../main/adapters/hash.ts';
import { createRandom } from '../../../main/adapters/random.ts';
import { createMemorySecrets } from '../../../main/adapters/secrets/memory.ts';
import { createTimers } from '../../../main/adapters/timers.ts';
import { createHttpTransport, createQuickbooksConnector } from '../../../main/connectors/quickbooks/index.ts';
import type { Secrets } from '../../../main/core/ports.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import { createBuiltInCompany } from '../../../main/hosts/connection/built-in.ts';
import { monthOf } from '../../../main/hosts/connection/call-counter.ts';
import { listenForCallback } from '../../../main/hosts/connection/loopback.ts';
import { createConnectionService } from '../../../main/hosts/connection/service.ts';
import { createStateFile } from '../../../main/hosts/connection/state-file.ts';
import { type SandboxServer, startSandboxServer } from '../../../main/sandbox/server/index.ts';
import { removeFolder, temporaryFolder } from '../../support/processes.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Secrets that remember everything they ever held, so that a test can look for it elsewhere. */
function watchedSecrets(): Secrets & { held: Set<string>; now: Map<string, string> } {
  const memory = createMemorySecrets();
  const held = new Set<string>();
  const now = new Map<string, string>();
  return {
    ...memory,
    held,
    now,
    set: async (name, value) => {
      held.add(value);
      now.set(name, value);
      await memory.set(name, value);
    },
    delete: async (name) => {
      now.delete(name);
      await memory.delete(name);
    },
  };
}

async function folder(): Promise<string> {
  const dir = await temporaryFolder();
  closers.push(() => removeFolder(dir));
  return dir;
}

/** A service on a folder, with real HTTP. Opened twice on one folder it is the same book after a restart. */
function openService(dir: string, secrets: Secrets) {
  const clock = createSystemClock();
  const timers = createTimers();
  const random = createRandom();
  const transport = createHttpTransport();
  const builtIn = createBuiltInCompany({ folder: join(dir, 'sandbox'), id: '1', log: silent });
  let count = 0;
  const service = createConnectionService({
    refusal: () => null,
    secrets,
    state: createStateFile(join(dir, 'connection.json'), () => ({
      bookId: 'book1',
      connection: null,
      calls: { month: monthOf(clock.now()), corePlus: 0, core: 0 },
    })),
    transport,
    clock,
    log: silent,
    unguessable: () => `state-${++count}`,
    connectorFor: (input) =>
      createQuickbooksConnector({
        ...input,
        entities: createEntityRegistry(),
        clock,
        timers,
        random,
        hash: sha256,
        log: silent,
        transport,
      }),
    startBuiltIn: builtIn.start,
    stopBuiltIn: builtIn.stop,
    listen: listenForCallback,
  });
  const close = async (): Promise<void> => {
    await service.close();
    transport.close();
  };
  closers.push(close);
  return { service, close };
}

async function sandbox(options: Parameters<typeof startSandboxServer>[0] = {}): Promise<SandboxServer> {
  const server = await startSandboxServer({ company: 'empty', ...options });
  closers.push(() => server.close());
  return server;
}

const adoptInput = (server: SandboxServer) => ({
  environment: 'sandboxCompany' as const,
  baseUrl: server.url,
  realmId: server.realmId,
  clientId: server.clientId,
  clientSecret: server.clientSecret,
  accessToken: server.accessToken,
  refreshToken: server.refreshToken,
});

const beginInput = (server: SandboxServer) => ({
  environment: 'sandboxCompany' as const,
  clientId: server.clientId,
  clientSecret: server.clientSecret,
  baseUrl: server.url,
});

/** A person on the sign-in page. Answers the address the browser is sent to. */
async function decide(authorizeUrl: string, decision: 'allow' | 'refuse', realmId: string): Promise<string> {
  const form = new URLSearchParams(new URL(authorizeUrl).search);
  form.set('decision', decision);
  form.set('realmId', realmId);
  const answer = await fetch(new URL('/connect/oauth2', authorizeUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form,
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? `no redirect: ${answer.status} ${await answer.text()}`;
}

const fine = <T>(result: { ok: true; value: T } | { ok: false; error: { code: string } }): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

describe('signing in through the browser', () => {
  test('comes back to this computer and names the company; the page says that the window can be closed', async () => {
    const server = await sandbox();
    const { service } = openService(await folder(), createMemorySecrets());
    let changes = 0;
    service.onChange(() => (changes += 1));
    const begun = fine(await service.begin(beginInput(server)));
    expect(begun.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/);
    const callback = await decide(begun.authorizeUrl, 'allow', server.realmId);
    const page = await fetch(callback);
    expect(page.status).toBe(200);
    const text = await page.text();
    // Names come from QuickBooks and are shown as text, never as markup.
    expect(text).toContain(`${server.company.name().replace('&', '&#38;')} is connected`);
    expect(text).toContain('You can close this window');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(service.info()).toMatchObject({ companyId: server.realmId, companyName: server.company.name() });
    expect(service.current()).not.toBeNull();
    expect(changes).toBeGreaterThan(0);
    // One shot: nobody listens any more.
    await expect(fetch(begun.redirectUri)).rejects.toThrow();
  });

  test('an answer with another state changes nothing, and the right one still works', async () => {
    const server = await sandbox();
    const { service } = openService(await folder(), createMemorySecrets());
    const begun = fine(await service.begin(beginInput(server)));
    const forged = await fetch(`${begun.redirectUri}?code=x&realmId=1&state=guess`);
    expect(forged.status).toBe(400);
    expect(await forged.text()).toContain('did not belong to this sign-in');
    expect(service.current()).toBeNull();
    const right = await fetch(await decide(begun.authorizeUrl, 'allow', server.realmId));
    expect(right.status).toBe(200);
    expect(service.current()).not.toBeNull();
  });

  test('a request under a foreign name, for another path or by another method is none of ours', async () => {
    const server = await sandbox();
    const { service } = openService(await folder(), createMemorySecrets());
    const begun = fine(await service.begin(beginInput(server)));
    expect((await fetch(new URL('/favicon.ico', begun.redirectUri))).status).toBe(404);
    expect((await fetch(begun.redirectUri, { method: 'POST' })).status).toBe(404);
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${begun.redirectUri}?state=${begun.state}`, { headers: { host: 'evil.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });

  test('refusing is told, and nothing is kept', async () => {
    const server = await sandbox();
    const secrets = watchedSecrets();
    const { service } = openService(await folder(), secrets);
    const begun = fine(await service.begin(beginInput(server)));
    const page = await fetch(await decide(begun.authorizeUrl, 'refuse', server.realmId));
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('Access was not given in QuickBooks.');
    expect([service.info(), service.current(), secrets.held.size]).toEqual([null, null, 0]);
  });

  test('by pasting the address the browser ended on; a second time it is used up', async () => {
    const server = await sandbox();
    const { service } = openService(await folder(), createMemorySecrets());
    const begun = fine(await service.begin(beginInput(server)));
    const callbackUrl = await decide(begun.authorizeUrl, 'allow', server.realmId);
    expect(fine(await service.complete({ callbackUrl })).companyId).toBe(server.realmId);
    expect(await service.complete({ callbackUrl })).toMatchObject({ ok: false, error: { code: 'connection.state' } });
  });

  test('a wrong client secret is told as that', async () => {
    const server = await sandbox();
    const { service } = openService(await folder(), createMemorySecrets());
    const begun = fine(await service.begin({ ...beginInput(server), clientSecret: 'wrong' }));
    const callbackUrl = await decide(begun.authorizeUrl, 'allow', server.realmId);
    expect(await service.complete({ callbackUrl })).toMatchObject({ ok: false, error: { code: 'connection.client' } });
    expect(service.current()).toBeNull();
  });

  test('real companies and Intuit sandboxes get addresses that Intuit takes', async () => {
    const { service } = openService(await folder(), createMemorySecrets());
    const keys = { clientId: 'a', clientSecret: 'b', baseUrl: null };
    const real = fine(await service.begin({ ...keys, environment: 'production' }));
    expect(real.redirectUri).toMatch(/^https:\/\/developer\.intuit\.com\//);
    expect(real.authorizeUrl).toMatch(/^https:\/\/appcenter\.intuit\.com\/connect\/oauth2\?/);
    expect(real.authorizeUrl).not.toContain('client_secret');
    const development = fine(await service.begin({ ...keys, environment: 'sandbox' }));
    expect(development.redirectUri).toMatch(/^http:\/\/localhost:\d+\/oauth\/callback$/);
  });

  test.each([
    ['sandboxCompany', null, 'is needed for a sandbox company'],
    ['sandboxCompany', 'https://evil.example/', 'must be an address on this computer'],
    ['sandboxCompany', 'http://127.0.0.1.evil.example/', 'must be an address on this computer'],
    ['production', 'http://127.0.0.1:1/', 'is only for a sandbox company'],
  ] as const)('secrets are never sent to %s at %s', async (environment, baseUrl, problem) => {
    const { service } = openService(await folder(), createMemorySecrets());
    const refused = await service.begin({ environment, baseUrl, clientId: 'a', clientSecret: 'b' });
    expect(refused).toMatchObject({ ok: false, error: { code: 'input.invalid', values: { field: 'baseUrl' } } });
    expect(JSON.stringify(refused)).toContain(problem);
  });
});

describe('tokens made elsewhere', () => {
  test('connect, and are kept in the keychain and nowhere else', async () => {
    const server = await sandbox();
    const [secrets, dir] = [watchedSecrets(), await folder()];
    const { service } = openService(dir, secrets);
    fine(await service.adopt(adoptInput(server)));
    const written = filesIn(dir)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    expect(written).toContain(server.realmId);
    for (const secret of [server.accessToken, server.refreshToken, server.clientSecret]) {
      expect([...secrets.now.values()].join()).toContain(secret);
      expect(written).not.toContain(secret);
    }
    expect(JSON.stringify([service.info(), service.fault(), service.calls()])).not.toContain(server.refreshToken);
    expect(service.calls().corePlus).toBeGreaterThan(0);
  });

  test('without an access token, the refresh token gets one', async () => {
    const server = await sandbox();
    const { service } = openService(await folder(), createMemorySecrets());
    fine(await service.adopt({ ...adoptInput(server), accessToken: null }));
    expect(service.info()?.tokenExpiresAt).not.toBeNull();
  });

  test.each([
    ['a refresh token that is none', { accessToken: null, refreshToken: 'RT1-nothing' }, 'connection.credentials'],
    ['a wrong secret', { accessToken: null, clientSecret: 'wrong' }, 'connection.client'],
    ['an address where nobody answers', { baseUrl: 'http://127.0.0.1:9' }, 'connection.offline'],
  ])('%s is told as that and nothing is kept', async (_name, change, code) => {
    const server = await sandbox();
    const secrets = watchedSecrets();
    const { service } = openService(await folder(), secrets);
    expect(await service.adopt({ ...adoptInput(server), ...change })).toMatchObject({ ok: false, error: { code } });
    expect([service.info(), service.current(), secrets.now.size]).toEqual([null, null, 0]);
  });

  test('a second company is refused while one is connected', async () => {
    const server = await sandbox();
    const { service } = openService(await folder(), createMemorySecrets());
    fine(await service.adopt(adoptInput(server)));
    const refused = { ok: false, error: { code: 'connection.already' } };
    expect(await service.adopt(adoptInput(server))).toMatchObject(refused);
    expect(await service.begin(beginInput(server))).toMatchObject(refused);
    expect(await service.startSandbox({ company: 'empty' })).toMatchObject(refused);
  });
});

test('two clicks on Connect become one connection', async () => {
  const { service } = openService(await folder(), createMemorySecrets());
  const both = await Promise.all([
    service.startSandbox({ company: 'empty' }),
    service.startSandbox({ company: 'empty' }),
  ]);
  expect(both.map((result) => (result.ok ? 'connected' : result.error.code))).toEqual([
    'connected',
    'connection.already',
  ]);
});

describe('over a restart', () => {
  test('the connection comes back with its tokens', async () => {
    const server = await sandbox();
    const [secrets, dir] = [createMemorySecrets(), await folder()];
    const first = openService(dir, secrets);
    fine(await first.service.adopt(adoptInput(server)));
    await first.close();
    const { service } = openService(dir, secrets);
    expect(fine(await service.restore())).toMatchObject({ companyId: server.realmId });
    expect(fine((await service.current()?.test()) ?? { ok: false, error: { code: 'none' } }).companyId).toBe(
      server.realmId,
    );
    expect(service.calls().corePlus).toBeGreaterThan(0);
  });

  test('offline is no fault: the connection is there and says so when asked', async () => {
    const server = await startSandboxServer({ company: 'empty' });
    const [secrets, dir] = [createMemorySecrets(), await folder()];
    const first = openService(dir, secrets);
    fine(await first.service.adopt(adoptInput(server)));
    await first.close();
    await server.close();
    const { service } = openService(dir, secrets);
    fine(await service.restore());
    expect(service.fault()).toBeNull();
    expect(await service.current()?.test()).toMatchObject({ ok: false, error: { code: 'connection.offline' } });
  });

  test('tokens that are gone ask for connecting again, which replaces what was', async () => {
    const server = await sandbox();
    const dir = await folder();
    const first = openService(dir, createMemorySecrets());
    fine(await first.service.adopt(adoptInput(server)));
    await first.close();
    const { service } = openService(dir, createMemorySecrets());
    expect(await service.restore()).toMatchObject({ ok: false, error: { code: 'connection.notKept' } });
    expect([service.fault()?.code, service.info()?.companyId]).toEqual(['connection.notKept', server.realmId]);
    fine(await service.adopt(adoptInput(server)));
    expect(service.fault()).toBeNull();
  });

  test('nothing was connected: nothing comes back', async () => {
    const { service } = openService(await folder(), createMemorySecrets());
    expect(await service.restore()).toEqual({ ok: true, value: null });
  });
});

describe('the built-in sandbox company', () => {
  test('is the same company with the same records after a restart, even when the tokens were kept in memory', async () => {
    const dir = await folder();
    const first = openService(dir, createMemorySecrets());
    const company = fine(await first.service.startSandbox({ company: 'empty' }));
    expect(company).toMatchObject({ environment: 'sandboxCompany', webBase: null });
    const address = first.service.info()?.apiBase;
    await fetch(`${address}/sandbox/act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ act: 'create', entity: 'Customer', set: { DisplayName: 'Stays here' } }),
    });
    await first.close();
    await expect(fetch(`${address}/sandbox`)).rejects.toThrow();

    const { service } = openService(dir, createMemorySecrets());
    expect(fine(await service.restore())?.companyId).toBe(company.companyId);
    const mapping = {
      defaultIncomeAccount: null,
      depositAccount: null,
      defaultExpenseAccount: null,
      taxCodes: {},
      defaultTaxCode: null,
      customFields: [],
    };
    const listed = await service.current()?.list('customer', null, { mapping, lists: [], homeCurrency: 'USD' });
    expect(JSON.stringify(listed)).toContain('Stays here');
  });

  test('has on disk what it has answered, so that killing the app loses none of it', async () => {
    const persist = join(await folder(), 'company.json');
    const server = await sandbox({ persist });
    for (const name of ['First', 'Second', 'Third']) {
      const answer = await fetch(`${server.url}/v3/company/${server.realmId}/customer?minorversion=75`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ DisplayName: `${name} neighbour` }),
      });
      expect(answer.status).toBe(200);
      expect(readFileSync(persist, 'utf8')).toContain(`${name} neighbour`);
    }
  });

  test('can be left and taken up again', async () => {
    const { service } = openService(await folder(), createMemorySecrets());
    const before = fine(await service.startSandbox({ company: 'demo' }));
    fine(await service.disconnect());
    expect([service.info(), service.current()]).toEqual([null, null]);
    expect(fine(await service.startSandbox({ company: 'demo' })).companyId).toBe(before.companyId);
    fine((await service.current()?.test()) ?? { ok: false, error: { code: 'none' } });
    fine(await service.disconnect());
    expect(fine(await service.startSandbox({ company: 'empty' })).companyId).not.toBe(before.companyId);
  });
});

describe('the end of a connection', () => {
  test('disconnecting revokes the tokens at QuickBooks and forgets them here', async () => {
    const server = await sandbox();
    const secrets = watchedSecrets();
    const { service } = openService(await folder(), secrets);
    fine(await service.adopt(adoptInput(server)));
    const left = service.current();
    fine(await service.disconnect());
    expect([service.info(), service.current(), secrets.now.size]).toEqual([null, null, 0]);
    expect(await left?.test()).toMatchObject({ ok: false });
    // Twice is no error.
    fine(await service.disconnect());
  });

  test('a grant revoked in QuickBooks becomes a fault that asks for connecting again', async () => {
    const server = await sandbox();
    const { service } = openService(await folder(), createMemorySecrets());
    fine(await service.adopt(adoptInput(server)));
    let told = 0;
    service.onChange(() => (told += 1));
    await fetch(`${server.url}/sandbox/connection`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'revoke' }),
    });
    expect(await service.current()?.test()).toMatchObject({ ok: false, error: { code: 'connection.credentials' } });
    expect([service.fault()?.code, told > 0]).toEqual(['connection.credentials', true]);
  });

  test('an expired access token is renewed by itself, and the new tokens are stored before they are used', async () => {
    const server = await sandbox();
    const secrets = watchedSecrets();
    const { service } = openService(await folder(), secrets);
    fine(await service.adopt(adoptInput(server)));
    await fetch(`${server.url}/sandbox/connection`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'expire-access' }),
    });
    fine((await service.current()?.test()) ?? { ok: false, error: { code: 'none' } });
    expect(service.fault()).toBeNull();
    expect([...secrets.now.values()].join()).not.toContain(server.accessToken);
  });
});

function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true })
    .map((name) => join(dir, String(name)))
    .filter((path) => statSync(path).isFile());
}
