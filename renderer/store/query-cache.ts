import type { EventTopic } from '../../shared/contract/events.ts';
import type { InputOf, OperationName, OutputOf } from '../../shared/contract/index.ts';
import type { ShownError, Transport } from '../transport/transport.ts';

/** What a screen sees of one query. Failure keeps the last good data and says how old it is. */
export type QueryState<N extends OperationName> = {
  data: OutputOf<N> | null;
  /** When `data` was read, epoch ms. */
  at: number | null;
  /** Why the newest reading failed; null when it succeeded. */
  error: ShownError | null;
  /** A reading is on its way. */
  loading: boolean;
};

type Entry = {
  name: OperationName;
  input: unknown;
  topics: ReadonlySet<EventTopic>;
  state: QueryState<OperationName>;
  listeners: Set<() => void>;
  running: boolean;
  /** Something changed while a reading was on its way: read once more when it is back. */
  dirty: boolean;
  /** Something changed while nobody looked: read when someone looks again. */
  stale: boolean;
  timer: unknown;
};

export type CacheDeps = {
  call: Transport['call'];
  now: () => number;
  setTimeout: (run: () => void, ms: number) => unknown;
};

export type Query<N extends OperationName> = {
  get(): QueryState<N>;
  /** Listening makes the query live: it reads at once if it must, and again when its topics fire. */
  listen(listener: () => void): () => void;
  refetch(): void;
};

/** Events arrive in bursts while a run works; one reading per this many ms shows them all. */
const SETTLE_MS = 120;
/** Answers kept for screens left a while ago, so that "back" shows something at once. */
const KEPT = 80;

const EMPTY: QueryState<never> = { data: null, at: null, error: null, loading: true };

/** Answers of queries by name and input, kept fresh by topic. Framework-free; `useQuery` is a thin coat over it. */
export function createQueryCache(deps: CacheDeps) {
  const entries = new Map<string, Entry>();

  const set = (entry: Entry, state: Partial<QueryState<OperationName>>): void => {
    entry.state = { ...entry.state, ...state };
    for (const listener of entry.listeners) listener();
  };

  const read = async (entry: Entry): Promise<void> => {
    if (entry.running) {
      entry.dirty = true;
      return;
    }
    entry.running = true;
    entry.stale = false;
    if (!entry.state.loading) set(entry, { loading: true });
    const answer = await deps.call(entry.name, entry.input as never);
    entry.running = false;
    if (answer.ok) set(entry, { data: answer.value, at: deps.now(), error: null, loading: false });
    else set(entry, { error: answer.error, loading: false });
    if (!entry.dirty) return;
    entry.dirty = false;
    touch(entry);
  };

  const touch = (entry: Entry): void => {
    if (entry.listeners.size === 0) {
      entry.stale = true;
      return;
    }
    if (entry.timer !== null) return;
    entry.timer = deps.setTimeout(() => {
      entry.timer = null;
      if (entry.listeners.size === 0) entry.stale = true;
      else void read(entry);
    }, SETTLE_MS);
  };

  const trim = (): void => {
    for (const [key, entry] of entries) {
      if (entries.size <= KEPT) return;
      if (entry.listeners.size === 0 && !entry.running) entries.delete(key);
    }
  };

  const entryOf = (name: OperationName, input: unknown, topics: readonly EventTopic[]): Entry => {
    const key = `${name} ${JSON.stringify(input)}`;
    const found = entries.get(key);
    if (found) {
      // Moves it to the end: the front of the map is what nobody asked for longest.
      entries.delete(key);
      entries.set(key, found);
      return found;
    }
    const entry: Entry = {
      name,
      input,
      topics: new Set(topics),
      state: EMPTY as QueryState<OperationName>,
      listeners: new Set(),
      running: false,
      dirty: false,
      stale: true,
      timer: null,
    };
    entries.set(key, entry);
    trim();
    return entry;
  };

  return {
    query<N extends OperationName>(name: N, input: InputOf<N>, topics: readonly EventTopic[]): Query<N> {
      const entry = entryOf(name, input, topics);
      return {
        get: () => entry.state as unknown as QueryState<N>,
        listen(listener) {
          entry.listeners.add(listener);
          if (entry.stale || entry.state.error !== null) void read(entry);
          return () => void entry.listeners.delete(listener);
        },
        refetch: () => void read(entry),
      };
    },
    /** Something under these topics changed; `null` means anything may have. */
    invalidate(topics: readonly EventTopic[] | null): void {
      for (const entry of entries.values()) {
        if (topics === null || topics.some((topic) => entry.topics.has(topic))) touch(entry);
      }
    },
  };
}

export type QueryCache = ReturnType<typeof createQueryCache>;
