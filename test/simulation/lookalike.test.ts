import { describe, expect, test } from 'vitest';
import { createLedger } from './ledger.ts';
import { lookAlike } from './lookalike.ts';

const MINUTE = 60_000;

describe('what could pass for what a lost request made', () => {
  /** Job 1 entered here at noon, for Firm 1; Job 2 in QuickBooks. */
  function entered({ customer = 'Firm 1', before = MINUTE, edited = true, paid = false, clockMoved = false }) {
    const ledger = createLedger();
    const noon = 43_200_000;
    const lost = ledger.born('invoice', 'Job 1', 'platform', noon, { customer: 'Firm 1' });
    const other = ledger.born('invoice', 'Job 2', 'quickbooks', noon - before, { customer });
    if (edited) ledger.edited(other, 'number', 'quickbooks', noon + MINUTE, null, 'N3');
    if (paid) ledger.born('payment', 'Pay 3', 'quickbooks', noon, { 'allocations/Job 2': '5' });
    return lookAlike(lost, other, { ledger, clockMoved });
  }

  test('is a document of the same customer, changed there since', () => {
    expect(entered({})).toBe(true);
    expect(entered({ edited: false, paid: true })).toBe(true);
    expect(entered({ before: 20 * MINUTE, clockMoved: true })).toBe(true);
  });

  test.each([
    ['nobody changed', { edited: false }],
    ['belongs to somebody else', { customer: 'Firm 4' }],
    ['was there long before', { before: 20 * MINUTE }],
  ])('is none that %s', (_, how) => {
    expect(entered(how)).toBe(false);
  });
});
