import { describe, expect, test } from 'vitest';
import type { Links } from '../../../main/core/common.ts';
import { EDITED_DRAFT, planRecord } from '../../../main/core/plan.ts';
import { noDecision, type RecordInput, type SideView } from '../../../main/core/plan-types.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { Life } from '../../../shared/entity.ts';
import type { Body } from '../../../shared/primitives.ts';
import { policyOf } from './world.ts';

const module = createEntityRegistry().get('invoice');
const links: Links = { toQuickbooks: (_, id) => id, toPlatform: (_, id) => id };
const parsed = module.parse({
  number: '1',
  customer: 'c',
  date: '2026-03-01',
  lines: [{ id: 'l', kind: 'item', item: 'i', quantity: '1', unitPrice: '10', amount: '10.00', taxable: false }],
});
if (!parsed.ok) throw new Error(parsed.error.userSentence);
const { body } = parsed;
const view = (more: Body = {}, life: Life = 'live'): SideView => ({
  id: '1',
  revision: '1',
  life,
  body: { ...body, ...more },
});
const base = (life: Life = 'live'): RecordInput['base'] => ({ body, kept: { platform: {}, quickbooks: {} }, life });
const plan = (more: Partial<RecordInput>) =>
  planRecord({
    module,
    policy: policyOf(),
    platform: view({ status: 'draft' }),
    quickbooks: view(),
    lines: { l: 'l' },
    base: base(),
    tombstone: false,
    links,
    decision: noDecision(),
    needed: false,
    ...more,
  }).verdict;

describe('a synced document that is a draft again', () => {
  test('leaves QuickBooks', () => {
    expect(plan({})).toMatchObject({
      kind: 'write',
      writes: [{ side: 'quickbooks', kind: 'remove', mode: 'delete', patch: { life: 'deleted' } }],
    });
  });

  test('is parted once it is gone there, also when it was issued again meanwhile', () => {
    const quickbooks = view({}, 'deleted');
    expect(plan({ quickbooks, base: base('deleted') })).toEqual({ kind: 'recalled' });
    expect(plan({ quickbooks, base: base('deleted'), platform: view() })).toEqual({ kind: 'recalled' });
  });

  test('stays there while somebody changed it there, or a setting forbids it', () => {
    expect(plan({ quickbooks: view({ memo: 'Typed there' }) })).toEqual({ kind: 'notSynced', reason: EDITED_DRAFT });
    const policy = policyOf({ direction: 'fromQuickbooks' });
    expect(plan({ policy })).toMatchObject({ kind: 'notSynced', reason: expect.stringContaining('Draft') });
  });

  test('is none of ours to remove where both never agreed on it', () => {
    expect(plan({ base: null }).kind).toBe('notSynced');
  });
});

test('an issued document that somebody deleted in QuickBooks is asked about, not made anew', () => {
  expect(plan({ platform: view(), quickbooks: view({}, 'deleted') })).toMatchObject({
    kind: 'lives',
    cause: 'deletedInQuickbooks',
  });
});

test('a body from before there were drafts counts as issued', () => {
  const { status: _, ...older } = body;
  expect(plan({ platform: { ...view(), body: older } }).kind).toBe('equal');
});
