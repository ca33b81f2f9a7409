/**
 * Every operation of the contract, asked by everybody there can be, through the gate and a real engine on a real database:
 * refused or let through as the contract declares it. Refused ones leave not a byte behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openEngineStore } from '../../../main/adapters/sqlite/engine/store.ts';
import { createGate, type Gate, strictInput } from '../../../main/hosts/gate.ts';
import { type Access, type Caller, LOCAL_OWNER, type Right, rightSchema } from '../../../shared/access.ts';
import { contract, type OperationName } from '../../../shared/contract/index.ts';
import { type FakeApp, fakeApp, quietLog } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';
import { fitting, type Schema } from '../../support/schema-inputs.ts';

const NAMES = Object.keys(contract) as OperationName[];
const RIGHTS = rightSchema.options;

/** Everybody there can be: each role, and Basic with every set of rights. */
const subsets = (rights: readonly Right[]): Right[][] =>
  rights.reduce<Right[][]>((all, right) => [...all, ...all.map((one) => [...one, right])], [[]]);
const as = (role: Caller['role'], rights: Right[] = []): Caller => ({
  id: role === 'owner' ? 'owner' : [role, ...rights].join('-'),
  name: `The ${role}`,
  role,
  rights,
  session: `session of ${role} ${rights.join()}`,
  mustChange: false,
});
const EVERYBODY: [string, Caller][] = [
  ['the owner at their computer', LOCAL_OWNER],
  ['the owner, signed in', as('owner')],
  ['an Admin', as('admin')],
  ...subsets(RIGHTS).map((rights): [string, Caller] => [
    `Basic with ${rights.join(' and ') || 'no right'}`,
    as('basic', rights),
  ]),
  ['a Viewer', as('viewer')],
  // Rights count for Basic users only.
  ['a Viewer with leftover rights', as('viewer', [...RIGHTS])],
];

/** The declaration in other words than the product's, so that a slip there shows here. */
function expected({ role, rights }: Caller, access: Access, entityRights: readonly Right[]): boolean {
  if (access === 'everyone') return true;
  if (access === 'owner') return role === 'owner';
  if (role === 'owner' || role === 'admin') return true;
  if (role !== 'basic') return false;
  if (access === 'admin') return false;
  return access === 'entity' ? rights.some((right) => entityRights.includes(right)) : rights.includes(access);
}

let app: FakeApp;
let gate: Gate;
let path: string;
const folder = mkdtempSync(join(tmpdir(), 'plumbline-people-'));

/** Everything the engine's database and the other sides hold, as text. */
function everything(): string {
  const db = new Database(path, { readonly: true });
  const tables = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).all() as {
    name: string;
  }[];
  const rows = tables.map(({ name }) => [name, db.prepare(`SELECT * FROM "${name}"`).all()]);
  db.close();
  const sides = [app.platform, app.quickbooks].map((side) => [[...side.records.entries()], side.writes.length]);
  return JSON.stringify([rows, sides], (_key, value) => (typeof value === 'bigint' ? String(value) : value));
}

/** Inputs to ask an operation with: one that fits its schema, for each kind of record where that decides. */
function inputsOf(name: OperationName): { entity: string | null; input: unknown }[] {
  const input = fitting(z.toJSONSchema(strictInput(name), { io: 'input', unrepresentable: 'any' }) as Schema);
  if (contract[name].access !== 'entity') return [{ entity: null, input }];
  const entities = [...app.entities.map((descriptor) => descriptor.name), 'no-such-kind'];
  return entities.map((entity) => ({ entity, input: { ...(input as object), entity } }));
}

const rightsOf = (entity: string | null): readonly Right[] =>
  app.entities.find((descriptor) => descriptor.name === entity)?.rights ?? [];

beforeAll(async () => {
  path = join(folder, 'engine.db');
  app = await fakeApp({ parts: { store: openEngineStore({ path }) } });
  app.platform.add('customer', customer('Birch'));
  await app.goLive();
  await app.call('people.setOwner', { name: 'Dana Reyes', login: 'dana', password: 'long enough for anybody' });
  gate = createGate(
    (name, input, caller) => app.engine.call(name, input as never, caller),
    quietLog(),
    () => 'R',
  );
});
afterAll(() => {
  app.store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('every operation declares who may ask it, in a word that is known', () => {
  const words = new Set(['everyone', 'admin', 'owner', 'entity', ...RIGHTS]);
  expect(NAMES.filter((name) => !words.has(contract[name].access))).toEqual([]);
  expect(NAMES.length).toBeGreaterThan(60);
});

test('no command is everybody’s but those about oneself', () => {
  const open = NAMES.filter((name) => contract[name].kind === 'command' && contract[name].access === 'everyone');
  expect(open.toSorted()).toEqual(['session.changePassword', 'session.signOut', 'session.signOutEverywhere']);
});

describe.each(EVERYBODY)('%s', (_who, caller) => {
  test('is refused what is not theirs, by name, and nothing is stored', async () => {
    const before = everything();
    let refused = 0;
    for (const name of NAMES)
      for (const { entity, input } of inputsOf(name)) {
        if (expected(caller, contract[name].access, rightsOf(entity))) continue;
        const reply = await gate(name, input, caller);
        expect([name, entity, reply.ok ? 'done' : reply.error.code]).toEqual([name, entity, 'access.notAllowed']);
        if (!reply.ok) expect(reply.error.remedy).toContain('Dana Reyes (owner)');
        refused++;
      }
    expect(everything()).toBe(before);
    if (caller.role === 'owner') expect(refused).toBe(0);
    else if (caller.role === 'admin') expect(refused).toBe(6);
    else expect(refused).toBeGreaterThan(40);
  });
});

describe.each(EVERYBODY)('%s', (_who, caller) => {
  test('is let through where the contract says so', async () => {
    const asked: string[] = [];
    for (const name of NAMES)
      for (const { entity, input } of inputsOf(name)) {
        if (!expected(caller, contract[name].access, rightsOf(entity))) continue;
        // Some wait for time that stands still here: being waited for is being let through.
        const reply = await Promise.race([
          gate(name, input, caller),
          new Promise<null>((resolve) => void setTimeout(resolve, 300, null)),
        ]);
        const code = reply === null || reply.ok ? 'let through' : reply.error.code;
        expect([name, entity, code]).not.toEqual([name, entity, 'access.notAllowed']);
        expect([name, entity, code]).not.toEqual([name, entity, 'internal.unexpected']);
        asked.push(name);
      }
    expect(asked.length).toBeGreaterThan(15);
  });
});

test('somebody with a password of another’s choosing may do nothing but choose one', async () => {
  const before = everything();
  for (const name of NAMES) {
    if (name.startsWith('session.')) continue;
    const reply = await gate(name, inputsOf(name)[0]?.input, { ...as('admin'), mustChange: true });
    expect([name, reply.ok ? 'done' : reply.error.code]).toEqual([name, 'access.passwordFirst']);
  }
  expect(everything()).toBe(before);
});
