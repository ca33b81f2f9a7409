import { describe, expect, test } from 'vitest';
import { createLimiter, type Limiter } from '../../../../main/connectors/quickbooks/limits.ts';
import { virtualTime } from './support.ts';

const GOOD = { throttled: false, retryAfterMs: null, tookMs: 100 };

/** Runs calls as fast as they are let in and notes when; `tookMs` is how long each stays in flight. */
async function flood(
  limiter: Limiter,
  time: ReturnType<typeof virtualTime>,
  count: number,
  kind: 'call' | 'batch',
  tookMs: number,
) {
  const at: number[] = [];
  let flying = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: count }, async () => {
      const place = await limiter.enter(kind);
      if (!place.ok) throw new Error('refused');
      at.push(time.clock.now());
      flying += 1;
      most = Math.max(most, flying);
      await time.timers.sleep(tookMs);
      flying -= 1;
      place.lease.done({ ...GOOD, tookMs });
    }),
  );
  return { at, most };
}

const mostWithin = (times: number[], spanMs: number): number =>
  Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + spanMs).length));

const make = () => {
  const time = virtualTime();
  return { time, limiter: createLimiter({ ...time, random: { next: () => 0 } }) };
};

describe('windows', () => {
  test('ten a second, ten at once, five hundred a minute', async () => {
    const { time, limiter } = make();
    const { at, most } = await flood(limiter, time, 1200, 'call', 5);
    expect(mostWithin(at, 1000)).toBe(10);
    expect(mostWithin(at, 60_000)).toBe(500);
    expect(most).toBeLessThanOrEqual(10);
  });

  test('also as QuickBooks counts them, where some take longer on their way', async () => {
    const { time, limiter } = make();
    const { at } = await flood(limiter, time, 1200, 'call', 5);
    // Every seventh is the first on a new connection.
    const arrived = at.map((sent, index) => sent + (index % 7 === 0 ? 190 : index % 3)).sort((a, b) => a - b);
    expect(mostWithin(arrived, 1000)).toBeLessThanOrEqual(10);
    expect(mostWithin(arrived, 60_000)).toBeLessThanOrEqual(500);
  });

  test('slow calls: never more than ten in flight', async () => {
    const { time, limiter } = make();
    const { most } = await flood(limiter, time, 60, 'call', 9000);
    expect(most).toBe(10);
  });

  test('forty batches a minute', async () => {
    const { time, limiter } = make();
    const { at } = await flood(limiter, time, 100, 'batch', 5);
    expect(mostWithin(at, 60_000)).toBe(40);
  });

  test('calls pass batches that wait for their minute', async () => {
    const { time, limiter } = make();
    await flood(limiter, time, 40, 'batch', 5);
    const waiting = limiter.enter('batch');
    const before = time.clock.now();
    const place = await limiter.enter('call');
    expect(place.ok).toBe(true);
    expect(time.clock.now() - before).toBeLessThanOrEqual(1200);
    expect((await waiting).ok).toBe(true);
  });
});

describe('after a 429', () => {
  test('silence for a minute, for those who wait too, then on', async () => {
    const { time, limiter } = make();
    const first = await limiter.enter('call');
    if (!first.ok) throw new Error('refused');
    first.lease.done({ throttled: true, retryAfterMs: null, tookMs: 10 });
    expect(limiter.pausedFor()).toBe(60_000);
    expect(await limiter.enter('call')).toEqual({ ok: false, retryAfterMs: 60_000 });
    time.forward(59_999);
    expect(await limiter.enter('call')).toEqual({ ok: false, retryAfterMs: 1 });
    time.forward(1);
    expect((await limiter.enter('call')).ok).toBe(true);
  });

  test('the time QuickBooks asks for', async () => {
    const { limiter } = make();
    const first = await limiter.enter('call');
    if (first.ok) first.lease.done({ throttled: true, retryAfterMs: 5000, tookMs: 10 });
    expect(limiter.pausedFor()).toBe(5000);
  });

  test('half as many at once, and one more for each good round', async () => {
    const { time, limiter } = make();
    const run = async (outcome: Partial<typeof GOOD>): Promise<void> => {
      const place = await limiter.enter('call');
      if (place.ok) place.lease.done({ ...GOOD, ...outcome });
    };
    await run({ throttled: true });
    expect(limiter.width()).toBe(5);
    time.forward(60_000);
    await run({ tookMs: 20_000 });
    expect(limiter.width()).toBe(2);
    for (let index = 0; index < 200; index += 1) await run({});
    expect(limiter.width()).toBe(10);
  });

  test('a lease counts once', async () => {
    const { limiter } = make();
    const place = await limiter.enter('call');
    if (!place.ok) throw new Error('refused');
    place.lease.done({ ...GOOD, throttled: true });
    place.lease.done({ ...GOOD, throttled: true });
    expect(limiter.width()).toBe(5);
  });
});
