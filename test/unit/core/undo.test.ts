import { describe, expect, test } from 'vitest';
import type { SideView } from '../../../main/core/plan-types.ts';
import {
  afterSent,
  decideUndo,
  takingBack,
  type UndoAction,
  type UndoInput,
  undoStep,
} from '../../../main/core/undo.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { Life } from '../../../shared/entity.ts';
import { DEFAULT_POLICY, type EntityPolicy } from '../../../shared/policy.ts';
import type { Body, Json, Side } from '../../../shared/primitives.ts';

const registry = createEntityRegistry();
const { descriptor } = registry.get('customer');
const policy: EntityPolicy = DEFAULT_POLICY;
const view = (body: Body, life: Life = 'live'): SideView => ({ id: '1', revision: '3', life, body });
const wrote = (side: Side, field: string, before: Json, after: Json): UndoAction => ({
  side,
  act: 'update',
  changes: [{ field, before, after }],
});
const input = (more: Partial<UndoInput>): UndoInput => ({
  descriptor,
  policy,
  platform: view({ phone: '2' }),
  quickbooks: view({ phone: '2' }),
  base: null,
  leftOut: null,
  actions: [wrote('quickbooks', 'phone', '1', '2')],
  ...more,
});
const code = (more: Partial<UndoInput>): unknown => {
  const verdict = decideUndo(input(more));
  return verdict.kind === 'obstacle' ? [verdict.obstacle.code, verdict.obstacle.side] : verdict.kind;
};

describe('what undoing asks for', () => {
  test('the value before, on both sides', () => {
    expect(decideUndo(input({}))).toMatchObject({
      kind: 'wish',
      wish: { fields: [{ field: 'phone', value: '1', sides: ['platform', 'quickbooks'] }], out: null },
    });
  });

  test('several writes go back to before the first of them', () => {
    const actions = [wrote('quickbooks', 'phone', '0', '1'), wrote('quickbooks', 'phone', '1', '2')];
    expect(decideUndo(input({ actions }))).toMatchObject({ wish: { fields: [{ value: '0' }] } });
    const gap = [wrote('quickbooks', 'phone', '0', '1'), wrote('quickbooks', 'phone', '9', '2')];
    expect(code({ actions: gap })).toEqual(['undo.changedSince', 'quickbooks']);
  });

  test('a side that somebody put back already needs nothing more', () => {
    expect(code({ platform: view({ phone: '1' }) })).toBe('wish');
    expect(code({ platform: view({ phone: '1' }), quickbooks: view({ phone: '1' }) })).toBe('nothing');
  });

  test.each<[string, Partial<UndoInput>, unknown]>([
    ['typed over in QuickBooks', { quickbooks: view({ phone: '3' }) }, ['undo.changedSince', 'quickbooks']],
    ['typed over on the platform', { platform: view({ phone: '3' }) }, ['undo.changedSince', 'platform']],
    ['deleted there', { quickbooks: view({ phone: '2' }, 'deleted') }, ['undo.gone', 'quickbooks']],
    ['not linked any more', { platform: null }, ['undo.gone', 'platform']],
    ['one way', { policy: { ...policy, direction: 'toQuickbooks' } }, ['undo.notAllowed', 'platform']],
    ['mirrored', { policy: { ...policy, strategy: 'mirror' } }, ['undo.notAllowed', 'platform']],
    [
      'owned by one side',
      { policy: { ...policy, fieldOwners: { phone: 'quickbooks' } } },
      ['undo.notAllowed', 'platform'],
    ],
    [
      'two values before',
      { actions: [wrote('quickbooks', 'phone', '1', '2'), wrote('platform', 'phone', '0', '2')] },
      ['undo.twoValues', undefined],
    ],
  ])('refused: %s', (_, more, expected) => {
    expect(code(more)).toEqual(expected);
  });

  test("a side's own spelling of what was written is no newer edit", () => {
    const actions = [wrote('quickbooks', 'notes', '1', '2')];
    const base = { body: { notes: '2' }, kept: { platform: {}, quickbooks: { notes: '2.' } }, life: null };
    const spelled = { actions, platform: view({ notes: '2' }), quickbooks: view({ notes: '2.' }) };
    expect(code(spelled)).toEqual(['undo.changedSince', 'quickbooks']);
    expect(code({ ...spelled, base })).toBe('wish');
  });

  const gone = (act: 'delete' | 'void', side: Side): UndoAction => ({ side, act, changes: [] });
  test('QuickBooks brings nothing back, the platform what is no void', () => {
    const invoice = registry.get('invoice').descriptor;
    const dead = view({}, 'deleted');
    const at = (platform: SideView, quickbooks: SideView, action: UndoAction): unknown =>
      code({ descriptor: invoice, platform, quickbooks, actions: [action] });
    expect(at(dead, dead, gone('delete', 'quickbooks'))).toEqual(['undo.cannotRestore', 'quickbooks']);
    expect(at(view({}, 'void'), view({}, 'void'), gone('void', 'platform'))).toEqual([
      'undo.cannotRestore',
      'platform',
    ]);
    expect(at(dead, dead, gone('delete', 'platform'))).toBe('wish');
  });

  test('a record is taken back by what comes nearest to never having been', () => {
    expect(['customer', 'item', 'invoice', 'payment'].map((name) => takingBack(registry.get(name).descriptor))).toEqual(
      ['deactivate', 'deactivate', 'delete', 'delete'],
    );
  });
});

describe('what is left of a wish', () => {
  const links = { toPlatform: () => null, toQuickbooks: () => null };
  const found = decideUndo(input({}));
  const wish = { ...(found.kind === 'wish' ? found.wish : (undefined as never)), id: 'u' };
  const step = (p: string, q: string, of = wish) =>
    undoStep(of, { descriptor, platform: view({ phone: p }), quickbooks: view({ phone: q }), links, lines: {} });

  test('QuickBooks first, then the platform, then nothing', () => {
    expect(step('2', '2')).toMatchObject({ kind: 'go', on: [{ side: 'quickbooks' }, { side: 'platform' }] });
    expect(step('2', '1')).toMatchObject({ kind: 'go', on: [{ side: 'platform', fields: { phone: '1' } }] });
    expect(step('1', '1')).toEqual({ kind: 'done' });
  });

  test('ends where somebody was quicker', () => {
    expect(step('2', '7')).toEqual({ kind: 'lapsed', what: 'phone', side: 'quickbooks' });
  });

  test('what QuickBooks answers in place of a value goes to both, and is never asked for again', () => {
    const sent = afterSent(wish, descriptor, 'quickbooks', { phone: '5' });
    expect(sent).toMatchObject({ kept: ['phone'], sent: ['quickbooks'] });
    expect(step('2', '5', sent)).toMatchObject({ kind: 'go', on: [{ side: 'platform', fields: { phone: '5' } }] });
    expect(step('2', '2', sent)).toMatchObject({ kind: 'lapsed', side: 'quickbooks' });
  });
});
