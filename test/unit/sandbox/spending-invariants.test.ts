/** Any sequence of buying, paying, receiving and moving keeps the books whole. Read the way a client would read them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cents } from './ask.ts';
import { all, steps, type Wire, type World, world } from './spending-steps.ts';

/** Far more than the runs take, even on a busy machine. */
const PATIENCE = 120_000;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** What lines of A/R and A/P written by hand add to a name's balance, in cents: debits positive. */
function byHand(here: World, entity: 'Vendor' | 'Customer', id: string): number {
  const account = here.account(entity === 'Vendor' ? 'Accounts Payable (A/P)' : 'Accounts Receivable (A/R)');
  const entries = all(here, 'JournalEntry').flatMap((row) =>
    row.Line.flatMap((line: Wire) => {
      const { AccountRef, Entity, PostingType } = line.JournalEntryLineDetail;
      if (AccountRef.value !== account || Entity?.EntityRef.value !== id) return [];
      return [PostingType === 'Debit' ? cents(line.Amount) : -cents(line.Amount)];
    }),
  );
  const purchases = all(here, 'Purchase').flatMap((row) =>
    row.Line.flatMap((line: Wire) => {
      if (line.AccountBasedExpenseLineDetail?.AccountRef.value !== account || row.EntityRef?.value !== id) return [];
      return [row.Credit === true ? -cents(line.Amount) : cents(line.Amount)];
    }),
  );
  return sum([...entries, ...purchases]);
}

/** Everything that must hold, at any moment. */
function holds(here: World): void {
  const bills = all(here, 'Bill');
  const credits = all(here, 'VendorCredit');
  const payments = all(here, 'BillPayment');
  const applied = new Map<string, number>();
  const links = new Map<string, Set<string>>();
  const ahead = new Map<string, number>();
  for (const payment of payments) {
    let left = cents(payment.TotalAmt);
    for (const line of payment.Line) {
      const { TxnId, TxnType } = line.LinkedTxn[0];
      left += TxnType === 'Bill' ? -cents(line.Amount) : cents(line.Amount);
      applied.set(TxnId, (applied.get(TxnId) ?? 0) + cents(line.Amount));
      links.set(TxnId, (links.get(TxnId) ?? new Set()).add(payment.Id));
    }
    expect(left).toBeGreaterThanOrEqual(0);
    ahead.set(payment.VendorRef.value, (ahead.get(payment.VendorRef.value) ?? 0) + left);
  }
  for (const row of [...bills, ...credits]) {
    expect(cents(row.TotalAmt)).toBe(sum(row.Line.map((line: Wire) => cents(line.Amount))));
    expect(cents(row.Balance)).toBe(cents(row.TotalAmt) - (applied.get(row.Id) ?? 0));
    expect(row.Balance).toBeGreaterThanOrEqual(0);
    const shown = (row.LinkedTxn ?? []).filter((link: Wire) => link.TxnType.startsWith('BillPayment'));
    expect(new Set(shown.map((link: Wire) => link.TxnId))).toEqual(links.get(row.Id) ?? new Set());
  }
  const of = (rows: Wire[], id: string) =>
    sum(rows.filter((row) => row.VendorRef.value === id).map((row) => cents(row.Balance)));
  let owed = 0;
  for (const vendor of all(here, 'Vendor')) {
    const { Id, Balance } = vendor;
    expect(cents(Balance)).toBe(of(bills, Id) - of(credits, Id) - (ahead.get(Id) ?? 0) - byHand(here, 'Vendor', Id));
    owed += cents(Balance);
  }
  const accounts = all(here, 'Account');
  const balance = (name: string) => cents(accounts.find((row) => row.Name === name).CurrentBalance);
  expect(balance('Accounts Payable (A/P)')).toBe(0 - owed);
  expect(balance('Accounts Receivable (A/R)')).toBe(cents(all(here, 'Customer')[0].Balance));
  deposits(here, balance('Undeposited Funds'));
  orders(here);
  charges(here);
  expect(stock(here)).toBe(here.read('Item', here.stock).QtyOnHand);
  expect(here.company.summary().trialBalance).toBe(0);
}

/** A payment is in one deposit or none, both ends say so, and the rest waits in Undeposited Funds. */
function deposits(here: World, waiting: number): void {
  const inside = new Map<string, string>();
  for (const deposit of all(here, 'Deposit')) {
    const back = deposit.CashBack === undefined ? 0 : cents(deposit.CashBack.Amount);
    expect(cents(deposit.TotalAmt)).toBe(sum(deposit.Line.map((line: Wire) => cents(line.Amount))) - back);
    for (const line of deposit.Line) {
      const id = line.LinkedTxn?.[0].TxnId;
      if (id === undefined) continue;
      expect(inside.has(id)).toBe(false);
      inside.set(id, deposit.Id);
    }
  }
  const payments = all(here, 'Payment');
  let free = 0;
  for (const { Id, LinkedTxn, TotalAmt } of payments) {
    const into = inside.get(Id);
    expect(LinkedTxn).toEqual(into === undefined ? undefined : [{ TxnId: into, TxnType: 'Deposit' }]);
    if (into === undefined) free += cents(TotalAmt);
  }
  for (const id of inside.keys()) expect(payments.some((row) => row.Id === id)).toBe(true);
  expect(waiting).toBe(free);
}

/** An order shows exactly the bills that link to it, and what they received. */
function orders(here: World): void {
  const receiving = [...all(here, 'Bill'), ...all(here, 'Purchase')];
  for (const order of all(here, 'PurchaseOrder')) {
    const by = receiving.filter((row) =>
      row.LinkedTxn?.some((link: Wire) => link.TxnId === order.Id && link.TxnType === 'PurchaseOrder'),
    );
    expect(new Set(order.LinkedTxn.map((link: Wire) => link.TxnId))).toEqual(new Set(by.map((row) => row.Id)));
    let complete = by.length > 0;
    for (const line of order.Line) {
      const parts = by.flatMap((row) =>
        row.Line.filter((part: Wire) =>
          part.LinkedTxn?.some((link: Wire) => link.TxnId === order.Id && link.TxnLineId === line.Id),
        ),
      );
      const detail = line.ItemBasedExpenseLineDetail;
      const quantity = sum(parts.map((part: Wire) => part.ItemBasedExpenseLineDetail?.Qty ?? 0));
      if (detail !== undefined) expect(line.Received).toBe(quantity);
      const done =
        detail === undefined
          ? sum(parts.map((part) => cents(part.Amount))) >= cents(line.Amount)
          : quantity >= detail.Qty;
      complete &&= done;
    }
    expect(order.POStatus).toBe(complete ? 'Closed' : 'Open');
  }
}

/** Every billable line has its charge; no charge is without a line unless it has been billed. */
function charges(here: World): void {
  const rows = new Map<string, Wire>(all(here, 'ReimburseCharge').map((row) => [row.Id, row]));
  const seen = new Set<string>();
  for (const source of [...all(here, 'Bill'), ...all(here, 'Purchase')]) {
    for (const line of source.Line) {
      const detail = line[line.DetailType];
      const link = line.LinkedTxn?.find((item: Wire) => item.TxnType === 'ReimburseCharge');
      expect(link !== undefined).toBe(detail.BillableStatus !== 'NotBillable');
      if (link === undefined) continue;
      const charge = rows.get(link.TxnId);
      expect(charge).toMatchObject({ Amount: line.Amount, HasBeenInvoiced: detail.BillableStatus === 'HasBeenBilled' });
      seen.add(link.TxnId);
    }
  }
  for (const [id, charge] of rows) if (!seen.has(id)) expect(charge.HasBeenInvoiced).toBe(true);
}

/** Stock in bills and expenses, less what was given back. */
function stock(here: World): number {
  const quantity = (row: Wire) =>
    sum(
      row.Line.map((line: Wire) =>
        line.ItemBasedExpenseLineDetail?.ItemRef.value === here.stock ? line.ItemBasedExpenseLineDetail.Qty : 0,
      ),
    );
  const bought = [...all(here, 'Bill'), ...all(here, 'Purchase').filter((row) => row.Credit !== true)];
  const returned = [...all(here, 'VendorCredit'), ...all(here, 'Purchase').filter((row) => row.Credit === true)];
  return sum(bought.map(quantity)) - sum(returned.map(quantity));
}

test('balances, links, receipts, charges, stock and the ledger hold after every step; refusals change nothing', {
  timeout: PATIENCE,
}, () => {
  fc.assert(
    fc.property(steps(10, 30), (given) => {
      const here = world();
      for (const { run } of given) {
        here.wait(30);
        const failed = here.company.meter().failed;
        const before = JSON.stringify(here.company.snapshot().rows);
        run(here);
        if (here.company.meter().failed > failed) expect(JSON.stringify(here.company.snapshot().rows)).toBe(before);
        holds(here);
      }
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

const ENTITIES = [
  'Vendor',
  'Bill',
  'BillPayment',
  'VendorCredit',
  'Purchase',
  'PurchaseOrder',
  'Deposit',
  'Transfer',
  'JournalEntry',
];

test('a token rises when a record itself changed, never on a vendor whose balance moved; change data capture misses nothing', {
  timeout: PATIENCE,
}, () => {
  fc.assert(
    fc.property(steps(8, 20), (given) => {
      const here = world();
      for (const { run } of given) {
        here.wait(30);
        const before = new Map<string, Wire>(
          ENTITIES.flatMap((entity) => all(here, entity).map((row) => [`${entity}/${row.Id}`, row] as const)),
        );
        const changedSince = new Date(here.clock.at).toISOString();
        run(here);
        const groups: Wire[] = here.get('/cdc', { entities: ENTITIES.join(','), changedSince }).body.CDCResponse[0]
          .QueryResponse;
        const told = new Set(
          ENTITIES.flatMap((entity, index) => (groups[index][entity] ?? []).map((row: Wire) => `${entity}/${row.Id}`)),
        );
        const after = new Set<string>();
        for (const entity of ENTITIES) {
          for (const row of all(here, entity)) {
            const key = `${entity}/${row.Id}`;
            after.add(key);
            const was = before.get(key);
            if (was === undefined || JSON.stringify(was) !== JSON.stringify(row)) expect(told.has(key), key).toBe(true);
            if (was === undefined) continue;
            expect(Number(row.SyncToken)).toBeGreaterThanOrEqual(Number(was.SyncToken));
            if (entity === 'Vendor') expect(row.SyncToken).toBe(was.SyncToken);
          }
        }
        for (const key of before.keys()) if (!after.has(key)) expect(told.has(key), key).toBe(true);
      }
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
