import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { WORKSPACE_MIGRATIONS } from '../../../main/adapters/sqlite/workspace/migrations.ts';
import { openDatabase } from '../../../main/adapters/sqlite/workspace/open.ts';
import { openWorkspaceStore } from '../../../main/adapters/sqlite/workspace/store.ts';
import { Failure } from '../../../shared/errors.ts';
import {
  confirmed,
  context,
  customer,
  fresh,
  invoice,
  item,
  line,
  must,
  payment,
  request,
  small,
  workspace,
} from '../../unit/workspace/support.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const file = () => {
  const dir = mkdtempSync(join(tmpdir(), 'plumbline-book-'));
  folders.push(dir);
  return join(dir, 'workspace.db');
};
const failureOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error.error;
    throw error;
  }
  throw new Error('was expected to fail');
};

describe('the book on the disk', () => {
  test('is as durable as SQLite can be, with strict tables', () => {
    const path = file();
    openWorkspaceStore({ path, newBookId: () => 'book-1' }).close();
    const db = openDatabase({ path, migrations: WORKSPACE_MIGRATIONS });
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    // 2 is FULL.
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    const tables = db
      .prepare<[], { name: string; strict: number }>(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    expect(tables.length).toBeGreaterThanOrEqual(6);
    expect(tables.filter((table) => table.strict !== 1)).toEqual([]);
    expect(() =>
      db
        .prepare("INSERT INTO tax_rates (key, name, percent, position, active) VALUES ('a', 'b', '1', 'first', 1)")
        .run(),
    ).toThrow(/INTEGER/);
    db.close();
  });

  test('comes back as it was left: records, feed, keys, lists and name', async () => {
    const path = file();
    const before = workspace(path);
    const { pine, bill } = await small(before);
    const key = request('create', 'customer', customer({ displayName: 'By key' }));
    const written = confirmed((await before.connector.write([key], context))[0]);
    must(await before.book.create('payment', payment(pine.id, '75', [[bill.id, '75']])));
    const cursor = must(await before.connector.cursorNow());
    const lists = must(await before.connector.lists());
    const kept = await fresh(before, bill);
    before.store.close();

    const after = workspace(path);
    expect(after.store.bookId).toBe(before.store.bookId);
    expect(must(await after.connector.cursorNow())).toBe(cursor);
    expect(await fresh(after, bill)).toEqual(kept);
    expect(confirmed((await after.connector.write([key], context))[0])).toEqual(written);
    expect(must(await after.connector.lists())).toEqual(lists);
    expect(await after.book.isEmpty()).toBe(false);
    after.store.close();
  });

  test('undoes the whole call when a transaction fails in its middle', async () => {
    const space = workspace(file());
    await small(space);
    const newest = space.store.newestChange();
    expect(() =>
      space.store.transaction(() => {
        space.store.nextChange();
        space.store.remember('k', { entity: 'item', id: 'x' }, 0, '{}');
        throw new Error('power');
      }),
    ).toThrow('power');
    expect(space.store.newestChange()).toBe(newest);
    expect(space.store.applied('k')).toBeNull();
    space.store.close();
  });

  test('takes ten thousand records in one call', async () => {
    const space = workspace(file());
    const requests = Array.from({ length: 10_000 }, (_, n) =>
      request('create', 'customer', customer({ displayName: `Customer ${n}`, email: `c${n}@many.example` })),
    );
    const outcomes = await space.connector.write(requests, context);
    expect(outcomes.filter((outcome) => outcome.kind !== 'confirmed')).toEqual([]);
    expect(space.store.newestChange()).toBe(10_000);
    space.store.close();
  });
});

describe('bringing an older book up to date', () => {
  const FIRST = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT';
  const SECOND = "ALTER TABLE notes ADD COLUMN author TEXT NOT NULL DEFAULT 'unknown'";

  const oldBook = () => {
    const path = file();
    const db = openDatabase({ path, migrations: [FIRST] });
    db.prepare("INSERT INTO notes (text) VALUES ('kept')").run();
    db.close();
    return path;
  };

  test('runs the missing steps once, after a backup that holds the old book', () => {
    const path = oldBook();
    for (let start = 0; start < 2; start++) {
      const db = openDatabase({ path, migrations: [FIRST, SECOND] });
      expect(db.prepare('SELECT text, author FROM notes').all()).toEqual([{ text: 'kept', author: 'unknown' }]);
      expect(db.pragma('user_version', { simple: true })).toBe(2);
      db.close();
    }
    const backup = new Database(`${path}.v1.backup`, { readonly: true });
    expect(backup.prepare('SELECT * FROM notes').all()).toEqual([{ id: 1, text: 'kept' }]);
    expect(backup.pragma('user_version', { simple: true })).toBe(1);
    backup.close();
  });

  test('makes no backup of a book that is new or up to date', () => {
    const path = oldBook();
    openDatabase({ path, migrations: [FIRST] }).close();
    expect(existsSync(`${path}.v0.backup`)).toBe(false);
    expect(existsSync(`${path}.v1.backup`)).toBe(false);
  });

  test('leaves the book as it was when a step fails, and says where the backup is', () => {
    const path = oldBook();
    const error = failureOf(() => openDatabase({ path, migrations: [FIRST, `${SECOND}; SELECT nonsense`] }));
    expect(error.code).toBe('host.migration');
    expect(error.values.backup).toBe(`${path}.v1.backup`);
    const db = openDatabase({ path, migrations: [FIRST] });
    expect(db.prepare('SELECT * FROM notes').all()).toEqual([{ id: 1, text: 'kept' }]);
    db.close();
    // And again, after the backup of the failed attempt.
    openDatabase({ path, migrations: [FIRST, SECOND] }).close();
  });

  test('refuses a book of a newer Plumbline and leaves it alone', () => {
    const path = file();
    openDatabase({ path, migrations: [FIRST, SECOND] }).close();
    const error = failureOf(() => openDatabase({ path, migrations: [FIRST] }));
    expect(error.code).toBe('host.migration');
    expect(error.userSentence).toContain('newer Plumbline');
    openDatabase({ path, migrations: [FIRST, SECOND] }).close();
  });
});

describe('a book that cannot be used', () => {
  test('is told with its reason', () => {
    const missing = failureOf(() =>
      openWorkspaceStore({ path: join(file(), 'no', 'folder.db'), newBookId: () => 'b' }),
    );
    expect(missing).toMatchObject({ code: 'host.dataUnusable', values: { reason: 'it does not exist' } });
    const path = file();
    writeFileSync(path, 'this is no database, whatever its name says'.repeat(50));
    const damaged = failureOf(() => openWorkspaceStore({ path, newBookId: () => 'b' }));
    expect(damaged).toMatchObject({ code: 'host.noBackup', values: { file: basename(path) } });
    expect(readFileSync(path, 'utf8')).toContain('no database');
  });

  test('says so instead of losing a write, and the write is safe to send again', async () => {
    const path = file();
    const space = workspace(path, 1);
    await small(space);
    const other = new Database(path, { timeout: 0 });
    other.exec('BEGIN EXCLUSIVE');
    const create = request('create', 'customer', customer({ displayName: 'Waits' }));
    const [outcome] = await space.connector.write([create], context);
    expect(outcome).toMatchObject({ kind: 'notSent', error: { code: 'host.dataUnusable' } });
    expect(await space.book.create('item', item({ name: 'Waits' }))).toMatchObject({ ok: false });
    other.exec('ROLLBACK');
    other.close();
    confirmed((await space.connector.write([create], context))[0]);
    space.store.close();
  });
});

describe('searching', () => {
  test('finds by words, customer, dates and open balance, in order', async () => {
    const space = workspace(file());
    const { pine, inspection, bill } = await small(space);
    const other = must(
      await space.book.create('customer', customer({ displayName: '100% Roofing_Co', email: 'X@Roof.example' })),
    );
    const lines = [line(inspection.id, '1', '20')];
    must(
      await space.book.create(
        'invoice',
        invoice(other.id, lines, { number: '99', date: '2026-01-10', memo: 'Carport' }),
      ),
    );
    must(await space.book.create('payment', payment(pine.id, '375', [[bill.id, '375']])));
    const find = (query: Partial<Parameters<typeof space.store.search>[0]>) =>
      space.store.search({ entity: 'invoice', offset: 0, limit: 10, ...query }).records.map((one) => one.body.number);
    expect(find({ order: { by: 'number', descending: false } })).toEqual(['99', '1042']);
    expect(find({ text: 'carp' })).toEqual(['99']);
    expect(find({ open: true })).toEqual(['99']);
    expect(find({ customer: pine.id })).toEqual(['1042']);
    expect(find({ from: '2026-02-01' })).toEqual(['1042']);
    expect(find({ to: '2026-02-01' })).toEqual(['99']);
    expect(find({ order: { by: 'amount', descending: true } })).toEqual(['1042', '99']);
    const customers = (text: string) =>
      space.store.search({ entity: 'customer', text, offset: 0, limit: 10 }).records.map((one) => one.body.displayName);
    expect(customers('x@roof')).toEqual(['100% Roofing_Co']);
    // % and _ are letters here, not wildcards.
    expect(customers('100%')).toEqual(['100% Roofing_Co']);
    expect(customers('%')).toEqual(['100% Roofing_Co']);
    expect(customers('roofing_co 100')).toEqual(['100% Roofing_Co']);
    expect(space.store.search({ entity: 'customer', offset: 1, limit: 1 })).toMatchObject({ total: 2 });
    space.store.close();
  });
});
