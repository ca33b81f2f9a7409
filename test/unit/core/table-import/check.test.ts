/** What rows of a file become: the whole decision, over the product's own entities and hostile files. */
import { describe, expect, test } from 'vitest';
import { tableOf } from '../../../../main/core/table-import/table.ts';
import type { Cell } from '../../../../main/core/table-import/types.ts';
import { check, has, table, told } from './checking.ts';

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
