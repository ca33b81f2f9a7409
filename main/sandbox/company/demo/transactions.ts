/**
 * A year of sales of the demo company. DATA ONLY; add at the end. Invoice numbers run from 1001 in this order, so number
 * 1001 + position names an invoice in the payments below. Dates end on 2026-11-18.
 */

/** Item key, quantity, and a price (decimal string) where it is not the list price. */
export type DemoLine = readonly [item: string, quantity: number, price?: string];

export type DemoInvoice = {
  readonly date: string;
  readonly customer: string;
  readonly lines: readonly DemoLine[];
  /** Percent off the subtotal. */
  readonly discount?: number;
  /** Key of a tax code; left out for customers and jobs that are not taxed. */
  readonly tax?: 'petaluma' | 'sonoma' | 'marin';
  readonly note?: string;
  readonly memo?: string;
};

const sale = (
  date: string,
  customer: string,
  tax: NonNullable<DemoInvoice['tax']> | '',
  lines: readonly DemoLine[],
  more: Pick<DemoInvoice, 'discount' | 'note' | 'memo'> = {},
): DemoInvoice => (tax === '' ? { date, customer, lines, ...more } : { date, customer, lines, tax, ...more });

export const demoInvoices: readonly DemoInvoice[] = [
  sale(
    '2025-12-01',
    'okafor',
    'petaluma',
    [
      ['tearoff', 18],
      ['install-shingle', 18],
      ['shingle', 20],
      ['underlay', 2],
      ['disposal', 1],
    ],
    { memo: 'Thank you for your business.' },
  ),
  sale('2025-12-03', 'redwood-dental', 'petaluma', [
    ['inspection', 1],
    ['repair-hour', 3.5],
    ['sealant', 6],
  ]),
  sale(
    '2025-12-05',
    'hartwell-maple',
    'petaluma',
    [
      ['gutter-clean', 640],
      ['repair-hour', 2],
    ],
    { note: 'PO 44812' },
  ),
  sale('2025-12-09', 'castillo', 'petaluma', [
    ['service-call', 1],
    ['repair-hour', 1.5],
    ['flashing', 1],
  ]),
  sale('2025-12-12', 'greenleaf-oak', '', [
    ['install-shingle', 31],
    ['shingle', 34],
    ['underlay', 4],
    ['ridge-vent', 12],
  ]),
  sale('2025-12-16', 'abernathy', 'petaluma', [
    ['emergency', 1],
    ['repair-hour', 4],
  ]),
  sale('2025-12-19', 'brightwater', 'marin', [
    ['gutter-clean', 1480],
    ['maint-plan', 4],
  ]),
  sale('2026-01-06', 'whitfield', 'petaluma', [
    ['tearoff', 24],
    ['install-shingle', 24],
    ['shingle', 27],
    ['underlay', 3],
    ['ridge-vent', 10],
    ['permit', 1],
    ['disposal', 2],
  ]),
  sale('2026-01-08', 'tanaka', 'marin', [
    ['skylight-install', 2],
    ['skylight', 2],
    ['flashing', 4],
  ]),
  sale(
    '2026-01-12',
    'sonoma-schools',
    '',
    [
      ['inspection', 6],
      ['drone', 3],
    ],
    { note: 'PO SVSD-2026-0114' },
  ),
  sale('2026-01-15', 'pacheco', 'sonoma', [
    ['tearoff', 42],
    ['install-tpo', 42],
    ['tpo', 46],
    ['disposal', 3],
  ]),
  sale('2026-01-20', 'mccready', 'petaluma', [
    ['repair-hour', 6],
    ['shingle', 3],
    ['sealant', 4],
  ]),
  sale('2026-01-23', 'hartwell-union', 'sonoma', [
    ['install-tpo', 28],
    ['tpo', 31],
    ['flashing', 8],
  ]),
  sale('2026-01-28', 'obrien', 'marin', [
    ['gutter-install', 164],
    ['gutter', 164],
  ]),
  sale('2026-02-02', 'nguyen', 'petaluma', [
    ['vent-fan', 2],
    ['repair-hour', 3],
  ]),
  sale(
    '2026-02-05',
    'st-brendan',
    'petaluma',
    [
      ['repair-hour', 9.25],
      ['flashing', 6],
      ['sealant', 12],
    ],
    { discount: 10 },
  ),
  sale('2026-02-09', 'lindholm', 'petaluma', [
    ['tearoff', 29],
    ['install-shingle', 29],
    ['shingle', 32],
    ['underlay', 3],
    ['disposal', 2],
    ['permit', 1],
  ]),
  sale('2026-02-12', 'harbor-storage', 'marin', [
    ['install-tpo', 65],
    ['tpo', 71],
    ['disposal', 4],
  ]),
  sale('2026-02-17', 'delgado', 'petaluma', [
    ['service-call', 1],
    ['sealant', 2],
  ]),
  sale('2026-02-20', 'briar-creek', 'sonoma', [
    ['gutter-clean', 2210],
    ['repair-hour', 7],
  ]),
  sale('2026-02-25', 'walk-in', 'petaluma', [['service-call', 1]]),
  sale('2026-03-03', 'greenleaf-tam', '', [
    ['siding-labor', 1850],
    ['siding', 2035],
  ]),
  sale('2026-03-05', 'almeida', 'petaluma', [
    ['install-tpo', 16],
    ['tpo', 18],
    ['flashing', 5],
  ]),
  sale('2026-03-09', 'fontaine', 'marin', [
    ['skylight-install', 1],
    ['skylight', 1],
    ['inspection', 1],
  ]),
  sale('2026-03-12', 'keller', 'petaluma', [
    ['tearoff', 55],
    ['install-shingle', 55],
    ['shingle', 61],
    ['underlay', 6],
    ['disposal', 4],
  ]),
  sale('2026-03-17', 'north-bay-pt', 'petaluma', [
    ['maint-plan', 1],
    ['gutter-clean', 220],
  ]),
  sale('2026-03-20', 'vista-inn', 'sonoma', [
    ['drone', 1],
    ['inspection', 2],
  ]),
  sale('2026-03-26', 'petrov', 'petaluma', [
    ['gutter-install', 98],
    ['gutter', 98],
    ['gutter-clean', 98],
  ]),
  sale(
    '2026-04-01',
    'vista-east',
    'sonoma',
    [
      ['tearoff', 74],
      ['install-tpo', 74],
      ['tpo', 80],
      ['flashing', 14],
      ['permit', 1],
    ],
    { note: 'Progress 1 of 2' },
  ),
  sale('2026-04-06', 'rosen', 'marin', [
    ['repair-hour', 5],
    ['shingle', 4],
    ['ridge-vent', 6],
  ]),
  sale('2026-04-09', 'brightwater-ph2', 'marin', [
    ['siding-labor', 960],
    ['siding', 1040],
  ]),
  sale('2026-04-14', 'iverson', 'petaluma', [
    ['tearoff', 21],
    ['install-shingle', 21],
    ['shingle', 23],
    ['underlay', 2],
    ['disposal', 1],
    ['permit', 1],
  ]),
  sale(
    '2026-04-20',
    'dunmore',
    '',
    [
      ['emergency', 3],
      ['inspection', 3],
    ],
    { note: 'Claim 77-20931' },
  ),
  sale('2026-04-24', 'sorensen', 'petaluma', [
    ['vent-fan', 1],
    ['skylight', 1],
    ['skylight-install', 1],
  ]),
  sale('2026-04-29', 'hartwell', 'petaluma', [['maint-plan', 6]], { note: 'PO 45102' }),
  sale('2026-05-05', 'montgomery', 'marin', [
    ['tearoff', 33],
    ['install-shingle', 33],
    ['shingle', 36],
    ['underlay', 4],
    ['disposal', 2],
  ]),
  sale('2026-05-11', 'reyes', 'petaluma', [
    ['repair-hour', 2.75],
    ['sealant', 3],
  ]),
  sale('2026-05-15', 'solano-cold', 'sonoma', [
    ['install-tpo', 120],
    ['tpo', 131],
    ['disposal', 6],
    ['drone', 1],
  ]),
  sale('2026-05-20', 'farnsworth', 'petaluma', [['gutter-clean', 145]]),
  sale(
    '2026-05-27',
    'svsd-gym',
    '',
    [
      ['tearoff', 88],
      ['install-tpo', 88],
      ['tpo', 95],
      ['permit', 1],
    ],
    { note: 'PO SVSD-2026-0377, draw 1' },
  ),
  sale('2026-06-02', 'greenleaf', '', [
    ['drone', 2],
    ['inspection', 2],
  ]),
  sale('2026-06-08', 'okafor', 'petaluma', [
    ['gutter-install', 152],
    ['gutter', 152],
  ]),
  sale(
    '2026-06-15',
    'castillo',
    'petaluma',
    [
      ['tearoff', 16],
      ['install-shingle', 16],
      ['shingle', 18],
      ['underlay', 2],
      ['ridge-vent', 8],
      ['disposal', 1],
    ],
    { discount: 5 },
  ),
  sale('2026-06-22', 'old-mill', 'petaluma', [
    ['repair-hour', 3],
    ['flashing', 2],
  ]),
  sale(
    '2026-06-29',
    'vista-east',
    'sonoma',
    [
      ['install-tpo', 40],
      ['tpo', 44],
    ],
    { note: 'Progress 2 of 2' },
  ),
  sale('2026-07-07', 'whitfield', 'petaluma', [['maint-plan', 1]]),
  sale(
    '2026-07-14',
    'svsd-gym',
    '',
    [
      ['install-tpo', 62],
      ['tpo', 67],
    ],
    { note: 'PO SVSD-2026-0377, draw 2' },
  ),
  sale('2026-07-21', 'delgado', 'petaluma', [
    ['tearoff', 19],
    ['install-shingle', 19],
    ['shingle', 21],
    ['underlay', 2],
    ['permit', 1],
  ]),
  sale('2026-08-03', 'pacheco', 'sonoma', [
    ['repair-hour', 8],
    ['tpo', 2],
    ['sealant', 10],
  ]),
  sale(
    '2026-08-12',
    'hartwell-maple',
    'petaluma',
    [
      ['siding-labor', 720],
      ['siding', 780],
    ],
    { note: 'PO 45377' },
  ),
  sale('2026-08-25', 'nguyen', 'petaluma', [
    ['gutter-clean', 180],
    ['inspection', 1],
  ]),
  sale('2026-09-03', 'briar-creek', 'sonoma', [
    ['install-shingle', 27],
    ['shingle', 30],
    ['underlay', 3],
  ]),
  sale('2026-09-15', 'redwood-dental', 'petaluma', [
    ['maint-plan', 1],
    ['repair-hour', 1],
  ]),
  sale('2026-09-24', 'st-brendan', 'petaluma', [
    ['tearoff', 37],
    ['install-shingle', 37],
    ['shingle', 41],
    ['underlay', 4],
    ['disposal', 3],
  ]),
  sale('2026-10-05', 'keller', 'petaluma', [
    ['gutter-install', 310],
    ['gutter', 310],
  ]),
  sale('2026-10-14', 'greenleaf-oak', '', [
    ['siding-labor', 640],
    ['siding', 700],
    ['skylight-install', 2],
    ['skylight', 2],
  ]),
  sale('2026-10-26', 'brightwater', 'marin', [
    ['gutter-clean', 1480],
    ['repair-hour', 5],
    ['sealant', 8],
  ]),
  sale('2026-11-04', 'mccready', 'petaluma', [
    ['tearoff', 22],
    ['install-shingle', 22],
    ['shingle', 24],
    ['underlay', 3],
    ['ridge-vent', 9],
    ['disposal', 2],
  ]),
  sale('2026-11-11', 'tanaka', 'marin', [
    ['emergency', 1],
    ['repair-hour', 2.5],
    ['sealant', 5],
  ]),
  sale(
    '2026-11-18',
    'hartwell',
    'petaluma',
    [
      ['inspection', 4],
      ['drone', 2],
    ],
    { note: 'PO 45931' },
  ),
];

export type DemoPayment = {
  readonly date: string;
  readonly customer: string;
  /** Name of a payment method. */
  readonly method: string;
  readonly reference?: string;
  /** Invoice numbers paid; an amount (decimal string) where not all that is open. */
  readonly applies: readonly (readonly [invoice: number, amount?: string])[];
  /** More than what is applied: the rest stays unapplied. */
  readonly extra?: string;
};

const paid = (
  date: string,
  customer: string,
  method: string,
  reference: string,
  ...applies: DemoPayment['applies']
): DemoPayment => ({ date, customer, method, reference, applies });

export const demoPayments: readonly DemoPayment[] = [
  paid('2025-12-04', 'okafor', 'Check', '2207', [1001]),
  paid('2025-12-18', 'redwood-dental', 'ACH', 'RFD-1218', [1002]),
  paid('2025-12-09', 'castillo', 'Visa', '', [1004]),
  paid('2026-01-04', 'hartwell', 'ACH', 'HPG-88120', [1003]),
  paid('2026-01-09', 'greenleaf', 'Check', '10442', [1005]),
  paid('2025-12-20', 'abernathy', 'Check', '318', [1006]),
  paid('2026-01-20', 'brightwater', 'Check', '5519', [1007]),
  paid('2026-01-06', 'whitfield', 'Check', '901', [1008, '6000.00']),
  paid('2026-02-06', 'whitfield', 'Check', '914', [1008]),
  paid('2026-01-15', 'tanaka', 'MasterCard', '', [1009]),
  paid('2026-03-10', 'sonoma-schools', 'ACH', 'SVSD-30217', [1010]),
  paid('2026-02-17', 'pacheco', 'Check', '7741', [1011]),
  paid('2026-01-21', 'mccready', 'Visa', '', [1012]),
  paid('2026-02-24', 'hartwell', 'ACH', 'HPG-88391', [1013]),
  paid('2026-02-03', 'obrien', 'Check', '1288', [1014]),
  paid('2026-02-10', 'nguyen', 'Visa', '', [1015]),
  paid('2026-03-08', 'st-brendan', 'Check', '4410', [1016]),
  paid('2026-02-09', 'lindholm', 'Check', '552', [1017, '5000.00']),
  paid('2026-03-19', 'lindholm', 'Check', '560', [1017]),
  paid('2026-03-20', 'harbor-storage', 'ACH', 'HSS-0320', [1018]),
  paid('2026-02-17', 'delgado', 'Cash', '', [1019]),
  paid('2026-03-25', 'briar-creek', 'Check', '2093', [1020]),
  paid('2026-02-25', 'walk-in', 'Cash', '', [1021]),
  paid('2026-04-07', 'greenleaf', 'Check', '10561', [1022]),
  paid('2026-03-22', 'almeida', 'Check', '3377', [1023]),
  paid('2026-03-10', 'fontaine', 'American Express', '', [1024]),
  paid('2026-04-16', 'keller', 'Check', '8102', [1025, '12000.00']),
  paid('2026-04-02', 'north-bay-pt', 'ACH', 'NBPT-77', [1026]),
  paid('2026-04-22', 'vista-inn', 'ACH', 'VIS-2204', [1027]),
  paid('2026-04-03', 'petrov', 'Check', '140', [1028]),
  paid('2026-05-04', 'vista-inn', 'ACH', 'VIS-2291', [1029]),
  paid('2026-04-12', 'rosen', 'Check', '6001', [1030]),
  paid('2026-05-14', 'brightwater', 'Check', '5602', [1031]),
  paid('2026-04-14', 'iverson', 'Check', '77', [1032, '4000.00']),
  paid('2026-06-03', 'dunmore', 'ACH', 'DM-77-20931', [1033]),
  paid('2026-04-30', 'sorensen', 'Visa', '', [1034]),
  paid('2026-06-01', 'hartwell', 'ACH', 'HPG-89005', [1035]),
  paid('2026-05-05', 'montgomery', 'Check', '1190', [1036, '7500.00']),
  paid('2026-05-12', 'reyes', 'Cash', '', [1037]),
  paid('2026-07-20', 'solano-cold', 'ACH', 'SCS-5512', [1038]),
  paid('2026-05-22', 'farnsworth', 'Check', '2031', [1039]),
  paid('2026-07-27', 'sonoma-schools', 'ACH', 'SVSD-31104', [1040]),
  paid('2026-07-06', 'greenleaf', 'Check', '10702', [1041]),
  paid('2026-06-12', 'okafor', 'Check', '2290', [1042]),
  paid('2026-06-22', 'old-mill', 'Check', '518', [1044]),
  paid('2026-08-03', 'vista-inn', 'ACH', 'VIS-2377', [1045]),
  { date: '2026-07-10', customer: 'whitfield', method: 'Check', reference: '951', applies: [[1046]], extra: '60.00' },
  paid('2026-09-21', 'sonoma-schools', 'ACH', 'SVSD-31882', [1047, '15000.00']),
  paid('2026-07-22', 'delgado', 'Check', '3004', [1048, '4500.00']),
  paid('2026-09-04', 'pacheco', 'Check', '7903', [1049]),
  paid('2026-08-26', 'nguyen', 'Visa', '', [1051]),
  paid('2026-10-06', 'briar-creek', 'Check', '2188', [1052, '3000.00']),
  { date: '2026-10-20', customer: 'brightwater', method: 'Check', reference: '5744', applies: [], extra: '1500.00' },
  paid('2026-11-06', 'mccready', 'Visa', '', [1058, '3500.00']),
];

/** Made inactive once the book is written, as an office does with customers it lost. */
export const demoLastMoment = '2026-11-18T16:45:00-08:00';
