import { expect, test } from 'vitest';
import { companyApp } from '../../support/fakes/company-app.ts';

const LINE = { id: '', kind: 'item', description: null, quantity: '1', unitPrice: '80', taxable: false };

/** An app whose company has terms and a customer with some of its own. */
async function ground() {
  const app = await companyApp();
  const { Term: net45 } = app.act({ act: 'create', entity: 'Term', set: { Name: 'Net 45', DueDays: 45 } });
  app.act({
    act: 'create',
    entity: 'Customer',
    set: { DisplayName: 'Pine Ridge HOA', SalesTermRef: { value: net45.Id } },
  });
  await app.apply();
  const named = async (entity: string, search: string): Promise<string> => {
    const { options } = await app.call('records.options', { entity, search, limit: 5 });
    return options[0]?.id ?? '';
  };
  const income = app.all('Account').find((one) => one.AccountType === 'Income')?.Id ?? '';
  await app.call('mappings.setLists', { defaultIncomeAccount: income });
  const item = await app.make('item', { name: 'Repair', type: 'service', unitPrice: '80', taxable: false });
  return { app, named, item, term: net45.Id as string };
}

test('terms come from QuickBooks, and a customer has its own', async () => {
  const { app, named } = await ground();
  const key = await named('customer', 'Pine Ridge');
  const { platform, titles } = await app.call('records.get', { entity: 'customer', key });
  expect(platform?.terms).toBe(await named('term', 'Net 45'));
  expect(titles[String(platform?.terms)]).toBe('Net 45');
});

test('an invoice takes its terms along, and its due date is the one QuickBooks would give', async () => {
  const { app, named, item, term } = await ground();
  const customer = await named('customer', 'Pine Ridge');
  const terms = await named('term', 'Net 45');
  const key = await app.make('invoice', { customer, date: '2026-11-19', terms, lines: [{ ...LINE, item }] });
  await app.sync();
  const there = app.all('Invoice')[0];
  expect(there).toMatchObject({ SalesTermRef: { value: term }, DueDate: '2027-01-03' });
  expect((await app.call('records.get', { entity: 'invoice', key })).row.state).toBe('equal');

  // Other terms chosen there: they come over with their day.
  const { Term: soon } = app.act({ act: 'create', entity: 'Term', set: { Name: 'Net 7', DueDays: 7 } });
  app.act({
    act: 'edit',
    entity: 'Invoice',
    id: there.Id,
    set: { SalesTermRef: { value: soon.Id }, DueDate: '2026-11-26' },
  });
  await app.sync();
  await app.sync();
  const after = await app.call('records.get', { entity: 'invoice', key });
  expect(after.platform).toMatchObject({ terms: await named('term', 'Net 7'), dueDate: '2026-11-26' });
  expect(after.row.state).toBe('equal');
});

test('an estimate hands its terms to the invoice made of it', async () => {
  const { app, named, item } = await ground();
  const customer = await named('customer', 'Pine Ridge');
  const terms = await named('term', 'Net 45');
  const key = await app.make('estimate', {
    customer,
    date: '2026-11-19',
    status: 'pending',
    terms,
    lines: [{ ...LINE, item }],
  });
  await app.sync();
  const made = await app.call('records.convert', {
    entity: 'estimate',
    key,
    date: '2026-11-20',
    share: { of: 'rest' },
  });
  await app.sync();
  const { platform, row } = await app.call('records.get', { entity: 'invoice', key: made.key });
  expect(platform).toMatchObject({ terms, dueDate: '2027-01-04' });
  expect(row.state).toBe('equal');
});

test('while terms do not sync, documents go without them and get them when they do', async () => {
  const { app, item } = await ground();
  const customer = await app.make('customer', { displayName: 'Cool Cars' });
  await app.call('mappings.setEntity', { entity: 'term', policy: { enabled: false } });
  const terms = await app.make('term', { name: 'Net 9', type: 'days', dueDays: '9' });
  const key = await app.make('invoice', { customer, date: '2026-11-19', terms, lines: [{ ...LINE, item }] });
  await app.sync();
  expect(app.all('Invoice')[0]).toMatchObject({ DueDate: '2026-11-28' });
  await app.call('mappings.setEntity', { entity: 'term', policy: { enabled: true } });
  await app.sync();
  await app.sync();
  const there = app.all('Term').find((one) => one.Name === 'Net 9');
  expect(app.all('Invoice')[0].SalesTermRef).toMatchObject({ value: there.Id });
  expect((await app.call('records.get', { entity: 'invoice', key })).row.state).toBe('equal');
});
