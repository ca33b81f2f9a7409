import { expect, test } from 'vitest';
import { createQueryCache } from '../../../../renderer/store/query-cache.ts';
import type { Answer } from '../../../../renderer/transport/transport.ts';
import { appError } from '../../../../shared/errors.ts';

/** A cache whose calls are answered by hand and whose timers fire when told to. */
function create() {
  const calls: { name: string; input: unknown; answer: (answer: unknown) => void }[] = [];
  const timers: (() => void)[] = [];
  let clock = 0;
  const cache = createQueryCache({
    call: (name, input) =>
      new Promise<Answer<never>>((resolve) => calls.push({ name, input, answer: (a) => resolve(a as never) })) as never,
    now: () => clock,
    setTimeout: (run) => timers.push(run),
  });
  const fire = (): void => {
    for (const run of timers.splice(0)) run();
  };
  return {
    cache,
    calls,
    fire,
    timers,
    tick: (ms: number) => {
      clock += ms;
    },
  };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));
const value = (total: number) => ({ ok: true, value: { total, rows: [] } });
const refused = { ok: false, error: appError('connection.offline') };

test('reads once when someone begins to look, and shares the answer', async () => {
  const { cache, calls } = create();
  const one = cache.query('review.list', {}, ['review']);
  const two = cache.query('review.list', {}, ['review']);
  expect(calls).toHaveLength(0);
  one.listen(() => undefined);
  two.listen(() => undefined);
  expect(calls).toHaveLength(1);
  expect(one.get()).toMatchObject({ data: null, loading: true });
  calls[0]?.answer(value(3));
  await turn();
  expect(one.get()).toMatchObject({ data: { total: 3 }, loading: false, error: null });
  expect(two.get()).toBe(one.get());
});

test('a burst of events on its topic is one more reading', async () => {
  const { cache, calls, fire } = create();
  cache.query('review.list', {}, ['review']).listen(() => undefined);
  calls[0]?.answer(value(3));
  await turn();
  for (let event = 0; event < 50; event += 1) cache.invalidate(['review']);
  fire();
  expect(calls).toHaveLength(2);
});

test('other topics leave it alone; missed events do not', async () => {
  const { cache, calls, fire } = create();
  cache.query('review.list', {}, ['review']).listen(() => undefined);
  calls[0]?.answer(value(3));
  await turn();
  cache.invalidate(['settings']);
  fire();
  expect(calls).toHaveLength(1);
  cache.invalidate(null);
  fire();
  expect(calls).toHaveLength(2);
});

test('a change while a reading is on its way is read once more when it is back', async () => {
  const { cache, calls, fire } = create();
  const query = cache.query('review.list', {}, ['review']);
  query.listen(() => undefined);
  cache.invalidate(['review']);
  fire();
  cache.invalidate(['review']);
  fire();
  expect(calls).toHaveLength(1);
  calls[0]?.answer(value(3));
  await turn();
  fire();
  expect(calls).toHaveLength(2);
  calls[1]?.answer(value(4));
  await turn();
  fire();
  expect(query.get().data).toMatchObject({ total: 4 });
  expect(calls).toHaveLength(2);
});

test('a failure keeps the last good data and its age, and the next success clears it', async () => {
  const { cache, calls, fire, tick } = create();
  const query = cache.query('review.list', {}, ['review']);
  query.listen(() => undefined);
  tick(1000);
  calls[0]?.answer(value(3));
  await turn();
  tick(5000);
  cache.invalidate(['review']);
  fire();
  calls[1]?.answer(refused);
  await turn();
  expect(query.get()).toMatchObject({
    data: { total: 3 },
    at: 1000,
    error: { code: 'connection.offline' },
    loading: false,
  });
  query.refetch();
  calls[2]?.answer(value(5));
  await turn();
  expect(query.get()).toMatchObject({ data: { total: 5 }, at: 6000, error: null });
});

test('a change while nobody looks costs nothing until someone does', async () => {
  const { cache, calls, timers } = create();
  const query = cache.query('review.list', {}, ['review']);
  const stop = query.listen(() => undefined);
  calls[0]?.answer(value(3));
  await turn();
  stop();
  cache.invalidate(['review']);
  expect(timers).toHaveLength(0);
  expect(calls).toHaveLength(1);
  query.listen(() => undefined);
  expect(calls).toHaveLength(2);
  expect(query.get().data).toMatchObject({ total: 3 });
});

test('looking again at what has not changed reads nothing', async () => {
  const { cache, calls } = create();
  const query = cache.query('review.list', {}, ['review']);
  const stop = query.listen(() => undefined);
  calls[0]?.answer(value(3));
  await turn();
  stop();
  query.listen(() => undefined);
  expect(calls).toHaveLength(1);
});

test('different inputs are different answers', () => {
  const { cache, calls } = create();
  cache.query('review.list', { entity: 'customer' }, ['review']).listen(() => undefined);
  cache.query('review.list', { entity: 'invoice' }, ['review']).listen(() => undefined);
  expect(calls.map((call) => call.input)).toEqual([{ entity: 'customer' }, { entity: 'invoice' }]);
});

test('listeners are told of each change until they stop', async () => {
  const { cache, calls } = create();
  const query = cache.query('review.list', {}, ['review']);
  let told = 0;
  const stop = query.listen(() => {
    told += 1;
  });
  calls[0]?.answer(value(1));
  await turn();
  expect(told).toBeGreaterThan(0);
  const before = told;
  stop();
  query.refetch();
  calls[1]?.answer(value(2));
  await turn();
  expect(told).toBe(before);
});
