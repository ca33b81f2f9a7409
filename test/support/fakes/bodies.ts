import type { Body, Json } from '../../../shared/primitives.ts';

/** Small bodies for tests; `parse` fills the rest. */

export const customer = (displayName: string, more: Body = {}): Body => ({ displayName, ...more });

export const item = (name: string, more: Body = {}): Body => ({
  name,
  type: 'service',
  unitPrice: '100',
  taxable: false,
  ...more,
});

export const invoice = (number: string, customerId: string, lines: Body[], more: Body = {}): Body => ({
  number,
  customer: customerId,
  date: '2026-02-10',
  lines: lines.map((line, index): Json => ({ id: `new:${index + 1}`, kind: 'item', taxable: false, ...line })),
  ...more,
});

export const payment = (
  customerId: string,
  amount: string,
  allocations: { invoice: string; amount: string }[],
  more: Body = {},
): Body => ({ customer: customerId, date: '2026-02-20', amount, allocations, ...more });
