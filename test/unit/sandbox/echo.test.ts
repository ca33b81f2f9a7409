/** A record that is read and sent back whole changes nothing: same token, same time. */
import { expect, test } from 'vitest';
import { ask } from './ask.ts';

const TYPES = [
  'Vendor',
  'Employee',
  'Bill',
  'BillPayment',
  'VendorCredit',
  'Purchase',
  'PurchaseOrder',
  'Deposit',
  'Transfer',
  'JournalEntry',
  'TimeActivity',
];

test.each(TYPES)('%s', (entity) => {
  const { query, post, wait, company } = ask('demo');
  const rows = query(`select * from ${entity} maxresults 1000`).body.QueryResponse[entity];
  expect(rows.length).toBeGreaterThan(1);
  wait(3600);
  for (const row of rows) {
    for (const sparse of [true, false]) {
      const answer = post(`/${entity.toLowerCase()}`, { ...row, sparse });
      expect(answer.status, answer.text).toBe(200);
      const { SyncToken, MetaData } = answer.body[entity];
      expect({ Id: row.Id, SyncToken, MetaData }).toEqual({
        Id: row.Id,
        SyncToken: row.SyncToken,
        MetaData: row.MetaData,
      });
    }
  }
  expect(company.summary().trialBalance).toBe(0);
});

test('classes and locations', () => {
  const { post, get } = ask('empty');
  for (const entity of ['Class', 'Department']) {
    const path = `/${entity.toLowerCase()}`;
    const top = post(path, { Name: 'Top' }).body[entity].Id;
    const below = post(path, { Name: 'Below', ParentRef: { value: top } }).body[entity].Id;
    for (const id of [top, below]) {
      const row = get(`${path}/${id}`).body[entity];
      expect(post(path, row).body[entity]).toEqual(row);
    }
  }
});
