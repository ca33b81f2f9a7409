import { describe, expect, test } from 'vitest';
import { choose, keptAtFirst, LATER, towardsPlatform } from '../../../main/core/import.ts';
import { emptyPatch } from '../../../main/core/merge.ts';
import type { PlannedWrite, RecordPlan } from '../../../main/core/plan-types.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { ImportScope } from '../../../shared/contract/import-scope.ts';
import type { Life } from '../../../shared/entity.ts';
import { DEFAULT_POLICY, type EntityPolicy } from '../../../shared/policy.ts';
import type { Body } from '../../../shared/primitives.ts';

const entities = createEntityRegistry();
const customer = entities.get('customer').descriptor;
const invoice = entities.get('invoice').descriptor;
const SCOPE: ImportScope = {
  entities: ['customer', 'invoice'],
  from: '2026-01-01',
  to: '2026-01-31',
  inactive: false,
  keys: ['email'],
  companies: false,
  collisions: 'keep',
};
const POLICY: EntityPolicy = DEFAULT_POLICY;
const seen = (body: Body, life: Life = 'live') => ({ id: '1', revision: '0', life, body });

describe('what is part of an import', () => {
  test('documents by their day, both ends included; names have none', () => {
    const dated = (date: string) => choose(invoice, seen({ date }), SCOPE);
    expect(dated('2026-01-01')).toEqual({ in: true });
    expect(dated('2026-01-31')).toEqual({ in: true });
    expect(dated('2025-12-31')).toMatchObject({ in: false, silent: false, over: false });
    expect(dated('2026-02-01')).toMatchObject({ in: false, reason: 'Of 2026-02-01, after the last day chosen' });
    expect(choose(customer, seen({ displayName: 'A' }), SCOPE)).toEqual({ in: true });
  });

  test('a kind that was not chosen is left out without a word, and comes when it is needed', () => {
    const item = entities.get('item').descriptor;
    expect(choose(item, seen({ name: 'A' }), SCOPE)).toMatchObject({ in: false, silent: true, over: false });
  });

  test('inactive ones when asked for; what is void or deleted is over', () => {
    expect(choose(customer, seen({}, 'inactive'), SCOPE)).toMatchObject({ in: false, over: false });
    expect(choose(customer, seen({}, 'inactive'), { ...SCOPE, inactive: true })).toEqual({ in: true });
    expect(choose(invoice, seen({}, 'void'), SCOPE)).toMatchObject({ in: false, over: true, silent: false });
    expect(choose(invoice, seen({}, 'deleted'), SCOPE)).toMatchObject({ in: false, over: true, silent: true });
  });
});

describe('what both sides keep on first contact', () => {
  const ours = { displayName: 'John', phone: '555 1', email: 'a@b.example', notes: null, taxable: true };
  const theirs = { displayName: 'John', phone: '555 2', email: null, notes: 'Gate 4', taxable: true };

  test('what both fill otherwise, and nothing else', () => {
    const { patch, fields } = keptAtFirst(customer, POLICY, ours, theirs);
    expect(fields).toEqual(['Phone']);
    expect(patch).toEqual({
      set: { phone: '555 1' },
      keep: { platform: {}, quickbooks: { phone: '555 2' } },
      life: null,
    });
  });

  test('the same spelled otherwise is no difference', () => {
    expect(keptAtFirst(customer, POLICY, { phone: '(555) 010-2030' }, { phone: '555-010-2030' }).fields).toEqual([]);
  });

  test('whoever made QuickBooks the owner of a field, or its mirror, gets what it says; documents follow the mappings', () => {
    const owned = { ...POLICY, fieldOwners: { phone: 'quickbooks' as const } };
    expect(keptAtFirst(customer, owned, ours, theirs).fields).toEqual([]);
    expect(keptAtFirst(customer, { ...POLICY, strategy: 'mirror' }, ours, theirs).fields).toEqual([]);
    expect(keptAtFirst(invoice, POLICY, { memo: 'a' }, { memo: 'b' }).fields).toEqual([]);
  });

  test.each(['both', 'fromQuickbooks', 'toQuickbooks'] as const)('with the direction %s', (direction) => {
    const { fields } = keptAtFirst(customer, { ...POLICY, direction, strategy: 'quickbooksWins' }, ours, theirs);
    expect(fields).toEqual(['Phone']);
  });
});

describe('before sync is switched on', () => {
  const write = (side: PlannedWrite['side'], kind: PlannedWrite['kind']): PlannedWrite => ({
    side,
    kind,
    mode: kind === 'remove' ? 'deactivate' : null,
    id: '1',
    revision: '0',
    body: {},
    common: {},
    fields: [],
    changes: [],
    patch: emptyPatch(),
  });
  const plan = (...writes: PlannedWrite[]): RecordPlan => ({
    verdict: { kind: 'write', writes },
    settled: null,
    lines: null,
    awaits: [],
  });

  test('the platform is made and filled; QuickBooks is not written, and nothing is taken out of use', () => {
    const made = write('platform', 'create');
    expect(towardsPlatform(plan(made, write('quickbooks', 'update'))).verdict).toEqual({
      kind: 'write',
      writes: [made],
    });
    for (const other of [write('quickbooks', 'create'), write('platform', 'remove'), write('platform', 'restore')])
      expect(towardsPlatform(plan(other)).verdict).toEqual({ kind: 'notSynced', reason: LATER });
  });

  test('what asks still asks, without a write to QuickBooks', () => {
    const conflict = { path: 'phone', base: null, platform: '1', quickbooks: '2' };
    const asked = towardsPlatform({
      verdict: { kind: 'fields', conflicts: [conflict], writes: [write('quickbooks', 'update')] },
      settled: null,
      lines: null,
      awaits: [],
    });
    expect(asked.verdict).toEqual({ kind: 'fields', conflicts: [conflict], writes: [] });
  });
});
