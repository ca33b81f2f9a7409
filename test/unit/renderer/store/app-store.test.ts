import { expect, test } from 'vitest';
import { createAppStore } from '../../../../renderer/store/app-store.ts';
import type { LinkState, Transport } from '../../../../renderer/transport/transport.ts';
import type { Status } from '../../../../shared/contract/app.ts';
import type { AppEvent } from '../../../../shared/contract/events.ts';

const status = (revision: number, waiting = 0): Status => ({
  revision,
  health: { state: 'upToDate', sentence: 'All equal.', reasons: [] },
  stage: 'live',
  platformLabel: 'Workspace',
  company: null,
  connectedAt: null,
  connectionError: null,
  paused: null,
  progress: null,
  counts: { waiting, review: 0, problems: 0, equal: 0, differs: 0 },
  receivables: null,
  payables: null,
  lastProvenEqualAt: null,
  lastSyncAt: null,
  nextSyncAt: null,
  entities: [],
  calls: { corePlus: 0, core: 0, month: '2026-05' },
});

/** A store over a transport played by the test. */
function create() {
  const names: string[] = [];
  let answer = status(10);
  let tell: (event: AppEvent) => void = () => undefined;
  let link: (state: LinkState) => void = () => undefined;
  const timers: (() => void)[] = [];
  const transport: Transport = {
    kind: 'http',
    choose: async () => undefined,
    call: async (name) => {
      names.push(name);
      const value =
        name === 'app.status'
          ? answer
          : name === 'app.describe'
            ? { version: '1', entities: [] }
            : { total: 0, rows: [] };
      return { ok: true, value: value as never };
    },
    subscribe: (onEvent, onLink) => {
      tell = onEvent;
      link = onLink;
      return () => undefined;
    },
  };
  let clock = 5000;
  const store = createAppStore({ transport, now: () => clock, setTimeout: (run) => timers.push(run) });
  store.start();
  return {
    store,
    names,
    event: (event: AppEvent) => tell(event),
    link: (state: LinkState) => link(state),
    answers: (next: Status) => {
      answer = next;
    },
    clock: (to: number) => {
      clock = to;
    },
    settle: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      for (const run of timers.splice(0)) run();
      await new Promise((resolve) => setImmediate(resolve));
    },
    count: (name: string) => names.filter((one) => one === name).length,
  };
}

test('reads status and descriptors once the link is open', async () => {
  const host = create();
  host.link({ state: 'connecting' });
  await host.settle();
  expect(host.names).toEqual([]);
  host.link({ state: 'open' });
  await host.settle();
  expect(host.names.toSorted()).toEqual(['app.describe', 'app.status', 'session.me']);
  expect(host.store.state.getState().status?.revision).toBe(10);
});

test('a status event replaces the status without asking', async () => {
  const host = create();
  host.link({ state: 'open' });
  await host.settle();
  host.event({ revision: 11, topic: 'status', payload: status(11, 7) });
  expect(host.store.state.getState().status?.counts.waiting).toBe(7);
  expect(host.count('app.status')).toBe(1);
});

test('a gap queries the status and everything shown exactly once', async () => {
  const host = create();
  host.link({ state: 'open' });
  await host.settle();
  host.store.cache.query('review.list', {}, ['review']).listen(() => undefined);
  await host.settle();
  expect(host.count('review.list')).toBe(1);
  host.answers(status(15, 2));
  host.event({ revision: 14, topic: 'settings', payload: {} });
  host.event({ revision: 15, topic: 'settings', payload: {} });
  await host.settle();
  expect(host.count('app.status')).toBe(2);
  expect(host.count('review.list')).toBe(2);
  expect(host.store.state.getState().status?.counts.waiting).toBe(2);
});

test('an event of a topic reads only what depends on it', async () => {
  const host = create();
  host.link({ state: 'open' });
  await host.settle();
  host.store.cache.query('review.list', {}, ['review']).listen(() => undefined);
  host.store.cache.query('problems.list', {}, ['problems']).listen(() => undefined);
  await host.settle();
  host.event({ revision: 11, topic: 'review', payload: { total: 1 } });
  await host.settle();
  expect(host.count('review.list')).toBe(2);
  expect(host.count('problems.list')).toBe(1);
});

test('repeated events change nothing', async () => {
  const host = create();
  host.link({ state: 'open' });
  await host.settle();
  host.event({ revision: 11, topic: 'status', payload: status(11, 7) });
  host.event({ revision: 11, topic: 'status', payload: status(11, 1) });
  host.event({ revision: 9, topic: 'status', payload: status(9, 3) });
  expect(host.store.state.getState().status?.counts.waiting).toBe(7);
});

test('a loss keeps what is shown and says since when; coming back reads what was missed', async () => {
  const host = create();
  host.link({ state: 'open' });
  await host.settle();
  host.store.cache.query('review.list', {}, ['review']).listen(() => undefined);
  await host.settle();
  host.clock(8000);
  host.link({ state: 'lost', attempt: 1, retryAt: 8500 });
  host.clock(9000);
  host.link({ state: 'lost', attempt: 2, retryAt: 9900 });
  expect(host.store.state.getState()).toMatchObject({ lostSince: 8000, status: { revision: 10 } });
  host.answers(status(13));
  host.link({ state: 'open' });
  await host.settle();
  expect(host.store.state.getState()).toMatchObject({ lostSince: null, status: { revision: 13 } });
  expect(host.count('review.list')).toBe(2);
});

test('coming back to the same revision reads nothing again but the status', async () => {
  const host = create();
  host.link({ state: 'open' });
  await host.settle();
  host.store.cache.query('review.list', {}, ['review']).listen(() => undefined);
  await host.settle();
  host.link({ state: 'lost', attempt: 1, retryAt: 8500 });
  host.link({ state: 'open' });
  await host.settle();
  expect(host.count('app.status')).toBe(2);
  expect(host.count('review.list')).toBe(1);
});
