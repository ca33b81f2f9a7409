import { describe, expect, test } from 'vitest';
import type { Face } from './faces.ts';
import { createLedger } from './ledger.ts';
import type { Making } from './shown.ts';
import { asKnown } from './unseen.ts';

const face = (id: string, life: Face['life']): Face => ({
  entity: 'customer',
  id,
  tag: 'Firm 1',
  life,
  fields: {},
  money: {},
});

/** Entered on both sides at 100, put away in QuickBooks at 200; the app made it there as 2. */
function entered(
  making: Making | null,
  first: Face['life'] = 'inactive',
  kind: 'deactivate' | 'merge' | 'delete' = 'deactivate',
) {
  const ledger = createLedger();
  ledger.born('customer', 'Firm 1', 'platform', 100, { displayName: 'Hale House' });
  const subject = ledger.born('customer', 'Firm 1', 'quickbooks', 100, { displayName: 'Hale House', phone: '1' });
  ledger.lived(subject, { at: 200, side: 'quickbooks', kind });
  const found = { platform: [face('p1', 'live')], quickbooks: [face('1', first), face('2', 'live')] };
  return asKnown(subject, found, new Map(making === null ? [] : [['customer/2', making]]));
}

describe('a customer put away in QuickBooks before the app could see it', () => {
  test('is no second one, and what was typed on it stays there', () => {
    const { subject, found } = entered({ at: 250, shown: 99 });
    expect(found.quickbooks.map(({ id }) => id)).toEqual(['2']);
    expect(subject.lives).toEqual([]);
    expect(subject.edits.get('phone')).toEqual([]);
    expect(subject.edits.get('displayName')?.map(({ side }) => side)).toEqual(['platform']);
  });

  test('or merged into another is no second one either', () => {
    expect(entered({ at: 250, shown: 99 }, 'inactive', 'merge').found.quickbooks).toHaveLength(1);
    expect(entered({ at: 250, shown: 99 }, 'deleted', 'delete').found.quickbooks).toHaveLength(2);
  });

  test.each([
    ['it had been shown', { at: 250, shown: 100 }, 'inactive'],
    ['whoever made it had read nothing', { at: 250, shown: null }, 'inactive'],
    ['its name was still taken', { at: 150, shown: 99 }, 'inactive'],
    ['the app made none', null, 'inactive'],
  ] as const)('is a second one where %s', (_, making, life) => {
    const { subject, found } = entered(making, life);
    expect(found.quickbooks).toHaveLength(2);
    expect([subject.lives.length, subject.apart]).toEqual([1, false]);
  });

  test('taken out again, the two are for a person to tell apart', () => {
    expect(entered({ at: 250, shown: 99 }, 'live').subject.apart).toBe(true);
  });
});
