import { describe, expect, test } from 'vitest';
import { wrongSetup } from '../../../../main/core/table-import/check.ts';
import { guessDateOrder, guessEntity } from '../../../../main/core/table-import/guess.ts';
import { descriptorsOf } from '../../../../main/core/table-import/state.ts';
import type { TableSetup } from '../../../../shared/contract/import-file.ts';
import { entities, guessed, table, targetsFor } from './checking.ts';

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
