/** Any sequence of sales, credits, refunds, estimates and the payments between them keeps the books whole. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cents, fresh, line } from './ask.ts';

// biome-ignore lint/suspicious/noExplicitAny: wire records are read member by member
type Wire = any;
type World = ReturnType<typeof fresh> & { readonly second: string; readonly bank: string };

function world(): World {
  const asked = fresh();
  const bank = asked.query("select * from Account where AccountType = 'Bank'").body.QueryResponse.Account[0].Id;
  const account = (name: string) => ({
    value: asked.query(`select * from Account where Name = '${name}'`).body.QueryResponse.Account[0].Id,
  });
  const second = asked.post('/item', {
    Name: 'Vent',
    Type: 'Inventory',
    QtyOnHand: 100,
    PurchaseCost: 3.5,
    InvStartDate: '2026-01-01',
    IncomeAccountRef: account('Sales of Product Income'),
    ExpenseAccountRef: account('Cost of Goods Sold'),
    AssetAccountRef: account('Inventory Asset'),
  }).body.Item.Id;
  return { ...asked, bank, second };
}

const LISTS = new Set(['Customer', 'Account', 'Item']);

const all = ({ query }: World, entity: string): Wire[] =>
  query(`select * from ${entity}${LISTS.has(entity) ? ' where Active in (true, false)' : ''} maxresults 1000`).body
    .QueryResponse[entity] ?? [];

const pick = (rows: Wire[], index: number): Wire | undefined =>
  rows.length === 0 ? undefined : rows[index % rows.length];

const FORMS = ['Invoice', 'CreditMemo', 'SalesReceipt', 'RefundReceipt', 'Estimate'];

type Step = { readonly name: string; readonly run: (world: World) => void };

const nat = fc.nat({ max: 30 });
const amount = fc.integer({ min: 1, max: 30_000 }).map((value) => value / 100);
const lines = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 5 }), amount, fc.boolean()), {
  minLength: 1,
  maxLength: 3,
});

type Lines = [goods: boolean, quantity: number, price: number, taxed: boolean][];

const body = (world: World, customer: string, given: Lines, entity: string) => ({
  CustomerRef: { value: customer },
  Line: given.map(([goods, quantity, price, taxed]) =>
    line(goods ? world.second : world.item, quantity, price, { TaxCodeRef: { value: taxed ? 'TAX' : 'NON' } }),
  ),
  TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } },
  ...(entity === 'RefundReceipt' ? { DepositToAccountRef: { value: world.bank } } : {}),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  nat.map(
    (index): Step => ({
      name: 'new customer',
      run: (here) => {
        const customers = all(here, 'Customer');
        const under = index % 2 === 0 ? {} : { Job: true, ParentRef: { value: pick(customers, index).Id } };
        here.post('/customer', { DisplayName: `Customer ${customers.length}`, ...under });
      },
    }),
  ),
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom(...FORMS), nat, lines, nat).map(
      ([entity, index, given, from]): Step => ({
        name: `new ${entity}`,
        run: (here) => {
          const estimate = entity === 'Invoice' && from % 2 === 0 ? pick(all(here, 'Estimate'), from) : undefined;
          const customer = pick(all(here, 'Customer'), index).Id;
          const link = estimate === undefined ? {} : { LinkedTxn: [{ TxnId: estimate.Id, TxnType: 'Estimate' }] };
          here.post(`/${entity.toLowerCase()}`, { ...body(here, customer, given, entity), ...link });
        },
      }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(nat, amount, fc.array(fc.tuple(fc.boolean(), nat, amount), { minLength: 1, maxLength: 4 })).map(
      ([index, total, shares]): Step => ({
        name: 'new payment',
        run: (here) => {
          const invoices = all(here, 'Invoice');
          const memos = all(here, 'CreditMemo');
          const Line = shares.flatMap(([credit, which, share]) => {
            const target = pick(credit ? memos : invoices, which);
            const TxnType = credit ? 'CreditMemo' : 'Invoice';
            return target === undefined ? [] : [{ Amount: share, LinkedTxn: [{ TxnId: target.Id, TxnType }] }];
          });
          const asked = Line.reduce(
            (sum, { Amount, LinkedTxn }) =>
              sum + (LinkedTxn[0]?.TxnType === 'Invoice' ? cents(Amount) : -cents(Amount)),
            0,
          );
          const TotalAmt = index % 3 === 0 ? Math.max(0, asked) / 100 : total;
          const first = invoices.find((row) => Line.some((share) => share.LinkedTxn[0]?.TxnId === row.Id));
          const customer = first?.CustomerRef.value ?? pick(all(here, 'Customer'), index).Id;
          here.post('/payment', { CustomerRef: { value: customer }, TotalAmt, Line });
        },
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...FORMS), nat, nat, lines, fc.boolean()).map(
      ([entity, index, to, given, full]): Step => ({
        name: `edit ${entity}`,
        run: (here) => {
          const row = pick(all(here, entity), index);
          if (row === undefined) return;
          const customer = to % 3 === 0 ? pick(all(here, 'Customer'), to).Id : row.CustomerRef.value;
          const { Id, SyncToken } = row;
          here.post(`/${entity.toLowerCase()}`, {
            ...body(here, customer, given, entity),
            Id,
            SyncToken,
            sparse: !full,
          });
        },
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...FORMS, 'Payment'), nat, fc.constantFrom('void', 'delete', 'send'), fc.boolean())
      .map(
        ([entity, index, act, screen]): Step => ({
          name: `${act} ${entity}`,
          run: (here) => {
            const row = pick(all(here, entity), index);
            if (row === undefined) return;
            const path = `/${entity.toLowerCase()}`;
            if (act === 'send') here.post(`${path}/${row.Id}/send`, '', { sendTo: 'a@b.example' });
            else if (screen) here.act({ act: act as 'void', entity, id: row.Id });
            else here.post(path, { Id: row.Id, SyncToken: row.SyncToken }, { operation: act });
          },
        }),
      ),
  },
  fc.tuple(nat, nat, fc.constantFrom('merge', 'deactivate', 'auto', 'deposit')).map(
    ([index, to, what]): Step => ({
      name: what,
      run: (here) => {
        const customers = all(here, 'Customer');
        const { Id } = pick(customers, index);
        if (what === 'merge') here.act({ act: 'merge', entity: 'Customer', id: Id, into: pick(customers, to).Id });
        else if (what === 'deactivate') here.act({ act: 'deactivate', entity: 'Customer', id: Id });
        else if (what === 'auto')
          here.act({
            act: 'settings',
            set: { SalesFormsPrefs: { AutoApplyCredit: index % 2 === 0, AutoApplyPayments: to % 2 === 0 } },
          });
        else {
          const payments = all(here, index % 2 === 0 ? 'Payment' : 'SalesReceipt').map((row) => row.Id);
          here.act({
            act: 'deposit',
            entity: index % 2 === 0 ? 'Payment' : 'SalesReceipt',
            payments: payments.slice(0, 1),
          });
        }
      },
    }),
  ),
);

const typeOf = (share: Wire) => share.LinkedTxn[0].TxnType;

/** What every payment took of each document, in cents. */
function taken(payments: Wire[]): Map<string, number> {
  const applied = new Map<string, number>();
  for (const payment of payments) {
    let left = cents(payment.TotalAmt);
    for (const share of payment.Line) {
      const id = share.LinkedTxn[0].TxnId;
      applied.set(id, (applied.get(id) ?? 0) + cents(share.Amount));
      left += typeOf(share) === 'CreditMemo' ? cents(share.Amount) : -cents(share.Amount);
      expect(share.Amount).toBeGreaterThan(0);
    }
    expect(cents(payment.UnappliedAmt)).toBe(left);
    expect(left).toBeGreaterThanOrEqual(0);
  }
  return applied;
}

function holds(here: World): void {
  const [invoices, memos, payments, estimates] = ['Invoice', 'CreditMemo', 'Payment', 'Estimate'].map((entity) =>
    all(here, entity),
  ) as [Wire[], Wire[], Wire[], Wire[]];
  const applied = taken(payments);
  const owed = new Map<string, number>();
  const owe = (row: Wire, value: number) =>
    owed.set(row.CustomerRef.value, (owed.get(row.CustomerRef.value) ?? 0) + value);
  for (const row of [...invoices, ...memos]) {
    expect(cents(row.Balance)).toBe(cents(row.TotalAmt) - (applied.get(row.Id) ?? 0));
    expect(row.Balance).toBeGreaterThanOrEqual(0);
    owe(row, (row.RemainingCredit === undefined ? 1 : -1) * cents(row.Balance));
  }
  for (const memo of memos) expect(memo.RemainingCredit).toBe(memo.Balance);
  for (const payment of payments) owe(payment, -cents(payment.UnappliedAmt));
  for (const customer of all(here, 'Customer')) {
    expect(cents(customer.Balance)).toBe(owed.get(customer.Id) ?? 0);
  }
  for (const estimate of estimates) {
    const made = invoices.filter((row) =>
      row.LinkedTxn.some((link: Wire) => link.TxnType === 'Estimate' && link.TxnId === estimate.Id),
    );
    expect(new Set((estimate.LinkedTxn ?? []).map((link: Wire) => link.TxnId))).toEqual(
      new Set(made.map((row) => row.Id)),
    );
    expect(estimate.TxnStatus).toBe(made.length > 0 ? 'Closed' : 'Pending');
  }
  const accounts = all(here, 'Account');
  const receivable = accounts.find((row) => row.AccountType === 'Accounts Receivable');
  expect(cents(receivable.CurrentBalance)).toBe([...owed.values()].reduce((sum, value) => sum + value, 0));
  expect(here.company.summary().trialBalance).toBe(0);
}

test('balances, credits, links and the ledger hold after every step; refusals change nothing', {
  timeout: 120_000,
}, () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 8, maxLength: 30, size: 'max' }), (given) => {
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
    { numRuns: 60 },
  );
});

test('a form deleted leaves nothing of itself in the books', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.constantFrom(...FORMS), lines, lines, (entity, given, changed) => {
      const here = world();
      const books = () =>
        [...all(here, 'Account'), ...all(here, 'Customer')].map((row) => [row.Id, row.CurrentBalance, row.Balance]);
      const shelf = () => here.get(`/item/${here.second}`).body.Item.QtyOnHand;
      const [before, stock] = [books(), shelf()];
      const path = `/${entity.toLowerCase()}`;
      const { Id } = here.post(path, body(here, here.customer, given, entity)).body[entity];
      const second = here.post(path, {
        ...body(here, here.customer, changed, entity),
        Id,
        SyncToken: '0',
        sparse: true,
      });
      expect(second.status).toBe(200);
      here.post(path, { Id, SyncToken: second.body[entity].SyncToken }, { operation: 'delete' });
      expect(books()).toEqual(before);
      expect(shelf()).toBe(stock);
    }),
    { numRuns: 60 },
  );
});
