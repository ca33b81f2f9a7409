import { expect, test } from 'vitest';
import { body, context, entities, json, request, update } from './support.ts';

const PAYMENT = { customer: '1', date: '2026-05-01', amount: '100', allocations: [] };
const REFUND = {
  customer: '1',
  date: '2026-05-01',
  lines: [{ kind: 'item', item: '3', quantity: '1', unitPrice: '100' }],
};

test.each([
  ['payment', 'depositTo', PAYMENT],
  ['refundReceipt', 'paidFrom', REFUND],
])('the account of a %s goes before the one of Mappings', (name, field, input) => {
  const module = entities.get(name);
  const mapped = context({ depositAccount: '35' });
  const own = body(name, { ...input, [field]: '41' });
  expect(json(module, request(name, 'create', { body: own }), mapped)).toMatchObject({
    DepositToAccountRef: { value: '41' },
  });
  const bare = body(name, input);
  expect(json(module, request(name, 'create', { body: bare }), mapped)).toMatchObject({
    DepositToAccountRef: { value: '35' },
  });
});

test('another account is an update of that alone', () => {
  const native = {
    Id: '7',
    SyncToken: '0',
    CustomerRef: { value: '1' },
    TxnDate: '2026-05-01',
    TotalAmt: 100,
    DepositToAccountRef: { value: '4' },
    Line: [],
  };
  expect(update('payment', native, { depositTo: '41' })).toMatchObject({ DepositToAccountRef: { value: '41' } });
});
