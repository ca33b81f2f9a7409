/** Signing in over real HTTP, with real hashes, before a real engine on a clock that is told the time. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPasswords } from '../../../main/adapters/passwords.ts';
import { IDLE_MS, LONGEST_MS } from '../../../main/engine/sign-in.ts';
import { createGate } from '../../../main/hosts/gate.ts';
import { type RunningServer, startServer } from '../../../main/hosts/headless/server.ts';
import { createTickets } from '../../../main/hosts/headless/tickets.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import { type FakeApp, fakeApp, quietLog } from '../../support/fakes/app.ts';
import { oneCompany } from '../../support/one-company.ts';

const TOKEN = 'the-token-of-this-start';
const FIRST = 'first words of somebody';
const OWN = 'own words, and long ones';
/** The real thing, cheap enough to be asked a hundred times. */
const passwords = createPasswords({ memory: 1024, passes: 1, parallelism: 1 });
let app: FakeApp;
let server: RunningServer;
let tell: (event: AppEvent) => void = () => {};
const logged: string[] = [];

type Reply = {
  status: number;
  ok: boolean;
  value?: never;
  error?: { code: string; values: Record<string, string> };
  text: string;
};

const post = async (path: string, body: unknown, token: string | null = TOKEN, headers = {}): Promise<Reply> => {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, ...JSON.parse(text), text };
};
const signIn = (login: string, password: string, token: string | null = null): Promise<Reply> =>
  post('session', { login, password }, token);
const tokenOf = async (login: string, password: string): Promise<string> => {
  const reply = await signIn(login, password);
  if (!reply.ok) throw new Error(reply.text);
  return (reply.value as unknown as { token: string }).token;
};
const add = async (name: string, more: object = {}): Promise<string> => {
  const input = { name, login: name.toLowerCase(), role: 'viewer', password: FIRST, ...more };
  const reply = await post('api/people.create', input);
  if (!reply.ok) throw new Error(reply.text);
  return (reply.value as unknown as { id: string }).id;
};
/** Somebody who has chosen a password of their own. */
const settled = async (name: string, more: object = {}): Promise<{ id: string; token: string }> => {
  const id = await add(name, more);
  const token = await tokenOf(name.toLowerCase(), FIRST);
  await post('api/session.changePassword', { current: FIRST, next: OWN }, token);
  return { id, token };
};

beforeAll(async () => {
  app = await fakeApp({ passwords });
  const log = quietLog((message, fields) => logged.push(`${message} ${JSON.stringify(fields)}`));
  server = await startServer({
    port: 0,
    token: TOKEN,
    tickets: createTickets(
      () => 0,
      () => 'ticket',
    ),
    description: {},
    assets: async () => ({ status: 200, headers: {}, body: '' }),
    log,
    companies: oneCompany({
      people: app.engine,
      gate: createGate(
        (name, input, caller) => app.engine.call(name, input as never, caller),
        log,
        () => 'R',
      ),
      webhook: async () => 'off',
      subscribe: (listener) => {
        tell = listener;
        return () => undefined;
      },
      watch: () => () => {},
      current: async () => ({ revision: 1, topic: 'people', payload: {} }),
    }),
  });
});
afterAll(() => server.close());
// Wrong passwords of one test are forgotten by the next.
beforeEach(() => {
  app.time.now += 2 * 24 * 60 * 60_000;
});

describe('a first sign-in', () => {
  test('lets choose a password, and nothing else before', async () => {
    await add('Ada');
    const token = await tokenOf('ADA ', FIRST);
    expect(await post('api/session.me', {}, token)).toMatchObject({
      ok: true,
      value: { name: 'Ada', mustChange: true, role: 'viewer', local: false },
    });
    expect(await post('api/app.status', {}, token)).toMatchObject({
      status: 403,
      error: { code: 'access.passwordFirst' },
    });
    const same = await post('api/session.changePassword', { current: FIRST, next: FIRST }, token);
    expect(same).toMatchObject({ status: 400, error: { values: { field: 'next' } } });
    const wrong = await post('api/session.changePassword', { current: 'not it at all', next: OWN }, token);
    expect(wrong).toMatchObject({ status: 400, error: { values: { field: 'current' } } });
    expect(await post('api/session.changePassword', { current: FIRST, next: OWN }, token)).toMatchObject({ ok: true });
    expect(await post('api/app.status', {}, token)).toMatchObject({ ok: true });
    expect(await signIn('ada', FIRST)).toMatchObject({ status: 401 });
    expect(await signIn('ada', OWN)).toMatchObject({ ok: true });
  });

  test.each(['short', 'aaaaaaaaaaaaaa', 'password1234', 'Weakly Set', 'qwertyuiop!!'])(
    'does not take "%s"',
    async (password) => {
      const reply = await post('api/people.create', { name: 'Weakly Set', login: 'weak', role: 'viewer', password });
      expect(reply).toMatchObject({ status: 400, error: { code: 'input.invalid', values: { field: 'password' } } });
    },
  );
});

describe('a session', () => {
  test('gets a token made for it, whatever token came along', async () => {
    await settled('Fixed');
    const planted = 'a-token-somebody-else-chose';
    const reply = await signIn('fixed', OWN, planted);
    const { token } = reply.value as unknown as { token: string };
    expect(token).not.toBe(planted);
    expect(token.length).toBeGreaterThan(40);
    expect((await post('api/app.status', {}, planted)).status).toBe(401);
    expect(await tokenOf('fixed', OWN)).not.toBe(token);
  });

  test('ends when nobody uses it', async () => {
    const { token } = await settled('Idle');
    app.time.now += IDLE_MS - 1000;
    expect((await post('api/app.status', {}, token)).status).toBe(200);
    app.time.now += IDLE_MS - 1000;
    expect((await post('api/app.status', {}, token)).status).toBe(200);
    app.time.now += IDLE_MS + 1000;
    expect(await post('api/app.status', {}, token)).toMatchObject({ status: 401, error: { code: 'access.token' } });
  });

  test('ends after a week however much it is used', async () => {
    const { token } = await settled('Busy');
    const end = app.time.now + LONGEST_MS;
    while (app.time.now < end) {
      expect((await post('api/app.status', {}, token)).status).toBe(200);
      app.time.now += IDLE_MS / 2;
    }
    app.time.now = end + 1000;
    expect((await post('api/app.status', {}, token)).status).toBe(401);
  });

  test('ends by signing out; signing out everywhere ends all', async () => {
    const { token } = await settled('Leaver');
    const [second, third] = [await tokenOf('leaver', OWN), await tokenOf('leaver', OWN)];
    await post('api/session.signOut', {}, token);
    expect([
      (await post('api/session.me', {}, token)).status,
      (await post('api/session.me', {}, second)).status,
    ]).toEqual([401, 200]);
    await post('api/session.signOutEverywhere', {}, second);
    expect((await post('api/session.me', {}, third)).status).toBe(401);
  });

  test('ends at once with the access, the password or the role it had', async () => {
    const { id, token } = await settled('Changer', { role: 'admin' });
    expect((await post('api/people.list', {}, token)).status).toBe(200);
    await post('api/people.update', { id, role: 'viewer' });
    expect(await post('api/people.list', {}, token)).toMatchObject({
      status: 403,
      error: { code: 'access.notAllowed' },
    });
    await post('api/people.setPassword', { id, password: FIRST });
    expect((await post('api/session.me', {}, token)).status).toBe(401);
    const again = await tokenOf('changer', FIRST);
    await post('api/people.deactivate', { id });
    expect((await post('api/session.me', {}, again)).status).toBe(401);
    expect(await signIn('changer', FIRST)).toMatchObject({ status: 401, error: { code: 'access.wrongPassword' } });
  });

  test('whose person is gone hears no more events', async () => {
    const { id, token } = await settled('Listener');
    const stream = await fetch(`${server.url}api/events`, { headers: { authorization: `Bearer ${token}` } });
    const reader = stream.body!.getReader();
    let heard = '';
    /** Reads on until a text came; null when the stream ended first. */
    const until = async (text: string): Promise<true | null> => {
      while (!heard.includes(text)) {
        const { done, value } = await reader.read();
        if (done) return null;
        heard += new TextDecoder().decode(value);
      }
      return true;
    };
    expect(await until('"topic":"people"')).toBe(true);
    tell({ revision: 2, topic: 'review', payload: { total: 1 } });
    expect(await until('id: 2')).toBe(true);
    await post('api/people.deactivate', { id });
    tell({ revision: 3, topic: 'review', payload: { total: 2 } });
    expect(await until('id: 3')).toBeNull();
  });
});

describe('wrong passwords', () => {
  test('close the name for longer and longer, and say for how long', async () => {
    const id = await add('Locked');
    for (let i = 0; i < 5; i++) expect(await signIn('locked', `wrong ${i}`)).toMatchObject({ status: 401 });
    expect(await signIn('locked', FIRST)).toMatchObject({
      status: 429,
      error: { code: 'access.locked', values: { wait: '30 seconds' } },
    });
    app.time.now += 30_001;
    expect(await signIn('locked', 'wrong again')).toMatchObject({ status: 401 });
    expect(await signIn('locked', FIRST)).toMatchObject({ status: 429, error: { values: { wait: '1 minute' } } });
    app.time.now += 60_001;
    expect(await signIn('locked', FIRST)).toMatchObject({ ok: true });
    const told = await app.call('activity.list', { search: 'closed for a while' });
    expect(told.entries[0]?.what).toContain('Locked');
    // A new password opens what was closed.
    for (let i = 0; i < 5; i++) await signIn('locked', `wrong ${i}`);
    expect((await signIn('locked', FIRST)).status).toBe(429);
    await post('api/people.setPassword', { id, password: OWN });
    expect(await signIn('locked', OWN)).toMatchObject({ ok: true });
  });

  test('close the address when they are for many names', async () => {
    await add('Bystander');
    let closed = 0;
    for (let i = 0; i < 25; i++) if ((await signIn(`nobody${i}`, 'guess of a password')).status === 429) closed++;
    expect(closed).toBe(5);
    expect((await signIn('bystander', FIRST)).status).toBe(429);
  });

  test('many at once get no more tries than one after another', async () => {
    await add('Raced');
    const replies = await Promise.all(Array.from({ length: 15 }, (_, i) => signIn('raced', `guess number ${i}`)));
    expect(replies.filter((reply) => reply.status === 401)).toHaveLength(5);
    expect(replies.filter((reply) => reply.status === 429)).toHaveLength(10);
  });

  test('and names that nobody has look the same and cost the same', async () => {
    await add('Somebody');
    const checked: string[] = [];
    const verify = passwords.verify;
    passwords.verify = async (password, hash) => {
      checked.push(hash.replace(/\$[^$]+\$[^$]+$/, ''));
      return verify(password, hash);
    };
    const known = await signIn('somebody', 'not their password');
    const unknown = await signIn('no-such-person', 'not their password');
    passwords.verify = verify;
    expect(unknown.text).toBe(known.text);
    // One check each, at the same cost: the time tells nothing.
    expect(checked).toEqual(['$argon2id$v=19$m=1024,t=1,p=1', '$argon2id$v=19$m=1024,t=1,p=1']);
  });
});

describe('the owner', () => {
  test('gets a sign-in at their own window, and stays', async () => {
    const owner = { name: 'Dana Reyes', login: 'dana', password: OWN };
    expect(await post('api/people.setOwner', owner)).toMatchObject({ ok: true });
    const token = await tokenOf('dana', OWN);
    expect(await post('api/session.me', {}, token)).toMatchObject({ value: { role: 'owner', local: false } });
    // Whoever took over the session cannot change the password without knowing it.
    expect(await post('api/people.setOwner', owner, token)).toMatchObject({ status: 400 });
    for (const [name, input] of [
      ['people.deactivate', { id: 'owner' }],
      ['people.update', { id: 'owner', role: 'viewer' }],
      ['people.setPassword', { id: 'owner', password: FIRST }],
    ] as const)
      expect(await post(`api/${name}`, input)).toMatchObject({ status: 403, error: { code: 'people.owner' } });
  });

  test('and nobody else is above themselves: no Admin ends their own access', async () => {
    const { id, token } = await settled('Boss', { role: 'admin' });
    expect(await post('api/people.deactivate', { id }, token)).toMatchObject({ status: 400 });
    expect(await post('api/people.update', { id, role: 'viewer' }, token)).toMatchObject({ status: 400 });
  });

  test('two people have neither one name nor one user name', async () => {
    await add('Twin');
    const more = { role: 'viewer', password: FIRST };
    expect(await post('api/people.create', { name: 'Other', login: 'TWIN', ...more })).toMatchObject({
      status: 409,
      error: { code: 'people.taken', values: { field: 'User name' } },
    });
    expect(await post('api/people.create', { name: 'twin', login: 'other', ...more })).toMatchObject({
      status: 409,
      error: { values: { field: 'Name' } },
    });
  });
});

test('who did it stands in the log', async () => {
  const { token } = await settled('Ines Falk', { login: 'ines', role: 'basic', rights: ['createInvoices'] }).catch(
    async () => {
      const signed = await tokenOf('ines', FIRST);
      await post('api/session.changePassword', { current: FIRST, next: OWN }, signed);
      return { token: signed };
    },
  );
  const made = await post('api/records.create', { entity: 'customer', body: { displayName: 'Willow' } }, token);
  expect(made).toMatchObject({ ok: true });
  const { entries } = await app.call('activity.list', { entity: 'customer' });
  expect(entries[0]).toMatchObject({ actor: 'Ines Falk', title: 'Willow' });
});

test('neither passwords nor hashes nor tokens are told or logged', async () => {
  const { token } = await settled('Secretive', { role: 'admin' });
  const answers = [
    await post('api/people.list', {}),
    await post('api/session.me', {}, token),
    await post('api/activity.list', { limit: 500 }),
    await signIn('secretive', 'a wrong password here'),
  ].map((reply) => reply.text);
  const everything = [...answers, ...logged].join('\n');
  for (const secret of [OWN, FIRST, 'a wrong password here', token, 'argon2']) expect(everything).not.toContain(secret);
  const stored = JSON.stringify(app.store.sessionsOf(app.store.personByLogin('secretive')!.id));
  expect(stored).not.toContain(token);
});

test('hashes are argon2id with a salt of their own', async () => {
  const full = createPasswords();
  const [one, two] = [await full.hash(OWN), await full.hash(OWN)];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
  expect(one).not.toBe(two);
  expect([
    await full.verify(OWN, one),
    await full.verify(OWN.normalize('NFD'), two),
    await full.verify(FIRST, one),
    await full.verify(OWN, 'no hash'),
  ]).toEqual([true, true, false, false]);
});
