/** Sequences that once broke a promise, as short as they could be made. They are tried before any random one. */
import type { Buy, Edit, Line, List, Name, Sell, Step, Take } from './steps.ts';

const line: Line = { item: 0, account: false, quantity: 1, price: 1, code: 0, billable: false };
const plain = { day: '2025-12-01', rate: null, mode: 'TaxExcluded', tax: false } as const;
const sell = (more: Partial<Sell> = {}): Sell => ({
  ...plain,
  ...{ do: 'sell', form: 'Invoice', who: 0, lines: [line], off: 0, from: null, deposit: 0 },
  ...more,
});
const buy = (more: Partial<Buy> = {}): Buy => ({
  ...plain,
  ...{ do: 'buy', form: 'Bill', who: 0, lines: [line], how: 0, from: null },
  ...more,
});
const take = (more: Partial<Take> = {}): Take => ({
  ...{ do: 'take', who: 0, shares: [], more: 0, banked: false, day: '2025-12-01', rate: null },
  ...more,
});
const edit = (more: Partial<Edit> = {}): Edit => ({
  ...{ do: 'edit', entity: 'Invoice', which: 0, how: 'note', full: false, to: 0, lines: [line] },
  ...{ day: '2025-12-01', rate: null },
  ...more,
});
const under: List = { do: 'list', entity: 'Account', which: 4, how: 'under', to: 5 };
const account: Name = { do: 'name', entity: 'Account', under: 7, foreign: false };
const cent = { credit: false, which: 0, cents: 1 };

export const COUNTEREXAMPLES: Readonly<Record<string, readonly (readonly Step[])[]>> = {
  'manual tax': [
    // An account that moved under another was missing from the sum of that one.
    [sell({ form: 'RefundReceipt' }), under],
    // Moved to another customer while paid: the token rose by two.
    [sell(), take({ shares: [cent], more: 1 }), edit({ how: 'who', to: 21 })],
    [account, take({ more: 1 })],
  ],
  // Two lines of a payment asked for more of one invoice than was open: the new payment came with token 1.
  'tax codes on lines': [
    [sell(), take({ shares: [cent, cent] })],
    // The tax was inside the price: the charge passed it on, the books did not.
    [buy({ mode: 'TaxInclusive', lines: [{ ...line, price: 4, code: 4, billable: true }] })],
    [buy({ mode: 'TaxInclusive', lines: [{ ...line, price: 4, code: 14 }] })],
  ],
};
