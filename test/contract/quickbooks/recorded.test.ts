import { afterAll, describe, expect, test } from 'vitest';
import { createQuickbooksClient, type QuickbooksClient } from '../../../main/connectors/quickbooks/client.ts';
import { createLimiter } from '../../../main/connectors/quickbooks/limits.ts';
import type { HttpRequest } from '../../../main/connectors/quickbooks/transport.ts';
import type { EntityModule, WriteRequest } from '../../../main/core/types.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { Body } from '../../../shared/primitives.ts';
import { EXPECTED } from './expected.ts';
import {
  afterCreate,
  afterSparseUpdate,
  context,
  type Json,
  type Pair,
  pairsOf,
  rowsOf,
  withUnknownMembers,
} from './fixtures.ts';

const REALM = '9341450000000042';
const entities = createEntityRegistry();
const tried = { pairs: 0, records: 0, updates: 0, creates: 0 };

/** A client whose other end answers with one pair, and what it asked for. */
function clientFor(pair: Pair): { client: QuickbooksClient; asked: HttpRequest[] } {
  const asked: HttpRequest[] = [];
  let now = 0;
  const clock = { now: () => now };
  const timers = {
    sleep: async (ms: number) => {
      now += ms;
    },
    yieldNow: async () => {},
    every: () => () => {},
  };
  const none = (): void => {};
  const client = createQuickbooksClient({
    apiBase: 'https://quickbooks.example.com',
    realmId: REALM,
    transport: async (request) => {
      asked.push(request);
      return {
        status: pair.status,
        headers: { 'content-type': 'application/json;charset=utf-8' },
        body: JSON.stringify(pair.responseBody),
      };
    },
    tokens: {
      access: async () => ({ ok: true, value: 'access' }),
      refresh: async () => ({ ok: true, value: 'fresh' }),
    },
    limiter: createLimiter({ clock, timers, random: { next: () => 0 } }),
    clock,
    meter: { count: none },
    log: { debug: none, info: none, warn: none, error: none },
  });
  return { client, asked };
}

/** Sends a pair's request the way the connector would, and gives back the records of the answer. */
async function send(pair: Pair): Promise<{ rows: unknown[]; asked: HttpRequest }> {
  const { client, asked } = clientFor(pair);
  const body = (pair.requestBody ?? {}) as Json;
  const reply =
    pair.path === '/query'
      ? await client.query(pair.entity, 'STARTPOSITION 1 MAXRESULTS 100')
      : pair.method === 'GET' || pair.op === 'send'
        ? await client.read(pair.entity, pair.path.split('/')[2] ?? '')
        : pair.op === 'create'
          ? await client.create(pair.entity, body, 'key-1')
          : await client.update(pair.entity, body, 'key-1');
  if (!reply.ok) throw new Error(reply.failure.error(pair.entity).userSentence);
  expect(reply.time).toBe(pair.responseBody.time);
  expect(asked).toHaveLength(1);
  return { rows: Array.isArray(reply.value) ? reply.value : [reply.value], asked: asked[0]! };
}

const requestFor = (module: EntityModule, kind: 'create' | 'update', native: Json, body: Body): WriteRequest => ({
  entity: module.descriptor.name,
  kind,
  id: kind === 'create' ? null : String(native.Id),
  revision: kind === 'create' ? null : String(native.SyncToken),
  body,
  fields: module.descriptor.fields.filter((field) => field.derived !== true).map((field) => field.name),
  native: kind === 'create' ? null : native,
  key: 'key-1',
});

const readBack = (module: EntityModule, native: unknown): Body => {
  const { body } = module.quickbooks.read(native, context);
  if (!body) throw new Error('a live record has a body');
  return body;
};

afterAll(() => console.log(`QuickBooks recordings: ${JSON.stringify(tried)}`));

describe.each(entities.all.map((module) => [module.quickbooks.resource, module] as const))('%s', (resource, module) => {
  const pairs = pairsOf(resource);

  test.each(pairs.map((pair, index) => [`${index + 1} ${pair.op}`, pair] as const))('pair %s', async (_, pair) => {
    const { rows, asked } = await send(pair);
    expect(rows).toEqual(rowsOf(pair));
    expect(asked.headers.authorization).toBe('Bearer access');
    expect(new URL(asked.url).searchParams.get('minorversion')).toBe('75');
    if (pair.op === 'create') expect(JSON.parse(asked.body ?? '')).toEqual(pair.requestBody);
    tried.pairs += 1;

    for (const native of rows as Json[]) {
      tried.records += 1;
      const read = module.quickbooks.read(native, context);
      expect(read).toMatchObject({ id: native.Id, revision: native.SyncToken, life: 'live' });
      const body = readBack(module, native);
      // Every field is there, nothing is undefined, and the schema takes it.
      expect(Object.keys(body).sort()).toEqual(module.descriptor.fields.map((field) => field.name).sort());
      expect(module.parse(body)).toEqual({ ok: true, body });
      const picks = EXPECTED[resource]!;
      // The recordings are of US companies: what amounts are is said outside the US only.
      const alike = {
        ...('taxTotal' in picks ? { taxAdjustment: 0 } : {}),
        ...('lines' in picks ? { taxModel: null } : {}),
      };
      expect(Object.keys({ ...picks, ...alike }).sort()).toEqual(Object.keys(body).sort());
      expect(body.taxModel ?? null).toBe(null);
      for (const [field, pick] of Object.entries(picks)) {
        // Statement charges have no line in QuickBooks; ours stands for them.
        if (field === 'lines' && !canBeMade(body)) continue;
        expect(body[field], `${resource} ${native.Id} ${field}`).toEqual(pick(native));
      }
      // Storing it changes nothing, so it causes no edit of its own; totals to the cent included.
      expect(module.derive(body)).toEqual(body);
      expect(readBack(module, withUnknownMembers(native))).toEqual(body);

      const update = module.quickbooks.write(requestFor(module, 'update', native, body), context);
      if (!update.ok) throw new Error(update.error.userSentence);
      expect(readBack(module, afterSparseUpdate(native, update.json))).toEqual(body);
      tried.updates += 1;

      // A payment without an account of its own goes to the one of Mappings; here it is to come back as it was.
      const bare = { ...context, mapping: { ...context.mapping, depositAccount: null } };
      const create = module.quickbooks.write(
        requestFor(module, 'create', native, body),
        resource === 'Payment' ? bare : context,
      );
      if (canBeMade(body)) {
        if (!create.ok) throw new Error(create.error.userSentence);
        // What was just made was not e-mailed yet.
        const made = 'emailedOn' in body ? { ...body, emailedOn: null } : body;
        expect(withoutLineIds(readBack(module, afterCreate(native, create.json)))).toEqual(withoutLineIds(made));
        tried.creates += 1;
      } else expect(create).toMatchObject({ ok: false, error: { code: 'sync.notTranslatable' } });
    }
  });
});

/** Stock items and statement charges are QuickBooks' own: they are read and kept, never made by us. */
const canBeMade = (body: Body): boolean =>
  body.type !== 'inventory' &&
  !(Array.isArray(body.lines) && body.lines.some((line) => (line as Json).id === 'charges'));

const withoutLineIds = (body: Body): Body =>
  ({
    ...body,
    // A due date QuickBooks made up and credits it used come back only from itself.
    ...(Array.isArray(body.lines) ? { lines: body.lines.map((line) => ({ ...(line as object), id: '' })) } : {}),
    ...(Array.isArray(body.allocations) ? { credits: null } : {}),
  }) as Body;

test('lines keep what we do not map', () => {
  const invoice = entities.get('invoice');
  const natives = pairsOf('Invoice').flatMap(rowsOf);
  const wanted = ['ServiceDate', 'MarkupInfo', 'LinkedTxn'];
  const seen = new Set<string>();
  for (const native of natives) {
    const body = readBack(invoice, native);
    const lines = (body.lines as Json[]).map((line) => ({
      ...line,
      description: `${line.description ?? ''} (edited)`,
    }));
    if (lines.some((line) => (line as Json).id === 'charges')) continue;
    const written = invoice.quickbooks.write(
      { ...requestFor(invoice, 'update', native, { ...body, lines } as unknown as Body), fields: ['lines'] },
      context,
    );
    if (!written.ok) throw new Error(written.error.userSentence);
    expect(Object.keys(written.json).sort()).toEqual(['Id', 'Line', 'SyncToken', 'sparse']);
    const before = new Map((native.Line as Json[]).map((line) => [line.Id, line]));
    for (const line of written.json.Line as Json[]) {
      expect(line.DetailType).not.toBe('SubTotalLineDetail');
      const old = before.get(line.Id);
      for (const member of wanted) {
        const from = (where: Json | undefined): unknown =>
          where?.[member] ?? (where?.SalesItemLineDetail as Json)?.[member];
        if (line.Id === undefined || from(old) === undefined) continue;
        expect(from(line)).toEqual(from(old));
        seen.add(member);
      }
    }
  }
  expect([...seen].sort()).toEqual([...wanted].sort());
});
