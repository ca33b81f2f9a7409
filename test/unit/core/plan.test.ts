import { describe, expect, test } from 'vitest';
import { planRecord } from '../../../main/core/plan.ts';
import { noDecision, type RecordInput, type SideView } from '../../../main/core/plan-types.ts';
import { doc, module, policyOf, World } from './world.ts';

const view = (id: string, part = {}): SideView => ({ id, revision: '0', life: 'live', body: doc(part) });

const input = (part: Partial<RecordInput>): RecordInput => ({
  module,
  policy: policyOf(),
  platform: null,
  quickbooks: null,
  lines: {},
  base: null,
  tombstone: false,
  links: { toQuickbooks: () => null, toPlatform: () => null },
  decision: noDecision(),
  needed: false,
  ...part,
});

describe('a record on one side only', () => {
  test('is made on the other', () => {
    const { verdict } = planRecord(input({ quickbooks: view('7') }));
    expect(verdict).toMatchObject({ kind: 'write', writes: [{ side: 'platform', kind: 'create' }] });
  });

  test('that ended once is not made anew, even if it shows up alive', () => {
    expect(planRecord(input({ quickbooks: view('7'), tombstone: true })).verdict).toEqual({ kind: 'ended' });
    expect(planRecord(input({ platform: view('p7'), tombstone: true })).verdict).toEqual({ kind: 'ended' });
  });
});

test('a change that refers to what is not there yet waits for it, and is not sent without', () => {
  const world = new World(policyOf());
  const record = world.add('platform', doc({ name: 'a' }));
  world.run();
  const parent = world.add('platform', doc({ name: 'b' }));
  world.edit(record, 'platform', { parent: parent.platform!.id });
  expect(world.plan(record).verdict).toEqual({
    kind: 'blocked',
    by: [{ entity: 'doc', id: parent.platform!.id }],
    writes: [],
  });
});

describe('lines that QuickBooks gave new ids', () => {
  test('are still the ones that were agreed, whatever was edited here meanwhile', () => {
    const world = new World(policyOf());
    const line = (text: string, id = '') => ({ id, text, amount: '1.00' });
    const record = world.add('platform', doc({ name: 'a', lines: [line('oak'), line('elm')] }));
    world.run();
    const [oak, elm] = record.platform!.body.lines as ReturnType<typeof line>[];
    // Somebody saved the document there: the same lines, other ids. Here the first one was edited.
    world.edit(record, 'quickbooks', { lines: [line('oak'), line('elm')] });
    world.edit(record, 'platform', { lines: [line('fir', oak!.id), elm!] });
    world.run();
    const texts = (side: 'platform' | 'quickbooks') =>
      (record[side]!.body.lines as { text: string }[]).map((l) => l.text);
    expect(texts('quickbooks')).toEqual(['fir', 'elm']);
    expect(texts('platform')).toEqual(['fir', 'elm']);
    expect(world.plan(record).verdict.kind).toBe('equal');
  });
});

test('a pair that a person left out stays out, an ending that would be followed too, until it changes', () => {
  const left = (revision: string) => ({
    choices: [],
    act: { act: 'leave' as const, platform: revision, quickbooks: '0' },
  });
  const base = { body: doc({ name: 'a' }), kept: { platform: {}, quickbooks: {} }, life: 'live' as const };
  const pair = {
    base,
    platform: view('p1', { name: 'b' }),
    quickbooks: view('1', { name: 'a' }),
    links: { toQuickbooks: () => '1', toPlatform: () => 'p1' },
  };
  expect(planRecord(input(pair)).verdict.kind).toBe('write');
  expect(planRecord(input({ ...pair, decision: left('0') })).verdict).toEqual({
    kind: 'notSynced',
    reason: 'Left out by your decision',
  });
  expect(planRecord(input({ ...pair, decision: left('older') })).verdict.kind).toBe('write');
  const ended = {
    ...pair,
    platform: view('p1', { name: 'a' }),
    quickbooks: { ...pair.quickbooks, life: 'inactive' as const },
  };
  expect(planRecord(input(ended)).verdict).toMatchObject({ kind: 'write', writes: [{ kind: 'remove' }] });
  expect(planRecord(input({ ...ended, decision: left('0') })).verdict.kind).toBe('notSynced');
});
