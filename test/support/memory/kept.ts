/**
 * What the stores in memory are made of: values that are copied once on their way in and never changed afterwards, and
 * maps whose changes a transaction can take back.
 */

/**
 * What stored objects inherit from: nobody changes them any more, so they need no second copy when they come back. A copy
 * made by whoever reads them is a plain object again. (A set of all of them would cost the garbage collector dear.)
 */
const OWNED: object = Object.create(Object.prototype);
function Owned(): void {}
Owned.prototype = OWNED;
/** Calling a constructor is the quickest way to an object with a given prototype. */
const fresh = Owned as unknown as new () => Record<string, unknown>;

/** Freezes what is stored, so that whoever changes it throws. For proving that nobody does; it costs time. */
let strict = false;
export const freezeStored = (wanted: boolean): void => {
  strict = wanted;
};

/** As a round through JSON would leave it: a copy without undefined members. */
export function keep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) === OWNED) return value;
  const copy = Array.isArray(value) ? keepList(value) : keepMembers(value as Record<string, unknown>);
  if (strict) Object.freeze(copy);
  return copy as T;
}

const keepList = (list: unknown[]): unknown[] => list.map((one) => (one === undefined ? null : keep(one)));

function keepMembers(value: Record<string, unknown>): Record<string, unknown> {
  const copy = new fresh();
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member !== undefined) copy[name] = keep(member);
  }
  return copy;
}

/** One unbroken act over several maps: what it throws undoes every change. */
export type Undo = {
  /** How to take back what was just done. */
  did(undo: () => void): void;
  transaction<T>(act: () => T): T;
  readonly open: boolean;
};

export function createUndo(): Undo {
  let log: (() => void)[] | null = null;
  return {
    did: (undo) => {
      log?.push(undo);
    },
    transaction(act) {
      if (log !== null) return act();
      const mine: (() => void)[] = [];
      log = mine;
      try {
        return act();
      } catch (error) {
        for (let i = mine.length - 1; i >= 0; i--) mine[i]?.();
        throw error;
      } finally {
        log = null;
      }
    },
    get open() {
      return log !== null;
    },
  };
}

/** A map whose changes can be taken back. `order` of entries is lost by that: sort where it matters. */
export type Table<K, V> = {
  get(key: K): V | undefined;
  has(key: K): boolean;
  set(key: K, value: V): void;
  delete(key: K): void;
  values(): IterableIterator<V>;
  entries(): IterableIterator<[K, V]>;
  readonly size: number;
};

export function createTable<K, V>(undo: Undo): Table<K, V> {
  const map = new Map<K, V>();
  return {
    get: (key) => map.get(key),
    has: (key) => map.has(key),
    set(key, value) {
      if (undo.open) {
        const before = map.get(key);
        undo.did(before === undefined ? () => map.delete(key) : () => map.set(key, before));
      }
      map.set(key, value);
    },
    delete(key) {
      const before = map.get(key);
      if (before === undefined) return;
      undo.did(() => map.set(key, before));
      map.delete(key);
    },
    values: () => map.values(),
    entries: () => map.entries(),
    get size() {
      return map.size;
    },
  };
}

/** Compares as SQLite does: nothing before numbers before text. */
export function compare(a: string | number | null | undefined, b: string | number | null | undefined): number {
  const rank = (value: unknown): number =>
    value === null || value === undefined ? 0 : typeof value === 'number' ? 1 : 2;
  const ranks = rank(a) - rank(b);
  if (ranks !== 0 || a === null || a === undefined || b === null || b === undefined) return ranks;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A constraint of the database that does not hold. */
export const violated = (what: string): never => {
  throw new Error(`constraint failed: ${what}`);
};

/** Whether every word is found in the text, whatever the case. */
export const contains = (text: string, search: string | undefined): boolean =>
  (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.toLowerCase().includes(word));
