import type {
  BookPaymentMethod,
  BookSearch,
  BookStore,
  BookTaxRate,
  RecordFacts,
  StoredRecord,
} from '../../../main/core/book-store.ts';
import { compare, contains, createTable, createUndo, keep, violated } from './kept.ts';

type Row = { seq: number; record: StoredRecord; facts: RecordFacts };
type Placed<T> = T & { position: number };

const digits = (text: string): boolean => /^\d+$/.test(text);
const owes = (balance: string | null): boolean => balance !== null && balance !== '0.00' && balance !== '-0.00';
const bare = (text: string): string => text.replace(/^0+/, '');

/** The workspace's book without a database: the same answers as the SQLite adapter's. */
export function createMemoryBookStore(newBookId: () => string): BookStore {
  const undo = createUndo();
  const rows = createTable<string, Row>(undo);
  const answers = createTable<string, { entity: string; id: string; answer: string }>(undo);
  const touched = createTable<string, true>(undo);
  const newestAnswer = createTable<string, string>(undo);
  const rates = createTable<string, Placed<BookTaxRate>>(undo);
  const methods = createTable<string, Placed<BookPaymentMethod>>(undo);
  let newest = 0;
  const name = (entity: string, id: string): string => `${entity}/${id}`;
  const copy = (row: Row | undefined): StoredRecord | null => (row ? { ...row.record } : null);
  const where = (test: (row: Row) => boolean): Row[] => {
    const found: Row[] = [];
    for (const row of rows.values()) if (test(row)) found.push(row);
    return found;
  };
  const numbered = (entity: string): (Row & { number: string })[] =>
    where(({ record }) => record.entity === entity && record.life !== 'deleted').flatMap((row) =>
      row.facts.number === null ? [] : { ...row, number: row.facts.number },
    );
  const copies = (found: Row[]): StoredRecord[] => found.map((row) => ({ ...row.record }));

  return {
    bookId: newBookId(),
    transaction: (work) => undo.transaction(work),
    nextChange: () => {
      if (!undo.open) throw new Error('A change is numbered only within a transaction.');
      undo.did(() => {
        newest -= 1;
      });
      newest += 1;
      return newest;
    },
    newestChange: () => newest,
    get: (entity, id) => copy(rows.get(name(entity, id))),
    head: (entity, id) => {
      const row = rows.get(name(entity, id));
      if (row === undefined) return null;
      const { title, customer, balance } = row.facts;
      return { life: row.record.life, title, customer, balance };
    },
    put: (record, facts) => {
      const at = name(record.entity, record.id);
      const known = rows.get(at);
      if (where((row) => row.record.change === record.change && row !== known).length > 0) violated('records.change');
      const { entity, id, life, body, change, edited, createdAt, updatedAt } = record;
      const stored = {
        entity,
        id,
        life,
        body,
        change,
        edited,
        createdAt: known?.record.createdAt ?? createdAt,
        updatedAt,
      };
      let seq = known?.seq ?? 1;
      if (known === undefined) for (const row of rows.values()) if (row.seq >= seq) seq = row.seq + 1;
      rows.set(at, {
        seq,
        record: keep(stored),
        facts: keep({ ...facts, refs: facts.refs ?? known?.facts.refs ?? [] }),
      });
    },
    page: (entity, after, limit) =>
      copies(
        where(({ record }) => record.entity === entity && record.life !== 'deleted' && record.id > (after ?? ''))
          .sort((a, b) => compare(a.record.id, b.record.id))
          .slice(0, limit),
      ),
    changedSince: (change, entities, limit) => {
      if (change >= newest) return [];
      return copies(
        where(({ record }) => record.change > change && entities.includes(record.entity))
          .sort((a, b) => a.record.change - b.record.change)
          .slice(0, limit),
      );
    },
    byNumber: (entity, number) =>
      copy(numbered(entity).find((row) => row.number.toLowerCase() === number.toLowerCase())),
    greatestNumber: (entity) =>
      numbered(entity)
        .filter((row) => digits(row.number))
        .sort(
          (a, b) =>
            bare(b.number).length - bare(a.number).length || compare(bare(b.number), bare(a.number)) || a.seq - b.seq,
        )[0]?.number ?? null,
    latestNumber: (entity) => numbered(entity).sort((a, b) => b.seq - a.seq)[0]?.number ?? null,
    referrers: (entity, id, { life, from, owing, settling }) =>
      where(({ record }) => record.life === life && (from === undefined || record.entity === from))
        .sort((a, b) => a.seq - b.seq)
        .flatMap(({ record, facts }) => {
          const ref = facts.refs.find((one) => one.entity === entity && one.id === id);
          if (ref === undefined) return [];
          if (owing && !(facts.customer === id && owes(facts.balance))) return [];
          if (settling && ref.amount === null) return [];
          const { title, balance } = facts;
          return [{ entity: record.entity, id: record.id, title, amount: ref.amount, balance }];
        }),
    applied: (key) => {
      const found = answers.get(key);
      return found ? { ...found } : null;
    },
    remember: (key, { entity, id }, _at, answer) => {
      if (answers.has(key)) violated('applied.key');
      const earlier = newestAnswer.get(name(entity, id));
      const known = earlier === undefined ? undefined : answers.get(earlier);
      if (earlier !== undefined && known !== undefined) answers.set(earlier, { ...known, answer: '' });
      answers.set(key, { entity, id, answer });
      newestAnswer.set(name(entity, id), key);
      touched.set(name(entity, id), true);
    },
    cameFromOutside: (entity, id) => touched.has(name(entity, id)),
    search: (query) => search(where, query),
    taxRates: () =>
      [...rates.values()]
        .sort((a, b) => a.position - b.position || compare(a.key, b.key))
        .map(({ key, name: label, percent, active }) => ({ key, name: label, percent, active })),
    paymentMethods: () =>
      [...methods.values()]
        .sort((a, b) => a.position - b.position || compare(a.id, b.id))
        .map(({ id, name: label, active }) => ({ id, name: label, active })),
    setLists: ({ taxRates, paymentMethods }) => {
      if (taxRates) {
        for (const [key, rate] of [...rates.entries()])
          rates.set(key, { ...rate, active: false, position: rate.position + 10_000 });
        for (const [position, rate] of taxRates.entries()) rates.set(rate.key, { ...rate, position, active: true });
      }
      if (paymentMethods) {
        for (const [id, method] of [...methods.entries()])
          methods.set(id, { ...method, active: false, position: method.position + 10_000 });
        for (const [position, method] of paymentMethods.entries())
          methods.set(method.id, { ...method, position, active: true });
      }
    },
    close: () => undefined,
  };
}

function search(where: (test: (row: Row) => boolean) => Row[], query: BookSearch) {
  const { entity, text, customer, open, from, to, order, offset, limit } = query;
  const found = where(
    ({ record, facts }) =>
      record.entity === entity &&
      record.life !== 'deleted' &&
      contains(facts.search, text) &&
      (customer === undefined || facts.customer === customer) &&
      (!open || owes(facts.balance)) &&
      (from === undefined || (facts.date !== null && facts.date >= from)) &&
      (to === undefined || (facts.date !== null && facts.date <= to)),
  );
  const real = (amount: string | null): number | null => (amount === null ? null : Number(amount));
  const by = (a: Row, b: Row): number => {
    switch (order?.by) {
      case 'number':
        return (
          compare(a.facts.number?.length, b.facts.number?.length) ||
          compare(a.facts.number?.toLowerCase(), b.facts.number?.toLowerCase())
        );
      case 'date':
        return compare(a.facts.date, b.facts.date);
      case 'amount':
        return compare(real(a.facts.amount), real(b.facts.amount));
      case 'balance':
        return compare(real(a.facts.balance), real(b.facts.balance));
      case 'change':
        return a.record.change - b.record.change;
      default:
        return compare(a.facts.title.toLowerCase(), b.facts.title.toLowerCase());
    }
  };
  const sign = order?.descending ? -1 : 1;
  found.sort((a, b) => sign * (by(a, b) || a.seq - b.seq));
  return { total: found.length, records: found.slice(offset, offset + limit).map((row) => ({ ...row.record })) };
}
