import { fromCents, toCents } from '../../../main/core/money.ts';
import { noDecision, type SideView } from '../../../main/core/plan-types.ts';
import type { EngineStore, RecordIndex, RecordView, StoredRecord } from '../../../main/core/ports-store.ts';
import type { Observation, RecordKey } from '../../../main/core/types.ts';
import type { Side } from '../../../shared/primitives.ts';
import type { Outbox } from './engine-outbox.ts';
import { compare, createTable, keep, type Table, type Undo, violated } from './kept.ts';

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

type Row = { record: StoredRecord; platformCents: bigint; quickbooksCents: bigint };

export type RecordParts = {
  undo: Undo;
  seen(entity: string, side: Side): Table<string, Observation>;
  outbox: Outbox;
  /** A record went: what else hangs on it goes as well. */
  dropped(rid: number): void;
};

/** The common key of a record. */
export const keyOf = (record: StoredRecord): string => record.platformId ?? `qb:${record.quickbooksId}`;
const sameKey = (a: RecordKey, b: RecordKey): boolean => a.entity === b.entity && a.id === b.id;
const unlinked = (record: StoredRecord): boolean => record.platformId === null || record.quickbooksId === null;

export function createRecords(parts: RecordParts, rows: Table<number, Row>) {
  const { undo, outbox } = parts;
  /** Rows by `entity/side/id` and by `entity/key`. */
  const ids = createTable<string, number>(undo);
  const references = createTable<number, RecordKey[]>(undo);
  const apart = createTable<string, boolean>(undo);
  const direct = createTable<number, boolean>(undo);
  const isHidden = (rid: number): boolean => {
    const met = new Set([rid]);
    for (const at of met) {
      if (rows.has(at) && direct.has(at)) return true;
      for (const key of references.get(at) ?? []) {
        const to = ids.get(`${key.entity}/key/${key.id}`);
        if (to !== undefined) met.add(to);
      }
    }
    return false;
  };
  const ordered = (): Row[] => [...rows.values()].sort((a, b) => a.record.rid - b.record.rid);
  const names = (record: StoredRecord): string[] => [
    ...(record.platformId === null ? [] : [`${record.entity}/platform/${record.platformId}`]),
    ...(record.quickbooksId === null ? [] : [`${record.entity}/quickbooks/${record.quickbooksId}`]),
    `${record.entity}/key/${keyOf(record)}`,
  ];
  const claim = (record: StoredRecord): void => {
    for (const name of names(record)) {
      if (ids.has(name)) violated(`record ${name}`);
      ids.set(name, record.rid);
    }
  };
  const change = (rid: number, next: (record: StoredRecord) => Partial<StoredRecord>): boolean => {
    const row = rows.get(rid);
    if (row === undefined) return false;
    rows.set(rid, { ...row, record: keep({ ...row.record, ...next(row.record) }) });
    return true;
  };
  const copy = (rid: number | undefined): StoredRecord | null => {
    const row = rid === undefined ? undefined : rows.get(rid);
    return row ? { ...row.record } : null;
  };
  const shown = (entity: string, side: Side, id: string | null): SideView | null => {
    const found = id === null ? undefined : parts.seen(entity, side).get(id);
    return found ? { id: found.id, revision: found.revision, life: found.life, body: found.body ?? {} } : null;
  };
  const viewOf = ({ record }: Row): RecordView => ({
    record: { ...record },
    platform: shown(record.entity, 'platform', record.platformId),
    quickbooks: shown(record.entity, 'quickbooks', record.quickbooksId),
    hasOpenWrites: outbox.hasOpen(record.rid),
  });
  const pick = (
    entity: string,
    after: number,
    limit: number,
    test: (record: StoredRecord) => boolean,
  ): RecordView[] => {
    const found: Row[] = [];
    for (const row of rows.values())
      if (row.record.entity === entity && row.record.rid > after && test(row.record)) found.push(row);
    if (found.length > 1) found.sort((a, b) => a.record.rid - b.record.rid);
    return found.slice(0, limit).map(viewOf);
  };
  const indexed = (index: RecordIndex): RecordIndex => {
    const { title, search, who, note, date, amount, balance, life, changedAt } = index;
    return { title, search, who, note, date, amount, balance, life, changedAt };
  };

  const part: Part = {
    record: copy,
    recordOf: (entity, side, id) => copy(ids.get(`${entity}/${side}/${id}`)),
    recordByKey: (entity, key) => copy(ids.get(`${entity}/key/${key}`)),
    counterpart: (entity, side, id) => {
      const row = rows.get(ids.get(`${entity}/${side}/${id}`) ?? -1);
      return (side === 'platform' ? row?.record.quickbooksId : row?.record.platformId) ?? null;
    },
    view: (rid) => {
      const row = rows.get(rid);
      return row ? viewOf(row) : null;
    },
    addRecord: (entity, side, id, index, now) => {
      let rid = 1;
      for (const row of rows.values()) if (row.record.rid >= rid) rid = row.record.rid + 1;
      const record: StoredRecord = {
        rid,
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
        index: indexed(index),
      };
      claim(record);
      rows.set(rid, { record: keep(record), platformCents: 0n, quickbooksCents: 0n });
      return { ...record };
    },
    putRecord: (record) => {
      const { rid: _rid, entity: _entity, platformId: _p, quickbooksId: _q, index: _index, ...state } = record;
      if (!change(record.rid, () => state) && record.blockedBy.length > 0) violated('blocker.rid');
    },
    putIds: ({ rid, platformId, quickbooksId }) => {
      const row = rows.get(rid);
      if (row === undefined) return;
      if (platformId === null && quickbooksId === null) violated('record ids');
      for (const name of names(row.record)) ids.delete(name);
      change(rid, () => ({ platformId, quickbooksId }));
      claim({ ...row.record, platformId, quickbooksId });
    },
    putIndex: ({ rid, index }) => {
      change(rid, () => ({ index: indexed(index) }));
    },
    dropRecord: (rid, into) => {
      outbox.move(rid, into);
      const row = rows.get(rid);
      if (row === undefined) return;
      for (const name of names(row.record)) ids.delete(name);
      references.delete(rid);
      direct.delete(rid);
      rows.delete(rid);
      parts.dropped(rid);
    },
    putReferences: (rid, keys) => {
      const distinct = keys.filter((key, at) => keys.findIndex((other) => sameKey(other, key)) === at);
      if (!rows.has(rid) && keys.length > 0) violated('reference.rid');
      references.set(rid, keep(distinct));
    },
    renameKey: (entity, from, to) => {
      for (const [rid, keys] of [...references.entries()]) {
        if (!keys.some((key) => key.entity === entity && key.id === from)) continue;
        const others = keys.filter((key) => !(key.entity === entity && (key.id === from || key.id === to)));
        references.set(rid, keep([...others, { entity, id: to }]));
      }
      for (const { record } of [...rows.values()])
        if (record.index.who?.entity === entity && record.index.who.id === from)
          change(record.rid, ({ index }) => ({ index: { ...index, who: { entity, id: to } } }));
    },
    splitKey: (entity, platformKey, quickbooksKey) => {
      for (const [rid, keys] of [...references.entries()]) {
        if (!keys.some((key) => key.entity === entity && key.id === platformKey)) continue;
        change(rid, () => ({ dirty: true }));
        if (rows.get(rid)?.record.platformId !== null) continue;
        const others = keys.filter(
          (key) => !(key.entity === entity && (key.id === platformKey || key.id === quickbooksKey)),
        );
        references.set(rid, keep([...others, { entity, id: quickbooksKey }]));
      }
      for (const { record } of [...rows.values()])
        if (record.platformId === null && record.index.who?.entity === entity && record.index.who.id === platformKey)
          change(record.rid, ({ index }) => ({ index: { ...index, who: { entity, id: quickbooksKey } } }));
    },
    putApart: (entity, platformId, quickbooksId) => {
      apart.set(`${entity}/${platformId}/${quickbooksId}`, true);
    },
    dropApart: (entity, platformId, quickbooksId) => {
      apart.delete(`${entity}/${platformId}/${quickbooksId}`);
    },
    isApart: (entity, platformId, quickbooksId) => apart.has(`${entity}/${platformId}/${quickbooksId}`),
    referencing: (entity, key, limit) =>
      [...references.entries()]
        .filter(([, keys]) => keys.some((one) => one.entity === entity && one.id === key))
        .flatMap(([rid]) => copy(rid) ?? [])
        .sort(
          (a, b) =>
            Number(b.entity === entity) - Number(a.entity === entity) ||
            compare(b.index.date, a.index.date) ||
            b.rid - a.rid,
        )
        .slice(0, limit),
    wakeBlockedBy: (entity, key, state) => {
      let woken = 0;
      for (const { record } of [...rows.values()])
        if (
          (state === undefined || record.state === state) &&
          record.blockedBy.some((one) => one.entity === entity && one.id === key)
        ) {
          change(record.rid, () => ({ dirty: true }));
          woken += 1;
        }
      return woken;
    },
    markDirty: ({ entity, states, errorCode }) => {
      let marked = 0;
      for (const { record } of [...rows.values()]) {
        if (record.tombstone || (entity !== undefined && record.entity !== entity)) continue;
        if (states !== undefined && !states.includes(record.state)) continue;
        if (errorCode !== undefined && record.error?.code !== errorCode) continue;
        change(record.rid, () => ({ dirty: true }));
        marked += 1;
      }
      return marked;
    },
    dirtyCount: () => {
      let dirty = 0;
      for (const { record } of rows.values()) if (record.dirty) dirty += 1;
      return dirty;
    },
    dirtyViews: (entity, after, limit) =>
      pick(entity, after, limit, (record) => record.dirty && !outbox.flying(record.rid)),
    views: (entity, after, limit) => pick(entity, after, limit, () => true),
    unlinkedViews: (entity, after, limit) =>
      pick(
        entity,
        after,
        limit,
        (record) =>
          unlinked(record) && !record.tombstone && record.index.life !== 'deleted' && !outbox.flying(record.rid),
      ),
    linkedTitled: (entity, title, limit) =>
      pick(entity, 0, limit, (record) => !unlinked(record) && record.index.title.toLowerCase() === title.toLowerCase()),
    hasDirtyUnlinked: (entity) => {
      for (const { record } of rows.values())
        if (record.dirty && record.entity === entity && unlinked(record) && !outbox.flying(record.rid)) return true;
      return false;
    },
    markSending: (rid) => {
      if (rows.get(rid)?.record.state === 'waiting') change(rid, () => ({ state: 'sending' }));
    },
    counts: (hide) => {
      const counted = new Map<string, { entity: string; state: StoredRecord['state']; count: number }>();
      for (const { record } of rows.values()) {
        if (hide === true && isHidden(record.rid)) continue;
        const name = `${record.entity}\n${record.state}`;
        const one = counted.get(name) ?? { entity: record.entity, state: record.state, count: 0 };
        one.count += 1;
        counted.set(name, one);
      }
      return [...counted.values()].sort((a, b) => compare(a.entity, b.entity) || compare(a.state, b.state));
    },
    openBalances: (entities, hide) => {
      let platform = 0n;
      let quickbooks = 0n;
      for (const row of rows.values()) {
        if (!entities.includes(row.record.entity)) continue;
        if (hide === true && isHidden(row.record.rid)) continue;
        platform += row.platformCents;
        quickbooks += row.quickbooksCents;
      }
      return { platform: fromCents(platform), quickbooks: fromCents(quickbooks) };
    },
    putBalances: (rid, platform, quickbooks) => {
      const row = rows.get(rid);
      if (row) rows.set(rid, { ...row, platformCents: toCents(platform), quickbooksCents: toCents(quickbooks) });
    },
    problems: (limit, hide) =>
      ordered()
        .map((row) => row.record)
        .filter(({ rid }) => hide !== true || !isHidden(rid))
        .filter(({ state }) => state === 'failed' || state === 'blocked' || state === 'held')
        .sort((a, b) => compare(b.failedLast, a.failedLast) || a.rid - b.rid)
        .slice(0, limit)
        .map((record) => ({ ...record })),
    titles: (keys) => {
      const found = new Map<string, string>();
      for (const key of keys) {
        const row = rows.get(ids.get(`${key.entity}/key/${key.id}`) ?? -1);
        if (row) found.set(key.id, row.record.index.title);
      }
      return found;
    },
    markDirect: (rid) => {
      if (rows.has(rid)) direct.set(rid, true);
    },
    isDirect: (rid) => direct.has(rid),
    isHidden,
  };
  const hiddenByIds = (entity: string, of: { platformId: string | null; quickbooksId: string | null }): boolean =>
    (['platform', 'quickbooks'] as const).some((side) => {
      const id = side === 'platform' ? of.platformId : of.quickbooksId;
      const rid = id === null ? undefined : ids.get(`${entity}/${side}/${id}`);
      return rid !== undefined && isHidden(rid);
    });
  return { part, hiddenByIds };
}
export type { Row as RecordRow };
