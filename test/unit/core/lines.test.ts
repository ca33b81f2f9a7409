import { describe, expect, test } from 'vitest';
import type { Line } from '../../../main/core/compare.ts';
import { alignLines, mergeLines } from '../../../main/core/lines.ts';
import type { FieldRule } from '../../../main/core/rules.ts';
import { descriptor } from './world.ts';

const field = descriptor.fields.find((one) => one.kind === 'lines')!;
const rule: FieldRule = { owner: 'both', writable: { platform: true, quickbooks: true }, strategy: 'review' };
const lines = (text: string): Line[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((one) => {
      const [id = '', words = '', amount = '1.00'] = one.split(':');
      return { id, text: words || id, amount };
    });
const merge = (base: string, platform: string, quickbooks: string, strategy: FieldRule['strategy'] = 'review') => {
  const result = mergeLines({
    field,
    base: { platform: lines(base), quickbooks: lines(base) },
    platform: lines(platform),
    quickbooks: lines(quickbooks),
    rule: { ...rule, strategy },
    settle: () => null,
  });
  return {
    order: result.lines.map((line) => `${line.id}:${line.text}:${line.amount}`).join(' '),
    conflicts: result.conflicts.map((one) => one.path),
  };
};

describe('document lines merge by identity', () => {
  const rows: [string, string, string, string, string, string[]][] = [
    ['inserts of both sides', 'a b', 'a x b', 'a b y', 'a:a:1.00 x:x:1.00 b:b:1.00 y:y:1.00', []],
    ['an edit of each side in different lines', 'a b', 'a:A b', 'a b:B', 'a:A:1.00 b:B:1.00', []],
    ['an edit of each side in different members of a line', 'a', 'a:A', 'a:a:2.00', 'a:A:2.00', []],
    ['a removal of an untouched line', 'a b c', 'a c', 'a b:b c:C', 'a:a:1.00 c:C:1.00', []],
    ['the same line removed on both sides', 'a b', 'b', 'b', 'b:b:1.00', []],
    ['a removal against an edit', 'a b', 'b', 'a:A b', 'a:A:1.00 b:b:1.00', ['lines/a']],
    ['an edit against a removal', 'a b', 'a:A b', 'b', 'a:A:1.00 b:b:1.00', ['lines/a']],
    ['the same member edited on both', 'a', 'a:A', 'a:B', 'a:A:1.00', ['lines/a/text']],
    ['a move on QuickBooks with an edit here', 'a b c', 'a:A b c', 'c a b', 'c:c:1.00 a:A:1.00 b:b:1.00', []],
    ['an insert at the front', 'a', 'x a', 'a y', 'x:x:1.00 a:a:1.00 y:y:1.00', []],
  ];
  test.each(rows)('%s', (_, base, platform, quickbooks, order, conflicts) => {
    expect(merge(base, platform, quickbooks)).toEqual({ order, conflicts });
  });

  test('a line that only one side ever kept is not taken for removed by the other', () => {
    // QuickBooks dropped the line "note" when it was sent; nobody removed it.
    const result = mergeLines({
      field,
      base: { platform: lines('a note b'), quickbooks: lines('a b') },
      platform: lines('a:A note b'),
      quickbooks: lines('a b:B'),
      rule,
      settle: () => null,
    });
    expect(result.lines.map((line) => line.text)).toEqual(['A', 'note', 'B']);
    expect(result.conflicts).toEqual([]);
  });

  test('a strategy settles a removal against an edit', () => {
    expect(merge('a b', 'b', 'a:A b', 'platformWins').order).toBe('b:b:1.00');
    expect(merge('a b', 'b', 'a:A b', 'quickbooksWins').order).toBe('a:A:1.00 b:b:1.00');
  });
});

describe('pairing lines by what they say', () => {
  test('on first contact, in order, each once', () => {
    expect(
      alignLines(
        field,
        lines('p1:roof p2:roof p3:gutter'),
        lines('qb:7 qb:8 qb:9').map((line, i) => ({
          ...line,
          id: `qb:${7 + i}`,
          text: ['roof', 'gutter', 'roof'][i]!,
        })),
        {},
      ),
    ).toEqual({
      p1: '7',
      p2: '9',
      p3: '8',
    });
  });

  test('after QuickBooks renumbered lines that were sent again without ids', () => {
    const now = [{ id: 'qb:21', text: 'roof', amount: '1.00' }];
    expect(alignLines(field, lines('p1:roof'), now, { p1: '7' })).toEqual({ p1: '21' });
  });

  test('a line that is still there keeps its pair', () => {
    const map = { p1: '7' };
    expect(
      alignLines(
        field,
        lines('p1:roof'),
        [
          { id: 'p1', text: 'roof', amount: '1.00' },
          { id: 'qb:9', text: 'roof', amount: '1.00' },
        ],
        map,
      ),
    ).toBe(map);
  });
});
