/**
 * Estimates and a credit of the demo company. DATA ONLY; add at the end. They are written after everything else, on the
 * demo's last day, so that no id or number of the rest moves.
 */
import type { DemoInvoice } from './transactions.ts';

export type DemoOffer = DemoInvoice & {
  readonly status: 'Pending' | 'Accepted' | 'Rejected';
  readonly expires: string;
  readonly acceptedBy?: string;
};

export const demoOffers: readonly DemoOffer[] = [
  {
    date: '2026-11-09',
    customer: 'st-brendan',
    lines: [
      ['tearoff', 26],
      ['install-shingle', 26],
      ['shingle', 28],
      ['underlay', 3],
      ['disposal', 2],
    ],
    memo: 'Parish hall, both slopes. Scaffold included.',
    status: 'Pending',
    expires: '2026-12-09',
  },
  {
    date: '2026-11-12',
    customer: 'vista-inn',
    lines: [
      ['gutter-install', 240],
      ['gutter', 240],
      ['drone', 1],
    ],
    status: 'Accepted',
    expires: '2026-12-12',
    acceptedBy: 'Dana at the front desk',
  },
  {
    date: '2026-10-02',
    customer: 'abernathy',
    lines: [['siding-labor', 12]],
    status: 'Rejected',
    expires: '2026-11-01',
  },
];

/** What the office gives back, and the invoice a part of it was set against. */
export const demoCredits: readonly (DemoInvoice & { readonly applied?: readonly [invoice: string, amount: string] })[] =
  [
    {
      date: '2026-11-16',
      customer: 'briar-creek',
      lines: [['repair-hour', 2]],
      memo: 'For the gate our crew scratched.',
      applied: ['1052', '100.00'],
    },
  ];
