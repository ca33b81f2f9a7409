import type Database from 'better-sqlite3';
import { fromCents, toCents } from '../../../core/money.ts';
import { noDecision } from '../../../core/plan-types.ts';
import type { EngineStore, RecordView, StateCount, StoredRecord } from '../../../core/ports-store.ts';
import {
  INDEX_COLUMNS,
  indexValues,
  type RecordRow,
  STATE_COLUMNS,
  stateValues,
  toRecord,
  toView,
  type ViewRow,
} from './rows.ts';

type Part = Pick<
  EngineStore,
  | 'record'
  | 'recordOf'
  | 'recordByKey'
  | 'counterpart'
  | 'view'
  | 'addRecord'
  | 'putRecord'
  | 'putIds'
  | 'putIndex'
  | 'dropRecord'
  | 'putReferences'
  | 'renameKey'
  | 'splitKey'
  | 'putApart'
  | 'dropApart'
  | 'isApart'
  | 'referencing'
  | 'wakeBlockedBy'
  | 'markDirty'
  | 'dirtyCount'
  | 'dirtyViews'
  | 'views'
  | 'unlinkedViews'
  | 'markSending'
  | 'hasDirtyUnlinked'
  | 'linkedTitled'
  | 'counts'
  | 'openBalances'
  | 'putBalances'
  | 'problems'
  | 'titles'
  | 'markDirect'
  | 'isDirect'
  | 'isHidden'
>;

const VIEW = `SELECT r.*, EXISTS (SELECT 1 FROM outbox o WHERE o.rid = r.rid
      AND o.state IN ('intended', 'sent', 'uncertain', 'parked')) AS open_writes, p.revision AS p_revision, p.life AS p_life, p.body AS p_body,
    q.revision AS q_revision, q.life AS q_life, q.body AS q_body
  FROM record r
  LEFT JOIN observation p ON p.entity = r.entity AND p.side = 'platform' AND p.id = r.platform_id
  LEFT JOIN observation q ON q.entity = r.entity AND q.side = 'quickbooks' AND q.id = r.quickbooks_id`;

/** A write that may have arrived: its record is not planned again before that is known. */
const FLYING = `EXISTS (SELECT 1 FROM outbox o WHERE o.rid = r.rid
  AND (o.state IN ('sent', 'uncertain') OR (o.state = 'intended' AND o.sent_at IS NOT NULL)))`;

export function createRecords(db: Database.Database): Part {
  const byRid = db.prepare<[number], RecordRow>('SELECT * FROM record WHERE rid = ?');
  const byPlatform = db.prepare<[string, string], RecordRow>(
    'SELECT * FROM record WHERE entity = ? AND platform_id = ?',
  );
  const byQuickbooks = db.prepare<[string, string], RecordRow>(
    'SELECT * FROM record WHERE entity = ? AND quickbooks_id = ?',
  );
  const byKey = db.prepare<[string, string], RecordRow>('SELECT * FROM record WHERE entity = ? AND key = ?');
  const toQuickbooks = db.prepare<[string, string], { id: string | null }>(
    'SELECT quickbooks_id AS id FROM record WHERE entity = ? AND platform_id = ?',
  );
  const toPlatform = db.prepare<[string, string], { id: string | null }>(
    'SELECT platform_id AS id FROM record WHERE entity = ? AND quickbooks_id = ?',
  );
  // Asked for each record. Compared with a bare parameter, SQLite would plan these joins anew at every call (20 times the
  // time): it looks at bound values when it chooses among partial indexes, and at a bound LIMIT.
  const viewOf = db.prepare<[number], ViewRow>(`${VIEW} WHERE r.rid = (SELECT ?)`);
  const columns = [...STATE_COLUMNS, ...INDEX_COLUMNS];
  const insert = db.prepare(
    `INSERT INTO record (entity, platform_id, quickbooks_id, ${columns.join(', ')})
     VALUES (?, ?, ?, ${columns.map(() => '?').join(', ')})`,
  );
  const setting = (names: readonly string[]): string => names.map((name) => `${name} = ?`).join(', ');
  const update = db.prepare(`UPDATE record SET ${setting(STATE_COLUMNS)} WHERE rid = ?`);
  const updateIds = db.prepare('UPDATE record SET platform_id = ?, quickbooks_id = ? WHERE rid = ?');
  const updateIndex = db.prepare(`UPDATE record SET ${setting(INDEX_COLUMNS)} WHERE rid = ?`);
  const drop = db.prepare('DELETE FROM record WHERE rid = ?');
  const moveWrites = db.prepare('UPDATE outbox SET rid = ? WHERE rid = ?');
  const clearBlockers = db.prepare('DELETE FROM blocker WHERE rid = ?');
  const addBlocker = db.prepare('INSERT OR IGNORE INTO blocker (rid, entity, key) VALUES (?, ?, ?)');
  const clearReferences = db.prepare('DELETE FROM reference WHERE rid = ?');
  const addReference = db.prepare('INSERT OR IGNORE INTO reference (rid, entity, key) VALUES (?, ?, ?)');
  const renames = [
    'UPDATE OR REPLACE reference SET key = ? WHERE entity = ? AND key = ?',
    'UPDATE record SET who_key = ? WHERE who_entity = ? AND who_key = ?',
  ].map((sql) => db.prepare(sql));
  const splits = [
    `UPDATE record SET dirty = 1 WHERE rid IN (SELECT rid FROM reference WHERE entity = @entity AND key = @old)`,
    `UPDATE record SET who_key = @key WHERE who_entity = @entity AND who_key = @old AND platform_id IS NULL`,
    `UPDATE OR REPLACE reference SET key = @key WHERE entity = @entity AND key = @old
      AND rid IN (SELECT rid FROM record WHERE platform_id IS NULL)`,
  ].map((sql) => db.prepare(sql));
  const apart = {
    put: db.prepare('INSERT OR IGNORE INTO apart (entity, platform_id, quickbooks_id) VALUES (?, ?, ?)'),
    drop: db.prepare('DELETE FROM apart WHERE entity = ? AND platform_id = ? AND quickbooks_id = ?'),
    has: db.prepare<[string, string, string], { found: number }>(
      'SELECT 1 AS found FROM apart WHERE entity = ? AND platform_id = ? AND quickbooks_id = ?',
    ),
  };
  const referencing = db.prepare<[string, string, number], RecordRow>(
    `SELECT r.* FROM reference f JOIN record r ON r.rid = f.rid WHERE f.entity = ? AND f.key = ?
     ORDER BY (r.entity = f.entity) DESC, r.date DESC, r.rid DESC LIMIT ?`,
  );
  const blockedBy = 'UPDATE record SET dirty = 1 WHERE rid IN (SELECT rid FROM blocker WHERE entity = ? AND key = ?)';
  const wake = db.prepare(blockedBy);
  const wakeIn = db.prepare(`${blockedBy} AND state = ?`);
  const dirtyCount = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM record WHERE dirty = 1');
  const dirty = db.prepare<[string, number, number], ViewRow>(
    `${VIEW} WHERE r.dirty = 1 AND r.entity = ? AND r.rid > ? AND NOT ${FLYING} ORDER BY r.rid LIMIT ?`,
  );
  const all = db.prepare<[string, number, number], ViewRow>(
    `${VIEW} WHERE r.entity = ? AND r.rid > ? ORDER BY r.rid LIMIT ?`,
  );
  const unlinked = db.prepare<[string, number, number], ViewRow>(
    `${VIEW} WHERE (r.platform_id IS NULL OR r.quickbooks_id IS NULL) AND r.entity = ? AND r.tombstone = 0
      AND r.life <> 'deleted' AND r.rid > ? AND NOT ${FLYING} ORDER BY r.rid LIMIT ?`,
  );
  const linkedTitled = db.prepare<[string, string], ViewRow>(
    `${VIEW} WHERE r.rid IN (SELECT rid FROM record WHERE entity = ? AND title = ?
      AND platform_id IS NOT NULL AND quickbooks_id IS NOT NULL) ORDER BY r.rid`,
  );
  const dirtyUnlinked = db.prepare<[string], { found: number }>(
    `SELECT 1 AS found FROM record r INDEXED BY record_dirty WHERE dirty = 1 AND entity = ?
      AND (platform_id IS NULL OR quickbooks_id IS NULL) AND NOT ${FLYING} LIMIT 1`,
  );
  const sending = db.prepare(`UPDATE record SET state = 'sending' WHERE rid = ? AND state = 'waiting'`);
  const counts = db.prepare<[], StateCount>('SELECT entity, state, count FROM record_count WHERE count > 0');
  const hiddenCounts = db.prepare<[], StateCount>(
    `SELECT r.entity AS entity, r.state AS state, count(*) AS count FROM hidden JOIN record r USING (rid)
     GROUP BY r.entity, r.state`,
  );
  const summed = (from: string) =>
    db
      .prepare<[string], { p: bigint | null; q: bigint | null }>(
        `SELECT sum(platform_cents) AS p, sum(quickbooks_cents) AS q FROM ${from}
         WHERE entity IN (SELECT value FROM json_each(?))`,
      )
      .safeIntegers();
  const sums = summed('record_count');
  const hiddenSums = summed('hidden JOIN record USING (rid)');
  const markDirect = db.prepare('UPDATE record SET direct = 1 WHERE rid = ?');
  const isDirect = db.prepare<[number], { direct: number }>('SELECT direct FROM record WHERE rid = ?');
  // Upwards, to what the record refers to: as many steps as there are references, whatever the size of the book.
  const isHidden = db.prepare<[number], { found: number }>(
    `WITH RECURSIVE up (rid) AS (
       SELECT ?
       UNION
       SELECT r.rid FROM up JOIN reference f ON f.rid = up.rid JOIN record r ON r.entity = f.entity AND r.key = f.key
     ) SELECT 1 AS found FROM up JOIN record USING (rid) WHERE direct = 1 LIMIT 1`,
  );
  const balances = db.prepare('UPDATE record SET platform_cents = ?, quickbooks_cents = ? WHERE rid = ?');
  const [problems, problemsShown] = ['', ' AND rid NOT IN (SELECT rid FROM hidden)'].map((also) =>
    db.prepare<[number], RecordRow>(
      `SELECT * FROM record WHERE state IN ('failed', 'blocked', 'held')${also} ORDER BY failed_last DESC, rid LIMIT ?`,
    ),
  );
  const titleOf = db.prepare<[string, string], { title: string }>(
    'SELECT title FROM record WHERE entity = ? AND key = ?',
  );
  const one = (row: RecordRow | undefined): StoredRecord | null => (row ? toRecord(row) : null);

  const part: Part = {
    record: (rid) => one(byRid.get(rid)),
    recordOf: (entity, side, id) => one((side === 'platform' ? byPlatform : byQuickbooks).get(entity, id)),
    recordByKey: (entity, key) => one(byKey.get(entity, key)),
    counterpart: (entity, side, id) => (side === 'platform' ? toQuickbooks : toPlatform).get(entity, id)?.id ?? null,
    view: (rid) => {
      const row = viewOf.get(rid);
      return row ? toView(row) : null;
    },
    addRecord(entity, side, id, index, now) {
      const record: StoredRecord = {
        rid: 0,
        entity,
        platformId: side === 'platform' ? id : null,
        quickbooksId: side === 'quickbooks' ? id : null,
        tombstone: false,
        lines: {},
        base: null,
        generation: 0,
        written: [],
        decision: noDecision(),
        dirty: true,
        needed: false,
        state: 'waiting',
        detail: null,
        error: null,
        blockedBy: [],
        pendingSince: now,
        attempts: 0,
        failedFirst: null,
        failedLast: null,
        index,
      };
      const { lastInsertRowid } = insert.run(
        entity,
        record.platformId,
        record.quickbooksId,
        ...stateValues(record),
        ...indexValues(record),
      );
      return { ...record, rid: Number(lastInsertRowid) };
    },
    putRecord(record) {
      update.run(...stateValues(record), record.rid);
      clearBlockers.run(record.rid);
      for (const key of record.blockedBy) addBlocker.run(record.rid, key.entity, key.id);
    },
    putIds(record) {
      updateIds.run(record.platformId, record.quickbooksId, record.rid);
    },
    putIndex(record) {
      updateIndex.run(...indexValues(record), record.rid);
    },
    dropRecord(rid, into) {
      moveWrites.run(into, rid);
      drop.run(rid);
    },
    putReferences(rid, references) {
      clearReferences.run(rid);
      for (const key of references) addReference.run(rid, key.entity, key.id);
    },
    renameKey(entity, from, to) {
      for (const statement of renames) statement.run(to, entity, from);
    },
    splitKey(entity, platformKey, quickbooksKey) {
      for (const statement of splits) statement.run({ key: quickbooksKey, entity, old: platformKey });
    },
    putApart(entity, platformId, quickbooksId) {
      apart.put.run(entity, platformId, quickbooksId);
    },
    dropApart(entity, platformId, quickbooksId) {
      apart.drop.run(entity, platformId, quickbooksId);
    },
    isApart: (entity, platformId, quickbooksId) => apart.has.get(entity, platformId, quickbooksId) !== undefined,
    referencing: (entity, key, limit) => referencing.all(entity, key, limit).map(toRecord),
    wakeBlockedBy: (entity, key, state) =>
      (state === undefined ? wake.run(entity, key) : wakeIn.run(entity, key, state)).changes,
    markDirty({ entity, states, errorCode }) {
      const where = ['tombstone = 0'];
      const values: string[] = [];
      if (entity !== undefined) {
        where.push('entity = ?');
        values.push(entity);
      }
      if (states !== undefined) {
        where.push(`state IN (${states.map(() => '?').join(', ')})`);
        values.push(...states);
      }
      if (errorCode !== undefined) {
        where.push('error_code = ?');
        values.push(errorCode);
      }
      return db.prepare(`UPDATE record SET dirty = 1 WHERE ${where.join(' AND ')}`).run(...values).changes;
    },
    dirtyCount: () => dirtyCount.get()?.n ?? 0,
    dirtyViews: (entity, afterRid, limit) => dirty.all(entity, afterRid, limit).map(toView),
    views: (entity, afterRid, limit) => all.all(entity, afterRid, limit).map(toView),
    unlinkedViews: (entity, afterRid, limit) => unlinked.all(entity, afterRid, limit).map(toView),
    markSending: (rid) => {
      sending.run(rid);
    },
    linkedTitled(entity, title, limit) {
      const views: RecordView[] = [];
      for (const row of linkedTitled.iterate(entity, title)) {
        if (views.length === limit) break;
        views.push(toView(row));
      }
      return views;
    },
    hasDirtyUnlinked: (entity) => dirtyUnlinked.get(entity) !== undefined,
    counts(hide) {
      if (hide !== true) return counts.all();
      const less = new Map(hiddenCounts.all().map((row) => [`${row.entity}/${row.state}`, row.count]));
      return counts
        .all()
        .map((row) => ({ ...row, count: row.count - (less.get(`${row.entity}/${row.state}`) ?? 0) }))
        .filter((row) => row.count > 0);
    },
    openBalances: (entities, hide) => {
      const named = JSON.stringify(entities);
      const row = sums.get(named);
      const less = hide === true ? hiddenSums.get(named) : undefined;
      const left = (all: bigint | null | undefined, hidden: bigint | null | undefined): string =>
        fromCents((all ?? 0n) - (hidden ?? 0n));
      return { platform: left(row?.p, less?.p), quickbooks: left(row?.q, less?.q) };
    },
    putBalances: (rid, platform, quickbooks) => {
      balances.run(toCents(platform), toCents(quickbooks), rid);
    },
    problems: (limit, hide) => (hide === true ? problemsShown : problems)?.all(limit).map(toRecord) ?? [],
    markDirect(rid) {
      markDirect.run(rid);
    },
    isDirect: (rid) => isDirect.get(rid)?.direct === 1,
    isHidden: (rid) => isHidden.get(rid) !== undefined,
    titles(keys) {
      const found = new Map<string, string>();
      for (const key of keys) {
        const row = titleOf.get(key.entity, key.id);
        if (row) found.set(key.id, row.title);
      }
      return found;
    },
  };
  return part;
}
