/**
 * Virtual time. Everything that takes time in a simulation is an event in one queue; time jumps from event to event, and
 * no real time passes. Events of the same instant come in an order drawn from the seed, so every order happens in some
 * run and the same order in every run of one seed.
 */
import type { Timers } from '../../main/core/ports.ts';
import type { Dice } from './dice.ts';

type Event = { at: number; rank: number; sequence: number; run: () => void; cancelled: boolean };

/**
 * What dies in a crash: one start of the engine. Ports handed to a dead life never answer again, so whatever it was doing
 * simply does not go on.
 */
export type Life = { alive: boolean; readonly number: number };

export type Scheduler = {
  /** Virtual milliseconds since the epoch. */
  now(): number;
  /** Runs it after so many virtual milliseconds. Returns a way to call it off. */
  after(ms: number, run: () => void): () => void;
  /** Resolves after so many virtual milliseconds, unless the life ended: then never. */
  sleep(ms: number, life?: Life): Promise<void>;
  /** Timers of one life of the engine. */
  timers(life: Life): Timers;
  /** Goes from event to event until the condition holds. False when no event is left. Throws `Endless` in a livelock. */
  runUntil(done: () => boolean): Promise<boolean>;
  /** Runs what is due within the next virtual milliseconds. */
  advance(ms: number): Promise<void>;
  /** Waits for a promise while time goes on. Throws when nothing can bring it about any more. */
  settle<T>(promise: Promise<T>): Promise<T>;
  /** Asked now and then whether the run goes in circles; an answer ends it with `Endless`. */
  watch(strained: () => string | null): void;
  readonly events: number;
};

/** Binary heap by instant, then drawn rank, then order of making. */
function createQueue() {
  const heap: Event[] = [];
  const before = (a: Event, b: Event): boolean =>
    a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.sequence < b.sequence;
  const swap = (i: number, j: number): void => {
    const held = heap[i] as Event;
    heap[i] = heap[j] as Event;
    heap[j] = held;
  };
  return {
    push: (event: Event): void => {
      heap.push(event);
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!before(heap[i] as Event, heap[parent] as Event)) break;
        swap(i, parent);
        i = parent;
      }
    },
    pop: (): Event | undefined => {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined || heap.length === 0) return first;
      heap[0] = last;
      for (let i = 0; ; ) {
        const left = 2 * i + 1;
        let least = i;
        for (const child of [left, left + 1])
          if (child < heap.length && before(heap[child] as Event, heap[least] as Event)) least = child;
        if (least === i) break;
        swap(i, least);
        i = least;
      }
      return first;
    },
  };
}

/** One turn of the real event loop: everything that waits for an answered promise has run, however long the chain. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/**
 * The same without the turn, in a third of the time: asked for by a promise, `nextTick` comes when no promise has anything
 * left to run (asked for by another tick, it would come before).
 */
const tick = (): Promise<void> => SETTLED.then(nextTick);
const SETTLED = Promise.resolve();
const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** Events of a run that never ends: far above what the longest seed needs (about 3,000), so reaching it is a fault. */
const MOST_EVENTS = 20_000;
/** Events without time going on, likewise (the busiest instant of ten thousand seeds had fewer than 100). */
const MOST_AT_ONCE = 1_500;

/** Events between two looks at what a run has written. */
const WATCH_EVERY = 64;

/** The engine goes in circles. */
export class Endless extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Endless';
  }
}

/**
 * `turns`: a turn of the event loop after every event, so that a rejection that nobody heard by then is told even when
 * somebody hears it later; else that is looked at once, when the run is over. Either way everything runs in the same order.
 */
export function createScheduler(dice: Dice, start: number, turns: boolean): Scheduler {
  const drain = turns ? turn : tick;
  const queue = createQueue();
  let now = start;
  let sequence = 0;
  let events = 0;
  let strained: () => string | null = () => null;
  /** Events since time last went on. */
  let atOnce = 0;

  const after = (ms: number, run: () => void): (() => void) => {
    const event: Event = { at: now + Math.max(0, ms), rank: dice.next(), sequence: sequence++, run, cancelled: false };
    queue.push(event);
    return () => {
      event.cancelled = true;
    };
  };

  const step = async (): Promise<boolean> => {
    let event = queue.pop();
    while (event?.cancelled) event = queue.pop();
    if (event === undefined) return false;
    atOnce = event.at > now ? 0 : atOnce + 1;
    now = Math.max(now, event.at);
    events += 1;
    if (atOnce > MOST_AT_ONCE) throw new Endless(`more than ${MOST_AT_ONCE} events at one instant`);
    if (events > MOST_EVENTS) throw new Endless(`more than ${MOST_EVENTS} events`);
    if (events % WATCH_EVERY === 0) {
      const strain = strained();
      if (strain !== null) throw new Endless(strain);
    }
    event.run();
    await drain();
    return true;
  };

  const runUntil: Scheduler['runUntil'] = async (done) => {
    await drain();
    while (!done()) if (!(await step())) return false;
    return true;
  };

  const scheduler: Scheduler = {
    now: () => now,
    after,
    sleep: (ms, life) =>
      new Promise((resolve) => {
        after(ms, () => {
          if (life === undefined || life.alive) resolve();
        });
      }),
    timers: (life) => ({
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          const finish = (): void => {
            cancel();
            if (life.alive) resolve();
          };
          const cancel = after(ms, () => {
            signal?.removeEventListener('abort', finish);
            if (life.alive) resolve();
          });
          if (signal?.aborted) finish();
          else signal?.addEventListener('abort', finish, { once: true });
        }),
      yieldNow: () =>
        new Promise((resolve) => {
          after(0, () => {
            if (life.alive) resolve();
          });
        }),
      every: (ms, run) => {
        let cancel: () => void = () => undefined;
        const again = (): void => {
          cancel = after(Math.max(1, ms), () => {
            if (!life.alive) return;
            again();
            run();
          });
        };
        again();
        return () => cancel();
      },
    }),
    runUntil,
    advance: async (ms) => {
      const end = now + ms;
      let reached = false;
      after(ms, () => {
        reached = true;
      });
      await runUntil(() => reached);
      now = Math.max(now, end);
    },
    settle: async (promise) => {
      let outcome: { ok: true; value: unknown } | { ok: false; thrown: unknown } | null = null;
      promise.then(
        (value) => {
          outcome = { ok: true, value };
        },
        (thrown: unknown) => {
          outcome = { ok: false, thrown };
        },
      );
      await runUntil(() => outcome !== null);
      const ended = outcome as { ok: true; value: unknown } | { ok: false; thrown: unknown } | null;
      if (ended === null) throw new Error('Waited for something that nothing can bring about any more.');
      if (!ended.ok) throw ended.thrown;
      return ended.value as never;
    },
    watch: (asked) => {
      strained = asked;
    },
    get events() {
      return events;
    },
  };
  return scheduler;
}
