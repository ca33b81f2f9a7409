import type { DemoCredit, DemoEstimate, DemoInvoice, DemoPayment } from './types.ts';

/**
 * Invoices of the demo book. The first two are in the sandbox company too (same number, same total: the office had typed
 * them over); the rest were written in the field and are only here.
 */
export const DEMO_INVOICES: readonly DemoInvoice[] = [
  {
    number: '1037',
    customer: 'reyes',
    date: '2026-05-11',
    dueDate: '2026-06-10',
    taxRate: 'petaluma',
    lines: [
      { item: 'repair-hour', quantity: '2.75' },
      { item: 'sealant', quantity: '3' },
    ],
  },
  {
    number: '1041',
    customer: 'greenleaf',
    date: '2026-06-02',
    dueDate: '2026-07-02',
    lines: [
      { item: 'drone', quantity: '2' },
      { item: 'inspection', quantity: '2' },
    ],
  },
  {
    number: 'FS-2101',
    customer: 'calloway-kennel',
    date: '2026-09-22',
    dueDate: '2026-10-22',
    taxRate: 'petaluma',
    lines: [
      { item: 'leak-trace', quantity: '2' },
      { item: 'repair-hour', quantity: '5.5' },
      { item: 'flashing', quantity: '3' },
      { item: 'pipe-boot', quantity: '4' },
      { item: 'sealant', quantity: '8' },
    ],
    memo: 'Kennel roof, north side.',
  },
  {
    number: 'FS-2102',
    customer: 'ellery',
    date: '2026-10-07',
    dueDate: '2026-11-06',
    taxRate: 'petaluma',
    lines: [
      { item: 'gutter-install', quantity: '128' },
      { item: 'gutter', quantity: '128' },
      { item: 'leaf-guard', quantity: '32' },
    ],
  },
  {
    number: 'FS-2103',
    customer: 'bayside-b',
    date: '2026-10-19',
    dueDate: '2026-11-18',
    taxRate: 'marin',
    lines: [
      { item: 'tearoff', quantity: '20' },
      { item: 'install-shingle', quantity: '20' },
      { item: 'shingle', quantity: '22' },
      { item: 'underlay', quantity: '3' },
      { item: 'pipe-boot', quantity: '6' },
      { item: 'disposal', quantity: '2' },
    ],
    memo: 'Building B, stair tower included.',
  },
  {
    number: 'FS-2104',
    customer: 'city-library',
    date: '2026-11-02',
    dueDate: '2026-12-02',
    lines: [
      { item: 'inspection', quantity: '1' },
      { item: 'moss', quantity: '14' },
    ],
  },
  {
    number: 'FS-2105',
    customer: 'helms-orchard',
    date: '2026-11-12',
    dueDate: '2026-12-12',
    taxRate: 'sonoma',
    lines: [
      { item: 'tearoff', quantity: '33' },
      { item: 'install-shingle', quantity: '33' },
      { item: 'shingle', quantity: '36' },
      { item: 'underlay', quantity: '4' },
      { item: 'flashing', quantity: '5' },
      { item: 'permit', quantity: '1' },
    ],
  },
  {
    number: 'FS-2106',
    customer: 'okafor',
    date: '2026-11-16',
    dueDate: '2026-12-16',
    lines: [{ item: 'chimney', quantity: '1' }],
  },
];

/** Offers written in the field; the last one is still a draft and stays here. */
export const DEMO_ESTIMATES: readonly DemoEstimate[] = [
  {
    number: 'E-311',
    customer: 'okafor-gutters',
    date: '2026-11-10',
    expiryDate: '2026-12-10',
    taxRate: 'petaluma',
    lines: [
      { item: 'gutter-install', quantity: '86' },
      { item: 'gutter', quantity: '86' },
      { item: 'leaf-guard', quantity: '22' },
    ],
    memo: 'Front and garage side. Valid for 30 days.',
    status: 'accepted',
  },
  {
    number: 'E-312',
    customer: 'city-library',
    date: '2026-11-13',
    expiryDate: '2026-12-13',
    lines: [
      { item: 'moss', quantity: '22' },
      { item: 'drone', quantity: '1' },
    ],
    status: 'pending',
  },
  {
    number: 'E-313',
    customer: 'helms-orchard',
    date: '2026-11-17',
    expiryDate: '2026-12-17',
    lines: [{ item: 'chimney', quantity: '2' }],
    status: 'draft',
  },
];

export const DEMO_CREDITS: readonly DemoCredit[] = [
  {
    number: 'CR-21',
    customer: 'city-library',
    date: '2026-11-14',
    lines: [{ item: 'moss', quantity: '2' }],
    memo: 'Two squares were dry already.',
  },
];

/** Money taken in the field: the clinic in full, the Ellerys half on the day. */
export const DEMO_PAYMENTS: readonly DemoPayment[] = [
  {
    customer: 'calloway',
    date: '2026-10-15',
    amount: '1391.74',
    reference: '4471',
    method: 'Check',
    applied: [['FS-2101', '1391.74']],
  },
  {
    customer: 'ellery',
    date: '2026-10-07',
    amount: '1400.00',
    method: 'Visa',
    applied: [['FS-2102', '1400.00']],
  },
];
