/**
 * Bad input for every operation, made from its schema, over real HTTP: a 4xx that names the member, never a 5xx, and not a
 * byte stored.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openEngineStore } from '../../../main/adapters/sqlite/engine/store.ts';
import { createGate, strictInput } from '../../../main/hosts/gate.ts';
import { type RunningServer, startServer } from '../../../main/hosts/headless/server.ts';
import { createTickets } from '../../../main/hosts/headless/tickets.ts';
import { contract, type OperationName } from '../../../shared/contract/index.ts';
import { type FakeApp, fakeApp, quietLog } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';
import { oneCompany } from '../../support/one-company.ts';
import { odd, type Schema, unfitting } from '../../support/schema-inputs.ts';

const NAMES = Object.keys(contract) as OperationName[];
const TOKEN = 'the-token';
const folder = mkdtempSync(join(tmpdir(), 'plumbline-input-'));
const path = join(folder, 'engine.db');
const errors: string[] = [];
let app: FakeApp;
let server: RunningServer;

const schemaOf = (name: OperationName): Schema =>
  z.toJSONSchema(strictInput(name), { io: 'input', unrepresentable: 'any' }) as Schema;

/** JSON has no infinity, but a number that is read as one. */
const asJson = (input: unknown): string =>
  JSON.stringify(input, (_key, value) => (value === Number.POSITIVE_INFINITY ? '@@infinity' : value)).replaceAll(
    '"@@infinity"',
    '1e999',
  );

const ask = async (
  name: string,
  body: string,
): Promise<{
  status: number;
  error: { code: string; values: Record<string, string>; userSentence: string } | null;
  size: number;
}> => {
  const answer = await fetch(`${server.url}api/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body,
  });
  const text = await answer.text();
  const reply = JSON.parse(text) as { ok: boolean; error?: never };
  return { status: answer.status, error: reply.error ?? null, size: text.length };
};

function everything(): string {
  const db = new Database(path, { readonly: true });
  const tables = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).all() as {
    name: string;
  }[];
  const rows = tables.map(({ name }) => [name, db.prepare(`SELECT * FROM "${name}"`).all()]);
  db.close();
  const sides = [app.platform, app.quickbooks].map((side) => [...side.records.entries()]);
  return JSON.stringify([rows, sides], (_key, value) => (typeof value === 'bigint' ? String(value) : value));
}

beforeAll(async () => {
  app = await fakeApp({ parts: { store: openEngineStore({ path }) } });
  app.platform.add('customer', customer('Birch'));
  await app.goLive();
  const log = quietLog((message, fields) => errors.push(`${message} ${JSON.stringify(fields)}`));
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
      subscribe: () => () => {},
      watch: () => () => {},
      current: async () => ({ revision: 1, topic: 'people', payload: {} }),
    }),
  });
});
afterAll(async () => {
  await server.close();
  app.store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('what cannot fit', () => {
  test.each(NAMES)('%s', async (name) => {
    const before = everything();
    const bad = unfitting(schemaOf(name));
    expect(bad.length).toBeGreaterThan(5);
    for (const { what, input, field } of bad) {
      const { status, error, size } = await ask(name, asJson(input));
      expect([what, status, error?.code]).toEqual([what, 400, 'input.invalid']);
      if (field !== null) expect([what, error?.values.field]).toEqual([what, expect.stringContaining(field)]);
      expect(error?.userSentence.length).toBeGreaterThan(10);
      // What was sent is not sent back whole.
      expect(size).toBeLessThan(2000);
    }
    expect(everything()).toBe(before);
  });
});

describe('what fits and is odd', () => {
  const withTexts = NAMES.filter((name) => odd(schemaOf(name)).length > 0);
  test.each(withTexts)('%s', async (name) => {
    for (const input of odd(schemaOf(name))) {
      const body = JSON.stringify(input);
      const { status, error } = await ask(name, body);
      const told = [body.slice(0, 80), status, error?.code];
      expect(told).not.toEqual([body.slice(0, 80), 500, expect.anything()]);
      expect(told).not.toEqual([body.slice(0, 80), expect.anything(), 'internal.unexpected']);
    }
    expect(errors).toEqual([]);
  });
});

test.each(NAMES)('%s: an input nested 100,000 deep ends nothing', async (name) => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const { status, error } = await ask(name, `${open.repeat(100_000)}1${close.repeat(100_000)}`);
    expect([status, error?.code]).toEqual([400, 'input.invalid']);
  }
});

test('signing in takes a name and a password and nothing else', async () => {
  const before = everything();
  for (const input of [
    {},
    [],
    'a',
    { login: 'a' },
    { login: 1, password: 'x' },
    { login: 'a', password: null },
    { login: 'a', password: 'b', more: 1 },
    { login: 'x'.repeat(201), password: 'b' },
  ]) {
    const answer = await fetch(`${server.url}session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const { error } = (await answer.json()) as { error: { code: string } };
    expect([input, answer.status, error.code]).toEqual([input, 400, 'input.invalid']);
  }
  expect(everything()).toBe(before);
});
