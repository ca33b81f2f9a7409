/**
 * Two QuickBooks companies in one Plumbline, over real HTTP: each with its own book, people and sign-ins; killed, started
 * again, one disconnected, one taken off the list and brought back.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppEvent } from '../../../shared/contract/events.ts';
import { fillWorkspace, goLive, untilAtRest, untilEqual, workspaceRecords } from '../../support/books.ts';
import {
  eventually,
  type HostCalls,
  type HostProcess,
  removeFolder,
  type SandboxProcess,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../../support/processes.ts';

const SIZE = { customers: 8, items: 3, invoices: 6, payments: 2 };
let data = '';
let host: HostProcess;
let north: SandboxProcess;
let south: SandboxProcess;
let second = '';

/** Signs in at the sandbox company as a person does in a browser; the tokens of its ready line stay the test's own. */
async function signIn(company: HostCalls, sandbox: SandboxProcess): Promise<void> {
  const { clientId, clientSecret, realmId, url } = sandbox.ready;
  const environment = 'sandboxCompany' as const;
  const begun = await company.call('connection.begin', { environment, clientId, clientSecret, baseUrl: url });
  const asked = new URL(begun.authorizeUrl);
  const form = new URLSearchParams({ ...Object.fromEntries(asked.searchParams), realmId, decision: 'allow' });
  const answer = await fetch(`${asked.origin}${asked.pathname}`, { method: 'POST', body: form, redirect: 'manual' });
  await company.call('connection.complete', { callbackUrl: answer.headers.get('location') ?? '' });
}
const live = (company: HostCalls, sandbox: SandboxProcess): Promise<void> =>
  goLive({ ...company, connect: () => signIn(company, sandbox) }, sandbox);

const names = async (): Promise<Set<string>> =>
  new Set((await workspaceRecords(host, 'customer')).map((row) => String(row.body.displayName)));
const secondNames = async (): Promise<Set<string>> =>
  new Set((await workspaceRecords(host.company(second), 'customer')).map((row) => String(row.body.displayName)));

beforeAll(async () => {
  data = await temporaryFolder();
  [north, south] = await Promise.all([startSandbox(), startSandbox({ args: ['--realm', '9341450000000043'] })]);
  host = await startHost({ data });
}, 120_000);
afterAll(async () => {
  await host?.stop();
  await Promise.all([north?.stop(), south?.stop()]);
  await removeFolder(data);
});

test('both sync beside each other and nothing crosses', { timeout: 240_000 }, async () => {
  await fillWorkspace(host, SIZE, 'N');
  second = (await host.call('companies.add', { name: 'South yard' })).id;
  const other = host.company(second);
  expect((await other.call('app.status', {})).stage).toBe('notConnected');
  expect(await secondNames()).toEqual(new Set());
  await fillWorkspace(other, SIZE, 'S');
  const heard: AppEvent[] = [];
  const stream = other.events((event) => heard.push(event));
  await Promise.all([live(host, north), live(other, south)]);
  await Promise.all([untilAtRest(host), untilAtRest(other)]);
  stream.close();
  const [first] = await Promise.all([untilEqual(host, north), untilEqual(other, south)]);
  expect(first.counts.customer?.quickbooks).toBeGreaterThanOrEqual(SIZE.customers);
  const mine = await names();
  const theirs = await secondNames();
  expect([...mine].filter((name) => theirs.has(name))).toEqual([]);
  // Neither stream nor log of the one tells of the other.
  expect(heard.some(({ topic }) => topic === 'companies')).toBe(true);
  const told = JSON.stringify((await other.call('activity.list', {})).entries);
  expect([...mine].filter((name) => told.includes(name))).toEqual([]);
  const { companies } = await host.call('companies.list', {});
  expect(companies.map(({ id, name, current, stage }) => [id, name, current, stage])).toEqual([
    ['1', companies[0]?.company?.companyName, true, 'live'],
    [second, 'South yard', false, 'live'],
  ]);
});

test('a QuickBooks company that one book is synced with is refused to another, and stays connected there', async () => {
  const third = (await host.call('companies.add', {})).id;
  await expect(signIn(host.company(third), north)).rejects.toMatchObject({ error: { code: 'companies.taken' } });
  expect((await host.company(third).call('connection.get', {})).company).toBeNull();
  expect((await host.call('connection.test', {})).ok).toBe(true);
  const { folder } = await host.call('companies.remove', { id: third });
  expect(existsSync(join(folder, 'engine.db'))).toBe(true);
  expect(await host.company(third).attempt('app.status', {})).toMatchObject({ error: { code: 'companies.gone' } });
});

test('a book refuses another company than its own', async () => {
  await host.company(second).call('connection.disconnect', {});
  const stranger = await startSandbox({ args: ['--realm', '9341450000000044'] });
  try {
    await expect(signIn(host.company(second), stranger)).rejects.toMatchObject({
      error: { code: 'connection.wrongCompany' },
    });
  } finally {
    await stranger.stop();
  }
  expect((await host.call('app.status', {})).stage).toBe('live');
  await signIn(host.company(second), south);
});

test('somebody signs in to their own company and reaches no other', async () => {
  const password = 'four words only hers';
  const person = { name: 'Ines Falk', login: 'ines', role: 'viewer' as const, password };
  await host.company(second).call('people.create', person);
  const post = async (path: string, body: unknown, headers: Record<string, string>) => {
    const answer = await fetch(new URL(path, host.ready.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as { ok: boolean; value: never; error?: { code: string } };
  };
  const session = await post('session', { login: 'ines', password }, {});
  expect(session.ok).toBe(true);
  const { token } = session.value as { token: string };
  const as = (company: string) => ({ authorization: `Bearer ${token}`, 'plumbline-company': company });
  await post('api/session.changePassword', { current: password, next: `${password} now` }, as('1'));
  // Whatever company the request names: a session is of one.
  const list = await post('api/companies.list', {}, as('1'));
  expect(list.value).toMatchObject({ companies: [{ id: second, current: true, folder: null }], removed: [] });
  const rows = (await post('api/records.list', { entity: 'customer' }, as('1'))).value as { rows: { title: string }[] };
  const theirs = await secondNames();
  expect(rows.rows.length).toBeGreaterThan(0);
  expect(rows.rows.every(({ title }) => theirs.has(title))).toBe(true);
  expect((await post('api/companies.add', {}, as(second))).error?.code).toBe('access.notAllowed');
  expect((await post('session', { login: 'ines', password: `${password} now` }, { 'plumbline-company': '1' })).ok).toBe(
    false,
  );
});

test('killed and started again, both go on; then one is disconnected and the other syncs', {
  timeout: 240_000,
}, async () => {
  const customer = async (sandbox: SandboxProcess, name: string) =>
    void (await sandbox.qbo.save('Customer', { DisplayName: name }));
  await Promise.all([customer(north, 'While North slept'), customer(south, 'While South slept')]);
  void host.call('sync.now', {}).catch(() => {});
  void host
    .company(second)
    .call('sync.now', {})
    .catch(() => {});
  await host.kill();
  host = await startHost({ data });
  await eventually(names, (all) => all.has('While North slept'), { everyMs: 300 });
  await eventually(secondNames, (all) => all.has('While South slept'), { everyMs: 300 });
  await host.company(second).call('connection.disconnect', {});
  await Promise.all([customer(north, 'Later in the North'), customer(south, 'Later in the South')]);
  await host.call('sync.now', {});
  await eventually(names, (all) => all.has('Later in the North'), { everyMs: 300 });
  expect((await secondNames()).has('Later in the South')).toBe(false);
  expect((await host.company(second).call('app.status', {})).stage).toBe('notConnected');
  await signIn(host.company(second), south);
  await eventually(secondNames, (all) => all.has('Later in the South'), { everyMs: 300 });
});

test('one taken off the list keeps its data, is known again, and comes back whole', { timeout: 120_000 }, async () => {
  const before = await secondNames();
  const { folder } = await host.call('companies.remove', { id: second });
  expect(await host.attempt('companies.remove', { id: '1' })).toMatchObject({ error: { code: 'companies.last' } });
  expect(existsSync(join(folder, 'workspace.db'))).toBe(true);
  expect(readFileSync(join(data, 'companies.json'), 'utf8')).not.toContain(south.ready.refreshToken);
  const fourth = (await host.call('companies.add', {})).id;
  await expect(signIn(host.company(fourth), south)).rejects.toMatchObject({ error: { code: 'companies.takenBefore' } });
  await host.stop();
  host = await startHost({ data });
  expect((await host.call('companies.list', {})).removed.map(({ name }) => name)).toContain('South yard');
  await host.call('companies.bringBack', { id: second });
  expect(await secondNames()).toEqual(before);
  await signIn(host.company(second), south);
  await untilAtRest(host.company(second));
  await untilEqual(host.company(second), south);
});

test('one brought back within the second it lingers stays', { timeout: 60_000 }, async () => {
  await host.call('companies.remove', { id: second });
  await host.call('companies.bringBack', { id: second });
  // Longer than what was taken off lives on.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect((await host.company(second).call('app.status', {})).stage).toBe('notConnected');
});
