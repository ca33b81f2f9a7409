import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEngineStore } from '../../../main/adapters/sqlite/engine/store.ts';
import { emptyPatch } from '../../../main/core/merge.ts';
import type { AuditEntry, EngineStore, OutboxRow, RecordIndex, StoredRecord } from '../../../main/core/ports-store.ts';
import type { Observation } from '../../../main/core/types.ts';
import { appError, Failure } from '../../../shared/errors.ts';
import type { Side } from '../../../shared/primitives.ts';

let dir: string;
let path: string;
let store: EngineStore;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'engine-store-'));
  path = join(dir, 'engine.db');
  store = openEngineStore({ path });
});

afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

const reopen = (): void => {
  store.close();
  store = openEngineStore({ path });
};

const index = (title: string, part: Partial<RecordIndex> = {}): RecordIndex => ({
  title,
  search: title.toLowerCase(),
  who: null,
  note: null,
  date: null,
  amount: null,
  balance: null,
  life: 'live',
  changedAt: null,
  ...part,
});

const seen = (side: Side, id: string, part: Partial<Observation> = {}): Observation => ({
  entity: 'customer',
  side,
  id,
  revision: '0',
  life: 'live',
  body: { displayName: id },
  native: { Id: id },
  changedAt: null,
  ...part,
});

const add = (
  side: Side,
  id: string,
  title = id,
  part: Partial<RecordIndex> = {},
  entity = 'customer',
): StoredRecord => {
  store.putObservation(seen(side, id, { entity }));
  return store.addRecord(entity, side, id, index(title, part), 1000);
};

const write = (op: string, record: StoredRecord, part: Partial<OutboxRow> = {}): OutboxRow => ({
  op,
  rid: record.rid,
  entity: record.entity,
  side: 'quickbooks',
  state: 'intended',
  request: {
    entity: record.entity,
    kind: 'create',
    id: null,
    revision: null,
    body: { displayName: 'a' },
    fields: [],
    native: null,
    key: `key-${op}`,
  },
  common: { displayName: 'a' },
  patch: emptyPatch(),
  changes: [],
  title: record.index.title,
  attempts: 0,
  notBefore: 0,
  error: null,
  runId: null,
  why: null,
  createdAt: '2026-03-02T12:00:00.000Z',
  sentAt: null,
  agreed: false,
  ...part,
});

describe('what was stored', () => {
  test('is there after a new start, as it was', () => {
    const record = add('platform', 'p1', 'Pine Ridge HOA');
    Object.assign(record, {
      quickbooksId: '58',
      lines: { l1: '1' },
      base: {
        body: { displayName: 'Pine' },
        kept: { platform: {}, quickbooks: { displayName: 'PINE' } },
        life: 'live',
      },
      decision: { choices: [{ path: 'notes', value: 'n', platform: 'p', quickbooks: 'q' }], act: null },
      blockedBy: [{ entity: 'customer', id: 'qb:9' }],
      state: 'blocked',
    } satisfies Partial<StoredRecord>);
    store.putIds(record);
    store.putRecord(record);
    store.setMeta('settings', { brake: { maxRemovals: 3 } });
    store.bumpRevision(7);
    reopen();
    expect(store.record(record.rid)).toEqual(record);
    expect(store.recordOf('customer', 'quickbooks', '58')?.rid).toBe(record.rid);
    expect(store.observation('customer', 'platform', 'p1')).toEqual(seen('platform', 'p1'));
    expect(store.getMeta('settings')).toEqual({ brake: { maxRemovals: 3 } });
    expect(store.revision()).toBe(7);
  });

  test('of an act that failed half way is as before the act', () => {
    add('platform', 'p1');
    expect(() =>
      store.transaction(() => {
        add('platform', 'p2');
        store.transaction(() => add('platform', 'p3'));
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(store.livingIds('customer', 'platform')).toEqual(['p1']);
    expect(store.counts()).toEqual([{ entity: 'customer', state: 'waiting', count: 1 }]);
  });

  test.each(['durable', 'relaxed'] as const)(
    'in a %s act is all there or not at all when the process is gone',
    (durability) => {
      store.transaction(() => add('platform', 'p1'), durability);
      // Another reader of the same files, with nothing closed properly: what a killed process leaves.
      const other = new Database(path, { readonly: true });
      expect(other.prepare('SELECT count(*) AS n FROM record').get()).toEqual({ n: 1 });
      other.close();
    },
  );
});

describe('links', () => {
  test('are unique on both ends', () => {
    const first = add('platform', 'p1');
    const second = add('platform', 'p2');
    store.putIds({ ...first, quickbooksId: '58' });
    expect(() => store.putIds({ ...second, quickbooksId: '58' })).toThrow(/UNIQUE/);
    expect(() => add('platform', 'p1')).toThrow(/UNIQUE/);
  });

  test('answer the counterpart, and a record moves to its new key with all that refers to it', () => {
    const who = add('quickbooks', '58', 'Pine Ridge HOA');
    const doc = add('quickbooks', '900', 'Invoice 1', { who: { entity: 'customer', id: 'qb:58' } }, 'invoice');
    store.putReferences(doc.rid, [{ entity: 'customer', id: 'qb:58' }]);
    store.putRecord({ ...doc, dirty: false, blockedBy: [{ entity: 'customer', id: 'qb:58' }] });
    store.putIds({ ...who, platformId: 'p1' });
    expect(store.wakeBlockedBy('customer', 'qb:58')).toBe(1);
    store.renameKey('customer', 'qb:58', 'p1');
    expect(store.counterpart('customer', 'quickbooks', '58')).toBe('p1');
    expect(store.record(doc.rid)).toMatchObject({ dirty: true, index: { who: { entity: 'customer', id: 'p1' } } });
    expect(store.referencing('customer', 'p1', 10).map((one) => one.rid)).toEqual([doc.rid]);
    expect(store.recordByKey('customer', 'p1')?.rid).toBe(who.rid);
  });

  test('take the writes of the row that goes along', () => {
    const here = add('platform', 'p1');
    const there = add('quickbooks', '58');
    store.addWrite(write('a', there, { state: 'withdrawn' }));
    store.dropRecord(there.rid, here.rid);
    expect(store.write('a')?.rid).toBe(here.rid);
    expect(store.record(there.rid)).toBeNull();
  });
});

/** As planning leaves it. */
const planned = (record: StoredRecord): StoredRecord => {
  store.putRecord({ ...record, dirty: false });
  return record;
};

describe('the outbox', () => {
  test('holds one open write per record and side, and no key twice', () => {
    const record = add('platform', 'p1');
    store.addWrite(write('a', record));
    expect(() => store.addWrite(write('b', record))).toThrow(/UNIQUE/);
    store.addWrite(write('c', record, { side: 'platform' }));
    const other = add('platform', 'p2');
    expect(() => store.addWrite(write('d', other, { request: write('a', record).request }))).toThrow(/UNIQUE/);
  });

  test('gives what may go: in order, in its wave, when its time has come', () => {
    const records = ['p1', 'p2', 'p3', 'p4'].map((id) => planned(add('platform', id)));
    store.addWrite(write('b', records[0]!));
    store.addWrite(write('a', records[1]!));
    store.addWrite(write('c', records[2]!, { notBefore: 5000 }));
    const removal = write('d', records[3]!);
    store.addWrite({ ...removal, request: { ...removal.request, kind: 'remove', mode: 'deactivate' } });
    const ops = (removals: boolean, now: number): string[] =>
      store.readyWrites('quickbooks', 'customer', removals, now, 10).map((row) => row.op);
    expect([ops(false, 1000), ops(false, 5000), ops(true, 1000)]).toEqual([['a', 'b'], ['a', 'b', 'c'], ['d']]);
    // What changed since it was planned waits to be planned again, unless it may have arrived once.
    for (const record of records.slice(0, 2)) store.putRecord({ ...record, dirty: true });
    store.putWrite({ ...store.write('b')!, sentAt: '2026-03-02T12:00:00.000Z' });
    expect(ops(false, 1000)).toEqual(['b']);
    store.putWrite({ ...store.write('b')!, sentAt: null });
    for (const record of records) store.putRecord({ ...record, dirty: false });
    expect(store.nextDue()).toBe(0);
    const load = (): unknown => store.waitingLoad('2026-03-02T11:30:00.000Z', '2026-03-02T12:30:00.000Z');
    const none = { removals: 0, updates: 0, creates: 0 };
    const waits = { removals: 1, updates: 0, creates: 3 };
    expect(load()).toEqual([{ entity: 'customer', ...waits, sent: none }]);
    for (const [op, sentAt] of [
      ['a', '2026-03-02T11:29:00.000Z'],
      ['b', '2026-03-02T12:00:00.000Z'],
      ['c', '2026-03-02T13:00:00.000Z'],
    ] as const)
      store.putWrite({ ...store.write(op)!, state: 'confirmed', sentAt });
    expect(load()).toEqual([{ entity: 'customer', ...none, removals: 1, sent: { ...none, creates: 1 } }]);
    store.agreeWrites();
    expect(load()).toEqual([]);
  });

  test('keeps records whose write may have arrived from being planned, and tells when creates are uncertain', () => {
    const record = add('platform', 'p1');
    const row = write('a', record);
    store.addWrite(row);
    const planned = (): number => store.dirtyViews('customer', 0, 10).length;
    expect([planned(), store.uncertainCreates('customer', 'quickbooks')]).toEqual([1, false]);
    for (const state of ['sent', 'uncertain', 'intended'] as const) {
      store.putWrite({ ...row, state, sentAt: '2026-03-02T12:00:00.000Z' });
      expect([state, planned(), store.uncertainCreates('customer', 'quickbooks')]).toEqual([state, 0, true]);
      expect(store.unlinkedViews('customer', 0, 10)).toEqual([]);
    }
    store.putWrite({ ...row, state: 'parked', sentAt: '2026-03-02T12:00:00.000Z' });
    expect([planned(), store.uncertainCreates('customer', 'quickbooks')]).toEqual([1, false]);
  });

  test('forgets only what is finished', () => {
    const record = add('platform', 'p1');
    store.addWrite(write('a', record, { state: 'confirmed' }));
    store.addWrite(write('b', record, { state: 'withdrawn' }));
    store.addWrite(write('c', record, { state: 'parked' }));
    expect(store.pruneWrites('2026-03-03T00:00:00.000Z')).toBe(2);
    expect(store.openWrites(record.rid).map((row) => row.op)).toEqual(['c']);
  });
});

describe('counts and balances', () => {
  test('follow every change of state, and removal', () => {
    const records = ['p1', 'p2', 'p3'].map((id) => add('platform', id));
    store.putRecord({ ...records[0]!, state: 'equal' });
    store.putBalances(records[0]!.rid, '10.10', '10.00');
    store.putBalances(records[1]!.rid, '0.05', null);
    store.dropRecord(records[2]!.rid, records[0]!.rid);
    expect(store.counts().sort((a, b) => (a.state < b.state ? -1 : 1))).toEqual([
      { entity: 'customer', state: 'equal', count: 1 },
      { entity: 'customer', state: 'waiting', count: 1 },
    ]);
    expect(store.openBalances(['customer'])).toEqual({ platform: '10.15', quickbooks: '10.00' });
    expect(store.openBalances(['bill'])).toEqual({ platform: '0.00', quickbooks: '0.00' });
    store.putBalances(records[0]!.rid, null, null);
    expect(store.openBalances(['customer'])).toEqual({ platform: '0.05', quickbooks: '0.00' });
  });
});

describe('the log', () => {
  const entry = (what: string, part: Partial<AuditEntry> = {}): AuditEntry => ({
    at: '2026-03-02T12:00:00.000Z',
    actor: 'Sync',
    entity: 'customer',
    title: 'Pine Ridge HOA',
    platformId: 'p1',
    quickbooksId: '58',
    what,
    side: 'quickbooks',
    result: 'done',
    runId: 'r1',
    changes: [{ field: 'notes', label: 'Notes', before: null, after: 'n' }],
    error: null,
    requestId: 'k',
    intuitTid: null,
    why: null,
    act: null,
    ...part,
  });

  test('only grows, and each entry carries the hash of the one before', () => {
    store.appendAudit(entry('one'));
    store.appendAudit(entry('one'));
    const raw = new Database(path);
    const hashes = raw.prepare<[], { hash: string }>('SELECT hash FROM audit ORDER BY seq').all();
    expect(new Set(hashes.map((row) => row.hash)).size).toBe(2);
    expect(() => raw.prepare("UPDATE audit SET what = 'x'").run()).toThrow(/append-only/);
    expect(() => raw.prepare('DELETE FROM audit').run()).toThrow(/append-only/);
    raw.close();
  });

  /** Changes the log behind the store's back, as whoever has the file can. */
  const tamper = (sql: string): void => {
    const raw = new Database(path);
    raw.exec('DROP TRIGGER audit_kept; DROP TRIGGER audit_stays;');
    raw.exec(sql);
    raw.close();
  };
  const start = { seq: 0, hash: '' };

  test('holds as it was written, also in pages and after a new start', () => {
    const error = appError('quickbooks.rejected', { title: 'x', detail: 'y' }, { native: { intuitTid: '1-2' } });
    store.appendAudit(entry('one', { why: 'Workspace: version 3', act: 'update' }));
    store.appendAudit(entry('two', { result: 'failed', error, intuitTid: '1-2' }));
    const raw = { before: ['7'], after: [{ id: 'l1', amount: '1.00' }] };
    store.appendAudit(entry('three', { changes: [{ field: 'lines', label: 'Lines', before: 'a', after: 'b', raw }] }));
    reopen();
    expect(store.verifyAudit(start, 10)).toMatchObject({ checked: 3, bad: null, place: { seq: 3 } });
    expect(store.audit({ limit: 9 }).map(({ entry: { act } }) => act)).toEqual([null, null, 'update']);
    const first = store.verifyAudit(start, 2);
    expect(first).toMatchObject({ checked: 2, bad: null, place: { seq: 2 } });
    expect(store.verifyAudit(first.place, 2)).toMatchObject({ checked: 1, bad: null, place: { seq: 3 } });
    expect(store.auditHash(3)).toBe(store.verifyAudit(start, 10).place.hash);
    expect(store.auditHash(4)).toBeNull();
    expect(store.audit({ limit: 1 })[0]?.entry.changes[0]?.raw).toEqual(raw);
  });

  test.each([
    ["UPDATE audit SET actor = 'Nobody' WHERE seq = 2", 2],
    ["UPDATE audit SET why = 'because' WHERE seq = 3", 3],
    ["UPDATE audit SET intuit_tid = '9' WHERE seq = 1", 1],
    ["UPDATE audit SET changes = 'no json' WHERE seq = 3", 3],
    ['DELETE FROM audit WHERE seq = 2', 3],
    ['UPDATE audit SET hash = upper(hash) WHERE seq = 4', 4],
  ])('does not hold where it was changed: %s', (sql, bad) => {
    for (const what of ['one', 'two', 'three', 'four']) store.appendAudit(entry(what));
    tamper(sql);
    expect(store.verifyAudit(start, 10).bad).toBe(bad);
  });

  test('is found by record, side, result, run and words, newest first and page by page', () => {
    store.appendAudit(entry('Created in QuickBooks'));
    store.appendAudit(
      entry('Updated in Workspace', { side: 'platform', platformId: 'p2', quickbooksId: null, runId: 'r2' }),
    );
    store.appendAudit(entry('100% refused', { result: 'failed' }));
    const found = (query: object): string[] => store.audit({ limit: 10, ...query }).map(({ entry: one }) => one.what);
    expect(found({})).toEqual(['100% refused', 'Updated in Workspace', 'Created in QuickBooks']);
    expect(found({ entity: 'customer', recordId: '58' })).toEqual(['100% refused', 'Created in QuickBooks']);
    expect(found({ side: 'platform' })).toEqual(['Updated in Workspace']);
    expect(found({ result: 'failed' })).toEqual(['100% refused']);
    expect(found({ runId: 'r2' })).toEqual(['Updated in Workspace']);
    expect(found({ search: 'created pine' })).toEqual(['Created in QuickBooks']);
    expect(found({ search: '0%' })).toEqual(['100% refused']);
    expect(found({ before: 3, limit: 1 })).toEqual(['Updated in Workspace']);
    expect(store.throughput('2026-03-02T11:00:00.000Z', 30)).toEqual([
      { step: 2, toQuickbooks: 1, toPlatform: 1, failed: 1 },
    ]);
  });
});

describe('opening', () => {
  test('a file of a newer version is refused and left as it is', () => {
    store.close();
    const raw = new Database(path);
    raw.pragma('user_version = 99');
    raw.close();
    expect(() => openEngineStore({ path })).toThrow(/could not be brought up to date/);
    const after = new Database(path);
    expect(after.pragma('user_version', { simple: true })).toBe(99);
    after.close();
    store = openEngineStore({ path: ':memory:' });
  });

  test('a folder that is not there is told in a sentence', () => {
    const missing = join(dir, 'nowhere', 'engine.db');
    expect(() => openEngineStore({ path: missing })).toThrow(Failure);
    expect(existsSync(missing)).toBe(false);
  });

  test('lags give their 95th percentile of the time asked for', () => {
    for (let i = 1; i <= 100; i++) store.addLag('customer', 10_000 + i, i * 10);
    store.addLag('customer', 1, 99_999);
    expect(store.lagP95('customer', 10_000)).toBe(960);
    expect(store.lagP95('item', 0)).toBeNull();
  });
});
