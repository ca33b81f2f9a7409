import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDice } from '../../simulation/dice.ts';
import { workspaceRecords } from '../../support/books.ts';
import { type HostProcess, removeFolder, startHost, startSandbox, temporaryFolder } from '../../support/processes.ts';

/** The kills are drawn from this; another seed dies at other moments. */
const SEED = Number(process.env.CRASH_SEED ?? 20_260_504);
const KILLS = 8;
const QUICKBOOKS = { customers: 150, items: 20, invoices: 200 };
/** Customers that the workspace has before, by their e-mail address. */
const KNOWN = 12;

const SCOPE = {
  entities: ['customer', 'estimate', 'invoice', 'payment'],
  from: null,
  to: null,
  inactive: false,
  keys: ['email', 'name', 'phone'] as ('email' | 'name' | 'phone')[],
  companies: true,
  collisions: 'keep' as const,
};

test(`an import of ${QUICKBOOKS.customers} customers with their invoices, killed ${KILLS} times, cancelled and resumed: nothing twice, nothing in QuickBooks, every record accounted for`, {
  timeout: 400_000,
}, async () => {
  const dice = createDice(SEED);
  const folder = await temporaryFolder();
  const data = join(folder, 'data');
  const sandbox = await startSandbox({
    company: 'generated',
    args: ['--customers', String(QUICKBOOKS.customers), '--invoices', String(QUICKBOOKS.invoices)],
  });
  let host: HostProcess | null = null;
  try {
    host = await startHost({ data });
    const before = await sandbox.qbo.query('Customer');
    const invoices = await sandbox.qbo.query('Invoice');
    const emailOf = (row: (typeof before)[number]): string | undefined =>
      (row.PrimaryEmailAddr as { Address?: string } | undefined)?.Address;
    const known = before.filter((row) => emailOf(row) !== undefined).slice(0, KNOWN);
    for (const [n, row] of known.entries())
      await host.call('records.create', {
        entity: 'customer',
        body: {
          displayName: String(row.DisplayName),
          email: emailOf(row) ?? null,
          phone: `(555) 010-${7000 + n}`,
          notes: `Known before ${n}`,
          taxable: true,
        },
      });
    await host.connect(sandbox);
    const plan = await host.call('import.preview', SCOPE);
    const { runId } = await host.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
    let atWork = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      const living: HostProcess = host;
      await new Promise((resolve) => setTimeout(resolve, dice.int(0, 250)));
      const one = await living.call('import.get', { id: runId }).catch(() => null);
      if (one?.import.state === 'running') atWork++;
      await living.kill();
      host = await startHost({ data });
    }
    const last: HostProcess = host;
    // Cancelled while it runs, or done already: both are ends that stand.
    await last.call('import.cancel', { id: runId }).catch(() => undefined);
    const stopped = (await last.call('import.get', { id: runId })).import;
    if (stopped.state === 'cancelled') await last.call('import.resume', { id: runId });
    const done = (await last.until('import.get', { id: runId }, (answer) => answer.import.state === 'done')).import;

    const here = async (entity: string) =>
      (await workspaceRecords(last, entity)).filter((row) => row.platformId !== null);
    const customers = await here('customer');
    const named = customers.map((row) => row.title);
    expect(new Set(named).size).toBe(named.length);
    const active = before.filter((row) => row.Active !== false);
    for (const row of active) expect(named).toContain(String(row.DisplayName));
    // What the workspace had stays.
    for (const [n, row] of known.entries())
      expect(customers.find((one) => one.title === row.DisplayName)?.body).toMatchObject({
        phone: `(555) 010-${7000 + n}`,
        notes: `Known before ${n}`,
      });
    const numbers = (await here('invoice')).map((row) => String(row.body.number)).sort();
    const living = invoices.filter((row) => !/voided/i.test(String(row.PrivateNote ?? '')));
    expect(numbers).toEqual(living.map((row) => String(row.DocNumber)).sort());
    // Nothing was written there: every record still has the version it had.
    const versions = (rows: typeof before): string[] => rows.map((row) => `${row.Id} ${row.SyncToken}`).sort();
    expect(versions(await sandbox.qbo.query('Customer'))).toEqual(versions(before));
    expect(versions(await sandbox.qbo.query('Invoice'))).toEqual(versions(invoices));
    // Each record is in the summary once, with an end.
    expect(done.counts.waiting ?? 0).toBe(0);
    expect(Object.values(done.counts).reduce((sum, count) => sum + count, 0)).toBe(done.total);
    expect(done.counts.linked).toBe(KNOWN);
    const again = await last.call('import.preview', SCOPE);
    expect(again.byEntity.flatMap((row) => row.counts.createInPlatform ?? row.counts.link ?? [])).toEqual([]);
    console.log(
      `killed ${KILLS} times (seed ${SEED}), ${atWork} of them while the import ran; ${JSON.stringify(done.counts)} of ${done.total}`,
    );
    expect(atWork).toBeGreaterThan(0);
  } finally {
    await host?.stop();
    await sandbox.stop();
    await removeFolder(folder);
  }
});
