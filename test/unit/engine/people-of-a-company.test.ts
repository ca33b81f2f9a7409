/** One QuickBooks customer is one record; a person and a company that are two customers know each other by the company's name. */
import { expect, test } from 'vitest';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';

const detail = (app: FakeApp, key: string) => app.call('records.get', { entity: 'customer', key });
const keyOf = (app: FakeApp, name: string): string =>
  app.platform.all('customer').find((one) => one.body.displayName === name)?.id ?? '';

const dana = { givenName: 'Dana', familyName: 'Reyes', email: 'dana@summit.example' };

test('a person imported from QuickBooks is linked to the company that is here already', async () => {
  const app = await fakeApp();
  const summit = app.platform.add('customer', customer('Summit Group', { companyName: 'Summit Group' })).id;
  app.quickbooks.add('customer', customer('Dana Reyes', { ...dana, companyName: ' summit group' }));
  await app.goLive();
  const person = keyOf(app, 'Dana Reyes');
  expect((await detail(app, person)).named).toEqual({ companyName: summit });
  expect((await detail(app, summit)).named).toEqual({});
  expect((await detail(app, summit)).related.map((one) => [one.title, one.by])).toEqual([
    ['Dana Reyes', 'companyName'],
  ]);
});

test('both come from QuickBooks; a name that is only part of another one says nothing', async () => {
  const app = await fakeApp();
  app.quickbooks.add('customer', customer('Summit Group'));
  app.quickbooks.add('customer', customer('Summit Group West'));
  app.quickbooks.add('customer', customer('Dana Reyes', { ...dana, companyName: 'Summit Group West' }));
  await app.goLive();
  expect((await detail(app, keyOf(app, 'Dana Reyes'))).named).toEqual({ companyName: keyOf(app, 'Summit Group West') });
  expect((await detail(app, keyOf(app, 'Summit Group'))).related).toEqual([]);
});

test('a project of the company is among its projects only, and one record that is both stays one', async () => {
  const app = await fakeApp();
  const both = app.platform.add('customer', customer('Hall Ltd', { companyName: 'Hall Ltd', givenName: 'Ann' })).id;
  app.platform.add('customer', customer('Hall deck', { companyName: 'Hall Ltd', parent: both }));
  await app.goLive();
  expect(app.quickbooks.all('customer')).toHaveLength(2);
  expect((await detail(app, both)).related.map((one) => [one.title, one.by])).toEqual([['Hall deck', null]]);
  const other = app.platform.add('customer', customer('Hall Ltd', { companyName: 'Hall Ltd' })).id;
  await app.sync();
  expect((await detail(app, both)).related.map((one) => one.key)).not.toContain(other);
  app.platform.edit('customer', other, { displayName: 'Hall Limited' });
  await app.sync();
  expect((await detail(app, both)).related.map((one) => [one.title, one.by])).toContainEqual([
    'Hall Limited',
    'companyName',
  ]);
  expect((await detail(app, keyOf(app, 'Hall deck'))).named).toEqual({ companyName: both });
});
