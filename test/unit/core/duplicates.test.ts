import { describe, expect, test } from 'vitest';
import { findTwins, type Twin } from '../../../main/core/duplicates.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { Body } from '../../../shared/primitives.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';

const entities = createEntityRegistry();

/** Twins among bodies named a, b, c…; the last `settled` of them have a counterpart already. */
function twins(entity: string, bodies: Body[], settled = 0): Twin[] {
  const module = entities.get(entity);
  const records = bodies.map((body, index) => {
    const parsed = module.parse(body);
    if (!parsed.ok) throw new Error(parsed.error.userSentence);
    return { id: 'abcdefgh'.charAt(index), body: parsed.body, keys: module.matchKeys(parsed.body) };
  });
  const split = records.length - settled;
  const steps = findTwins(module.descriptor, records.slice(0, split), records.slice(split));
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

describe('the same within one side', () => {
  test('a customer by name, whatever its case, is a twin of each other', () => {
    expect(
      twins('customer', [customer('Pine Ridge HOA'), customer('PINE RIDGE HOA'), customer('Cedar Court')]),
    ).toEqual([
      { id: 'a', others: ['b'], reason: 'Same name' },
      { id: 'b', others: ['a'], reason: 'Same name' },
    ]);
  });

  test('one that has its counterpart is told as the other, and is not asked about itself', () => {
    const same = { email: 'office@pineridge.test' };
    expect(twins('customer', [customer('Pine Ridge HOA', same), customer('Pine Ridge HOA', same)], 1)).toEqual([
      { id: 'a', others: ['b'], reason: 'Same e-mail address and name' },
    ]);
  });

  test('an item by its SKU, an invoice by its number, a payment where nothing tells it apart', () => {
    expect(twins('item', [item('Tear-off', { sku: 'T1' }), item('Tear off, old', { sku: 't1' })])).toHaveLength(2);
    const lines = [{ item: 'i', quantity: '1', unitPrice: '100' }];
    expect(twins('invoice', [invoice('7', 'p', lines), invoice('7', 'p', lines)])).toHaveLength(2);
    expect(twins('payment', [payment('p', '5.00', []), payment('p', '5.00', [])])).toHaveLength(2);
  });
});

describe('not the same', () => {
  test('an office and its jobs that share an address', () => {
    const same = { email: 'office@pineridge.test', phone: '555 1' };
    expect(twins('customer', [customer('Pine Ridge HOA', same), customer('Pine Ridge, north', same)])).toEqual([]);
  });

  test('one name behind two addresses, or under two customers', () => {
    expect(
      twins('customer', [customer('Bill', { email: 'a@x.test' }), customer('Bill', { email: 'b@x.test' })]),
    ).toEqual([]);
    expect(twins('customer', [customer('Roof', { parent: 'p1' }), customer('Roof', { parent: 'p2' })])).toEqual([]);
  });

  test('one number for two customers, and two payments of a day for different invoices', () => {
    const lines = [{ item: 'i', quantity: '1', unitPrice: '100' }];
    expect(twins('invoice', [invoice('7', 'p', lines), invoice('7', 'q', lines)])).toEqual([]);
    const paid = (id: string) => payment('p', '5.00', [{ invoice: id, amount: '5.00' }]);
    expect(twins('payment', [paid('1'), paid('2')])).toEqual([]);
  });
});
