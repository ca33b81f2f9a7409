/**
 * A workspace filled as a person's scripts would, and both books read and compared by something that shares nothing with
 * the product: what the workspace shows against what a plain QuickBooks client reads.
 */
import type { OutputOf } from '../../shared/contract/index.ts';
import type { Body } from '../../shared/primitives.ts';
import { eventually, type HostCalls, type SandboxProcess } from './processes.ts';
import type { QboRecord } from './qbo.ts';

export type Row = OutputOf<'records.list'>['rows'][number];

export type BookSize = { customers: number; items: number; invoices: number; payments: number };

/** What was made, in order. */
export type Filled = Record<keyof BookSize, string[]>;

const pad = (n: number): string => String(n).padStart(3, '0');
const DAY = '2026-05-04';

/** Names and numbers begin with the prefix, so that two fillings never meet. */
export async function fillWorkspace(host: HostCalls, size: BookSize, prefix = 'F'): Promise<Filled> {
  const create = async (entity: string, body: Body): Promise<string> =>
    (await host.call('records.create', { entity, body })).key;
  const made: Filled = { customers: [], items: [], invoices: [], payments: [] };
  for (let n = 1; n <= size.customers; n++)
    made.customers.push(
      await create('customer', {
        displayName: `${prefix} customer ${pad(n)}`,
        email: `${prefix.toLowerCase()}${n}@example.com`,
        taxable: false,
      }),
    );
  for (let n = 1; n <= size.items; n++)
    made.items.push(
      await create('item', {
        name: `${prefix} service ${pad(n)}`,
        sku: `${prefix}-SKU-${pad(n)}`,
        type: 'service',
        unitPrice: `${20 + n}`,
        taxable: false,
      }),
    );
  const totals: number[] = [];
  for (let n = 1; n <= size.invoices; n++) {
    const price = 20 + (n % made.items.length) + 1;
    const quantity = (n % 5) + 1;
    totals.push(quantity * price);
    made.invoices.push(
      await create('invoice', {
        number: `${prefix}-${pad(n)}`,
        customer: made.customers[n % made.customers.length] as string,
        date: DAY,
        dueDate: '2026-06-03',
        lines: [
          {
            id: '',
            kind: 'item',
            item: made.items[n % made.items.length] as string,
            description: `Work ${pad(n)}`,
            quantity: String(quantity),
            unitPrice: String(price),
            percent: null,
            amount: `${quantity * price}.00`,
            taxable: false,
          },
        ],
        taxRate: null,
      }),
    );
  }
  for (let n = 1; n <= size.payments; n++) {
    // Every third pays all of it, the others leave something open.
    const total = totals[n - 1] as number;
    const amount = `${n % 3 === 0 ? total : total - 5}.00`;
    made.payments.push(
      await create('payment', {
        customer: made.customers[n % made.customers.length] as string,
        date: DAY,
        amount,
        reference: `${prefix}-P${pad(n)}`,
        allocations: [{ invoice: made.invoices[n - 1] as string, amount }],
      }),
    );
  }
  return made;
}

/** Every record of an entity that the workspace has. */
export async function workspaceRecords(host: HostCalls, entity: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const found = await host.call('records.list', { entity, offset: rows.length, limit: 500 });
    rows.push(...found.rows);
    if (rows.length >= found.total || found.rows.length === 0) return rows;
  }
}

const cents = (amount: unknown): number => Math.round(Number(amount ?? 0) * 100);
const dollars = (sum: number): string => (sum / 100).toFixed(2);
const isVoid = (row: QboRecord): boolean =>
  Number(row.TotalAmt) === 0 && /^Voided/i.test(String(row.PrivateNote ?? ''));

/** One record in the few words both books can be compared in. */
type Told = { name: string; words: string };

const KINDS: {
  entity: string;
  resource: string;
  where?: string;
  ours(row: Row): Told;
  theirs(row: QboRecord): Told;
}[] = [
  {
    entity: 'customer',
    resource: 'Customer',
    where: 'Active IN (true, false)',
    ours: (row) => ({ name: row.title, words: `${row.life} ${String(row.body.notes ?? '')}` }),
    theirs: (row) => ({
      name: String(row.DisplayName),
      words: `${row.Active === false ? 'inactive' : 'live'} ${String(row.Notes ?? '')}`,
    }),
  },
  {
    entity: 'item',
    resource: 'Item',
    where: 'Active IN (true, false)',
    ours: (row) => ({ name: row.title, words: `${cents(row.body.unitPrice)}` }),
    theirs: (row) => ({ name: String(row.Name), words: `${cents(row.UnitPrice)}` }),
  },
  {
    entity: 'invoice',
    resource: 'Invoice',
    ours: (row) => ({
      name: String(row.body.number),
      words: row.life === 'void' ? 'void' : `${cents(row.body.total)} open ${cents(row.body.balance)}`,
    }),
    theirs: (row) => ({
      name: String(row.DocNumber),
      words: isVoid(row) ? 'void' : `${cents(row.TotalAmt)} open ${cents(row.Balance)}`,
    }),
  },
  {
    entity: 'payment',
    resource: 'Payment',
    ours: (row) => ({
      name: String(row.body.reference),
      words: row.life === 'void' ? 'void' : `${cents(row.body.amount)} left ${cents(row.body.unapplied)}`,
    }),
    theirs: (row) => ({
      name: String(row.PaymentRefNum),
      words: isVoid(row) ? 'void' : `${cents(row.TotalAmt)} left ${cents(row.UnappliedAmt)}`,
    }),
  },
];

export type Comparison = {
  /** Each record that is twice, missing or other; empty when both books are equal. */
  differences: string[];
  /** Records on each side, by entity; voided ones are over and not counted. */
  counts: Record<string, { workspace: number; quickbooks: number }>;
  /** Open receivables, per side: invoices' balances less money not applied. */
  receivables: { workspace: string; quickbooks: string };
};

/** Reads both books whole and compares every record, and what every customer owes, to the cent. */
export async function compareBooks(host: HostCalls, sandbox: SandboxProcess): Promise<Comparison> {
  const differences: string[] = [];
  const counts: Comparison['counts'] = {};
  const owed = { workspace: 0, quickbooks: 0 };
  for (const { entity, resource, where, ours, theirs } of KINDS) {
    const rows = (await workspaceRecords(host, entity)).filter((row) => row.platformId !== null);
    const natives = await sandbox.qbo.query(resource, where);
    const here = told(rows.map(ours), `${entity} twice in the workspace`, differences);
    const there = told(natives.map(theirs), `${entity} twice in QuickBooks`, differences);
    const inUse = (all: Map<string, string>): number => [...all.values()].filter((words) => words !== 'void').length;
    counts[entity] = { workspace: inUse(here), quickbooks: inUse(there) };
    // What was voided before the other side ever had it is made nowhere else.
    for (const [name, words] of here)
      if ((there.get(name) ?? (words === 'void' ? 'void' : null)) !== words)
        differences.push(`${entity} ${name}: ${words} here, ${there.get(name) ?? 'nothing'} in QuickBooks`);
    for (const [name, words] of there)
      if (!here.has(name) && words !== 'void')
        differences.push(`${entity} ${name}: nothing here, ${words} in QuickBooks`);
    if (entity === 'invoice') {
      owed.workspace += rows.reduce((sum, row) => sum + (row.life === 'live' ? cents(row.body.balance) : 0), 0);
      owed.quickbooks += natives.reduce((sum, row) => sum + cents(row.Balance), 0);
    }
    if (entity === 'payment') {
      owed.workspace -= rows.reduce((sum, row) => sum + (row.life === 'live' ? cents(row.body.unapplied) : 0), 0);
      owed.quickbooks -= natives.reduce((sum, row) => sum + cents(row.UnappliedAmt), 0);
    }
  }
  if (owed.workspace !== owed.quickbooks)
    differences.push(`receivables: ${dollars(owed.workspace)} here, ${dollars(owed.quickbooks)} in QuickBooks`);
  return {
    differences,
    counts,
    receivables: { workspace: dollars(owed.workspace), quickbooks: dollars(owed.quickbooks) },
  };
}

/**
 * As `compareBooks`, once both are equal: what was done in QuickBooks a moment ago is fetched with the next reading, record
 * by record. Throws with the differences that stay.
 */
export const untilEqual = (host: HostCalls, sandbox: SandboxProcess, patienceMs = 60_000): Promise<Comparison> =>
  eventually(
    () => compareBooks(host, sandbox),
    ({ differences }) => differences.length === 0,
    { everyMs: 500, patienceMs, what: 'Two equal books' },
  );

function told(all: Told[], twice: string, differences: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, words } of all) {
    if (found.has(name)) differences.push(`${twice}: ${name}`);
    found.set(name, words);
  }
  return found;
}

/** Syncs and waits until nothing waits and nothing runs. */
export async function untilAtRest(host: HostCalls, patienceMs = 180_000): Promise<OutputOf<'app.status'>> {
  return host.until(
    'app.status',
    {},
    (now) => now.counts.waiting === 0 && now.progress === null && now.health.state !== 'syncing',
    patienceMs,
  );
}

/** Connects, pairs what must be paired, allows what a test does to its books within an hour, and applies the first plan. */
export async function goLive(host: HostCalls, sandbox: SandboxProcess): Promise<void> {
  await tryOn('connecting', () => host.connect(sandbox));
  await host.call('settings.set', { brake: { maxRemovals: 1_000, maxShare: 1, maxCreates: 10_000 } });
  const { options } = await host.call('mappings.get', {});
  await host.call('mappings.setLists', { defaultIncomeAccount: options.incomeAccounts[0]?.id ?? null });
  await tryOn('the first plan', async () => void (await host.applyPlan()));
}

/** Does it, and again while QuickBooks is busy: a test may slow it down from the start. */
const tryOn = (what: string, act: () => Promise<void>): Promise<unknown> =>
  eventually(
    () =>
      act().then(
        () => null,
        (error: unknown) => String(error),
      ),
    (failure) => failure === null,
    { everyMs: 1_000, patienceMs: 180_000, what },
  );
