import type { EngineStore, RecordQuery, StoredRecord } from '../../../main/core/ports-store.ts';
import type { Observation } from '../../../main/core/types.ts';
import type { Side } from '../../../shared/primitives.ts';
import { keyOf, type RecordRow } from './engine-records.ts';
import { compare, contains, type Table } from './kept.ts';

type Value = string | number | null;

/** Lists as the screens ask for them. */
export function createListing(
  rows: Table<number, RecordRow>,
  seen: (entity: string, side: Side) => Table<string, Observation>,
  isHidden: (rid: number) => boolean,
): Pick<EngineStore, 'listRecords' | 'stateCounts'> {
  const whoOf = (record: StoredRecord): StoredRecord | null => {
    const { who } = record.index;
    if (who === null) return null;
    for (const row of rows.values())
      if (row.record.entity === who.entity && keyOf(row.record) === who.id) return row.record;
    return null;
  };
  const bodyOf = (record: StoredRecord) => {
    const found =
      record.platformId === null
        ? seen(record.entity, 'quickbooks').get(record.quickbooksId ?? '')
        : seen(record.entity, 'platform').get(record.platformId);
    return found?.body ?? {};
  };
  const matching = (query: RecordQuery, withStates: boolean): StoredRecord[] => {
    const { states } = query;
    return [...rows.values()]
      .map((row) => row.record)
      .filter((record) => {
        const { index } = record;
        if (record.entity !== query.entity) return false;
        if (query.hide === true && isHidden(record.rid)) return false;
        const who = query.search ? whoOf(record) : null;
        const words = (query.search ?? '').split(/\s+/).filter(Boolean);
        if (words.some((word) => !contains(index.search, word) && !contains(who?.index.search ?? '', word)))
          return false;
        if (query.open === true && !(Number(index.balance ?? 0) > 0 && index.life === 'live')) return false;
        if (query.onPlatform === true && record.platformId === null) return false;
        if (query.alone === 'platform' && record.quickbooksId !== null) return false;
        if (query.alone === 'quickbooks' && record.platformId !== null) return false;
        if (query.live === true && index.life !== 'live') return false;
        if (query.who !== undefined && index.who?.id !== query.who) return false;
        if (!withStates) return true;
        return states && states.length > 0 ? states.includes(record.state) : record.state !== 'deleted';
      });
  };
  const sortValue = (record: StoredRecord, field: string): Value => {
    const { index } = record;
    const real = (text: string | null): Value => (text === null ? null : Number(text));
    switch (field) {
      case 'title':
        return index.title.toLowerCase();
      case 'date':
        return index.date;
      case 'amount':
        return real(index.amount);
      case 'balance':
        return real(index.balance);
      case 'state':
        return record.state;
      case 'changedAt':
        return index.changedAt;
      case 'who':
        return whoOf(record)?.index.title.toLowerCase() ?? null;
      default: {
        const value = bodyOf(record)[field];
        if (typeof value === 'boolean') return value ? 1 : 0;
        return typeof value === 'string' || typeof value === 'number' ? value : null;
      }
    }
  };
  return {
    listRecords: (query) => {
      const found = matching(query, true);
      const field = query.sort?.field ?? 'title';
      const sign = query.sort?.descending ? -1 : 1;
      found.sort((a, b) => sign * (compare(sortValue(a, field), sortValue(b, field)) || a.rid - b.rid));
      return {
        total: found.length,
        rows: found.slice(query.offset, query.offset + query.limit).map((record) => ({
          record: { ...record },
          who: whoOf(record)?.index.title ?? null,
          body: bodyOf(record),
        })),
      };
    },
    stateCounts: (query) => {
      const counts = new Map<StoredRecord['state'], number>();
      for (const record of matching(query, false)) counts.set(record.state, (counts.get(record.state) ?? 0) + 1);
      return [...counts]
        .map(([state, count]) => ({ entity: query.entity, state, count }))
        .sort((a, b) => compare(a.state, b.state));
    },
  };
}
