/** The server itself: sign-in as a browser and an app do it, faults on the wire, the control interface, the command line. */
import { spawn } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as rawRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type SandboxServer,
  type SandboxServerOptions,
  startSandboxServer,
} from '../../../main/sandbox/server/index.ts';

const open: SandboxServer[] = [];

async function start(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const server = await startSandboxServer(options);
  open.push(server);
  return server;
}

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const REDIRECT = 'http://localhost:45999/callback';
const SCOPE = 'com.intuit.quickbooks.accounting openid email';

const control = (server: SandboxServer, path: string, body?: unknown) =>
  fetch(`${server.url}/sandbox${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });

const books = (server: SandboxServer, path: string, init: RequestInit = {}) =>
  fetch(`${server.url}/v3/company/${server.realmId}${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${server.accessToken}`,
      accept: 'application/json',
      'content-type': 'application/json',
      ...init.headers,
    },
  });

const create = (server: SandboxServer, name: string, requestId = '') =>
  books(server, `/customer${requestId === '' ? '' : `?requestid=${requestId}`}`, {
    method: 'POST',
    body: JSON.stringify({ DisplayName: name }),
  });

function authorizeUrl(server: SandboxServer, changes: Record<string, string> = {}): string {
  const query = {
    client_id: server.clientId,
    response_type: 'code',
    scope: SCOPE,
    redirect_uri: REDIRECT,
    state: 's-1',
    ...changes,
  };
  return `${server.url}/connect/oauth2?${new URLSearchParams(query)}`;
}

/** What a browser sends when the person presses a button of the consent page. */
async function decide(server: SandboxServer, decision: 'allow' | 'refuse'): Promise<URL> {
  const page = await (await fetch(authorizeUrl(server))).text();
  const form = new URLSearchParams();
  for (const [, name = '', value = ''] of page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) {
    form.set(
      name,
      value.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
    );
  }
  const realm = /name="realmId" value="(\d+)"/.exec(page)?.[1] ?? '';
  form.set('realmId', realm);
  form.set('decision', decision);
  const answer = await fetch(`${server.url}/connect/oauth2`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { origin: server.url },
  });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location') ?? '');
}

const token = (server: SandboxServer, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/oauth2/v1/tokens/bearer`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${server.clientId}:${server.clientSecret}`)}`,
      accept: 'application/json',
      ...headers,
    },
    body: new URLSearchParams(form),
  });

type Tokens = {
  access_token: string;
  refresh_token: string;
  id_token: string;
  error: string;
  x_refresh_token_hard_expires_in: number;
};

describe('sign-in', () => {
  test('allow, exchange, use, revoke', async () => {
    const server = await start();
    const back = await decide(server, 'allow');
    expect(back.origin + back.pathname).toBe(REDIRECT);
    expect(back.searchParams.get('state')).toBe('s-1');
    expect(back.searchParams.get('realmId')).toBe(server.realmId);
    const form = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: REDIRECT,
    };
    const answer = await token(server, form, { 'x-include-refresh-token-hard-expires-in': 'true' });
    expect(answer.headers.get('intuit_tid')).toBeTruthy();
    const tokens = (await answer.json()) as Tokens;
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3600, x_refresh_token_expires_in: 8_726_400 });
    expect(tokens.x_refresh_token_hard_expires_in).toBeGreaterThan(157_000_000);

    const { keys } = (await (await fetch(`${server.url}/op/v1/jwks`)).json()) as { keys: [object] };
    const [head = '', claims = '', signature = ''] = tokens.id_token.split('.');
    const key = createPublicKey({ key: keys[0] as never, format: 'jwk' });
    expect(verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      realmid: server.realmId,
      aud: [server.clientId],
    });

    const bearer = { authorization: `Bearer ${tokens.access_token}` };
    expect(await (await fetch(`${server.url}/v1/openid_connect/userinfo`, { headers: bearer })).json()).toMatchObject({
      emailVerified: true,
    });
    expect((await books(server, '/companyinfo/1', { headers: bearer })).status).toBe(200);

    const basic = { authorization: `Basic ${btoa(`${server.clientId}:${server.clientSecret}`)}` };
    const revoke = () =>
      fetch(`${server.url}/v2/oauth2/tokens/revoke`, {
        method: 'POST',
        headers: basic,
        body: JSON.stringify({ token: tokens.refresh_token }),
      });
    expect((await revoke()).status).toBe(200);
    expect((await revoke()).status).toBe(400);
    const after = await books(server, '/companyinfo/1', { headers: bearer });
    expect(after.status).toBe(401);
    expect(after.headers.get('www-authenticate')).toBe('Bearer realm="Intuit", error="invalid_token"');
  });

  test('refusing sends access_denied back; a wrong scope invalid_scope', async () => {
    const server = await start();
    const back = await decide(server, 'refuse');
    expect([...back.searchParams]).toEqual([
      ['error', 'access_denied'],
      ['state', 's-1'],
    ]);
    const answer = await fetch(authorizeUrl(server, { scope: 'com.intuit.quickbooks.everything' }), {
      redirect: 'manual',
    });
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_scope');
  });

  test.each([
    ['https://evil.example/callback'],
    ['http://localhost.evil.example/callback'],
    ['http://localhost:45999/callback?extra=1'],
    ['myapp://callback'],
    ['javascript:alert(1)'],
  ])('never redirects to %s', async (redirect_uri) => {
    const server = await start();
    const answer = await fetch(authorizeUrl(server, { redirect_uri }), { redirect: 'manual' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('redirect_uri');
  });

  test('registered addresses must match to the letter', async () => {
    const server = await start({ redirectUris: [REDIRECT] });
    expect((await fetch(authorizeUrl(server))).status).toBe(200);
    expect((await fetch(authorizeUrl(server, { redirect_uri: `${REDIRECT}/` }))).status).toBe(400);
  });

  test('hostile values in the request stay text on the page', async () => {
    const server = await start();
    const page = await (await fetch(authorizeUrl(server, { state: '"><script>alert(1)</script>' }))).text();
    expect(page).not.toContain('<script');
  });

  test('a wrong secret, a used code, two refreshes after rotation', async () => {
    const server = await start();
    const wrong = await token(
      server,
      { grant_type: 'refresh_token', refresh_token: server.refreshToken },
      { authorization: `Basic ${btoa('a:b')}` },
    );
    expect([wrong.status, await wrong.json()]).toEqual([401, { error: 'invalid_client' }]);
    const back = await decide(server, 'allow');
    const form = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: REDIRECT,
    };
    const first = (await (await token(server, form)).json()) as Tokens;
    const again = await token(server, form);
    expect([again.status, ((await again.json()) as Tokens).error]).toEqual([400, 'invalid_grant']);
    expect(
      (await books(server, '/companyinfo/1', { headers: { authorization: `Bearer ${first.access_token}` } })).status,
    ).toBe(401);
    await control(server, '/clock', { forward: { days: 1, hours: 1 } });
    const refresh = { grant_type: 'refresh_token', refresh_token: server.refreshToken };
    const race = await Promise.all([token(server, refresh), token(server, refresh)]);
    expect(race.map((answer) => answer.status).sort()).toEqual([200, 400]);
  });
});

describe('mischief', () => {
  test('an answer lost after the commit: the record is there, and the same requestid shows it', async () => {
    const server = await start({ company: 'empty' });
    await control(server, '/faults', { script: [{ kind: 'lose-after', method: 'POST' }] });
    await expect(create(server, 'Lost once', 'r-1')).rejects.toThrow();
    expect(server.company.summary().records.Customer?.live).toBe(1);
    const again = (await (await create(server, 'Lost once', 'r-1')).json()) as { Customer: { Id: string } };
    expect(again.Customer.Id).toBe('1');
    expect(server.company.summary().records.Customer?.live).toBe(1);
  });

  test('lost before: nothing happened', async () => {
    const server = await start({ company: 'empty' });
    await control(server, '/faults', { script: [{ kind: 'lose-before' }] });
    await expect(create(server, 'Never')).rejects.toThrow();
    expect(server.company.summary().records.Customer).toBeUndefined();
  });

  test('throttled in JSON and in XML, failing, out: each in its own envelope, then well again', async () => {
    const server = await start();
    const kinds = ['throttle', 'throttle-xml', 'error-500', 'outage'];
    await control(server, '/faults', { script: kinds.map((kind) => ({ kind })) });
    const answers = [];
    for (const _ of kinds) {
      const answer = await books(server, '/customer/1');
      answers.push([
        answer.status,
        answer.headers.get('content-type'),
        answer.headers.get('retry-after'),
        (await answer.text()).slice(0, 6),
      ]);
    }
    expect(answers).toEqual([
      [429, 'application/json', null, '{"warn'],
      [429, 'application/xml', null, '<?xml '],
      [500, 'application/json', null, '{"warn'],
      [503, 'text/html', null, '<html>'],
    ]);
    expect((await books(server, '/customer/1')).status).toBe(200);
    const { calls } = (await (await control(server, '/calls')).json()) as {
      calls: { status: number; fault?: string }[];
    };
    expect(calls.map((call) => call.fault)).toEqual([...kinds, undefined]);
  });

  test('a truncated answer is an error to the reader, and the write stands', async () => {
    const server = await start({ company: 'empty' });
    await control(server, '/faults', { script: [{ kind: 'truncated' }] });
    await expect(create(server, 'Half told').then((answer) => answer.json())).rejects.toThrow();
    expect(server.company.summary().records.Customer?.live).toBe(1);
  });

  test('the connecting person loses the admin role', async () => {
    const server = await start();
    await control(server, '/connection', { action: 'lose-admin' });
    const answer = await books(server, '/customer/1');
    expect([
      answer.status,
      ((await answer.json()) as { fault: { error: { code: string }[] } }).fault.error[0]?.code,
    ]).toEqual([401, '120']);
  });
});

describe('the control interface', () => {
  test('a person edits, pays and voids; the API sees it', async () => {
    const server = await start();
    await control(server, '/act', { act: 'edit', entity: 'Customer', id: 4, set: { Notes: 'Dog in yard' } });
    const { Customer } = (await (await books(server, '/customer/4')).json()) as {
      Customer: { Notes: string; SyncToken: string };
    };
    expect(Customer).toMatchObject({ Notes: 'Dog in yard', SyncToken: '1' });
    const paid = await control(server, '/act', { act: 'pay', invoice: '114', amount: '20.00', method: '2' });
    expect(((await paid.json()) as { Payment: { TotalAmt: number } }).Payment.TotalAmt).toBe(20);
    expect((await control(server, '/act', { act: 'void', entity: 'Invoice', id: '114' })).status).toBe(200);
    expect((await control(server, '/act', { act: 'edit', entity: 'Customer', id: '999', set: {} })).status).toBe(400);
    await control(server, '/reset', {});
    expect(
      ((await (await books(server, '/customer/4')).json()) as { Customer: { Notes?: string } }).Customer.Notes,
    ).toBeUndefined();
  });

  test('bad orders are refused with a reason', async () => {
    const server = await start();
    for (const [path, body] of [
      ['/act', { act: 'dance' }],
      ['/faults', { script: [{ kind: 'earthquake' }] }],
      ['/clock', { forward: { days: -1 } }],
      ['/connection', {}],
    ] as const) {
      const answer = await control(server, path, body);
      expect([path, answer.status]).toEqual([path, 400]);
      expect(((await answer.json()) as { error: string }).error.length).toBeGreaterThan(10);
    }
    expect((await fetch(`${server.url}/sandbox/act`, { method: 'POST', body: '{' })).status).toBe(400);
    expect((await control(server, '/nothing')).status).toBe(404);
  });

  test('another host name or another site’s page is refused', async () => {
    const server = await start();
    const ask = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const sent = rawRequest(`${server.url}/sandbox`, { headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        });
        sent.on('error', reject);
        sent.end();
      });
    expect(await ask({ host: 'rebound.example' })).toBe(403);
    expect(await ask({ origin: 'https://evil.example' })).toBe(403);
    expect(await ask({ origin: 'null' })).toBe(403);
    expect(await ask({})).toBe(200);
  });
});

describe('many at once', () => {
  test('ten writers leave one ledger: no double names, books balanced, every answer one of two kinds', async () => {
    const server = await start();
    const writers = Array.from({ length: 10 }, async (_, writer) => {
      const codes: number[] = [];
      for (let round = 0; round < 12; round += 1) {
        codes.push((await create(server, `Shared ${round}`)).status);
        const body = {
          CustomerRef: { value: '4' },
          Line: [
            { DetailType: 'SalesItemLineDetail', Amount: writer + 1, SalesItemLineDetail: { ItemRef: { value: '1' } } },
          ],
        };
        codes.push((await books(server, '/invoice', { method: 'POST', body: JSON.stringify(body) })).status);
      }
      return codes;
    });
    const codes = (await Promise.all(writers)).flat();
    expect(codes.filter((code) => code === 400)).toHaveLength(12 * 9);
    expect(codes.filter((code) => code === 200)).toHaveLength(12 * 10 + 12);
    expect(server.company.summary()).toMatchObject({
      trialBalance: 0,
      records: { Customer: { live: 54 }, Invoice: { live: 180 } },
    });
  });
});

describe('the command line', () => {
  const run = (...options: string[]) => {
    const child = spawn(process.execPath, ['main/sandbox/server/cli.ts', ...options], {
      cwd: new URL('../../..', import.meta.url),
      stdio: 'pipe',
    });
    const lines = createInterface({ input: child.stdout });
    const exited = once(child, 'exit').then(([code]) => code as number);
    return { child, lines, exited };
  };
  type Ready = Omit<SandboxServer, 'close' | 'company'> & { ready: boolean };

  test('says it is ready in one line of JSON, and leaves on SIGTERM', async () => {
    const { child, lines, exited } = run('--json', '--company', 'empty');
    const [line] = (await once(lines, 'line')) as [string];
    const ready = JSON.parse(line) as Ready;
    expect(Object.keys(ready)).toEqual([
      'ready',
      'url',
      'realmId',
      'clientId',
      'clientSecret',
      'accessToken',
      'refreshToken',
      'verifierToken',
    ]);
    const answer = await books(ready as unknown as SandboxServer, '/query?query=select%20count(*)%20from%20Customer');
    expect(((await answer.json()) as { QueryResponse: unknown }).QueryResponse).toEqual({ totalCount: 0 });
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  test('keeps company and connection in a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    try {
      const file = join(folder, 'company.json');
      const first = run('--json', '--persist', file);
      const before = JSON.parse(((await once(first.lines, 'line')) as [string])[0]) as Ready;
      expect((await create(before as unknown as SandboxServer, 'Kept for later')).status).toBe(200);
      first.child.kill('SIGTERM');
      expect(await first.exited).toBe(0);
      const second = run('--json', '--persist', file);
      const after = JSON.parse(((await once(second.lines, 'line')) as [string])[0]) as Ready;
      expect({ ...after, url: '' }).toEqual({ ...before, url: '' });
      const query = encodeURIComponent("select * from Customer where DisplayName = 'Kept for later'");
      const found = await books(after as unknown as SandboxServer, `/query?query=${query}`);
      expect(((await found.json()) as { QueryResponse: { Customer: unknown[] } }).QueryResponse.Customer).toHaveLength(
        1,
      );
      second.child.kill('SIGTERM');
      expect(await second.exited).toBe(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test.each([
    [['--company', 'castle']],
    [['--port', 'abc']],
    [['--customers', '-1', '--company', 'generated']],
    [['--what']],
  ])('%j is told to be wrong', async (options) => {
    const { child, exited } = run(...options);
    let told = '';
    child.stderr.on('data', (part: Buffer) => {
      told += part.toString();
    });
    expect(await exited).toBe(1);
    expect(told.length).toBeGreaterThan(10);
    expect(told).not.toContain('    at ');
  });

  test('a port in use is said so', async () => {
    const server = await start();
    const { child, exited } = run('--port', new URL(server.url).port);
    let told = '';
    child.stderr.on('data', (part: Buffer) => {
      told += part.toString();
    });
    expect(await exited).toBe(1);
    expect(told).toContain('port is in use');
  });
});
