import type { AppEvent } from '../../../shared/contract/events.ts';

/** Where events are written: one open answer of `GET /api/events`. */
export type EventSink = {
  /** Bytes that wait for a reader who does not read. */
  readonly pending: number;
  /** An event as this reader may be told it; null when they may be told nothing any more. */
  retell(event: AppEvent): AppEvent | null;
  /** Whether the reader is still somebody: sessions end. */
  isLetIn(): boolean;
  write(text: string): void;
  end(): void;
};

export type EventFeedOptions = {
  subscribe(listener: (event: AppEvent) => void): () => void;
  /** Says that someone looks, until the answer is called: the engine then reads QuickBooks more often. */
  watch(): () => void;
  /** The state as it is now, as an event: what a reader who missed too much starts from. */
  current(): Promise<AppEvent>;
  /** Events kept for readers who come back. 500 bridge a reload or a short sleep of a tab at full speed. */
  keep?: number;
};

/** A reader this far behind (1 MiB) is let go; it comes back with its last revision and is brought up to date. */
const MOST_PENDING = 1_048_576;

/** One event as text of an event stream. The data is one line of JSON, so it needs no folding. */
export const frameOf = (event: AppEvent): string => `id: ${event.revision}\ndata: ${JSON.stringify(event)}\n\n`;

/**
 * Events the reader is owed, or null when they are not all here any more (or its revision is of another store).
 *
 * @param kept oldest first, revisions rising
 * @param last revision the reader saw last; null for a new reader
 */
export function owed(kept: readonly AppEvent[], last: number | null): AppEvent[] | null {
  const first = kept[0];
  const newest = kept.at(-1);
  if (last === null || first === undefined || newest === undefined) return null;
  if (last < first.revision - 1 || last > newest.revision) return null;
  return kept.filter((event) => event.revision > last);
}

/**
 * Hands the engine's events to any number of open streams. A reader who comes back gets what it missed; one who was away
 * too long gets the status as it is now, whose revision shows it the gap.
 */
export function createEventFeed({ subscribe, watch, current, keep = 500 }: EventFeedOptions) {
  const kept: AppEvent[] = [];
  const sinks = new Map<EventSink, AppEvent[] | null>();
  const watches = new Map<EventSink, () => void>();
  let stopped = false;

  const send = (sink: EventSink, event: AppEvent): void => {
    if (sink.pending > MOST_PENDING) {
      drop(sink);
      return;
    }
    const told = sink.retell(event);
    if (told === null) drop(sink);
    else sink.write(frameOf(told));
  };

  const forget = (sink: EventSink): boolean => {
    watches.get(sink)?.();
    watches.delete(sink);
    return sinks.delete(sink);
  };

  const drop = (sink: EventSink): void => {
    if (forget(sink)) sink.end();
  };

  const unsubscribe = subscribe((event) => {
    kept.push(event);
    if (kept.length > keep) kept.shift();
    for (const [sink, held] of sinks) {
      if (held === null) send(sink, event);
      else held.push(event);
    }
  });

  return {
    /**
     * Opens a stream. `last` is the revision the reader saw last, null for a new reader; `looking` says whether it counts as
     * someone who looks (a window in the background does not).
     */
    open: async (sink: EventSink, last: number | null, looking = true): Promise<void> => {
      if (stopped) {
        sink.end();
        return;
      }
      if (looking) watches.set(sink, watch());
      const missed = owed(kept, last);
      if (missed !== null) {
        sinks.set(sink, null);
        for (const event of missed) send(sink, event);
        return;
      }
      // While the state is asked for, events go on; they are held and follow it.
      const held: AppEvent[] = [];
      sinks.set(sink, held);
      try {
        const start = await current();
        if (!sinks.has(sink)) return;
        sinks.set(sink, null);
        for (const event of [start, ...held.filter((one) => one.revision > start.revision)]) send(sink, event);
      } catch {
        drop(sink);
      }
    },
    close: (sink: EventSink): void => {
      forget(sink);
    },
    /** Keeps the streams open through proxies and tells readers that we are there. */
    beat: (): void => {
      for (const sink of sinks.keys()) {
        if (sink.pending > MOST_PENDING || !sink.isLetIn()) drop(sink);
        else sink.write(': here\n\n');
      }
    },
    stop: (): void => {
      stopped = true;
      unsubscribe();
      for (const sink of [...sinks.keys()]) drop(sink);
    },
  };
}
