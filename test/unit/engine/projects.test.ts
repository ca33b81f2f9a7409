/** A project is a customer under its client: what QuickBooks calls a sub-customer. */
import { describe, expect, test } from 'vitest';
import type { Body } from '../../../shared/primitives.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';

async function live(): Promise<CompanyApp> {
  const app = await companyApp();
  await app.apply();
  return app;
}

const customers = (app: CompanyApp): Native[] => app.all('Customer');
const named = (app: CompanyApp, name: string): Native => customers(app).find((one) => one.DisplayName === name);
const get = (app: CompanyApp, key: string) => app.call('records.get', { entity: 'customer', key });
const update = async (app: CompanyApp, key: string, changes: Body): Promise<void> => {
  const { revision } = await get(app, key);
  await app.call('records.update', { entity: 'customer', key, revision: revision ?? '', changes });
};
const refusal = async (act: Promise<unknown>): Promise<string> => {
  const error = await act.then(
    () => null,
    (failure) => failure,
  );
  return error?.error?.userSentence ?? '';
};

describe('a new project', () => {
  test('is a sub-customer at once, after its new client', async () => {
    const app = await live();
    const client = await app.make('customer', customer('Hall Family'));
    const project = await app.make('customer', customer('Hall deck', { parent: client }));
    await app.time.pass(5_000);
    expect(named(app, 'Hall deck')).toMatchObject({
      Job: true,
      ParentRef: { value: named(app, 'Hall Family').Id },
      BillWithParent: false,
      FullyQualifiedName: 'Hall Family:Hall deck',
    });
    expect((await get(app, project)).row).toMatchObject({ state: 'equal', who: 'Hall Family' });
    const { options } = await app.call('records.options', { entity: 'customer', search: 'deck', limit: 5 });
    expect(options.map((one) => [one.title, one.who])).toEqual([['Hall deck', 'Hall Family']]);
    const { related } = await get(app, client);
    expect(related.map((one) => [one.entity, one.title, one.life])).toEqual([['customer', 'Hall deck', 'live']]);
  });

  test('goes under the customer QuickBooks has already', async () => {
    const app = await live();
    const there = app.act({
      act: 'create',
      entity: 'Customer',
      set: { DisplayName: 'Hall', PrimaryEmailAddr: { Address: 'hall@example.com' } },
    }).Customer;
    const client = await app.make('customer', customer('Hall', { email: 'hall@example.com' }));
    await app.make('customer', customer('Hall deck', { parent: client, billWithParent: true }));
    await app.sync();
    await app.sync();
    expect(customers(app)).toHaveLength(2);
    expect(named(app, 'Hall deck')).toMatchObject({ ParentRef: { value: there.Id }, BillWithParent: true });
  });

  test('takes its client along where customers wait for their first document', async () => {
    const app = await live();
    const policy = { creates: { platform: 'always', quickbooks: 'needed' } } as const;
    await app.call('mappings.setEntity', { entity: 'customer', policy });
    await app.make('customer', customer('Lead Only'));
    const client = await app.make('customer', customer('Hall Family'));
    await app.sync();
    expect(customers(app)).toEqual([]);
    await app.make('customer', customer('Hall deck', { parent: client }));
    await app.sync();
    await app.sync();
    expect(customers(app).map((one) => one.FullyQualifiedName)).toEqual(['Hall Family', 'Hall Family:Hall deck']);
  });

  test('stands at most five levels deep, and under nobody below itself', async () => {
    const app = await live();
    const keys: string[] = [];
    for (const level of [1, 2, 3, 4, 5])
      keys.push(await app.make('customer', customer(`Level ${level}`, { parent: keys.at(-1) ?? null })));
    expect(await refusal(app.make('customer', customer('Level 6', { parent: keys.at(-1) ?? null })))).toBe(
      'Project of: may be at most 4 levels deep.',
    );
    expect(await refusal(update(app, keys[0] ?? '', { parent: keys[1] ?? '' }))).toContain('one below it');
    for (const _ of keys) await app.sync();
    expect(named(app, 'Level 5')).toMatchObject({ Level: 4, Job: true });
  });
});

describe('the name of a project', () => {
  test('is no other one of its client, nor of anybody QuickBooks has on the same list', async () => {
    const app = await live();
    const hall = await app.make('customer', customer('Hall'));
    const other = await app.make('customer', customer('Ortiz'));
    const vendor = await app.make('vendor', { displayName: 'Lumber Yard' });
    const deck = await app.make('customer', customer('Deck', { parent: hall }));
    const make = (name: string, parent: string) => refusal(app.make('customer', customer(name, { parent })));
    expect(vendor).not.toBe('');
    expect(await make('DECK', hall)).toBe('Name: is already the name of another project of Hall.');
    expect(await make('Deck', other)).toBe(
      'Name: is already the name of another customer, and QuickBooks keeps all names in one list; add the client, as in "Deck, Ortiz".',
    );
    expect(await make('Lumber Yard', other)).toContain('already the name of a vendor');
    expect(await make('Deck: phase 2', other)).toContain('colon');
    expect(await make('Deck, Ortiz', other)).toBe('');
    // Its own name is no hindrance to an edit, and moving it to another client asks again.
    await update(app, deck, { parent: other });
    await update(app, deck, { displayName: 'deck' });
    await app.sync();
    expect((await get(app, deck)).row.state).toBe('equal');
  });
});

describe('a project on both sides', () => {
  async function pair() {
    const app = await live();
    const hall = await app.make('customer', customer('Hall'));
    const ortiz = await app.make('customer', customer('Ortiz'));
    const deck = await app.make('customer', customer('Deck', { parent: hall }));
    await app.sync();
    await app.sync();
    return { app, hall, ortiz, deck };
  }

  test('moves to another client, from either side', async () => {
    const { app, hall, ortiz, deck } = await pair();
    await update(app, deck, { parent: ortiz });
    await app.sync();
    expect(named(app, 'Deck').FullyQualifiedName).toBe('Ortiz:Deck');
    app.act({
      act: 'edit',
      entity: 'Customer',
      id: named(app, 'Deck').Id,
      set: { DisplayName: 'Deck and porch', ParentRef: { value: named(app, 'Hall').Id }, BillWithParent: true },
    });
    await app.sync();
    expect((await get(app, deck)).platform).toMatchObject({
      displayName: 'Deck and porch',
      parent: hall,
      billWithParent: true,
    });
    await update(app, deck, { parent: null });
    await app.sync();
    expect(named(app, 'Deck and porch')).toMatchObject({ Job: false, BillWithParent: false });
    expect(named(app, 'Deck and porch').ParentRef).toBeUndefined();
    expect((await get(app, deck)).row.state).toBe('equal');
  });

  test('is made in QuickBooks', async () => {
    const { app, hall } = await pair();
    const { Customer } = app.act({
      act: 'create',
      entity: 'Customer',
      set: { DisplayName: 'Shed', Job: true, ParentRef: { value: named(app, 'Hall').Id } },
    });
    await app.sync();
    const key = app.store.counterpart('customer', 'quickbooks', Customer.Id) ?? '';
    expect((await get(app, key)).platform).toMatchObject({ displayName: 'Shed', parent: hall });
  });

  test('is completed by becoming inactive, and taken up again', async () => {
    const { app, hall, deck } = await pair();
    const remove = async (key: string) => {
      const { revision } = await get(app, key);
      return app.call('records.remove', { entity: 'customer', key, revision: revision ?? '', mode: 'deactivate' });
    };
    expect(await refusal(remove(hall))).toBe('Hall cannot be removed: Deck belongs to it and is still active.');
    await remove(deck);
    await app.sync();
    const id = app.store.counterpart('customer', 'platform', deck) ?? '';
    const native = () => app.ask(`/customer/${id}`).Customer;
    expect(native()).toMatchObject({ Active: false, DisplayName: 'Deck (deleted)' });
    expect((await get(app, hall)).related.map((one) => [one.title, one.life])).toEqual([['Deck', 'inactive']]);
    await app.call('records.restore', {
      entity: 'customer',
      key: deck,
      revision: (await get(app, deck)).revision ?? '',
    });
    await app.sync();
    expect(native()).toMatchObject({ Active: true, FullyQualifiedName: 'Hall:Deck' });
  });

  test('is whom a document is for', async () => {
    const { app, hall, deck } = await pair();
    const accounts: Native[] = app.all('Account');
    await app.call('mappings.setLists', {
      defaultIncomeAccount: accounts.find((one) => one.AccountType === 'Income')?.Id,
    });
    const what = await app.make('item', item('Boards'));
    const made = await app.make('invoice', invoice('1042', deck, [{ item: what, quantity: '1', unitPrice: '100' }]));
    await app.sync();
    await app.sync();
    expect(app.all('Invoice')[0].CustomerRef.value).toBe(named(app, 'Deck').Id);
    const { row, related } = await get(app, deck);
    expect(row.state).toBe('equal');
    expect(related.map((one) => one.key)).toEqual([made]);
    // The client pays for its project.
    await app.make('payment', {
      customer: hall,
      date: '2026-11-20',
      amount: '100.00',
      allocations: [{ invoice: made, amount: '100.00' }],
    });
    await app.sync();
    await app.sync();
    expect(app.all('Invoice')[0].Balance).toBe(0);
    expect((await app.call('records.get', { entity: 'invoice', key: made })).row.state).toBe('equal');
  });
});
