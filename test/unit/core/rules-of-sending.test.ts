import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../main/adapters/hash.ts';
import { checkBrake } from '../../../main/core/brake.ts';
import { type HealthFacts, healthOf } from '../../../main/core/health.ts';
import { judgeObservation, mergeTombstone } from '../../../main/core/observe.ts';
import { type OutboxEvent, type OutboxState, TRANSITIONS, transition, writeKey } from '../../../main/core/outbox.ts';
import {
  afterFailure,
  BACKOFF_CAP_MS,
  backoff,
  backoffSince,
  MAX_ATTEMPTS,
  THROTTLE_MS,
} from '../../../main/core/retry.ts';
import { fillMapping, suggestIncomeAccount, suggestTaxCode } from '../../../main/core/suggest.ts';
import type { ListEntry, Observation } from '../../../main/core/types.ts';
import { appError } from '../../../shared/errors.ts';
import { descriptor, doc } from './world.ts';

describe('the outbox', () => {
  const states = Object.keys(TRANSITIONS) as OutboxState[];
  const events: OutboxEvent[] = [
    'send',
    'confirm',
    'reject',
    'lose',
    'defer',
    'stale',
    'renew',
    'restart',
    'probeFound',
    'probeAbsent',
    'probeAmbiguous',
    'probeFailed',
    'withdraw',
    'retry',
    'again',
  ];

  test('a write that may have arrived is never withdrawn, parked without an answer or sent anew without a probe', () => {
    expect(TRANSITIONS.uncertain).toEqual({
      probeFound: 'confirmed',
      probeAbsent: 'intended',
      probeAmbiguous: 'parked',
      probeFailed: 'uncertain',
    });
    expect(TRANSITIONS.sent.withdraw).toBeUndefined();
    expect(TRANSITIONS.sent.restart).toBe('uncertain');
  });

  test('what is settled stays settled', () => {
    for (const state of ['confirmed', 'withdrawn'] as const)
      for (const event of events) expect(() => transition(state, event)).toThrow();
  });

  test('every state can be reached from intended, and every open one can end', () => {
    const reach = (from: OutboxState): Set<OutboxState> => {
      const seen = new Set<OutboxState>([from]);
      for (const state of seen) for (const next of Object.values(TRANSITIONS[state])) seen.add(next);
      return seen;
    };
    expect([...reach('intended')].sort()).toEqual([...states].sort());
    for (const state of states)
      expect([...reach(state)].some((one) => one === 'confirmed' || one === 'withdrawn')).toBe(true);
  });

  test('a key fits QuickBooks and differs with whatever makes a write another one', () => {
    const write = { entity: 'invoice', side: 'quickbooks', id: 'p1', revision: '3', generation: 1 };
    const keys = [
      write,
      { ...write, entity: 'payment' },
      { ...write, id: 'p2' },
      { ...write, revision: '4' },
      { ...write, generation: 2 },
      { ...write, side: 'platform' },
      { ...write, id: 'p1\u001f3', revision: '' },
    ].map((one) => writeKey(sha256, one));
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key.length).toBeLessThanOrEqual(36);
    expect(writeKey(sha256, { ...write })).toBe(keys[0]);
  });
});

describe('failures', () => {
  test('waiting grows with full jitter, is capped, and never shorter than asked', () => {
    expect(backoff(0, 0.5, undefined)).toBe(500);
    expect(backoff(3, 0.999, undefined)).toBeLessThanOrEqual(8000);
    expect(backoff(40, 0.999, undefined)).toBeLessThanOrEqual(BACKOFF_CAP_MS);
    expect(backoff(1, 0, 7000)).toBe(7000);
    expect([-5_000, 0, 60_000, 1e12].map((since) => backoffSince(since, 1, undefined))).toEqual([
      1000,
      1000,
      60_000,
      BACKOFF_CAP_MS,
    ]);
    expect(backoffSince(60_000, 0, 7000)).toBe(7000);
  });
  test('are told apart by code alone', () => {
    const verdict = (code: Parameters<typeof appError>[0], attempt = 1) => afterFailure(appError(code), attempt, 0.5);
    expect(verdict('connection.throttled')).toEqual({ kind: 'pauseSide', inMs: THROTTLE_MS });
    expect(verdict('connection.credentials')).toEqual({ kind: 'pauseSide', inMs: null });
    expect(verdict('connection.offline').kind).toBe('pauseSide');
    expect(verdict('connection.outage')).toEqual({ kind: 'retry', inMs: 1000 });
    expect(verdict('connection.outage', MAX_ATTEMPTS)).toEqual({ kind: 'park' });
    expect(verdict('quickbooks.duplicateName')).toEqual({ kind: 'park' });
  });
});

describe('observations', () => {
  const seen = (part: Partial<Observation>): Observation => ({
    entity: 'doc',
    side: 'quickbooks',
    id: '1',
    revision: '2',
    life: 'live',
    body: doc({ name: 'a', total: '1.00' }),
    native: null,
    changedAt: null,
    ...part,
  });
  const judge = (known: Partial<Observation> | null, now: Partial<Observation>) =>
    judgeObservation(descriptor, known && seen(known), seen(now));
  test('an echo is nothing, a token or a balance alone is no edit, an edit is', () => {
    expect(judge(null, {})).toBe('changed');
    expect(judge({}, {})).toBe('ignore');
    expect(judge({}, { revision: '3' })).toBe('refresh');
    expect(judge({}, { body: doc({ name: 'a', total: '0.00' }) })).toBe('refresh');
    expect(judge({}, { revision: '3', body: doc({ name: 'b', total: '1.00' }) })).toBe('changed');
  });
  test('an edit without a new token counts too, an older token never does', () => {
    expect(judge({}, { body: doc({ name: 'b', total: '1.00' }) })).toBe('changed');
    expect(judge({ revision: '10' }, { revision: '9', body: doc({ name: 'b' }) })).toBe('ignore');
  });
  test('old news cannot bring the deleted back', () => {
    expect(judge({ life: 'deleted' }, {})).toBe('ignore');
    expect(judge({ life: 'deleted' }, { revision: '1' })).toBe('ignore');
    expect(judge({ life: 'deleted' }, { revision: '3' })).toBe('changed');
    expect(mergeTombstone(seen({ revision: '7' }), seen({ life: 'deleted', revision: '', body: null }))).toMatchObject({
      revision: '7',
      life: 'deleted',
      body: { name: 'a' },
    });
  });
});

describe('the brake', () => {
  const none = { removals: 0, updates: 0, creates: 0 };
  const load = (part: object, sent: object = {}) => [
    { entity: 'customer', label: 'Customers', ...none, total: 100, ...part, sent: { ...none, ...sent } },
  ];
  const brake = { maxRemovals: 5, maxShare: 0.3, maxCreates: 50 };
  test('lets the usual pass and stops a mass change with its numbers', () => {
    expect(checkBrake(load({ removals: 5, updates: 25, creates: 50 }), brake)).toBeNull();
    expect(checkBrake(load({ removals: 6 }), brake)).toBe('remove, void or deactivate 6 customers');
    expect(checkBrake(load({ updates: 40 }), brake)).toBe('change 40 of 100 customers');
    expect(checkBrake(load({ updates: 18, total: 18 }), brake)).toBeNull();
    expect(checkBrake(load({ creates: 51 }), brake)).toBe('make 51 customers');
  });

  test('counts what trickled in over the last hour, but not what is over', () => {
    expect(checkBrake(load({ removals: 1 }, { removals: 5 }), brake)).toBe(
      'remove, void or deactivate 6 customers (5 of them done within the last hour)',
    );
    expect(checkBrake(load({}, { removals: 60, creates: 90 }), brake)).toBeNull();
    expect(checkBrake(load({ updates: 1 }, { updates: 59 }), brake)).toBe(
      'change 60 of 100 customers (59 of them done within the last hour)',
    );
    // Someone at work in a small book.
    expect(checkBrake(load({ updates: 1 }, { updates: 40 }), brake)).toBeNull();
    expect(checkBrake(load({ creates: 2 }, { creates: 49 }), brake)).toBe(
      'make 51 customers (49 of them done within the last hour)',
    );
  });
});

describe('the sentence of health', () => {
  const counts = (part: object) => ({
    waiting: 0,
    review: 0,
    problems: 0,
    files: 0,
    blocked: 0,
    equal: 3,
    differs: 0,
    ...part,
  });
  const facts = (part: Partial<HealthFacts>): HealthFacts => ({
    names: { platform: 'Workspace', quickbooks: 'QuickBooks' },
    stage: 'live',
    paused: null,
    pausedParts: [],
    reads: null,
    hostFault: null,
    connectionFault: null,
    sideErrors: { platform: null, quickbooks: null },
    progress: null,
    counts: counts({}),
    brake: null,
    differences: { receivable: '0.00', payable: '0.00' },
    ...part,
  });
  test.each<[Partial<HealthFacts>, string, RegExp]>([
    [{}, 'upToDate', /equal in Workspace and QuickBooks/],
    [{ differences: { receivable: '-0.01', payable: '0.00' } }, 'upToDate', /receivables differ by \$0\.01/],
    [{ differences: { receivable: '0.00', payable: '4.10' } }, 'upToDate', /payables differ by \$4\.10/],
    [{ counts: counts({ differs: 1 }) }, 'upToDate', /1 record differs and stays so/],
    [{ counts: counts({ waiting: 2 }) }, 'syncing', /2 records wait/],
    [
      { pausedParts: [{ label: 'Invoices', waiting: 2 }], counts: counts({ waiting: 2 }) },
      'paused',
      /Invoices are paused: 2 changes wait/,
    ],
    [{ pausedParts: [{ label: 'Invoices', waiting: 2 }], counts: counts({ waiting: 3 }) }, 'syncing', /1 record waits/],
    [{ counts: counts({ review: 1, problems: 2 }) }, 'needsYou', /1 record waits for your decision/],
    [{ counts: counts({ files: 2 }) }, 'needsYou', /^2 files could not be copied\.$/],
    [{ brake: 'remove 40 invoices' }, 'needsYou', /remove 40 invoices/],
    [{ paused: { until: null } }, 'paused', /until you resume/],
    [{ sideErrors: { platform: null, quickbooks: appError('connection.offline') } }, 'offline', /cannot be reached/],
    [
      { sideErrors: { platform: null, quickbooks: appError('connection.credentials') }, paused: { until: null } },
      'error',
      /Reconnect/,
    ],
    [
      { progress: { label: 'Sending invoices', done: 3, total: 9 }, counts: counts({ review: 1 }) },
      'syncing',
      /Sending invoices 3 of 9/,
    ],
    [
      {
        hostFault: appError('host.diskFull', { dir: '/data' }),
        connectionFault: appError('connection.credentials'),
        progress: { label: 'Sending invoices', done: 3, total: 9 },
      },
      'error',
      /The disk that holds \/data is full\. Free space on it\./,
    ],
    [
      { sideErrors: { platform: appError('host.diskFull', { dir: '/data' }), quickbooks: null } },
      'error',
      /Free space on it\./,
    ],
    [{ stage: 'notConnected' }, 'needsYou', /No QuickBooks company/],
  ])('%j', (part, state, sentence) => {
    const health = healthOf(facts(part));
    expect([health.state, sentence.test(health.sentence)]).toEqual([state, true]);
  });
  test('further reasons follow the most urgent one', () => {
    expect(healthOf(facts({ counts: counts({ review: 1, problems: 2, files: 1 }) })).reasons).toEqual([
      '2 records could not be synced.',
      '1 file could not be copied.',
    ]);
  });
});

describe('suggested pairs', () => {
  const account = (id: string, name: string, type = 'Income'): ListEntry => ({
    list: 'account',
    id,
    name,
    facts: { type },
    active: true,
  });
  const code = (id: string, name: string, percent: string): ListEntry => ({
    list: 'taxCode',
    id,
    name,
    facts: { percent },
    active: true,
  });
  test('the income account for services, sure only when it is the usual one', () => {
    expect(
      suggestIncomeAccount([
        account('1', 'Sales of Product Income'),
        account('2', 'Services'),
        account('3', 'Checking', 'Bank'),
      ]),
    ).toMatchObject({ id: '2', confidence: 0.92 });
    expect(suggestIncomeAccount([account('1', 'Fees'), account('2', 'Rent')])?.confidence).toBeLessThan(0.9);
    expect(suggestIncomeAccount([])).toBeNull();
  });
  test('a tax code by percentage, and by name where several share it', () => {
    const rate = { name: 'California', percent: '8.50' };
    expect(suggestTaxCode(rate, [code('2', 'CA', '8.5'), code('3', 'TX', '6')])).toMatchObject({
      id: '2',
      confidence: 0.95,
    });
    expect(suggestTaxCode(rate, [code('2', 'CA', '8.5'), code('4', 'California', '8.5')])).toMatchObject({ id: '4' });
  });
  test('fills what is open and leaves what was chosen', () => {
    const mapping = {
      defaultIncomeAccount: '9',
      depositAccount: null,
      defaultExpenseAccount: null,
      taxCodes: { ca: '7' },
      defaultTaxCode: null,
      customFields: [],
    };
    expect(
      fillMapping(
        mapping,
        [
          { key: 'ca', name: 'CA', percent: '8.5' },
          { key: 'tx', name: 'TX', percent: '6' },
        ],
        [account('2', 'Services'), code('2', 'CA', '8.5'), code('3', 'TX', '6')],
      ),
    ).toEqual({ ...mapping, taxCodes: { ca: '7', tx: '3' } });
  });
});
