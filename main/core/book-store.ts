import type { Life } from '../../shared/entity.ts';
import type { Body } from '../../shared/primitives.ts';

/** A record of the workspace as it is stored. */
export type StoredRecord = {
  entity: string;
  id: string;
  life: Life;
  body: Body;
  /** Number of its newest change in the book's one count. */
  change: number;
  /**
   * Number of its newest change that somebody made. Lower than `change` when only computed fields followed since (an
   * invoice's balance after a payment): such a change makes nobody's edit stale.
   */
  edited: number;
  /** Milliseconds since the epoch. */
  createdAt: number;
  updatedAt: number;
};

/** What the store keeps beside a body, so that it can be found and its relations asked for. */
export type RecordFacts = {
  title: string;
  email: string | null;
  number: string | null;
  customer: string | null;
  date: string | null;
  /** Decimal strings to the cent. */
  amount: string | null;
  balance: string | null;
  /** Texts searched, in one. */
  search: string;
  /** Records it refers to, each once; `amount` where it settles that record (a payment an invoice). */
  refs: { entity: string; id: string; amount: string | null }[];
};

/** What is asked of a record most often, without its body. */
export type StoredHead = { life: Life; title: string; customer: string | null; balance: string | null };

/** A record that refers to another. */
export type Referrer = { entity: string; id: string; title: string; amount: string | null; balance: string | null };

/** A rate of sales tax as the book keeps it; `percent` is "8.5". */
export type BookTaxRate = { key: string; name: string; percent: string; active: boolean };
export type BookPaymentMethod = { id: string; name: string; active: boolean };

/** A search over an entity's records that are not deleted. */
export type BookSearch = {
  entity: string;
  /** Words, each of which some searched field contains. */
  text?: string;
  customer?: string;
  /** Only with a balance that is not zero. */
  open?: boolean;
  /** Plain dates, both included. */
  from?: string;
  to?: string;
  order?: { by: 'title' | 'number' | 'date' | 'amount' | 'balance' | 'change'; descending: boolean };
  offset: number;
  limit: number;
};

/**
 * Where the workspace keeps its book. Synchronous: one call is one slice of work, and everything inside a `transaction`
 * is stored together or not at all, on the disk before it returns. Errors: Failure `host.dataUnusable`.
 */
export type BookStore = {
  /** Names this very book, so that a cursor of another is told apart. */
  readonly bookId: string;
  transaction<T>(work: () => T): T;
  /** The next number of the book's one count; within a transaction. */
  nextChange(): number;
  /** Number of the newest change; 0 in a book where nothing ever happened. */
  newestChange(): number;
  get(entity: string, id: string): StoredRecord | null;
  head(entity: string, id: string): StoredHead | null;
  /** Stores a record. `facts.refs` may be left out where they did not change. */
  put(record: StoredRecord, facts: Omit<RecordFacts, 'refs'> & { refs?: RecordFacts['refs'] }): void;
  /** Records that are not deleted, by id, after one. */
  page(entity: string, after: string | null, limit: number): StoredRecord[];
  /** Records whose newest change came after a number, oldest change first. */
  changedSince(change: number, entities: string[], limit: number): StoredRecord[];
  /** Who has this document number, whatever its case; deleted ones do not count. */
  byNumber(entity: string, number: string): StoredRecord | null;
  /** The greatest of an entity's numbers that are digits only, or null. */
  greatestNumber(entity: string): string | null;
  /** The number given last, or null. */
  latestNumber(entity: string): string | null;
  /**
   * Records of a life that refer to this one, in the order they were made. `from`: of this entity only; `owing`: open
   * documents of which this one is the customer; `settling`: those that allocate money to it.
   */
  referrers(
    entity: string,
    id: string,
    filter: { life: Life; from?: string; owing?: boolean; settling?: boolean },
  ): Referrer[];
  /** What a write with this key answered; empty when a later write to the same record replaced it; null if none came. */
  applied(key: string): { entity: string; id: string; answer: string } | null;
  /**
   * Keeps the answer of a write under its key; within the write's transaction. One answer a record is kept in full: whoever
   * sends a later write has the answers of the earlier ones.
   */
  remember(key: string, record: { entity: string; id: string }, at: number, answer: string): void;
  /** Whether a write from outside ever touched this record. */
  cameFromOutside(entity: string, id: string): boolean;
  search(query: BookSearch): { total: number; records: StoredRecord[] };
  taxRates(): BookTaxRate[];
  paymentMethods(): BookPaymentMethod[];
  /** Replaces the book's own lists; what is left out becomes inactive, because documents may still name it. */
  setLists(lists: {
    taxRates?: Omit<BookTaxRate, 'active'>[];
    paymentMethods?: Omit<BookPaymentMethod, 'active'>[];
  }): void;
  close(): void;
};
