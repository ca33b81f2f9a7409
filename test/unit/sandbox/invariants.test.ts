/** Any sequence of valid operations keeps the books whole. Every check reads the company the way a client would. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { ask, cents, fresh, line } from './ask.ts';

// Long sequences on a busy machine: the default of five seconds is about the machine, not the company.
vi.setConfig({ testTimeout: 120_000 });

// biome-ignore lint/suspicious/noExplicitAny: wire records are read member by member
type Wire = any;
type World = ReturnType<typeof fresh> & { readonly second: string };

function world(): World {
  const asked = fresh();
  const income = asked.query("select * from Account where Name = 'Services'").body.QueryResponse.Account[0].Id;
  const second = asked.post('/item', {
    Name: 'Shingles',
    Type: 'Service',
    Taxable: true,
    IncomeAccountRef: { value: income },
  }).body.Item.Id;
  return { ...asked, second };
}

function all(world: World, entity: string): Wire[] {
  const active = entity === 'Customer' || entity === 'Account' ? ' where Active in (true, false)' : '';
  return world.query(`select * from ${entity}${active} maxresults 1000`).body.QueryResponse[entity] ?? [];
}

const pick = (rows: Wire[], index: number): Wire | undefined =>
  rows.length === 0 ? undefined : rows[index % rows.length];
const amount = fc.integer({ min: 1, max: 40_000 }).map((value) => value / 100);
const lines = fc.array(
  fc.record({ item: fc.boolean(), quantity: fc.integer({ min: 1, max: 9 }), price: amount, taxed: fc.boolean() }),
  { minLength: 1, maxLength: 4 },
);

type Lines = { item: boolean; quantity: number; price: number; taxed: boolean }[];

const wireLines = (world: World, given: Lines) =>
  given.map(({ item, quantity, price, taxed }) =>
    line(item ? world.item : world.second, quantity, price, { TaxCodeRef: { value: taxed ? 'TAX' : 'NON' } }),
  );

type Step = { readonly name: string; readonly run: (world: World) => void };

const nat = fc.nat({ max: 30 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(nat, fc.boolean()).map(
    ([index, job]): Step => ({
      name: 'new customer',
      run: (world) => {
        const parent = pick(all(world, 'Customer'), index);
        const under = job && parent !== undefined ? { Job: true, ParentRef: { value: parent.Id } } : {};
        world.post('/customer', { DisplayName: `Customer ${all(world, 'Customer').length}`, ...under });
      },
    }),
  ),
  {
    weight: 3,
    arbitrary: fc.tuple(nat, lines, fc.boolean(), fc.constantFrom(undefined, 10, 33)).map(
      ([index, given, tax, off]): Step => ({
        name: 'new invoice',
        run: (world) => {
          const discount =
            off === undefined
              ? []
              : [
                  {
                    DetailType: 'DiscountLineDetail',
                    DiscountLineDetail: { PercentBased: true, DiscountPercent: off },
                  },
                ];
          world.post('/invoice', {
            CustomerRef: { value: pick(all(world, 'Customer'), index).Id },
            Line: [...wireLines(world, given), ...discount],
            ...(tax ? { TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } } } : {}),
          });
        },
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(nat, amount, fc.array(fc.tuple(nat, amount), { maxLength: 3 })).map(
      ([index, extra, applied]): Step => ({
        name: 'new payment',
        run: (world) => {
          const invoices = all(world, 'Invoice');
          const Line = applied.flatMap(([which, share]) => {
            const invoice = pick(invoices, which);
            return invoice === undefined
              ? []
              : [{ Amount: share, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }];
          });
          const first =
            Line[0] === undefined ? undefined : invoices.find((row) => row.Id === Line[0]?.LinkedTxn[0]?.TxnId);
          const customer = first?.CustomerRef.value ?? pick(all(world, 'Customer'), index).Id;
          const TotalAmt = (Line.reduce((sum, item) => sum + cents(item.Amount), 0) + cents(extra)) / 100;
          world.post('/payment', { CustomerRef: { value: customer }, TotalAmt, Line });
        },
      }),
    ),
  },
  fc.tuple(nat, lines, fc.boolean()).map(
    ([index, given, full]): Step => ({
      name: 'edit invoice',
      run: (world) => {
        const row = pick(all(world, 'Invoice'), index);
        if (row === undefined) return;
        world.post('/invoice', {
          Id: row.Id,
          SyncToken: row.SyncToken,
          sparse: !full,
          CustomerRef: row.CustomerRef,
          Line: wireLines(world, given),
        });
      },
    }),
  ),
  fc.tuple(nat, nat).map(
    ([index, to]): Step => ({
      name: 'move invoice to another customer',
      run: (world) => {
        const row = pick(all(world, 'Invoice'), index);
        if (row === undefined) return;
        world.post('/invoice', {
          Id: row.Id,
          SyncToken: row.SyncToken,
          sparse: true,
          CustomerRef: { value: pick(all(world, 'Customer'), to).Id },
        });
      },
    }),
  ),
  fc.tuple(nat, amount, fc.boolean()).map(
    ([index, total, unlink]): Step => ({
      name: 'edit payment',
      run: (world) => {
        const row = pick(all(world, 'Payment'), index);
        if (row === undefined) return;
        world.post('/payment', {
          Id: row.Id,
          SyncToken: row.SyncToken,
          sparse: true,
          ...(unlink ? { Line: [] } : { TotalAmt: total }),
        });
      },
    }),
  ),
  fc.tuple(nat, fc.constantFrom('Invoice', 'Payment'), fc.constantFrom('void', 'delete'), fc.boolean()).map(
    ([index, entity, act, screen]): Step => ({
      name: `${act} ${entity}`,
      run: (world) => {
        const row = pick(all(world, entity), index);
        if (row === undefined) return;
        if (screen) world.act({ act: act as 'void', entity, id: row.Id });
        else if (act === 'void' && entity === 'Payment')
          world.post(
            '/payment',
            { Id: row.Id, SyncToken: row.SyncToken, sparse: true },
            { operation: 'update', include: 'void' },
          );
        else world.post(`/${entity.toLowerCase()}`, { Id: row.Id, SyncToken: row.SyncToken }, { operation: act });
      },
    }),
  ),
  fc.tuple(nat, nat, fc.constantFrom('rename', 'reparent', 'toggle')).map(
    ([index, to, what]): Step => ({
      name: `${what} customer`,
      run: (world) => {
        const rows = all(world, 'Customer');
        const row = pick(rows, index);
        const set =
          what === 'rename'
            ? { DisplayName: `Renamed ${index}/${to}` }
            : what === 'toggle'
              ? { Active: !row.Active }
              : { Job: true, ParentRef: { value: pick(rows, to).Id } };
        world.post('/customer', { Id: row.Id, SyncToken: row.SyncToken, sparse: true, ...set });
      },
    }),
  ),
);

/** Long sequences: the interesting ones need a few records to stand on. */
const steps = (minLength: number, maxLength: number) => fc.array(step, { minLength, maxLength, size: 'max' });

/** Everything that must hold, at any moment. */
function holds(world: World): void {
  const invoices = all(world, 'Invoice');
  const payments = all(world, 'Payment');
  const customers = all(world, 'Customer');
  const applied = new Map<string, number>();
  const linked = new Map<string, Set<string>>();
  for (const payment of payments) {
    let used = 0;
    for (const share of payment.Line) {
      const id = share.LinkedTxn[0].TxnId;
      used += cents(share.Amount);
      applied.set(id, (applied.get(id) ?? 0) + cents(share.Amount));
      linked.set(id, (linked.get(id) ?? new Set()).add(payment.Id));
    }
    expect(cents(payment.UnappliedAmt)).toBe(cents(payment.TotalAmt) - used);
    expect(payment.UnappliedAmt).toBeGreaterThanOrEqual(0);
  }
  const owed = new Map<string, number>();
  const owe = (id: string, value: number) => owed.set(id, (owed.get(id) ?? 0) + value);
  for (const invoice of invoices) {
    expect(cents(invoice.Balance)).toBe(cents(invoice.TotalAmt) - (applied.get(invoice.Id) ?? 0));
    expect(invoice.Balance).toBeGreaterThanOrEqual(0);
    expect(new Set(invoice.LinkedTxn.map((link: Wire) => link.TxnId))).toEqual(linked.get(invoice.Id) ?? new Set());
    const subtotal = invoice.Line.find((row: Wire) => row.DetailType === 'SubTotalLineDetail').Amount;
    const items = invoice.Line.filter((row: Wire) => row.Id !== undefined).reduce(
      (sum: number, row: Wire) => sum + cents(row.Amount ?? 0),
      0,
    );
    const discount = invoice.Line.find((row: Wire) => row.DetailType === 'DiscountLineDetail')?.Amount ?? 0;
    expect(cents(subtotal)).toBe(items);
    expect(cents(invoice.TotalAmt)).toBe(items - cents(discount) + cents(invoice.TxnTaxDetail.TotalTax));
    owe(invoice.CustomerRef.value, cents(invoice.Balance));
  }
  for (const payment of payments) owe(payment.CustomerRef.value, -cents(payment.UnappliedAmt));
  for (const customer of customers) {
    expect(cents(customer.Balance)).toBe(owed.get(customer.Id) ?? 0);
    const below = customers
      .filter((row) => row.ParentRef?.value === customer.Id)
      .reduce((sum, row) => sum + cents(row.BalanceWithJobs), 0);
    expect(cents(customer.BalanceWithJobs)).toBe(cents(customer.Balance) + below);
  }
  const receivable = all(world, 'Account').find((row) => row.AccountType === 'Accounts Receivable');
  expect(cents(receivable.CurrentBalance)).toBe([...owed.values()].reduce((sum, value) => sum + value, 0));
  expect(world.company.summary().trialBalance).toBe(0);
}

const ENTITIES = ['Customer', 'Invoice', 'Payment', 'Item', 'Account'];

/** Drift by themselves when the record above or referred to changes: names, full names, levels. */
const DRIFTING = new Set(['name', 'FullyQualifiedName', 'Level', 'LineEx']);

/** All live records by `Entity/Id`, without what drifts by itself. */
function photograph(world: World): Map<string, Wire> {
  const shots = new Map<string, Wire>();
  for (const entity of ENTITIES) {
    for (const row of all(world, entity)) {
      const plain = JSON.parse(JSON.stringify(row, (key, value) => (DRIFTING.has(key) ? undefined : value)));
      shots.set(`${entity}/${row.Id}`, plain);
    }
  }
  return shots;
}

test('balances, links, totals and the ledger hold after every step; refusals change nothing', () => {
  fc.assert(
    fc.property(steps(8, 25), (given) => {
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

test('a token rises exactly when the record itself changed, and time never stands still on a change', () => {
  fc.assert(
    fc.property(steps(5, 15), (given) => {
      const here = world();
      for (const { run } of given) {
        here.wait(30);
        const before = photograph(here);
        run(here);
        for (const [key, now] of photograph(here)) {
          const was = before.get(key);
          if (was === undefined) continue;
          const { MetaData: wasMeta, SyncToken: wasToken, ...wasBody } = was;
          const { MetaData: nowMeta, SyncToken: nowToken, ...nowBody } = now;
          const changed = JSON.stringify(wasBody) !== JSON.stringify(nowBody);
          if (nowToken !== wasToken) expect(Number(nowToken)).toBeGreaterThan(Number(wasToken));
          if (changed) expect(Date.parse(nowMeta.LastUpdatedTime)).toBeGreaterThan(Date.parse(wasMeta.LastUpdatedTime));
          // Balances move without the token; everything else moves it.
          const loud = (body: Wire) =>
            JSON.stringify({
              ...body,
              Balance: 0,
              BalanceWithJobs: 0,
              CurrentBalance: 0,
              CurrentBalanceWithSubAccounts: 0,
            });
          if (key.startsWith('Customer/') || key.startsWith('Account/')) {
            if (loud(wasBody) !== loud(nowBody)) expect(nowToken).not.toBe(wasToken);
          } else if (changed) expect(nowToken).not.toBe(wasToken);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('change data capture since t is what changed since t', () => {
  fc.assert(
    fc.property(steps(6, 20), fc.nat({ max: 19 }), (given, cut) => {
      const here = world();
      let before = photograph(here);
      let since = here.clock.at;
      for (const [index, { run }] of given.entries()) {
        here.wait(30);
        if (index === cut % given.length) {
          before = photograph(here);
          since = here.clock.at;
        }
        run(here);
      }
      const after = photograph(here);
      const changedSince = new Date(since).toISOString();
      const groups: Wire[] = here.get('/cdc', { entities: ENTITIES.join(','), changedSince }).body.CDCResponse[0]
        .QueryResponse;
      const seen = new Set<string>();
      const gone = new Set<string>();
      for (const [index, entity] of ENTITIES.entries()) {
        for (const row of groups[index][entity] ?? [])
          (row.status === 'Deleted' ? gone : seen).add(`${entity}/${row.Id}`);
      }
      const stamped = [...after]
        .filter(([, row]) => Date.parse(row.MetaData.LastUpdatedTime) >= Math.floor(since / 1000) * 1000)
        .map(([key]) => key);
      expect(seen).toEqual(new Set(stamped));
      for (const [key, row] of after) {
        if (JSON.stringify(before.get(key)) !== JSON.stringify(row)) expect(seen.has(key)).toBe(true);
      }
      for (const key of before.keys()) expect(after.has(key) || gone.has(key)).toBe(true);
      for (const key of gone) expect(after.has(key)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test('a company restored from its snapshot goes on exactly as the original', () => {
  fc.assert(
    fc.property(steps(3, 10), steps(3, 10), (first, then) => {
      const original = world();
      for (const { run } of first) run(original);
      const copy = {
        ...ask('empty', original.clock.at),
        item: original.item,
        customer: original.customer,
        second: original.second,
      };
      copy.company.restore(JSON.parse(JSON.stringify(original.company.snapshot())));
      for (const { run } of then) {
        run(original);
        run(copy);
      }
      expect(copy.company.snapshot()).toEqual(original.company.snapshot());
    }),
    { numRuns: 25 },
  );
});
