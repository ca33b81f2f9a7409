import { beforeEach, describe, expect, test } from 'vitest';
import type { CustomField } from '../../../shared/policy.ts';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';

const NAMES = ['Crew #', 'Season', 'Job site'];
/** QuickBooks' three fields of sales forms, as its settings hold them. */
const PREFERENCES = {
  SalesFormsPrefs: {
    CustomField: [
      {
        CustomField: NAMES.map((_, at) => ({
          Name: `SalesFormsPrefs.UseSalesCustom${at + 1}`,
          Type: 'BooleanType',
          BooleanValue: true,
        })),
      },
      {
        CustomField: NAMES.map((name, at) => ({
          Name: `SalesFormsPrefs.SalesCustomName${at + 1}`,
          Type: 'StringType',
          StringValue: name,
        })),
      },
    ],
  },
};
const crew: CustomField = {
  key: 'crew',
  name: 'Crew',
  type: 'text',
  choices: [],
  entities: ['invoice', 'customer'],
  quickbooks: { sales: '1', purchase: null },
};
const hours: CustomField = {
  ...crew,
  key: 'hours',
  name: 'Hours',
  type: 'number',
  quickbooks: { sales: '3', purchase: null },
};

let app: CompanyApp;
let item: string;
let customer: string;
beforeEach(async () => {
  app = await companyApp();
  app.act({ act: 'settings', set: PREFERENCES });
  const [income] = app.all('Account').filter((one) => one.AccountType === 'Income');
  await app.call('mappings.setLists', { defaultIncomeAccount: income.Id, customFields: [crew, hours] });
  item = await app.make('item', { name: 'Labor', type: 'service', unitPrice: '50' });
  customer = await app.make('customer', { displayName: 'Alder', 'custom.crew': 'north' });
  await app.apply();
});

const make = (more: Record<string, string>): Promise<string> =>
  app.make('invoice', { customer, date: '2026-11-01', lines: [{ item, quantity: '1', unitPrice: '50' }], ...more });
const there = (id = 0): Native => app.all('Invoice')[id];
const said = (native: Native): Record<string, string> =>
  Object.fromEntries(native.CustomField.map((one: Native) => [one.DefinitionId, one.StringValue ?? '']));
const here = async (key: string): Promise<Native> =>
  (await app.call('records.get', { entity: 'invoice', key })).platform;
const edit = async (key: string, changes: Record<string, string | null>): Promise<void> => {
  const detail = await app.call('records.get', { entity: 'invoice', key });
  const revision = detail.revision ?? '';
  await app.call('records.update', { entity: 'invoice', key, revision, changes });
};
const theirEdit = (values: Record<string, string>): void => {
  const native = there();
  const CustomField = native.CustomField.map((one: Native) => ({
    ...one,
    StringValue: values[one.DefinitionId] ?? one.StringValue ?? '',
  }));
  app.act({ act: 'edit', entity: 'Invoice', id: native.Id, set: { CustomField } });
};

describe('custom fields', () => {
  test('travel both ways, each by itself, and what is not paired stays as it is there', async () => {
    const key = await make({ 'custom.crew': 'B', 'custom.hours': '7.50' });
    await app.sync();
    expect(said(there())).toEqual({ 1: 'B', 2: '', 3: '7.5' });
    theirEdit({ 2: 'Spring', 3: '8' });
    await edit(key, { 'custom.crew': 'C' });
    await app.sync();
    await app.sync();
    expect(await here(key)).toMatchObject({ 'custom.crew': 'C', 'custom.hours': '8' });
    expect(said(there())).toEqual({ 1: 'C', 2: 'Spring', 3: '8' });
    await edit(key, { 'custom.crew': null });
    await app.sync();
    expect(said(there())).toEqual({ 1: '', 2: 'Spring', 3: '8' });
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('edited differently on both sides one waits in Review, the other goes on', async () => {
    const key = await make({ 'custom.crew': 'B', 'custom.hours': '7' });
    await app.sync();
    theirEdit({ 1: 'X', 3: '9' });
    await edit(key, { 'custom.crew': 'Y' });
    await app.sync();
    const [row] = (await app.call('review.list', {})).rows;
    const detail = await app.call('review.get', { id: row?.id ?? '' });
    expect(detail.fields[0]?.label).toBe('Crew');
    expect(row?.sentence).not.toContain('Hours');
    expect(await here(key)).toMatchObject({ 'custom.crew': 'Y', 'custom.hours': '9' });
    expect(said(there())[1]).toBe('X');
  });

  test('on customers stay here, whatever else travels', async () => {
    const [native] = app.all('Customer');
    app.act({ act: 'edit', entity: 'Customer', id: native.Id, set: { Notes: 'gate code 5' } });
    await app.sync();
    const { platform } = await app.call('records.get', { entity: 'customer', key: customer });
    expect(platform).toMatchObject({ 'custom.crew': 'north', notes: 'gate code 5' });
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('paired later fill what is empty and blank nothing', async () => {
    await app.call('mappings.setLists', { customFields: [{ ...crew, quickbooks: { sales: null, purchase: null } }] });
    const key = await make({ 'custom.crew': 'B' });
    await app.sync();
    expect(said(there())).toEqual({ 1: '', 2: '', 3: '' });
    await app.call('mappings.setLists', { customFields: [crew] });
    await app.sync();
    expect(said(there())[1]).toBe('B');
    expect(await here(key)).toMatchObject({ 'custom.crew': 'B' });
  });

  test('are suggested by name, and refused by name', async () => {
    const season: CustomField = { ...crew, key: 'season', name: 'season', quickbooks: { sales: null, purchase: null } };
    await app.call('sync.compare');
    await app.call('mappings.setLists', { customFields: [crew, season] });
    const mappings = await app.call('mappings.get');
    expect(mappings.options.customFields.map(({ name }) => name)).toEqual([...NAMES].sort());
    expect(mappings.customSuggestions).toMatchObject([{ key: 'season', form: 'sales', id: '2', confidence: 0.95 }]);
    const refused = async (fields: CustomField[]): Promise<string> =>
      app.call('mappings.setLists', { customFields: fields }).then(
        () => 'taken',
        (failure: { error: { userSentence: string } }) => failure.error.userSentence,
      );
    expect(await refused([crew, { ...crew, key: 'other' }])).toContain('is there twice');
    expect(await refused([crew, { ...season, quickbooks: crew.quickbooks }])).toContain('another one stands for');
    expect(await refused([{ ...crew, name: 'Private note' }])).toContain('have anyway');
    await expect(make({ 'custom.crew': 'x'.repeat(32) })).rejects.toMatchObject({
      error: { userSentence: expect.stringContaining('Crew') },
    });
  });
});
