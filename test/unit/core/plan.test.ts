import { describe, expect, test } from 'vitest';
import { noDecision, planRecord, type RecordInput, type SideView } from '../../../main/core/plan.ts';
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
