/** What rows of a file become: the whole decision, over the product's own entities and hostile files. */
import { describe, expect, test } from 'vitest';
import { checkTable, wrongSetup } from '../../../../main/core/table-import/check.ts';
import { guessColumns, guessDateOrder, guessEntity } from '../../../../main/core/table-import/guess.ts';
import { allTargets, descriptorsOf } from '../../../../main/core/table-import/state.ts';
import { tableOf } from '../../../../main/core/table-import/table.ts';
import type { Cell, Known, Rate } from '../../../../main/core/table-import/types.ts';
import { createEntityRegistry } from '../../../../main/entities/index.ts';
import type { TableSetup } from '../../../../shared/contract/import-file.ts';
import type { Body } from '../../../../shared/primitives.ts';

const entities = createEntityRegistry();
const RATES: Rate[] = [
  { key: 'az', name: 'Arizona', percent: '8.6' },
  { key: 'ca', name: 'California', percent: '7.25' },
];

/** A record the workspace has. */
const has = (entity: string, id: string, body: Body, life: Known['life'] = 'live'): Known => {
  const module = entities.get(entity);
  const parsed = module.parse(body);
  if (!parsed.ok) throw new Error(parsed.error.userSentence);
  const whole = module.derive(parsed.body);
  return { entity, id, life, body: whole, title: module.title(whole) };
};

const table = (rows: Cell[][]) => {
  const made = tableOf(rows, 'a.csv');
  if (!made.ok) throw new Error(made.error.userSentence);
  return made.value;
};
const targetsFor = (entity: string) => allTargets(entities.get(entity), entities.all);
const guessed = (entity: string, headers: string[]) =>
  guessColumns(entities.get(entity).descriptor, targetsFor(entity), headers);

function check(
  entity: string,
  rows: Cell[][],
  more: { known?: Known[]; setup?: Partial<TableSetup>; imported?: Map<string, string> } = {},
) {
  const read = table(rows);
  const columns = guessed(entity, read.headers);
  const fixed: Record<string, string> =
    {
      invoice: { status: 'issued' },
      estimate: { status: 'pending' },
      item: { type: 'service' },
      expense: { status: 'approved', paidBy: 'creditCard' },
    }[entity] ?? {};
  const setup: TableSetup = {
    entity,
    columns,
    fixed,
    dateOrder: null,
    missing: 'make',
    unsure: 'leave',
    ...more.setup,
  };
  const wrong = wrongSetup(read, setup, targetsFor(entity));
  if (wrong) throw new Error(wrong.userSentence);
  return checkTable(
    {
      table: read,
      setup,
      modules: entities.all,
      known: (of) => (more.known ?? []).filter((one) => one.entity === of),
      imported: (source) => more.imported?.get(source) ?? null,
      rates: RATES,
      amountsAre: null,
      digest: (text) => text,
      begun: (_, body) => body,
    },
    entities.get(entity),
  ).items;
}
const told = (items: ReturnType<typeof check>) => items.map(({ act, title, reason }) => `${act} ${title}: ${reason}`);

describe('which column is which', () => {
  test('names of other products find their fields', () => {
    expect(
      guessed('customer', ['Client', 'E-mail', 'Phone #', 'Cell', 'Street', 'Zip', 'Service City', 'Shoe size']),
    ).toEqual([
      'displayName',
      'email',
      'phone',
      'mobile',
      'billingAddress.line1',
      'billingAddress.postalCode',
      'shippingAddress.city',
      null,
    ]);
    expect(guessed('customer', ['Address', 'City', 'First Name', 'lastName'])).toEqual([
      'billingAddress.line1',
      'billingAddress.city',
      'givenName',
      'familyName',
    ]);
    expect(guessed('customer', ['Name', 'Address'])).toEqual(['displayName', 'billingAddress']);
    expect(
      guessed('invoice', [
        'Invoice #',
        'Customer name',
        'Customer email',
        'Invoice date',
        'Due date',
        'Product/Service',
        'Qty',
        'Rate',
        'Line total',
        'Tax rate',
        'Total',
      ]),
    ).toEqual([
      'number',
      'customer',
      'customer.email',
      'date',
      'dueDate',
      'lines.item',
      'lines.quantity',
      'lines.unitPrice',
      'lines.amount',
      'taxRate',
      'total',
    ]);
    expect(
      guessed('payment', ['Payment date', 'Client', 'Invoice #', 'Amount', 'Payment method', 'Reference']),
    ).toEqual(['date', 'customer', 'allocations', 'amount', 'method', 'reference']);
    expect(guessed('expense', ['Date', 'Vendor', 'Category', 'Total', 'Paid from'])).toEqual([
      'date',
      'vendor',
      'lines.account',
      'lines.amount',
      'account',
    ]);
    expect(guessed('item', ['Product/Service Name', 'SKU', 'Sales Price / Rate', 'Taxable'])).toEqual([
      'name',
      'sku',
      'unitPrice',
      'taxable',
    ]);
  });

  test('the kind of record is told by its columns, or by the name of the file', () => {
    const kinds = ['customer', 'vendor', 'item', 'invoice', 'payment', 'expense'].map(
      (name) => entities.get(name).descriptor,
    );
    const kind = (headers: string[], name = 'export.csv') =>
      guessEntity(kinds, descriptorsOf(entities.all), headers, name);
    expect(kind(['Client name', 'Email', 'Phone', 'City'])).toBe('customer');
    expect(kind(['Vendor', 'Email', 'Phone', '1099'])).toBe('vendor');
    expect(kind(['Name', 'Email', 'Phone'], 'suppliers.xlsx')).toBe('vendor');
    expect(kind(['Item', 'SKU', 'Price', 'Cost'])).toBe('item');
    expect(kind(['Invoice #', 'Customer', 'Date', 'Item', 'Qty', 'Rate'])).toBe('invoice');
    expect(kind(['Payment date', 'Customer', 'Amount', 'Payment method', 'Invoice #'])).toBe('payment');
    expect(kind(['Date', 'Vendor', 'Category', 'Amount', 'Paid from'])).toBe('expense');
  });

  test('every target is of a field there is, and none twice', () => {
    for (const { descriptor } of entities.all) {
      const ids = targetsFor(descriptor.name).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

describe('what cannot be checked names what is wrong', () => {
  const read = table([
    ['Name', 'Date'],
    ['Dana', '1/2/2026'],
  ]);
  const wrong = (entity: string, more: Partial<TableSetup>) =>
    wrongSetup(
      read,
      { entity, columns: [null, null], fixed: {}, dateOrder: null, missing: 'make', unsure: 'leave', ...more },
      targetsFor(entity),
    )?.userSentence;
  test.each([
    [{ columns: ['displayName'] }, 'columns: must be 2, one for each column of the file.'],
    [{ columns: ['displayName', 'shoe'] }, 'columns.1: "shoe" is nothing a column can become.'],
    [{ columns: ['displayName', 'displayName'] }, 'columns.1: "Date" and "Name" cannot both be Name.'],
    [
      { columns: ['email', null] },
      'columns: none is Name, or Company, or First name, or Last name; choose its column, or one value for all rows.',
    ],
    [{ columns: ['displayName', null], fixed: { shoe: '43' } }, 'fixed.shoe: is nothing that can have a value.'],
  ] as [Partial<TableSetup>, string][])('%j', (more, sentence) => expect(wrong('customer', more)).toBe(sentence));
  test('dates that can be read both ways', () => {
    const setup = { columns: ['customer', 'date'], fixed: { amount: '5' } };
    expect(wrong('payment', setup)).toMatch(/^dateOrder: is needed/);
    expect(wrong('payment', { ...setup, dateOrder: 'dayFirst' })).toBeUndefined();
    expect(guessDateOrder(read, targetsFor('payment'), setup.columns)).toEqual({ order: null, ask: true });
  });
});

describe('tables', () => {
  test('titles above the header, empty rows and columns without a name', () => {
    expect(
      table([
        ['Craig’s Roofing'],
        ['Clients as of 3/4/2026'],
        [],
        ['Name', '', 'E-mail'],
        ['Dana', 'x', 'd@x.example'],
        ['', ' '],
      ]),
    ).toEqual({
      headers: ['Name', 'Column 2', 'E-mail'],
      rows: [{ n: 5, cells: ['Dana', 'x', 'd@x.example'] }],
    });
  });
  test.each([
    [[], 'there is nothing in it'],
    [[[' '], ['']], 'there is nothing in it'],
    [
      [
        ['Dana', 'dana@x.example'],
        ['Karl', 'karl@x.example'],
      ],
      'its first row does not name the columns',
    ],
    [
      [
        ['12', '13'],
        ['14', '15'],
      ],
      'its first row does not name the columns',
    ],
    [[['Name', 'E-mail']], 'there is no row below the names of its columns'],
  ] as [Cell[][], string][])('%j is none', (rows, problem) => {
    const made = tableOf(rows, 'a.csv');
    expect(made.ok ? null : made.error.userSentence).toBe(`a.csv cannot be read: ${problem}.`);
  });
  test('more rows than are checked in one go', () => {
    const rows = [['Name'], ...Array.from({ length: 20_001 }, (_, n) => [`Dana ${n}`])];
    expect(tableOf(rows, 'a.csv')).toMatchObject({ ok: false, error: { code: 'import.tooLarge' } });
  });
  test('the apostrophe a spreadsheet guards a text with, and its ="007", are no part of it', () => {
    expect(
      table([
        ['Name', 'Phone'],
        ['="007"', "'+1 555 010 2030"],
        ["O'Hara", "'twas"],
      ]).rows.map(({ cells }) => cells),
    ).toEqual([
      ['007', '+1 555 010 2030'],
      ["O'Hara", "'twas"],
    ]);
  });
});

describe('names and items', () => {
  const dana = has('customer', 'P1', { displayName: 'Dana Reyes', email: 'dana@x.example', phone: '555 010 2030' });

  test('who is here is recognised by e-mail, name and phone; what is empty is filled, nothing is overwritten', () => {
    const items = check(
      'customer',
      [
        ['Name', 'E-mail', 'Phone', 'Notes'],
        ['D. Reyes', 'DANA@x.example', '555 999 9999', 'Ring twice'],
      ],
      { known: [dana] },
    );
    expect(items).toMatchObject([
      { act: 'fill', id: 'P1', body: { notes: 'Ring twice' }, reason: 'Same e-mail address; gets notes' },
    ]);
    expect(check('customer', [['Name'], ['dana  REYES']], { known: [dana] })).toMatchObject([
      { act: 'same', id: 'P1', reason: 'Same name' },
    ]);
  });

  test('one who may be somebody is left out and says who, or is made all the same', () => {
    const rows = [
      ['Name', 'Phone'],
      ['Karl Weiskopf', '(555) 010-2030'],
    ];
    expect(told(check('customer', rows, { known: [dana] }))).toEqual([
      'refuse Karl Weiskopf: Name may be Dana Reyes, who is here: same phone number, but the names have nothing in common',
    ]);
    expect(check('customer', rows, { known: [dana], setup: { unsure: 'make' } })).toMatchObject([{ act: 'make' }]);
    // A second customer of one name is never made: QuickBooks keeps names apart.
    const same = [
      ['Name', 'E-mail'],
      ['Dana Reyes', 'other@x.example'],
    ];
    expect(check('customer', same, { known: [dana], setup: { unsure: 'make' } })).toMatchObject([{ act: 'refuse' }]);
  });

  test('a name twice in the file is one record; another e-mail address makes it two people, which must be told', () => {
    const items = check('customer', [
      ['Name', 'E-mail', 'Phone'],
      ['Dana Reyes', 'dana@x.example', ''],
      ['DANA REYES', '', '555 010 2030'],
      ['Dana Reyes', 'other@x.example', ''],
    ]);
    expect(told(items)).toEqual([
      'make Dana Reyes: New',
      'same Dana Reyes: The same as row 2; what that one lacks is taken from here',
      'refuse Dana Reyes: Name: row 2 has this name too, with another e-mail address; make the names different',
    ]);
    expect(items[0]?.body).toMatchObject({ email: 'dana@x.example', phone: '555 010 2030' });
  });

  test('projects stand under their clients, whatever the order; circles and missing ones are told', () => {
    const items = check('customer', [
      ['Name', 'Project of'],
      ['Patio', 'Sonora Tile'],
      ['Sonora Tile', ''],
      ['Hill House:Kitchen', ''],
      ['A', 'B'],
      ['B', 'A'],
    ]);
    const made = items.filter(({ act }) => act === 'make');
    expect(made.map(({ title }) => title)).toEqual(['Hill House', 'Sonora Tile', 'Patio', 'Kitchen']);
    expect(made[2]?.body?.parent).toBe(made[1]?.id);
    expect(made[3]?.body?.parent).toBe(made[0]?.id);
    expect(items.filter(({ act }) => act === 'refuse')).toHaveLength(2);
  });

  test('a vendor’s name is no customer’s', () => {
    const vendor = has('vendor', 'V1', { displayName: 'Home Depot' });
    expect(told(check('customer', [['Name'], ['home depot']], { known: [vendor] }))).toEqual([
      'refuse home depot: Name: "home depot" is already the name of a vendor; QuickBooks keeps both in one list',
    ]);
  });

  test('a name is made of the firm or the person; without any the row is refused', () => {
    expect(
      told(
        check('customer', [
          ['First name', 'Last name', 'Company', 'E-mail'],
          ['Dana', 'Reyes', '', ''],
          ['Karl', 'W', 'Weiskopf Consulting', ''],
          ['', '', '', 'who@x.example'],
        ]),
      ),
    ).toEqual(['make Dana Reyes: New', 'make Weiskopf Consulting: New', 'refuse Row 4: Name is needed']);
  });

  test('a line of sums is no record; too long, odd and hostile values are refused alone', () => {
    const long = 'x'.repeat(101);
    expect(
      told(
        check('customer', [
          ['Name', 'E-mail', 'Notes'],
          [long, '', ''],
          ['Tab\tbed', '', ''],
          ['<script>alert(1)</script>', '', '=HYPERLINK("http://x")'],
          ["Robert'); DROP TABLE customer;--", '', ''],
          ['Total', '', '4'],
          ['Totally Tiles', '', ''],
          ['__proto__', '', ''],
          ['constructor', '', ''],
        ]),
      ),
    ).toEqual([
      `refuse ${long}: Name may have at most 100 characters`,
      'refuse Tab\tbed: Name may not contain a colon, tab or line break',
      'make <script>alert(1)</script>: New',
      "make Robert'); DROP TABLE customer;--: New",
      'refuse Row 6: A line of sums, no record',
      'make Totally Tiles: New',
      'make __proto__: New',
      'make constructor: New',
    ]);
  });

  test('items by SKU, with the words of other products for their kinds', () => {
    const known = [has('item', 'I1', { name: 'Shingle', sku: 'SH-1', type: 'nonInventory' })];
    const items = check(
      'item',
      [
        ['Item', 'SKU', 'Price', 'Type', 'Taxable'],
        ['Shingle, red', 'sh-1', '$35.00', 'Product', 'Yes'],
        ['Labor', '', '1,250.5', 'Labour', 'no'],
        ['Nail', '', '0.0125', 'Inventory', ''],
        ['Odd', '', '1', 'Gadget', ''],
      ],
      { known },
    );
    expect(items.map(({ act }) => act)).toEqual(['fill', 'make', 'make', 'refuse']);
    expect(items[0]?.body).toEqual({ unitPrice: '35' });
    expect(items[1]?.body).toMatchObject({ type: 'service', unitPrice: '1250.5', taxable: false });
    expect(items[2]?.body).toMatchObject({ type: 'nonInventory', unitPrice: '0.0125' });
    expect(items[3]?.reason).toMatch(/^Type: "Gadget" is none of Service, Product/);
  });
});

describe('documents', () => {
  const HEAD = ['Invoice #', 'Customer', 'Date', 'Item', 'Description', 'Qty', 'Rate', 'Amount', 'Tax', 'Total'];
  const dana = has('customer', 'P1', { displayName: 'Dana Reyes', email: 'dana@x.example' });
  const roof = has('item', 'I1', { name: 'Roof inspection', type: 'service', taxable: true });
  const known = [dana, roof];
  const invoices = (rows: Cell[][], more: Parameters<typeof check>[2] = {}) =>
    check('invoice', [HEAD, ...rows], { known, ...more });

  test('rows of one number are one document; rows that only go on with it, too', () => {
    const items = invoices([
      ['1042', 'Dana Reyes', '3/14/2026', 'Roof inspection', '', '1', '$185.00', '$185.00', '', '1,240.00'],
      ['1043', 'Dana Reyes', '3/15/2026', 'Roof inspection', '', '2', '10', '', '', ''],
      ['1042', 'Dana Reyes', '3/14/2026', 'Shingles', 'Red', '30', '35', '1050.00', '', '1,240.00'],
      ['', '', '', 'Roof inspection', 'more of 1042', '', '', '5.00', '', ''],
    ]);
    // What goes on belongs to the document of the row above it.
    expect(told(items)).toEqual([
      'make Shingles: Named in row 2; nobody here has the name',
      'make Invoice 1042: New',
      'make Invoice 1043: New',
    ]);
    const [shingles, first, second] = items;
    expect(first).toMatchObject({ rows: [2, 4, 5], amount: '1240.00' });
    expect(first?.body).toMatchObject({
      customer: 'P1',
      number: '1042',
      date: '2026-03-14',
      status: 'issued',
      lines: [
        { item: 'I1', quantity: '1', unitPrice: '185', amount: '185.00' },
        { item: shingles?.id, description: 'Red', quantity: '30', unitPrice: '35', amount: '1050.00' },
        { item: 'I1', description: 'more of 1042', amount: '5.00' },
      ],
    });
    expect(second).toMatchObject({ rows: [3], amount: '20.00' });
  });

  test('a total the lines do not come to is refused with the difference', () => {
    expect(
      told(invoices([['7', 'Dana Reyes', '3/14/2026', 'Roof inspection', '', '2', '90', '180', '', '190']])),
    ).toEqual([
      'refuse Invoice 7: Total: the file says 190.00, its lines come to 180.00 (10.00 apart); a tax or discount column may be missing',
    ]);
    expect(told(invoices([['7', 'Dana Reyes', '3/14/2026', 'Roof inspection', '', '2', '90', '181', '', '']]))).toEqual(
      ['refuse Invoice 7: Line: Amount: 2 times 90 is 180.00, not 181.00'],
    );
  });

  test('the rate of a tax is found by what it came to; none that fits is told', () => {
    const [made] = invoices([
      ['7', 'Dana Reyes', '3/14/2026', 'Roof inspection', '', '1', '100', '', '8.60', '108.60'],
    ]);
    expect(made).toMatchObject({
      act: 'make',
      amount: '108.60',
      body: { taxRate: 'az', taxPercent: '8.6', taxTotal: '8.60' },
    });
    expect(
      told(invoices([['7', 'Dana Reyes', '3/14/2026', 'Roof inspection', '', '1', '100', '', '5.00', '105']])),
    ).toEqual(['refuse Invoice 7: Tax: no tax rate here comes to 5.00; add a column with the rate, or make the rate']);
  });

  test('rows of one number that contradict each other, unknown dates and void ones', () => {
    const rows: Cell[][] = [
      ['Invoice #', 'Customer', 'Date', 'Item', 'Amount', 'Status'],
      ['1', 'Dana Reyes', '3/14/2026', 'Roof inspection', '1', 'Paid'],
      ['1', 'Karl', '3/14/2026', 'Roof inspection', '1', 'Paid'],
      ['2', 'Dana Reyes', 'soon', 'Roof inspection', '1', 'Sent'],
      ['3', 'Dana Reyes', '3/14/2026', 'Roof inspection', '1', 'Void'],
      ['4', '', '3/14/2026', 'Roof inspection', '1', 'draft'],
      ['5', 'Dana Reyes', '3/14/2026', 'Roof inspection', '', 'draft'],
      ['6', 'Dana Reyes', '3/14/2026', 'Roof inspection', '1', 'Draft'],
    ];
    const items = check('invoice', rows, { known, setup: { fixed: {} } });
    expect(told(items)).toEqual([
      'refuse Invoice 1: Customer: row 3 says "Karl", row 2 "Dana Reyes"',
      'refuse Invoice 2: Date: "soon" is not a date',
      'refuse Invoice 3: Status: "Void": it counts no more',
      'refuse Invoice 4: Customer is needed',
      'refuse Invoice 5: Line: Amount is needed for each line',
      'make Invoice 6: New',
    ]);
    expect(items.at(-1)?.body).toMatchObject({ status: 'draft' });
    // Nobody is made for rows that are refused.
    expect(items.some(({ title }) => title === 'Karl')).toBe(false);
  });

  test('whom rows name: by e-mail, made once, or left out where that was chosen', () => {
    const rows: Cell[][] = [
      ['Invoice #', 'Customer', 'Customer email', 'Date', 'Item', 'Amount'],
      ['1', 'Karl', 'karl@x.example', '3/14/2026', 'Roof inspection', '1'],
      ['2', 'karl', '', '3/14/2026', 'Roof inspection', '1'],
      ['3', '', 'DANA@x.example', '3/14/2026', 'Roof inspection', '1'],
      ['4', 'Somebody', 'dana@x.example', '3/14/2026', 'Roof inspection', '1'],
    ];
    const items = check('invoice', rows, { known });
    expect(told(items)).toEqual([
      'make Karl: Named in row 2; nobody here has the name',
      'make Invoice 1: New',
      'make Invoice 2: New',
      'make Invoice 3: New',
      'refuse Invoice 4: Customer: there is no customer called "Somebody", and Dana Reyes has the e-mail address; write one name in both',
    ]);
    expect(items[0]?.body).toMatchObject({ email: 'karl@x.example' });
    expect(items[1]?.body?.customer).toBe(items[0]?.id);
    expect(items[2]?.body?.customer).toBe(items[0]?.id);
    expect(items[3]?.body?.customer).toBe('P1');
    expect(told(check('invoice', rows, { known, setup: { missing: 'refuse' } }))[0]).toBe(
      'refuse Invoice 1: Customer: there is no customer called "Karl" here',
    );
  });

  test('a document that is here: the same is the same, another of its number is told', () => {
    const there = has('invoice', 'D1', {
      number: '1042',
      customer: 'P1',
      date: '2026-03-14',
      status: 'issued',
      lines: [{ item: 'I1', quantity: '1', unitPrice: '100' }],
    });
    const row = (total: string): Cell[][] => [
      ['1042', 'Dana Reyes', '3/14/2026', 'Roof inspection', '', '1', total, '', '', ''],
    ];
    expect(told(invoices(row('100'), { known: [...known, there] }))).toEqual([
      'same Invoice 1042: Same number, customer, date and amount',
    ]);
    expect(told(invoices(row('101'), { known: [...known, there] }))).toEqual([
      'refuse Invoice 1042: Number: "1042" is here already and says something else (100.00, 2026-03-14)',
    ]);
  });

  test('rows that were imported before are known again, whatever became of the record', () => {
    const rows: Cell[][] = [['1042', 'Dana Reyes', '3/14/2026', 'Roof inspection', '', '1', '100', '', '', '']];
    const [made] = invoices(rows);
    const there = has('invoice', 'D1', {
      number: 'A-7',
      customer: 'P1',
      date: '2026-05-01',
      status: 'issued',
      lines: [{ item: 'I1', quantity: '1', unitPrice: '7' }],
    });
    expect(told(invoices(rows, { known: [...known, there], imported: new Map([[made?.source ?? '', 'D1']]) }))).toEqual(
      ['same Invoice A-7: Imported before'],
    );
  });

  test('a number that stands in one row of a document and again in a payment file', () => {
    const open = has('invoice', 'D1', {
      number: '1042',
      customer: 'P1',
      date: '2026-03-14',
      status: 'issued',
      lines: [{ item: 'I1', quantity: '1', unitPrice: '100' }],
    });
    const karl = has('customer', 'P2', { displayName: 'Karl' });
    const items = check(
      'payment',
      [
        ['Date', 'Customer', 'Amount', 'Invoice #', 'Reference'],
        ['3/20/2026', 'Dana Reyes', '60.00', '1042', '1'],
        ['3/21/2026', 'Dana Reyes', '60.00', '#1042', '2'],
        ['3/22/2026', 'Dana Reyes', '60.00', '1042', '3'],
        ['3/22/2026', 'Karl', '60.00', '1042', '4'],
        ['3/22/2026', 'Dana Reyes', '60.00', '9999', '5'],
        ['3/22/2026', 'Dana Reyes', '-60.00', '', '6'],
      ],
      { known: [...known, karl, { ...open, body: { ...open.body, balance: '100.00' } }] },
    );
    expect(told(items)).toEqual([
      'make Payment 1 of 60.00: New',
      'make Payment 2 of 60.00: New; $20.00 of it stays not applied',
      'refuse Row 4: Applied to: nothing of Invoice 1042 is open',
      "refuse Row 5: Applied to: Invoice 1042 is another customer's",
      'refuse Row 6: Applied to: there is no invoice "9999" here; import those first',
      'refuse Row 7: Amount may not be negative',
    ]);
    expect(items[1]?.body).toMatchObject({ allocations: [{ invoice: 'D1', amount: '40.00' }], unapplied: '20.00' });
  });

  test('payments without a number: as many as are here are here, the others are new', () => {
    const one = has('payment', 'X1', { customer: 'P1', date: '2026-03-20', amount: '60.00', allocations: [] });
    const rows: Cell[][] = [
      ['Date', 'Customer', 'Amount'],
      ['3/20/2026', 'Dana Reyes', '60'],
      ['3/20/2026', 'Dana Reyes', '60'],
    ];
    expect(check('payment', rows, { known: [...known, one] }).map(({ act }) => act)).toEqual(['same', 'make']);
  });

  test('expenses name their accounts, which are never made', () => {
    const accounts = [
      has('account', 'A1', { name: 'Visa', type: 'creditCard' }),
      has('account', 'A2', { name: 'Fuel', type: 'expense' }),
    ];
    const items = check(
      'expense',
      [
        ['Date', 'Vendor', 'Category', 'Amount', 'Paid from', 'Memo'],
        ['3/20/2026', 'Shell', 'Fuel', '(12.50)', 'Visa', ''],
        ['3/20/2026', 'Shell', 'Fuel', '$48.10', 'Visa', 'Truck 2'],
        ['3/21/2026', 'Shell', 'Yachts', '1', 'Visa', ''],
      ],
      { known: accounts },
    );
    expect(items.map(({ act, title }) => `${act} ${title}`)).toEqual([
      'make Shell',
      'make Expense of -12.50',
      'make Expense of 48.10',
      'refuse Row 4',
    ]);
    expect(items.at(-1)?.reason).toBe('Line: Account: there is no account called "Yachts" here');
    expect(items[2]?.body).toMatchObject({
      account: 'A1',
      status: 'approved',
      lines: [{ account: 'A2', amount: '48.10' }],
    });
  });
});
