import { describe, expect, test } from 'vitest';
import { fileRules, filesWay } from '../../../../renderer/features/mappings/words.ts';

const BOTH = { toQuickbooks: true, fromQuickbooks: true };
const TO = { toQuickbooks: true, fromQuickbooks: false };
const values = (open: typeof BOTH) => fileRules('Workspace', 'invoices', open).map((rule) => rule.value);

describe('ways files on records may go', () => {
  test('every way where the records go both ways, and only theirs where they do not', () => {
    expect(values(BOTH)).toEqual(['both', 'toQuickbooks', 'fromQuickbooks', 'off']);
    expect(values(TO)).toEqual(['toQuickbooks', 'off']);
    expect(values({ toQuickbooks: false, fromQuickbooks: true })).toEqual(['fromQuickbooks', 'off']);
    expect(values({ toQuickbooks: false, fromQuickbooks: false })).toEqual(['off']);
  });

  test('what is set is shown as it comes to be, never a way that is not offered', () => {
    expect(filesWay('both', BOTH)).toBe('both');
    expect(filesWay('both', TO)).toBe('toQuickbooks');
    expect(filesWay('fromQuickbooks', TO)).toBe('off');
    for (const set of ['both', 'toQuickbooks', 'fromQuickbooks', 'off'] as const)
      for (const open of [BOTH, TO]) expect(values(open)).toContain(filesWay(set, open));
  });
});
