/** The ledger as reports read it: every line of every record, in the order of the books. */
import type { EntityDef, Frame, Reader } from '../entity.ts';
import { ledgerLines } from '../ledger.ts';
import { isObject, refValue, textOf } from '../members.ts';
import type { Store } from '../store.ts';
import type { Row } from '../types.ts';

export type Entry = {
  readonly def: EntityDef;
  readonly row: Row;
  /** Day it stands at: the record's own, or (cash basis) the day it was paid. */
  readonly date: string;
  readonly account: string;
  /** Home currency; positive is a debit. */
  readonly cents: number;
  readonly name: { readonly entity: string; readonly id: string } | undefined;
};

/** The party a record speaks of. */
export function partyOf(row: Row): { entity: string; id: string } | undefined {
  const customer = refValue(row.body.CustomerRef);
  if (customer !== undefined) return { entity: 'Customer', id: customer };
  const vendor = refValue(row.body.VendorRef);
  if (vendor !== undefined) return { entity: 'Vendor', id: vendor };
  const other = row.body.EntityRef;
  const id = refValue(other);
  const type = isObject(other) ? other.type : undefined;
  return id === undefined ? undefined : { entity: typeof type === 'string' ? type : 'Vendor', id };
}

/** The day a record posts to. Records that post without a date (opening stock of an item) post when they were made. */
function dayOfRow(row: Row, dayOf: (instant: number) => string): string {
  return textOf(row.body, 'TxnDate') ?? textOf(row.body, 'InvStartDate') ?? dayOf(row.created);
}

const remembered = new WeakMap<Store, { readonly versions: string; readonly entries: readonly Entry[] }>();

/** Every line of the ledger. They sum to zero, record by record. Worked out once for as long as nothing is written. */
export function entriesOf(
  store: Store,
  frame: Frame,
  reader: Reader,
  dayOf: (instant: number) => string,
): readonly Entry[] {
  const versions = JSON.stringify([...store.versions]);
  const known = remembered.get(store);
  if (known?.versions === versions) return known.entries;
  const entries = ledgerOf(store, frame, reader, dayOf);
  remembered.set(store, { versions, entries });
  return entries;
}

function ledgerOf(store: Store, frame: Frame, reader: Reader, dayOf: (instant: number) => string): Entry[] {
  const result: Entry[] = [];
  for (const def of frame.defs.values()) {
    if (def.postings === undefined) continue;
    for (const row of store.tables.get(def.name)?.values() ?? []) {
      if (row.deleted) continue;
      const date = dayOfRow(row, dayOf);
      for (const line of ledgerLines(def, row, reader)) {
        if (line.cents !== 0)
          result.push({ def, row, date, account: line.account, cents: line.cents, name: line.name });
      }
    }
  }
  return result.sort(inOrder);
}

/** By day, then as they were entered. */
export function inOrder(a: Entry, b: Entry): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1;
  if (a.row.created !== b.row.created) return a.row.created - b.row.created;
  return Number(a.row.id) - Number(b.row.id);
}

/** Puts an item into its group. Copying the group each time would make a list of a hundred thousand take minutes. */
export function gather<K, V>(groups: Map<K, V[]>, key: K, item: V): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [item]);
  else known.push(item);
}

/** Sums by a key. */
export function sumBy(entries: Iterable<Entry>, key: (entry: Entry) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const entry of entries) sums.set(key(entry), (sums.get(key(entry)) ?? 0) + entry.cents);
  return sums;
}
