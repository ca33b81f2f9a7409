import { describe, expect, test } from 'vitest';
import { createSystemClock } from '../../../main/adapters/clock.ts';
import { sha256 } from '../../../main/adapters/hash.ts';
import { createRandom } from '../../../main/adapters/random.ts';
import { createTimers } from '../../../main/adapters/timers.ts';

describe('hash', () => {
  test('is SHA-256 of UTF-8, as published', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });
});

describe('random', () => {
  test('spans [0, 1) exactly', () => {
    expect(createRandom((count) => new Uint8Array(count)).next()).toBe(0);
    expect(createRandom((count) => new Uint8Array(count).fill(255)).next()).toBe(1 - 2 ** -53);
  });

  test('is spread over its range', () => {
    const random = createRandom();
    const tenths = new Set(Array.from({ length: 1_000 }, () => Math.floor(random.next() * 10)));
    expect([...tenths].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('clock', () => {
  test('tells milliseconds of this century', () => {
    const now = createSystemClock().now();
    expect(Number.isInteger(now)).toBe(true);
    expect(new Date(now).getUTCFullYear()).toBeGreaterThan(2024);
  });
});

describe('timers', () => {
  test('a sleep ends at once when its signal aborts, before or during', async () => {
    const timers = createTimers();
    const aborted = new AbortController();
    aborted.abort();
    await timers.sleep(3_600_000, aborted.signal);
    const later = new AbortController();
    const sleeping = timers.sleep(3_600_000, later.signal);
    later.abort();
    await sleeping;
  });

  test('a sleep longer than a system timer can take does not end at once', async () => {
    const timers = createTimers();
    const control = new AbortController();
    const order: string[] = [];
    const long = timers.sleep(2 ** 40, control.signal).then(() => order.push('long'));
    await timers.sleep(5);
    order.push('short');
    control.abort();
    await long;
    expect(order).toEqual(['short', 'long']);
  });

  test('yielding lets waiting input and timers run', async () => {
    const timers = createTimers();
    let ran = false;
    setImmediate(() => {
      ran = true;
    });
    await timers.yieldNow();
    expect(ran).toBe(true);
  });

  test('every repeats until stopped', async () => {
    const timers = createTimers();
    let runs = 0;
    await new Promise<void>((resolve) => {
      const stop = timers.every(1, () => {
        runs++;
        if (runs === 3) {
          stop();
          resolve();
        }
      });
    });
    await timers.sleep(10);
    expect(runs).toBe(3);
  });
});
