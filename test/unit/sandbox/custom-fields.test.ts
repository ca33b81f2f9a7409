/** Fields of one's own on purchase orders and sales forms: named in the settings, kept on the form. */
import { expect, test } from 'vitest';
import { fault, line } from './ask.ts';
import { type Buying, buying, cost } from './buying.ts';

const settings = (kind: 'Sales' | 'Purchase', names: readonly string[]) => {
  const prefix = kind === 'Sales' ? 'SalesFormsPrefs' : 'PurchasePrefs';
  const field = (name: string, rest: object) => ({ Name: `${prefix}.${name}`, ...rest });
  const flags = names.map((_, at) => field(`Use${kind}Custom${at + 1}`, { Type: 'BooleanType', BooleanValue: true }));
  const titles = names.map((name, at) =>
    field(`${kind}CustomName${at + 1}`, { Type: 'StringType', StringValue: name }),
  );
  return [{ CustomField: flags }, { CustomField: titles }];
};

const order = (here: Buying, more: object = {}) =>
  here.post('/purchaseorder', {
    VendorRef: { value: here.vendor },
    Line: [cost(here.account('Dump Fees'), 10)],
    ...more,
  });

test('a purchase order keeps what stands in its fields', () => {
  const here = buying();
  const POCustomField = settings('Purchase', ['Crew #', 'Site']);
  here.act({ act: 'settings', set: { VendorAndPurchasesPrefs: { BillableExpenseTracking: true, POCustomField } } });
  const CustomField = [{ DefinitionId: '1', Name: 'something else', Type: 'StringType', StringValue: '104' }];
  const made = order(here, { CustomField }).body.PurchaseOrder;
  const crew = { DefinitionId: '1', Name: 'Crew #', Type: 'StringType', StringValue: '104' };
  const site = { DefinitionId: '2', Name: 'Site', Type: 'StringType' };
  expect(made.CustomField).toEqual([crew, site]);
  const { Id } = made;
  const second = here.post('/purchaseorder', {
    ...{ Id, SyncToken: '0', sparse: true },
    CustomField: [{ DefinitionId: '2', Type: 'StringType', StringValue: 'Yard' }],
  }).body.PurchaseOrder;
  expect(second).toMatchObject({ SyncToken: '1', CustomField: [crew, { ...site, StringValue: 'Yard' }] });
  const unknown = { CustomField: [{ DefinitionId: '3', StringValue: 'x' }] };
  expect(fault(order(here, unknown))).toMatchObject({ code: '3000', element: 'CustomField' });
  // What was read is written back without a change; a full update that names none empties them.
  expect(here.post('/purchaseorder', { ...second, sparse: false }).body.PurchaseOrder.SyncToken).toBe('1');
  const { CustomField: _fields, ...rest } = second;
  expect(here.post('/purchaseorder', rest).body.PurchaseOrder.CustomField).toEqual([
    { DefinitionId: '1', Name: 'Crew #', Type: 'StringType' },
    site,
  ]);
});

test('where no field is in use, none is kept', () => {
  const here = buying();
  const CustomField = [{ DefinitionId: '1', StringValue: '104' }];
  expect(order(here, { CustomField }).body.PurchaseOrder.CustomField).toEqual([]);
});

test('sales forms have fields of their own', () => {
  const here = buying();
  here.act({ act: 'settings', set: { SalesFormsPrefs: { CustomField: settings('Sales', ['Job']) } } });
  const body = { CustomerRef: { value: here.customer }, Line: [line(here.item, 1, 5)] };
  const CustomField = [{ DefinitionId: '1', StringValue: 'Roof 7' }];
  expect(here.post('/invoice', { ...body, CustomField }).body.Invoice.CustomField).toEqual([
    { DefinitionId: '1', Name: 'Job', Type: 'StringType', StringValue: 'Roof 7' },
  ]);
  expect(order(here).body.PurchaseOrder.CustomField).toEqual([]);
});
