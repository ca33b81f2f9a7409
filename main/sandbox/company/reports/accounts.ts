/** Accounts as a tree with a figure for each column: the body of statements. */
import type { Reader } from '../entity.ts';
import { refValue, textOf } from '../members.ts';
import type { Store } from '../store.ts';
import type { Row } from '../types.ts';
import { amount, type Cell, data, named, type ReportRow, section, total } from './shape.ts';

/** Figures of one account, a cent amount for each column. */
export type Figures = ReadonlyMap<string, readonly number[]>;

export function accountName(reader: Reader, id: string): string {
  return textOf(reader.get('Account', id)?.body ?? {}, 'Name') ?? id;
}

/** Path of names, `Insurance:Workers Compensation`. */
export function accountPath(reader: Reader, id: string): string {
  const row = reader.get('Account', id);
  const parent = refValue(row?.body.ParentRef);
  return parent === undefined ? accountName(reader, id) : `${accountPath(reader, parent)}:${accountName(reader, id)}`;
}

export function accountsOf(store: Store, types: readonly string[]): Row[] {
  const rows = [...(store.tables.get('Account')?.values() ?? [])];
  return rows.filter((row) => !row.deleted && types.includes(textOf(row.body, 'AccountType') ?? ''));
}

export const addUp = (sums: readonly (readonly number[])[], width: number): number[] =>
  Array.from({ length: width }, (_, index) => sums.reduce((sum, row) => sum + (row[index] ?? 0), 0));

const some = (values: readonly number[]) => values.some((value) => value !== 0);
export const cells = (title: string, values: readonly number[], write: (cents: number) => Cell = total): Cell[] => [
  { value: title },
  ...values.map(write),
];

/** Rows of the accounts of some types, sub-accounts under their parents, and their sum. Accounts without money are left out. */
export function accountRows(
  store: Store,
  reader: Reader,
  types: readonly string[],
  figures: Figures,
  width: number,
): { readonly rows: ReportRow[]; readonly sum: number[] } {
  const accounts = accountsOf(store, types);
  const present = new Set(accounts.map((row) => row.id));
  const children = new Map<string, Row[]>();
  for (const row of accounts) {
    const parent = refValue(row.body.ParentRef) ?? '';
    const under = present.has(parent) ? parent : '';
    children.set(under, [...(children.get(under) ?? []), row]);
  }
  const nothing = new Array<number>(width).fill(0);
  const walk = (row: Row): { rows: ReportRow[]; sum: number[] } => {
    const own = figures.get(row.id) ?? nothing;
    const name = accountName(reader, row.id);
    const below = ordered(children.get(row.id) ?? []).map(walk);
    const inner = below.flatMap((item) => item.rows);
    if (inner.length === 0) {
      const rows = some(own) ? [data([named(name, row.id), ...own.map(amount)])] : [];
      return { rows, sum: [...own] };
    }
    const sum = addUp([own, ...below.map((item) => item.sum)], width);
    const whole = section({
      Header: { ColData: [named(name, row.id), ...own.map(amount)] },
      rows: inner,
      Summary: { ColData: cells(`Total ${name}`, sum) },
    });
    return { rows: [whole], sum };
  };
  const ordered = (rows: readonly Row[]) =>
    [...rows].sort((a, b) => (accountName(reader, a.id) < accountName(reader, b.id) ? -1 : 1));
  const top = ordered(children.get('') ?? []).map(walk);
  return {
    rows: top.flatMap((item) => item.rows),
    sum: addUp(
      top.map((item) => item.sum),
      width,
    ),
  };
}
