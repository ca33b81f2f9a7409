import type Database from 'better-sqlite3';
import type { BookSearch, BookStore } from '../../../core/book-store.ts';
import { containing, RECORD_COLUMNS, type RecordRow, toRecord } from './rows.ts';

const ORDER: Record<NonNullable<BookSearch['order']>['by'], string> = {
  title: 'r.title COLLATE NOCASE',
  // "99" before "1042": by length, then by what it says.
  number: 'length(r.number), r.number',
  date: 'r.date',
  // For ordering only: a double tells apart any two amounts a small company has.
  amount: 'CAST(r.amount AS REAL)',
  balance: 'CAST(r.balance AS REAL)',
  change: 'r.change',
};

/** Finds records by words, customer, dates and open balance. */
export function createSearch(db: Database.Database): BookStore['search'] {
  return ({ entity, text = '', customer, open, from, to, order, offset, limit }) => {
    const where = ["r.entity = ? AND r.life <> 'deleted'"];
    const values: (string | number)[] = [entity];
    const add = (condition: string, ...more: string[]): void => {
      where.push(condition);
      values.push(...more);
    };
    for (const word of text.toLowerCase().split(/\s+/).filter(Boolean))
      add("r.search LIKE ? ESCAPE '\\'", containing(word));
    if (customer !== undefined) add('r.customer = ?', customer);
    if (open) add("r.balance IS NOT NULL AND r.balance NOT IN ('0.00', '-0.00')");
    if (from !== undefined) add('r.date >= ?', from);
    if (to !== undefined) add('r.date <= ?', to);
    const condition = where.join(' AND ');
    const direction = order?.descending ? 'DESC' : 'ASC';
    const by = ORDER[order?.by ?? 'title']
      .split(', ')
      .map((part) => `${part} ${direction}`)
      .join(', ');
    const total = db
      .prepare<unknown[], number>(`SELECT count(*) FROM records r WHERE ${condition}`)
      .pluck()
      .get(values);
    const rows = db
      .prepare<unknown[], RecordRow>(
        `SELECT ${RECORD_COLUMNS} FROM records r WHERE ${condition} ORDER BY ${by}, r.seq ${direction} LIMIT ? OFFSET ?`,
      )
      .all([...values, limit, offset]);
    return { total: total ?? 0, records: rows.map(toRecord) };
  };
}
