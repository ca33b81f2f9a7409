import { describe, expect, test } from 'vitest';
import { body, entities, json, read, refusal, request, update } from './support.ts';

describe('a vendor', () => {
  const native = {
    Id: '7',
    SyncToken: '0',
    DisplayName: 'Ferro Gutter Crew (deleted)',
    Active: false,
    AcctNum: 'LRE-4410',
    Vendor1099: true,
    Balance: 12.5,
    BillAddr: { Id: '3', Line1: '77 Orchard Ln', City: 'Cotati', CountrySubDivisionCode: 'CA', PostalCode: '94931' },
    TaxIdentifier: 'XXXXX1234',
  };

  test('is read by its plain name, with the number it knows us by', () => {
    expect(read('vendor', native)).toMatchObject({
      life: 'inactive',
      body: {
        displayName: 'Ferro Gutter Crew',
        accountNumber: 'LRE-4410',
        contractor: true,
        address: { line1: '77 Orchard Ln', city: 'Cotati', region: 'CA' },
      },
    });
  });

  test('sends what changed alone, and clears text with an empty one', () => {
    expect(update('vendor', { ...native, Active: true }, { accountNumber: null, contractor: false })).toEqual({
      Id: '7',
      SyncToken: '0',
      sparse: true,
      AcctNum: '',
      Vendor1099: false,
    });
  });

  test('comes back under its plain name', () => {
    const wanted = body('vendor', { displayName: 'Ferro Gutter Crew' });
    expect(json(entities.get('vendor'), request('vendor', 'restore', { body: wanted }))).toMatchObject({
      Active: true,
      DisplayName: 'Ferro Gutter Crew',
    });
    expect(refusal('vendor', { displayName: 'a:b' })).toContain('colon');
  });

  test('is matched by e-mail, name and telephone', () => {
    const made = body('vendor', { displayName: 'Ash & Co.', email: 'Ash@mail.example', mobile: '(707) 555-0155' });
    expect(entities.get('vendor').matchKeys(made)).toEqual([
      { kind: 'email', value: 'ash@mail.example' },
      { kind: 'name', value: 'ash co' },
      { kind: 'phone', value: '7075550155' },
    ]);
  });
});

describe('an account', () => {
  const native = {
    Id: '60',
    SyncToken: '2',
    Name: 'Workers Compensation',
    AccountType: 'Expense',
    AccountSubType: 'Insurance',
    SubAccount: true,
    ParentRef: { value: '59' },
    CurrentBalance: 0,
    Active: true,
  };

  test('is read with its type and its place, and comes from QuickBooks unless told otherwise', () => {
    expect(read('account', native).body).toEqual({
      name: 'Workers Compensation',
      number: null,
      type: 'expense',
      description: null,
      parent: '59',
    });
    expect(entities.get('account').descriptor.defaultDirection).toBe('fromQuickbooks');
  });

  test('is sent with its type, and the detail stays QuickBooks’ own', () => {
    const made = body('account', { name: 'Dump Fees', type: 'costOfGoodsSold' });
    expect(json(entities.get('account'), request('account', 'create', { body: made }))).toEqual({
      Name: 'Dump Fees',
      AccountType: 'Cost of Goods Sold',
    });
    expect(refusal('account', { name: 'a "b"' })).toContain('quotation mark');
  });
});
