import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

const NUMBERED = ['invoice', 'estimate', 'creditMemo', 'refundReceipt', 'purchaseOrder'];

async function ready(): Promise<{ app: FakeApp; who: string; what: string }> {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  await app.goLive();
  return { app, who, what };
}

const number = (app: FakeApp, entity: string, prefix: string, next: string, on = true): Promise<unknown> =>
  app.call('mappings.setEntity', { entity, policy: { numbering: { on, prefix, next } } });

const add = async (app: FakeApp, who: string, what: string, more = {}, entity = 'invoice'): Promise<unknown> => {
  const body = { ...invoice('', who, [{ item: what, quantity: '1', unitPrice: '10' }]), ...more };
  const { key } = await app.call('records.create', { entity, body });
  return app.platform.records.get(`${entity}/${key}`)?.body.number;
};

describe('numbers of new documents', () => {
  test('are left to QuickBooks unless the setting says otherwise', async () => {
    const { app, who, what } = await ready();
    expect(await add(app, who, what)).toBeNull();
    const { entities } = await app.call('mappings.get', {});
    expect(
      entities
        .filter((one) => one.numbers !== null)
        .map((one) => one.entity)
        .sort(),
    ).toEqual(NUMBERED.sort());
    expect(entities.every((one) => !one.policy.numbering.on)).toBe(true);
  });

  test('are given from the chosen start, with its prefix and its zeros, and kept where one was typed', async () => {
    const { app, who, what } = await ready();
    await number(app, 'invoice', 'INV-', '0098');
    expect(await add(app, who, what)).toBe('INV-0098');
    expect(await add(app, who, what, { number: 'A7' })).toBe('A7');
    expect(await add(app, who, what)).toBe('INV-0099');
    expect(await add(app, who, what)).toBe('INV-0100');
    const { entities } = await app.call('mappings.get', {});
    expect(entities.find((one) => one.entity === 'invoice')?.numbers?.coming).toBe('INV-0101');
    await app.sync();
    expect(app.quickbooks.all('invoice').map((one) => one.body.number)).toEqual([
      'INV-0098',
      'A7',
      'INV-0099',
      'INV-0100',
    ]);
  });

  test('pass over what either side has, void ones and other sales forms included', async () => {
    const { app, who, what } = await ready();
    await number(app, 'invoice', 'INV-', '1');
    await add(app, who, what, { number: 'inv-1' });
    const there = app.quickbooks.all('customer')[0]?.id ?? '';
    const thing = app.quickbooks.all('item')[0]?.id ?? '';
    const lines = [{ item: thing, quantity: '1', unitPrice: '10' }];
    app.quickbooks.add('invoice', invoice('INV-2', there, lines));
    const gone = app.quickbooks.add('invoice', invoice('INV-3', there, lines));
    app.quickbooks.edit('invoice', gone.id, {}, 'void');
    app.quickbooks.add('creditMemo', invoice('INV-4', there, lines));
    await app.sync();
    expect(await add(app, who, what)).toBe('INV-5');
  });

  test('of two made at once differ, and what is refused leaves no gap', async () => {
    const { app, who, what } = await ready();
    await number(app, 'invoice', '', '500');
    await expect(app.call('records.create', { entity: 'invoice', body: { customer: who } })).rejects.toThrow();
    expect(await Promise.all([add(app, who, what), add(app, who, what)])).toEqual(['500', '501']);
  });

  test('are given to whatever is numbered, and to what is made of an estimate', async () => {
    const { app, who, what } = await ready();
    await number(app, 'estimate', 'E', '1');
    await number(app, 'invoice', 'I', '1');
    const body = { ...invoice('', who, [{ item: what, quantity: '1', unitPrice: '10' }]), status: 'pending' };
    const { key } = await app.call('records.create', { entity: 'estimate', body });
    expect(app.platform.records.get(`estimate/${key}`)?.body.number).toBe('E1');
    const made = await app.call('records.convert', {
      entity: 'estimate',
      key,
      date: '2026-03-01',
      share: { of: 'rest' },
    });
    expect(app.platform.records.get(`invoice/${made.key}`)?.body.number).toBe('I1');
  });

  test('a prefix and digits that QuickBooks could not hold are refused by name', async () => {
    const { app } = await ready();
    await expect(number(app, 'invoice', 'LONGER-BY-FAR-', '1')).rejects.toThrow(/prefix/i);
    await expect(number(app, 'invoice', 'INV-', '12a')).rejects.toThrow(/next/i);
    await expect(number(app, 'invoice', 'TWELVE-LONG-', '0123456789')).rejects.toThrow(/21/);
  });

  test('mappings tell whether QuickBooks gives numbers at all', async () => {
    const { app } = await ready();
    const gives = async () =>
      (await app.call('mappings.get', {})).entities.find((one) => one.entity === 'invoice')?.numbers?.quickbooksGives;
    expect(await gives()).toBeNull();
    for (const [customNumbers, given] of [
      ['true', false],
      ['false', true],
    ] as const) {
      app.quickbooks.facts = { ...app.quickbooks.facts, customNumbers };
      await app.call('connection.test', {});
      expect(await gives()).toBe(given);
    }
  });
});

describe('a number that QuickBooks refuses all the same', () => {
  const refused = async (): Promise<{ app: FakeApp; id: string; key: string }> => {
    const { app, who, what } = await ready();
    await number(app, 'invoice', 'INV-', '7');
    app.quickbooks.refuses = ({ body }) =>
      body?.number === 'INV-7'
        ? appError('quickbooks.duplicateNumber', { title: 'Invoice INV-7' }, { native: { faultCode: '6140' } })
        : null;
    await add(app, who, what);
    await app.sync();
    const id = (await app.call('problems.list', {})).groups[0]?.problems[0]?.id ?? '';
    const key = app.platform.all('invoice')[0]?.id ?? '';
    return { app, id, key };
  };

  test('takes the next of the workspace in one click, and goes', async () => {
    const { app, id } = await refused();
    expect(await app.call('problems.renumber', { id })).toEqual({ number: 'INV-8' });
    await app.time.pass(5_000);
    expect(app.quickbooks.all('invoice').map((one) => one.body.number)).toEqual(['INV-8']);
  });

  test('is linked to the document that has it in one click', async () => {
    const { app, id, key } = await refused();
    const there = app.quickbooks.all('customer')[0]?.id ?? '';
    const thing = app.quickbooks.all('item')[0]?.id ?? '';
    const other = app.quickbooks.add(
      'invoice',
      invoice('INV-7', there, [{ item: thing, quantity: '2', unitPrice: '10' }], { date: '2026-01-05' }),
    );
    await app.call('problems.linkExisting', { id, quickbooksId: other.id });
    expect(await app.call('records.get', { entity: 'invoice', key })).toMatchObject({
      platformLife: 'live',
      quickbooksLife: 'live',
    });
    expect(app.quickbooks.all('invoice')).toHaveLength(1);
  });

  test('can be skipped, and the record says so', async () => {
    const { app, id, key } = await refused();
    await app.call('problems.skip', { id });
    expect((await app.call('records.get', { entity: 'invoice', key })).row.state).toBe('notSynced');
  });
});
