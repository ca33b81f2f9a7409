import type { AppEvent, EventTopic } from '../../shared/contract/events.ts';
import type { Clock, Timers } from '../core/ports.ts';

/** Makes the payload of a topic at the moment it is told. */
export type Payloads = {
  [T in Exclude<EventTopic, 'records'>]: () => Extract<AppEvent, { topic: T }>['payload'];
};

/**
 * Collects what changed and tells it, after the commits it speaks of. `touch` may be called inside a transaction: it only
 * notes; telling happens later, on its own turn.
 */
export type EventHub = {
  touch(topic: Exclude<EventTopic, 'records'>): void;
  record(entity: string, key: string): void;
  subscribe(listener: (event: AppEvent) => void): () => void;
  /** Tells everything noted, now. */
  flush(): void;
  /** Revision of the newest event. */
  revision(): number;
};

/** Shortest time between two tellings (ms): quick enough to feel live, slow enough not to be the work. */
const SPACING_MS = 120;
/** More changed records than this are told as "many". */
const MANY = 50;

export function createEventHub(parts: {
  payloads: Payloads;
  /** Revision of the newest event before this start. */
  revision: number;
  bumpRevision(by: number): number;
  clock: Clock;
  timers: Timers;
  failed(error: unknown): void;
}): EventHub {
  const listeners = new Set<(event: AppEvent) => void>();
  let topics = new Set<Exclude<EventTopic, 'records'>>();
  let records = new Map<string, Set<string>>();
  let scheduled = false;
  let toldAt = Number.NEGATIVE_INFINITY;

  const tell = (event: AppEvent): void => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        parts.failed(error);
      }
    }
  };

  let last = parts.revision;
  /** Revisions told that could not be stored yet (a full disk): what happens must be told even then. */
  let unstored = 0;
  const raise = (by: number): number => {
    try {
      last = parts.bumpRevision(by + unstored);
      unstored = 0;
    } catch (error) {
      if (unstored === 0) parts.failed(error);
      unstored += by;
      last += by;
    }
    return last;
  };

  const flush = (): void => {
    const changed = records;
    const named = topics;
    if (changed.size === 0 && named.size === 0) return;
    records = new Map();
    topics = new Set();
    toldAt = parts.clock.now();
    // Whatever changed may have changed the status.
    named.add('status');
    const count = changed.size + named.size;
    let revision = raise(count) - count;
    // Payloads are made for whoever listens; nobody costs nothing.
    if (listeners.size === 0) return;
    for (const [entity, keys] of changed) {
      revision++;
      tell({ revision, topic: 'records', payload: { entity, keys: keys.size > MANY ? null : [...keys] } });
    }
    for (const topic of named) {
      revision++;
      tell({ revision, topic, payload: parts.payloads[topic]() } as AppEvent);
    }
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    const wait = Math.max(0, Math.min(SPACING_MS, toldAt + SPACING_MS - parts.clock.now()));
    void parts.timers.sleep(wait).then(() => {
      scheduled = false;
      try {
        flush();
      } catch (error) {
        parts.failed(error);
      }
    });
  };

  return {
    touch(topic) {
      topics.add(topic);
      schedule();
    },
    record(entity, key) {
      const keys = records.get(entity);
      if (keys) keys.add(key);
      else records.set(entity, new Set([key]));
      schedule();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    flush,
    revision: () => last,
  };
}
