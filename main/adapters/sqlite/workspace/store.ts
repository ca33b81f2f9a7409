import type Database from 'better-sqlite3';
import type { BookStore, StoredHead, StoredRecord } from '../../../core/book-store.ts';
import { storageFailure } from '../../storage-failure.ts';
import { createLists } from './lists.ts';
import { WORKSPACE_MIGRATIONS } from './migrations.ts';
import { openDatabase } from './open.ts';
import { RECORD_COLUMNS, type RecordRow, type ReferrerRow, toRecord, toRecordOrNull } from './rows.ts';
import { createSearch } from './search.ts';

export type WorkspaceStoreOptions = {
  /** File of the book, or ":memory:". */
  path: string;
  /** Names a book that is made new. */
  newBookId: () => string;
  /** See `openDatabase`. */
  busyMs?: number;
};

/**
 * The workspace's book in SQLite.
 *
 * @throws Failure `host.dataUnusable` or `host.migration`.
 */
export function openWorkspaceStore({ newBookId, ...options }: WorkspaceStoreOptions): BookStore {
  const { path } = options;
  const db = openDatabase({ ...options, migrations: WORKSPACE_MIGRATIONS });
  db.prepare('INSERT INTO book (one, id, newest_change) VALUES (1, ?, 0) ON CONFLICT DO NOTHING').run(newBookId());
  const bookId = db.prepare<[], string>('SELECT id FROM book').pluck().get() ?? '';

  return {
    bookId,
    ...told<Calls>(path, {
      ...createCounting(db),
      ...createRecords(db),
      ...createAnswers(db),
      ...createLists(db),
      search: createSearch(db),
    }),
    close: () => {
      db.close();
    },
  };
}

type Calls = Omit<BookStore, 'bookId' | 'close'>;

/** The same functions, with every fault of the storage told as a Failure. */
function told<T extends object>(path: string, calls: T): T {
  const wrapped = Object.entries(calls as Record<string, (...args: never[]) => unknown>).map(([name, call]) => [
    name,
    (...args: never[]) => {
      try {
        return call(...args);
      } catch (error) {
        throw storageFailure(error, path);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}

/** The one count of the book. Within a transaction it is kept here and written once, before the commit. */
function createCounting(db: Database.Database): Pick<BookStore, 'transaction' | 'nextChange' | 'newestChange'> {
  const read = db.prepare<[], number>('SELECT newest_change FROM book').pluck();
  const write = db.prepare<[number]>('UPDATE book SET newest_change = ?');
  let count: number | null = null;

  const counted = (work: () => unknown): unknown => {
    const before = read.get() ?? 0;
    count = before;
    try {
      const result = work();
      if (count !== before) write.run(count);
      return result;
    } finally {
      count = null;
    }
  };
  const run = db.transaction(counted);

  return {
    // IMMEDIATE: a busy database is found out before any work is done.
    transaction: <T>(work: () => T): T => (count === null ? run.immediate(work) : work()) as T,
    nextChange: () => {
      if (count === null) throw new Error('A change is numbered only within a transaction.');
      count += 1;
      return count;
    },
    newestChange: () => count ?? read.get() ?? 0,
  };
}

type RecordPart = Pick<
  BookStore,
  'get' | 'head' | 'put' | 'page' | 'changedSince' | 'byNumber' | 'greatestNumber' | 'latestNumber' | 'referrers'
>;

function createRecords(db: Database.Database): RecordPart {
  const one = db.prepare<[string, string], RecordRow>(
    `SELECT ${RECORD_COLUMNS} FROM records r WHERE r.entity = ? AND r.id = ?`,
  );
  const head = db.prepare<[string, string], StoredHead>(
    'SELECT life, title, customer, balance FROM records WHERE entity = ? AND id = ?',
  );
  const upsert = db
    .prepare<[Record<string, string | number | null>], number>(
      `INSERT INTO records (entity, id, life, body, change, edited, created_at, updated_at,
                            title, email, number, customer, date, amount, balance, search)
       VALUES (@entity, @id, @life, @body, @change, @edited, @createdAt, @updatedAt,
               @title, @email, @number, @customer, @date, @amount, @balance, @search)
       ON CONFLICT (entity, id) DO UPDATE SET
         life = excluded.life, body = excluded.body, change = excluded.change, edited = excluded.edited,
         updated_at = excluded.updated_at, title = excluded.title, email = excluded.email, number = excluded.number,
         customer = excluded.customer, date = excluded.date, amount = excluded.amount, balance = excluded.balance,
         search = excluded.search
       RETURNING seq`,
    )
    .pluck();
  const dropRefs = db.prepare<[number]>('DELETE FROM refs WHERE source = ?');
  const addRef = db.prepare<[number, string, string, string | null]>(
    'INSERT INTO refs (source, entity, id, amount) VALUES (?, ?, ?, ?)',
  );
  const page = db.prepare<[string, string, number], RecordRow>(
    `SELECT ${RECORD_COLUMNS} FROM records r
     WHERE r.entity = ? AND r.id > ? AND r.life <> 'deleted' ORDER BY r.id LIMIT ?`,
  );
  const changed = db.prepare<[number, string, number], RecordRow>(
    `SELECT ${RECORD_COLUMNS} FROM records r
     WHERE r.change > ? AND r.entity IN (SELECT value FROM json_each(?)) ORDER BY r.change LIMIT ?`,
  );
  const byNumber = db.prepare<[string, string], RecordRow>(
    `SELECT ${RECORD_COLUMNS} FROM records r
     WHERE r.entity = ? AND r.number = ? AND r.number IS NOT NULL AND r.life <> 'deleted' LIMIT 1`,
  );
  const greatest = db
    .prepare<[string], string>(
      `SELECT number FROM records
       WHERE entity = ? AND number IS NOT NULL AND life <> 'deleted' AND number NOT GLOB '*[^0-9]*' AND number <> ''
       ORDER BY length(ltrim(number, '0')) DESC, ltrim(number, '0') DESC LIMIT 1`,
    )
    .pluck();
  const latest = db
    .prepare<[string], string>(
      `SELECT number FROM records WHERE entity = ? AND number IS NOT NULL AND life <> 'deleted' ORDER BY seq DESC LIMIT 1`,
    )
    .pluck();
  const referrers = db.prepare<[Record<string, string | number | null>], ReferrerRow>(
    `SELECT r.entity, r.id, r.title, refs.amount, r.balance
     FROM refs JOIN records r ON r.seq = refs.source
     WHERE refs.entity = @entity AND refs.id = @id AND r.life = @life
       AND (@from IS NULL OR r.entity = @from)
       AND (@owing = 0 OR (r.customer = @id AND r.balance IS NOT NULL AND r.balance NOT IN ('0.00', '-0.00')))
       AND (@settling = 0 OR refs.amount IS NOT NULL)
     ORDER BY r.seq`,
  );

  return {
    get: (entity, id) => toRecordOrNull(one.get(entity, id)),
    head: (entity, id) => head.get(entity, id) ?? null,
    put: (record: StoredRecord, facts) => {
      const { refs, ...columns } = facts;
      const seq = upsert.get({ ...record, ...columns, body: JSON.stringify(record.body) }) ?? 0;
      if (refs === undefined) return;
      dropRefs.run(seq);
      for (const ref of refs) addRef.run(seq, ref.entity, ref.id, ref.amount);
    },
    page: (entity, after, limit) => page.all(entity, after ?? '', limit).map(toRecord),
    changedSince: (change, entities, limit) => changed.all(change, JSON.stringify(entities), limit).map(toRecord),
    byNumber: (entity, number) => toRecordOrNull(byNumber.get(entity, number)),
    greatestNumber: (entity) => greatest.get(entity) ?? null,
    latestNumber: (entity) => latest.get(entity) ?? null,
    referrers: (entity, id, { life, from, owing, settling }) =>
      referrers.all({ entity, id, life, from: from ?? null, owing: owing ? 1 : 0, settling: settling ? 1 : 0 }),
  };
}

function createAnswers(db: Database.Database): Pick<BookStore, 'applied' | 'remember' | 'cameFromOutside'> {
  const applied = db.prepare<[string], { entity: string; id: string; answer: string }>(
    'SELECT entity, id, answer FROM applied WHERE key = ?',
  );
  const supersede = db.prepare<[string, string]>(
    "UPDATE applied SET answer = '' WHERE entity = ? AND id = ? AND answer <> ''",
  );
  const remember = db.prepare<[string, string, string, number, string]>(
    'INSERT INTO applied (key, entity, id, at, answer) VALUES (?, ?, ?, ?, ?)',
  );
  const outside = db
    .prepare<[string, string], number>('SELECT 1 FROM applied WHERE entity = ? AND id = ? LIMIT 1')
    .pluck();
  return {
    applied: (key) => applied.get(key) ?? null,
    remember: (key, record, at, answer) => {
      supersede.run(record.entity, record.id);
      remember.run(key, record.entity, record.id, at, answer);
    },
    cameFromOutside: (entity, id) => outside.get(entity, id) === 1,
  };
}
