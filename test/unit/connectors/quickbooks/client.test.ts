import { describe, expect, test } from 'vitest';
import type { TokenSource } from '../../../../main/connectors/quickbooks/client.ts';
import { appError } from '../../../../shared/errors.ts';
import { answer, createWorld, type Json, lost } from './support.ts';

const query = (url: string): URLSearchParams => new URL(url).searchParams;

describe('requests', () => {
  test('go to the base and realm, with token, minor version and JSON asked for', async () => {
    const world = createWorld();
    await world.client.companyInfo();
    const [sent] = world.requests;
    expect(sent?.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:9/v3/company/${world.company.realmId}/companyinfo/`));
    expect(query(sent?.url ?? '').get('minorversion')).toBe('75');
    expect(sent?.headers).toMatchObject({ authorization: 'Bearer access-1', accept: 'application/json' });
    expect(JSON.stringify(world.lines)).not.toContain('access-1');
  });

  test('every write carries its requestid in the address, and is not edited on the way', async () => {
    const world = createWorld();
    const made = await world.client.create('Customer', { DisplayName: 'Alder & Co + 50% #1' }, 'key-a');
    const native = made.ok ? (made.value as Json) : {};
    expect(native.DisplayName).toBe('Alder & Co + 50% #1');
    const update = { Id: native.Id, SyncToken: '0', sparse: true, Notes: 'x' };
    await world.client.update('Customer', update, 'key-b');
    const items = [{ bId: 'a', operation: 'update', Customer: { ...update, SyncToken: '1', Notes: 'y' } }];
    await world.client.batch(items, 'key-c');
    await world.client.remove('Invoice', { Id: '1', SyncToken: '0' }, 'key-d');
    await world.client.void('Invoice', 'operation', { Id: '1', SyncToken: '0' }, 'key-e');
    await world.client.void('Payment', 'include', { Id: '1', SyncToken: '0' }, 'key-f');
    const sent = world.requests.map((request) => query(request.url));
    expect(sent.map((params) => params.get('requestid'))).toEqual([
      'key-a',
      'key-b',
      'key-c',
      'key-d',
      'key-e',
      'key-f',
    ]);
    expect(sent.map((params) => [params.get('operation'), params.get('include')])).toEqual([
      [null, null],
      ['update', null],
      [null, null],
      ['delete', null],
      ['void', null],
      ['update', 'void'],
    ]);
    expect(update).toEqual({ Id: native.Id, SyncToken: '0', sparse: true, Notes: 'x' });
    expect(JSON.parse(world.requests[5]?.body ?? '')).toEqual({ Id: '1', SyncToken: '0', sparse: true });
  });

  test('a repeated requestid writes once', async () => {
    const world = createWorld();
    const first = await world.client.create('Customer', { DisplayName: 'Once' }, 'same');
    const again = await world.client.create('Customer', { DisplayName: 'Once' }, 'same');
    expect(again).toEqual(first);
    expect(world.count('Customer')).toBe(1);
  });

  test.each(["O'Neil", 'a\\b', 'a & b + c # 100%', 'Señor Ünïcode 北京', 'x=y<z>w', '"quoted"', '@@'])(
    'a query for %s finds it',
    async (name) => {
      const world = createWorld();
      await world.client.create('Customer', { DisplayName: name }, 'k');
      const value = `'${name.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
      const found = await world.client.query('Customer', `WHERE DisplayName = ${value}`);
      expect(found.ok && found.value.map((row) => (row as Json).DisplayName)).toEqual([name]);
    },
  );

  test('an empty answer is an empty list', async () => {
    const world = createWorld();
    expect(await world.client.query('Invoice', "WHERE DocNumber = 'none'")).toMatchObject({ ok: true, value: [] });
  });

  test('other users of the same axios are left alone', async () => {
    const { createRequire } = await import('node:module');
    const here = createRequire(import.meta.url);
    const axios = createRequire(here.resolve('node-quickbooks'))('axios');
    await expect(axios.get('http://call-999999.invalid/')).rejects.toThrow();
    await expect(axios.get('data:application/json,{"a":1}')).resolves.toMatchObject({ status: 200 });
  });
});

describe('metering', () => {
  test('reads are CorePlus, writes are Core, failures are nothing', async () => {
    const world = createWorld();
    await world.client.create('Customer', { DisplayName: 'A' }, 'k1');
    await world.client.create('Customer', { DisplayName: 'A' }, 'k2');
    await world.client.query('Customer', '');
    await world.client.cdc(['Customer', 'Item'], '2026-05-10T11:00:00Z');
    await world.client.batch(
      [
        { bId: 'q', Query: 'select * from Customer' },
        { bId: 'r', Query: 'select * from Item' },
      ],
      null,
    );
    expect(world.counted).toEqual([
      'core create Customer',
      'coreplus query Customer',
      'coreplus cdc',
      'coreplus batch query',
      'coreplus batch query',
    ]);
  });
});

describe('a refused token', () => {
  const expired = answer(401, {
    fault: { error: [{ message: 'message=AuthenticationFailed; errorCode=003200; statusCode=401', code: '3200' }] },
  });
  const tokens = (refresh: TokenSource['refresh']): TokenSource => ({
    access: async () => ({ ok: true, value: 'old' }),
    refresh,
  });

  test('is renewed once, and the same request goes again under the same requestid', async () => {
    const refused: string[] = [];
    const world = createWorld({
      tokens: tokens(async (token) => {
        refused.push(token);
        return { ok: true, value: 'new' };
      }),
    });
    world.play((request) => (request.headers.authorization === 'Bearer old' ? expired : undefined));
    const made = await world.client.create('Customer', { DisplayName: 'A' }, 'key-1');
    expect(made.ok).toBe(true);
    expect(refused).toEqual(['old']);
    const [first, second] = world.requests;
    expect([query(first?.url ?? '').get('requestid'), query(second?.url ?? '').get('requestid')]).toEqual([
      'key-1',
      'key-1',
    ]);
    expect(second?.body).toBe(first?.body);
  });

  test('is not renewed for ever', async () => {
    const world = createWorld({ tokens: tokens(async () => ({ ok: true, value: 'new' })) });
    world.play(() => expired);
    const made = await world.client.create('Customer', { DisplayName: 'A' }, 'key-1');
    expect(made.ok).toBe(false);
    if (!made.ok) expect([made.failure.reach, made.failure.error().code]).toEqual(['unsent', 'connection.credentials']);
    expect(world.requests).toHaveLength(2);
  });

  test('a failed renewal is what the caller hears', async () => {
    const world = createWorld({
      tokens: tokens(async () => ({ ok: false, error: appError('connection.outage') })),
    });
    world.play(() => expired);
    const made = await world.client.create('Customer', { DisplayName: 'A' }, 'key-1');
    if (!made.ok) expect([made.failure.reach, made.failure.error().code]).toEqual(['unsent', 'connection.outage']);
    expect(made.ok).toBe(false);
  });

  test('a person without rights is not cured by a new token', async () => {
    const world = createWorld({ tokens: tokens(async () => ({ ok: true, value: 'new' })) });
    world.play(() => answer(401, { Fault: { Error: [{ code: '120', Message: '-11014-You do not have access' }] } }));
    const read = await world.client.companyInfo();
    if (!read.ok) expect(read.failure.error().code).toBe('connection.permission');
    expect(world.requests).toHaveLength(1);
  });
});

describe('how far a failed call went', () => {
  test.each([
    ['never reached', () => lost('no'), 'unsent', 'connection.offline'],
    ['cut', () => lost(), 'unknown', 'connection.offline'],
    ['503', () => answer(503, '<html><title>503</title></html>'), 'unknown', 'connection.outage'],
    ['500', () => answer(500, { Fault: { Error: [{ code: '10000' }] } }), 'unknown', 'connection.outage'],
    ['429', () => answer(429, ''), 'unsent', 'connection.throttled'],
    [
      'a refusal',
      () => answer(400, { Fault: { Error: [{ code: '6000', Detail: 'No.' }] } }),
      'refused',
      'quickbooks.rejected',
    ],
    [
      'a fault with 200',
      () => answer(200, { Fault: { Error: [{ code: '6190' }] } }),
      'unsent',
      'connection.subscription',
    ],
    [
      'half a refusal',
      () => answer(400, '{"Fault":{"Error":[{"Message":"Duplicate Na'),
      'unknown',
      'connection.outage',
    ],
    ['half an answer', () => answer(200, '{"Customer":{"Id":"1"'), 'unknown', 'connection.outage'],
    ['an answer about something else', () => answer(200, { time: 'x' }), 'unknown', 'connection.outage'],
  ])('%s', async (_, what, reach, code) => {
    const world = createWorld();
    world.play(() => what());
    const made = await world.client.create('Customer', { DisplayName: 'A' }, 'k');
    expect(made.ok).toBe(false);
    if (!made.ok) expect([made.failure.reach, made.failure.error('A').code]).toEqual([reach, code]);
  });

  test('after a 429 nothing leaves for a minute', async () => {
    const world = createWorld();
    world.play(() => answer(429, ''));
    await world.client.companyInfo();
    world.play(null);
    const soon = await world.client.companyInfo();
    if (!soon.ok)
      expect(soon.failure.error()).toMatchObject({ code: 'connection.throttled', retryAfterMs: expect.any(Number) });
    expect(soon.ok).toBe(false);
    expect(world.requests).toHaveLength(1);
    world.forward(60_000);
    expect((await world.client.companyInfo()).ok).toBe(true);
  });

  test('a record node-quickbooks does not take never leaves and says so', async () => {
    const world = createWorld();
    const update = await world.client.update('Customer', { Id: '', SyncToken: '' }, 'k');
    if (!update.ok)
      expect([update.failure.reach, update.failure.error().code]).toEqual(['refused', 'internal.unexpected']);
    expect(update.ok).toBe(false);
    expect(world.requests).toHaveLength(0);
    expect((await world.client.companyInfo()).ok).toBe(true);
  });
});
