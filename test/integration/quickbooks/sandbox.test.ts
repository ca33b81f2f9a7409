import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  authorizeUrl,
  createHttpTransport,
  exchangeCode,
  quickbooksEndpoints,
  readCallback,
  refreshTokens,
  revokeToken,
} from '../../../main/connectors/quickbooks/index.ts';
import type { Connector } from '../../../main/core/ports.ts';
import type { TranslationContext, WriteRequest } from '../../../main/core/types.ts';
import { type SandboxServer, startSandboxServer } from '../../../main/sandbox/server/index.ts';
import { clock, connect, contextOf, control, create, faults, type Json, request } from './support.ts';

let server: SandboxServer;
let opened: ReturnType<typeof connect>[] = [];
const open = (more: Parameters<typeof connect>[1] = {}): ReturnType<typeof connect> => {
  const made = connect(server, more);
  opened.push(made);
  return made;
};

beforeAll(async () => {
  server = await startSandboxServer({ company: { kind: 'demo' } });
});
afterAll(() => server.close());

let connector: Connector;
let context: TranslationContext;
beforeEach(async () => {
  await control(server, '/reset', {});
  connector = open().connector;
  context = await contextOf(connector);
});
afterEach(() => {
  for (const one of opened) one.close();
  opened = [];
});

const records = async (entity: string): Promise<number> => {
  const { records } = (await control(server, '')) as { records: Record<string, { live: number }> };
  return records[entity]?.live ?? 0;
};

describe('signing in', () => {
  const redirectUri = 'http://127.0.0.1:18080/callback';
  const transport = createHttpTransport();
  afterAll(() => transport.close());
  const deps = () => ({
    endpoints: quickbooksEndpoints('sandboxCompany', server.url),
    credentials: { clientId: server.clientId, clientSecret: server.clientSecret },
    transport,
    clock,
  });

  /** What a person does on the page: choose the company and press a button. */
  async function press(decision: 'allow' | 'refuse'): Promise<string> {
    const url = authorizeUrl(deps().endpoints, { clientId: server.clientId, redirectUri, state: 'st&te' });
    expect(await (await fetch(url)).text()).toContain('Connect');
    const form = new URLSearchParams(new URL(url).searchParams);
    form.set('realmId', server.realmId);
    form.set('decision', decision);
    const answer = await fetch(`${server.url}/connect/oauth2`, { method: 'POST', body: form, redirect: 'manual' });
    return answer.headers.get('location') ?? '';
  }

  test('allow, trade the code, refresh, revoke', async () => {
    const back = readCallback(await press('allow'), 'st&te');
    if (!back.ok) throw new Error(back.error.userSentence);
    expect(back.value.realmId).toBe(server.realmId);
    const tokens = await exchangeCode(deps(), { code: back.value.code, redirectUri });
    if (!tokens.ok) throw new Error(tokens.error.userSentence);
    expect(tokens.value.hardExpiresAt).not.toBeNull();
    const test = await open({ accessToken: tokens.value.accessToken }).connector.test();
    expect(test).toMatchObject({ ok: true, value: { companyName: server.company.name() } });
    const fresh = await refreshTokens(deps(), tokens.value.refreshToken);
    expect(fresh.ok).toBe(true);
    expect(await revokeToken(deps(), tokens.value.refreshToken)).toEqual({ ok: true, value: null });
    expect(await refreshTokens(deps(), tokens.value.refreshToken)).toMatchObject({
      ok: false,
      error: { code: 'connection.credentials' },
    });
    // A code works once.
    expect((await exchangeCode(deps(), { code: back.value.code, redirectUri })).ok).toBe(false);
  });

  test('refuse', async () => {
    expect(readCallback(await press('refuse'), 'st&te')).toMatchObject({
      ok: false,
      error: { code: 'connection.refused' },
    });
  });

  test('a wrong secret', async () => {
    const wrong = { ...deps(), credentials: { clientId: server.clientId, clientSecret: 'wrong' } };
    expect(await refreshTokens(wrong, server.refreshToken)).toMatchObject({
      ok: false,
      error: { code: 'connection.client' },
    });
  });
});

describe('test connection says what is wrong', () => {
  test('nothing', async () => {
    expect(await connector.test()).toMatchObject({
      ok: true,
      value: { companyId: server.realmId, companyName: server.company.name(), environment: 'sandboxCompany' },
    });
  });
  test('the person lost the right', async () => {
    await control(server, '/connection', { action: 'lose-admin' });
    const result = await connector.test();
    await control(server, '/connection', { action: 'restore-admin' });
    expect(result).toMatchObject({ ok: false, error: { code: 'connection.permission', native: { faultCode: '120' } } });
  });
  test('another company', async () => {
    const other = open({ realmId: '9341450000009999' }).connector;
    expect(await other.test()).toMatchObject({ ok: false, error: { code: 'connection.permission' } });
  });
  test('another app', async () => {
    const other = open({ accessToken: 'nonsense', clientSecret: 'wrong' }).connector;
    expect(await other.test()).toMatchObject({ ok: false, error: { code: 'connection.client' } });
  });
  test('nobody there', async () => {
    const gone = await startSandboxServer({ company: { kind: 'empty' } });
    const there = connect(gone);
    await gone.close();
    expect(await there.connector.test()).toMatchObject({
      ok: false,
      error: { code: 'connection.offline', retryable: true },
    });
    there.close();
  });
});

test('the whole company is read, every record once', async () => {
  for (const [entity, resource] of [
    ['customer', 'Customer'],
    ['item', 'Item'],
    ['invoice', 'Invoice'],
    ['payment', 'Payment'],
  ] as const) {
    const page = await connector.list(entity, null, context);
    if (!page.ok) throw new Error(page.error.userSentence);
    expect(page.value.next).toBeNull();
    expect(new Set(page.value.observations.map((one) => one.id)).size).toBe(await records(resource));
  }
});

test('a document is e-mailed once, and its PDF arrives byte for byte', async () => {
  const of = async (wanted: WriteRequest) => {
    const [outcome] = await connector.write([wanted], context);
    if (outcome?.kind !== 'confirmed') throw new Error(JSON.stringify(outcome));
    return outcome.observation;
  };
  const customer = await of(create('customer', { displayName: 'Søren Ångström' }));
  const item = await of(create('item', { name: 'Gutter guard', unitPrice: '12' }));
  const invoice = await of(
    create('invoice', {
      customer: customer.id,
      date: '2026-05-01',
      lines: [{ item: item.id, quantity: '2', unitPrice: '12' }],
    }),
  );
  const key = { entity: 'invoice', id: invoice.id };
  const sent = await connector.send?.(key, 'pay+bills@example.com', context);
  expect(sent).toMatchObject({
    kind: 'confirmed',
    observation: {
      revision: '1',
      body: { email: 'pay+bills@example.com', emailedOn: expect.stringMatching(/^\d{4}-/) },
    },
  });
  expect(await connector.send?.(key, 'no address', context)).toMatchObject({ kind: 'rejected' });
  const pdf = await connector.pdf?.(key);
  if (pdf?.ok !== true) throw new Error(JSON.stringify(pdf));
  const text = Buffer.from(pdf.value, 'base64').toString('latin1');
  expect(text.startsWith('%PDF-')).toBe(true);
  // Where its table of objects begins is counted in bytes: text that was decoded on the way would have moved it.
  const start = Number(/startxref\s+(\d+)/.exec(text)?.[1]);
  expect(text.slice(start, start + 4)).toBe('xref');
  expect(await connector.pdf?.({ entity: 'invoice', id: '999999' })).toMatchObject({ ok: false });
});

test('a document with lines and tax arrives with equal totals, and a payment settles it', async () => {
  const write = async (wanted: WriteRequest) => {
    const [outcome] = await connector.write([wanted], context);
    if (outcome?.kind !== 'confirmed') throw new Error(JSON.stringify(outcome));
    return outcome.observation;
  };
  const customer = await write(create('customer', { displayName: 'Ünïque & Sons', email: 'u@example.com' }));
  const item = await write(create('item', { name: 'Cupola fitting', unitPrice: '33.335', taxable: true }));
  const wanted = create('invoice', {
    customer: customer.id,
    date: '2026-05-01',
    taxRate: 'county',
    taxPercent: '8.25',
    lines: [
      { item: item.id, quantity: '3', unitPrice: '33.335', taxable: true },
      { kind: 'text', description: 'Thank you' },
      { item: item.id, quantity: '1', unitPrice: '20' },
      { kind: 'discount', percent: '5' },
    ],
  });
  const invoice = await write(wanted);
  const names = ['subtotal', 'taxTotal', 'total', 'taxRate', 'taxPercent', 'memo'];
  for (const name of names) expect([name, invoice.body?.[name]]).toEqual([name, wanted.body?.[name]]);
  expect(invoice.body?.number).toMatch(/^\d+$/);
  const cursor = await connector.cursorNow();
  const total = String(invoice.body?.total);
  await write(
    create('payment', {
      customer: customer.id,
      date: '2026-05-02',
      amount: total,
      method: 'Check',
      allocations: [{ invoice: invoice.id, amount: total }],
    }),
  );
  if (!cursor.ok) throw new Error(cursor.error.userSentence);
  const changes = await connector.changes(cursor.value, ['customer', 'item', 'invoice', 'payment'], context);
  if (!changes.ok) throw new Error(changes.error.userSentence);
  const paid = changes.value.observations.find((one) => one.entity === 'invoice' && one.id === invoice.id);
  // The payment raised the invoice's token by itself: what we held is old now.
  expect(paid).toMatchObject({ revision: '1', body: { balance: '0.00', total } });
  const stale = request('invoice', 'update', {
    id: invoice.id,
    revision: invoice.revision,
    native: invoice.native,
    body: { ...invoice.body, memo: 'x' },
    fields: ['memo'],
  });
  expect(await connector.write([stale], context)).toMatchObject([{ kind: 'stale' }]);
});

test('a person edits and deletes in QuickBooks; the feed tells', async () => {
  const cursor = await connector.cursorNow();
  if (!cursor.ok) throw new Error(cursor.error.userSentence);
  await control(server, '/act', { act: 'edit', entity: 'Customer', id: '4', set: { Notes: 'Gate code 4411' } });
  const made = (await control(server, '/act', {
    act: 'create',
    entity: 'Payment',
    set: { CustomerRef: { value: '1' }, TotalAmt: 5, TxnDate: '2026-05-01' },
  })) as Json;
  const id = String(((made.Payment ?? made) as Json).Id);
  await control(server, '/act', { act: 'delete', entity: 'Payment', id });
  const changes = await connector.changes(cursor.value, ['customer', 'payment'], context);
  if (!changes.ok) throw new Error(changes.error.userSentence);
  const seen = changes.value.observations;
  expect(seen.find((one) => one.id === '4' && one.entity === 'customer')?.body?.notes).toBe('Gate code 4411');
  expect(seen.find((one) => one.id === id && one.entity === 'payment')?.life).toBe('deleted');
});

describe('when the line is bad', () => {
  test.each(['lose-after', 'truncated'])('%s: uncertain, found by the probe, written once', async (kind) => {
    const before = await records('Customer');
    const fresh = open().connector;
    const wanted = create('customer', { displayName: `Lost ${kind}`, email: 'lost@example.com' });
    await faults(server, { kind, method: 'POST' });
    const sentAt = new Date().toISOString();
    expect(await fresh.write([wanted], context)).toMatchObject([
      { kind: 'uncertain', error: { code: 'sync.uncertain' } },
    ]);
    expect(await fresh.probe([{ request: wanted, sentAt }], context)).toMatchObject([{ kind: 'found' }]);
    expect(await fresh.write([wanted], context)).toMatchObject([{ kind: 'confirmed' }]);
    expect(await records('Customer')).toBe(before + 1);
  });

  test('lost on the way there: uncertain, absent, then written once', async () => {
    const before = await records('Customer');
    const fresh = open().connector;
    const wanted = create('customer', { displayName: 'Never arrived' });
    await faults(server, { kind: 'lose-before', method: 'POST' });
    expect(await fresh.write([wanted], context)).toMatchObject([{ kind: 'uncertain' }]);
    expect(await fresh.probe([{ request: wanted, sentAt: new Date().toISOString() }], context)).toEqual([
      { kind: 'absent' },
    ]);
    expect(await fresh.write([wanted], context)).toMatchObject([{ kind: 'confirmed' }]);
    expect(await records('Customer')).toBe(before + 1);
  });

  test('a kept connection that died is replaced, under the same requestid', async () => {
    const before = await records('Customer');
    await faults(server, { kind: 'lose-after', method: 'POST' });
    expect(await connector.write([create('customer', { displayName: 'Kept' })], context)).toMatchObject([
      { kind: 'confirmed' },
    ]);
    expect(await records('Customer')).toBe(before + 1);
  });

  test('a lost batch: every document is found', async () => {
    const before = await records('Invoice');
    const item = server.company.rows('Item').find((row) => row.body.Type === 'Service')?.id ?? '';
    const many = ['1.00', '2.00', '3.00'].map((unitPrice) =>
      create('invoice', { customer: '1', date: '2026-05-03', lines: [{ item, quantity: '1', unitPrice }] }),
    );
    const fresh = open().connector;
    await faults(server, { kind: 'lose-after', path: '/batch' });
    const sentAt = new Date().toISOString();
    const outcomes = await fresh.write(many, context);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['uncertain', 'uncertain', 'uncertain']);
    const lost = many.map((request) => ({ request, sentAt }));
    expect(new Set((await fresh.probe(lost, context)).map(({ kind }) => kind))).toEqual(new Set(['found']));
    expect(await records('Invoice')).toBe(before + 3);
  });

  test.each(['throttle', 'throttle-xml'])('%s: not sent, silence for a minute', async (kind) => {
    await faults(server, { kind });
    const throttled = { kind: 'notSent', error: { code: 'connection.throttled', retryAfterMs: expect.any(Number) } };
    expect(await connector.write([create('customer', { displayName: 'A' })], context)).toMatchObject([throttled]);
    const { calls } = (await control(server, '/calls')) as { calls: unknown[] };
    expect(await connector.write([create('customer', { displayName: 'B' })], context)).toMatchObject([throttled]);
    expect(await connector.test()).toMatchObject({ ok: false, error: { code: 'connection.throttled' } });
    const after = (await control(server, '/calls')) as { calls: unknown[] };
    expect(after.calls).toHaveLength(calls.length);
  });

  test.each(['error-500', 'outage'])('%s: the write is uncertain, the read is retryable', async (kind) => {
    await faults(server, { kind, times: 2 });
    const wanted = create('customer', { displayName: `During ${kind}` });
    expect(await connector.write([wanted], context)).toMatchObject([{ kind: 'uncertain' }]);
    expect(await connector.test()).toMatchObject({ ok: false, error: { code: 'connection.outage', retryable: true } });
    expect(await connector.probe([{ request: wanted, sentAt: new Date().toISOString() }], context)).toEqual([
      { kind: 'absent' },
    ]);
  });
});

test('an access token that ended is renewed, stored, and the same write goes again', async () => {
  const before = await records('Customer');
  const { connector: fresh, saved } = open();
  await control(server, '/connection', { action: 'expire-access' });
  const wanted = create('customer', { displayName: 'After midnight' });
  expect(await fresh.write([wanted], context)).toMatchObject([{ kind: 'confirmed' }]);
  expect(saved).toHaveLength(1);
  const { calls } = (await control(server, '/calls')) as { calls: { status: number; requestId?: string }[] };
  expect(calls.filter((call) => call.requestId === wanted.key).map((call) => call.status)).toEqual([401, 200]);
  expect(await records('Customer')).toBe(before + 1);
});
