import { describe, expect, test } from 'vitest';
import { createEventFeed, type EventSink, frameOf, owed } from '../../../main/hosts/headless/event-feed.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';

const event = (revision: number): AppEvent => ({ revision, topic: 'review', payload: { total: revision } });

/** A reader that keeps what it was sent. */
function reader(): EventSink & { seen(): number[]; ended: boolean; pending: number } {
  const texts: string[] = [];
  return {
    pending: 0,
    ended: false,
    retell: (one) => one,
    isLetIn: () => true,
    write: (text) => void texts.push(text),
    end() {
      this.ended = true;
    },
    seen: () => texts.flatMap((text) => /^id: (\d+)$/m.exec(text)?.[1] ?? []).map(Number),
  };
}

function feedOf(options: { keep?: number; current?: () => Promise<AppEvent> } = {}) {
  let emit: (event: AppEvent) => void = () => {};
  let watching = 0;
  const feed = createEventFeed({
    subscribe: (listener) => {
      emit = listener;
      return () => {
        emit = () => {};
      };
    },
    watch: () => {
      watching += 1;
      return () => {
        watching -= 1;
      };
    },
    current: options.current ?? (async () => event(100)),
    ...(options.keep === undefined ? {} : { keep: options.keep }),
  });
  return { feed, emit: (one: AppEvent) => emit(one), watching: () => watching };
}

test('a frame is the revision and one line of data', () => {
  expect(frameOf(event(3))).toBe('id: 3\ndata: {"revision":3,"topic":"review","payload":{"total":3}}\n\n');
});

describe('what a reader is owed', () => {
  const kept = [4, 5, 6].map(event);
  test.each([
    [3, [4, 5, 6]],
    [5, [6]],
    [6, []],
  ])('after %i', (last, revisions) => {
    expect(owed(kept, last)?.map((one) => one.revision)).toEqual(revisions);
  });
  test.each([null, 2, 7])('after %s it starts from the state', (last) => {
    expect(owed(kept, last)).toBeNull();
  });
  test('when nothing is kept it starts from the state', () => {
    expect(owed([], 5)).toBeNull();
  });
});

describe('streams', () => {
  test('a new reader gets the state, then what happens', async () => {
    const { feed, emit } = feedOf();
    const sink = reader();
    await feed.open(sink, null);
    emit(event(101));
    expect(sink.seen()).toEqual([100, 101]);
  });

  test('what happens while the state is read follows it, once', async () => {
    let answer: (event: AppEvent) => void = () => {};
    const { feed, emit } = feedOf({ current: () => new Promise((resolve) => (answer = resolve)) });
    const sink = reader();
    const opened = feed.open(sink, null);
    emit(event(100));
    emit(event(101));
    answer(event(100));
    await opened;
    emit(event(102));
    expect(sink.seen()).toEqual([100, 101, 102]);
  });

  test('a reader who comes back gets what it missed', async () => {
    const { feed, emit } = feedOf();
    for (const revision of [7, 8, 9]) emit(event(revision));
    const sink = reader();
    await feed.open(sink, 7);
    expect(sink.seen()).toEqual([8, 9]);
  });

  test('a reader who was away too long sees the gap', async () => {
    const { feed, emit } = feedOf({ keep: 2 });
    for (const revision of [97, 98, 99, 100]) emit(event(revision));
    const sink = reader();
    await feed.open(sink, 97);
    expect(sink.seen()).toEqual([100]);
  });

  test('a reader who does not read is let go', async () => {
    const { feed, emit } = feedOf();
    const sink = reader();
    await feed.open(sink, null);
    sink.pending = 2_000_000;
    emit(event(101));
    expect(sink.ended).toBe(true);
    emit(event(102));
    expect(sink.seen()).toEqual([100]);
  });

  test('stopping ends every stream', async () => {
    const { feed, emit } = feedOf();
    const sinks = [reader(), reader()];
    for (const sink of sinks) await feed.open(sink, null);
    feed.stop();
    emit(event(101));
    expect(sinks.map((sink) => sink.ended)).toEqual([true, true]);
    expect(sinks[0]?.seen()).toEqual([100]);
  });

  test('a reader in the background hears everything and counts as nobody', async () => {
    const { feed, emit, watching } = feedOf();
    const sink = reader();
    await feed.open(sink, null, false);
    emit(event(101));
    expect([sink.seen(), watching()]).toEqual([[100, 101], 0]);
    feed.close(sink);
    expect(watching()).toBe(0);
  });

  test('while a stream is open, someone looks', async () => {
    const { feed, emit, watching } = feedOf();
    const [one, other, slow] = [reader(), reader(), reader()];
    for (const sink of [one, other, slow]) await feed.open(sink, null);
    expect(watching()).toBe(3);
    feed.close(one);
    feed.close(one);
    expect(watching()).toBe(2);
    slow.pending = 2_000_000;
    emit(event(101));
    expect(watching()).toBe(1);
    feed.stop();
    expect(watching()).toBe(0);
    const late = reader();
    await feed.open(late, null);
    expect([late.ended, watching()], 'who comes after the end').toEqual([true, 0]);
  });

  test('when the state cannot be read the stream ends, so that the reader tries again', async () => {
    const { feed } = feedOf({ current: () => Promise.reject(new Error('no')) });
    const sink = reader();
    await feed.open(sink, null);
    expect(sink.ended).toBe(true);
  });
});
