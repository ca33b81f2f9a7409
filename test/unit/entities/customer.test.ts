import { describe, expect, test } from 'vitest';
import { body, context, entities, type Json, json, read, refusal, request, update } from './support.ts';

const customer = entities.get('customer');
const native = (more: Json = {}): Json => ({
  Id: '7',
  SyncToken: '0',
  DisplayName: 'Marlow Kitchens',
  GivenName: 'Tessa',
  FamilyName: 'Marsh',
  CompanyName: 'Marlow Kitchens',
  PrintOnCheckName: 'Marlow Kitchens',
  Active: true,
  Taxable: true,
  PrimaryEmailAddr: { Address: 'tessa@example.com' },
  PrimaryPhone: { FreeFormNumber: '(555) 555-0101' },
  BillAddr: { Id: '12', Line1: '14 Alder Lane', City: 'Fairhaven', CountrySubDivisionCode: 'OR', PostalCode: '97001' },
  MetaData: { CreateTime: '2026-01-02T03:04:05-08:00', LastUpdatedTime: '2026-02-03T04:05:06-08:00' },
  ...more,
});

describe('reading', () => {
  test('the revision, life and time of a record', () => {
    expect(read('customer', native())).toMatchObject({
      id: '7',
      revision: '0',
      life: 'live',
      changedAt: '2026-02-03T04:05:06-08:00',
    });
  });

  test.each([
    ['Marlow Kitchens (deleted)', 'Marlow Kitchens'],
    ['Marlow Kitchens (deleted 2)', 'Marlow Kitchens'],
    ['Marlow (deleted) Kitchens', 'Marlow (deleted) Kitchens'],
  ])('an inactive name: %s', (shown, plain) => {
    const inactive = read('customer', native({ DisplayName: shown, Active: false }));
    expect(inactive.life).toBe('inactive');
    expect(inactive.body?.displayName).toBe(plain);
  });

  test('a live customer may be called (deleted)', () => {
    expect(read('customer', native({ DisplayName: 'X (deleted)' })).body?.displayName).toBe('X (deleted)');
  });

  test('a tombstone has no body', () => {
    const gone = {
      domain: 'QBO',
      status: 'Deleted',
      Id: '9',
      MetaData: { LastUpdatedTime: '2026-05-01T00:00:00-07:00' },
    };
    expect(read('customer', gone)).toEqual({
      id: '9',
      revision: 'deleted',
      life: 'deleted',
      changedAt: '2026-05-01T00:00:00-07:00',
      body: null,
    });
  });

  test.each([null, 'text', 5, [], {}, { BillAddr: 'nowhere', PrimaryPhone: null, ParentRef: [] }])(
    'nonsense does not throw: %j',
    (value) => {
      expect(() => read('customer', value)).not.toThrow();
    },
  );

  test('what QuickBooks changes by itself is no change of ours', () => {
    const noisy = native({
      PrintOnCheckName: 'Somebody',
      FullyQualifiedName: 'A:B',
      V4IDPseudonym: '00',
      ClientEntityId: '0',
      Balance: 12,
      sparse: true,
      BillAddr: { ...(native().BillAddr as Json), Id: '99', Lat: 'INVALID', Long: 'INVALID' },
    });
    expect(read('customer', noisy).body).toEqual(read('customer', native()).body);
  });
});

describe('addresses that were re-flowed into lines', () => {
  const structured = read('customer', native()).body?.billingAddress;
  test.each([
    ['the plain form', ['14 Alder Lane', 'Fairhaven, OR  97001']],
    ['with the person above', ['Tessa Marsh', '14 Alder Lane', 'Fairhaven, OR  97001']],
    ['with person and company', ['Tessa Marsh', 'Marlow Kitchens', '14 Alder Lane', 'Fairhaven, OR 97001']],
  ])('%s equals the structured one', (_, parts) => {
    const lines = Object.fromEntries(parts.map((part, index) => [`Line${index + 1}`, part]));
    expect(read('customer', native({ BillAddr: { Id: '13', ...lines } })).body?.billingAddress).toEqual(structured);
  });

  test('a country below the city is told apart', () => {
    const lines = { Line1: '1 King St', Line2: 'Toronto, ON M5V 2T6', Line3: 'Canada' };
    expect(read('customer', native({ BillAddr: lines })).body?.billingAddress).toMatchObject({
      line1: '1 King St',
      city: 'Toronto',
      region: 'ON',
      postalCode: 'M5V 2T6',
      country: 'Canada',
    });
  });

  test('lines that are no such text stay lines', () => {
    const lines = { Line1: 'Warehouse', Line2: 'Behind the mill' };
    expect(read('customer', native({ BillAddr: lines })).body?.billingAddress).toMatchObject({
      line1: 'Warehouse',
      line2: 'Behind the mill',
      city: null,
    });
  });
});

describe('writing', () => {
  test('a create sends what there is and nothing empty', () => {
    const made = body('customer', { displayName: ' Ash & Co ', email: 'ash@example.com', notes: 'a\r\nb' });
    expect(json(customer, request('customer', 'create', { body: made }))).toEqual({
      DisplayName: 'Ash & Co',
      PrimaryEmailAddr: { Address: 'ash@example.com' },
      Notes: 'a\nb',
      Taxable: true,
    });
  });

  test('an update names only what changed; the token "0" is a token', () => {
    expect(update('customer', native(), { phone: '555 1' })).toEqual({
      Id: '7',
      SyncToken: '0',
      sparse: true,
      PrimaryPhone: { FreeFormNumber: '555 1' },
    });
  });

  test('clearing is said in the way QuickBooks understands', () => {
    const cleared = update('customer', native({ ParentRef: { value: '3' }, Job: true }), {
      email: null,
      phone: null,
      companyName: null,
      notes: null,
      billingAddress: null,
      parent: null,
    });
    expect(cleared).toEqual({
      Id: '7',
      SyncToken: '0',
      sparse: true,
      PrimaryEmailAddr: { Address: '' },
      PrimaryPhone: { FreeFormNumber: '' },
      CompanyName: '',
      Notes: '',
      BillAddr: { Line1: '', Line2: '', City: '', CountrySubDivisionCode: '', PostalCode: '', Country: '' },
      Job: false,
      ParentRef: { value: '' },
    });
    expect(JSON.stringify(cleared)).not.toContain('null');
  });

  test('a project is a sub-customer, billed with its client where that is wanted', () => {
    const made = body('customer', { displayName: 'Deck', parent: '3' });
    expect(json(customer, request('customer', 'create', { body: made }))).toEqual({
      DisplayName: 'Deck',
      Taxable: true,
      Job: true,
      ParentRef: { value: '3' },
    });
    const billed = body('customer', { displayName: 'Deck', parent: '3', billWithParent: true });
    expect(json(customer, request('customer', 'create', { body: billed }))).toMatchObject({ BillWithParent: true });
    const there = native({ ParentRef: { value: '3' }, Job: true, BillWithParent: true });
    expect(read('customer', there).body).toMatchObject({ parent: '3', billWithParent: true });
    expect(update('customer', there, { billWithParent: null })).toMatchObject({ BillWithParent: false });
    expect(update('customer', there, { parent: null, billWithParent: null })).toEqual({
      Id: '7',
      SyncToken: '0',
      sparse: true,
      Job: false,
      ParentRef: { value: '' },
      BillWithParent: false,
    });
  });

  test("who is nobody's project is billed with nobody", () => {
    expect(body('customer', { displayName: 'Deck', billWithParent: true }).billWithParent).toBeNull();
    expect(read('customer', native({ BillWithParent: true })).body?.billWithParent).toBeNull();
  });

  test('a changed city keeps street lines we show as two', () => {
    const five = {
      Line1: 'c/o Office',
      Line2: 'Building 4',
      Line3: '14 Alder Lane',
      City: 'Fairhaven',
      CountrySubDivisionCode: 'OR',
      PostalCode: '97001',
    };
    const before = read('customer', native({ BillAddr: five })).body?.billingAddress as Json;
    expect(before.line2).toBe('Building 4, 14 Alder Lane');
    const sent = update('customer', native({ BillAddr: five }), { billingAddress: { ...before, city: 'Ashbury' } });
    expect(sent.BillAddr).toMatchObject({
      Line1: 'c/o Office',
      Line2: 'Building 4',
      Line3: '14 Alder Lane',
      City: 'Ashbury',
    });
  });

  test('a shorter street clears the lines that are left', () => {
    const native3 = native({ BillAddr: { Line1: 'a', Line2: 'b', Line3: 'c', City: 'X', PostalCode: '1' } });
    const before = read('customer', native3).body?.billingAddress as Json;
    const sent = update('customer', native3, { billingAddress: { ...before, line1: 'z', line2: null } });
    expect(sent.BillAddr).toMatchObject({ Line1: 'z', Line2: '', Line3: '' });
  });

  test('leaving and coming back', () => {
    expect(json(customer, request('customer', 'remove', { mode: 'deactivate', revision: '4' }))).toEqual({
      Id: '7',
      SyncToken: '4',
      sparse: true,
      Active: false,
    });
    const inactive = native({ Active: false, DisplayName: 'Marlow Kitchens (deleted)' });
    const again = read('customer', inactive).body;
    expect(json(customer, request('customer', 'restore', { body: again, native: inactive }))).toEqual({
      Id: '7',
      SyncToken: '0',
      sparse: true,
      Active: true,
      DisplayName: 'Marlow Kitchens',
    });
  });

  test('a job names its parent', () => {
    const job = body('customer', { displayName: 'Roof', parent: '3' });
    expect(json(customer, request('customer', 'create', { body: job }))).toMatchObject({
      Job: true,
      ParentRef: { value: '3' },
    });
  });
});

test('the probe knows a customer by name and how to reach them', () => {
  const wanted = body('customer', { displayName: "O'Neil \\ Sons", email: 'a@example.com' });
  const probe = customer.quickbooks.probe(request('customer', 'create', { body: wanted }));
  expect(probe?.fits(wanted)).toBe(true);
  expect(probe?.fits({ ...wanted, email: 'other@example.com' })).toBe(false);
  expect(customer.quickbooks.probe(request('customer', 'update', { body: wanted }))).toBeNull();
});

test('input is named when it is wrong', () => {
  expect(refusal('customer', { displayName: 'x'.repeat(200) })).toBe(
    'input.invalid Name: may have at most 100 characters.',
  );
  expect(refusal('customer', {})).toBe('input.invalid Name: is needed.');
  expect(refusal('customer', { displayName: 'A:B' })).toContain('Name: may not contain a colon');
  expect(refusal('customer', { displayName: 'A', email: 'nobody' })).toContain('E-mail: is not an e-mail address');
  expect(refusal('customer', { displayName: 'A', emial: 'x' })).toContain('emial');
  expect(refusal('customer', { displayName: 'A', billingAddress: { street: 'x' } })).toContain('Billing address');
  expect(refusal('customer', { displayName: 5 })).toContain('Name');
});

test('an empty address is none, blanks are null', () => {
  expect(body('customer', { displayName: 'A', phone: ' ', billingAddress: { line1: ' ', city: '' } })).toMatchObject({
    phone: null,
    billingAddress: null,
  });
});

test('keys for meeting the same customer again, strongest first', () => {
  const keys = customer.matchKeys(
    body('customer', { displayName: 'Marlow, Kitchens Inc.', email: 'T@Example.com', phone: '+1 (555) 555-0101' }),
  );
  expect(keys).toEqual([
    { kind: 'email', value: 't@example.com' },
    { kind: 'name', value: 'marlow kitchens inc' },
    { kind: 'phone', value: '5555550101' },
  ]);
});

test('context of another company changes nothing for a customer', () => {
  expect(read('customer', native(), context({ defaultTaxCode: '2' }))).toEqual(read('customer', native()));
});
