import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../../main/core/table-import/types.ts';
import { check, has, told } from './checking.ts';

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
