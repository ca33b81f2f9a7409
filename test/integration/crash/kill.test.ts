import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDice, type Dice } from '../../simulation/dice.ts';
import { fillWorkspace, goLive, untilAtRest, untilEqual, workspaceRecords } from '../../support/books.ts';
import {
  eventually,
  type HostProcess,
  removeFolder,
  type SandboxProcess,
  startAndKillHost,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../../support/processes.ts';
import type { QboRecord } from '../../support/qbo.ts';

/** The kills are drawn from this; another seed dies at other moments. */
const SEED = Number(process.env.CRASH_SEED ?? 20_260_504);
const KILLS = Number(process.env.CRASH_KILLS ?? 50);
/** Records on each side before they meet. */
const QUICKBOOKS = { customers: 80, items: 20, invoices: 100 };
const WORKSPACE = { customers: 80, items: 20, invoices: 90, payments: 50 };
/** Invoices voided on each side, spread over the lives. */
const VOIDS = 8;

/** Everything that is done in QuickBooks between two lives, and what must be true of it in the end. */
type Doings = { notes: Map<string, string>; voided: string[]; paid: string[] };

/** Something for the next life to do: edits, a payment, now and then a void, on records that are there already. */
async function workInQuickbooks(
  { qbo }: SandboxProcess,
  dice: Dice,
  known: { customers: QboRecord[]; invoices: QboRecord[] },
  round: number,
  done: Doings,
): Promise<void> {
  for (let n = 0; n < 3; n++) {
    const { Id, DisplayName } = dice.pick(known.customers);
    const notes = `Edited in QuickBooks before life ${round}.${n}`;
    const now = await qbo.read('Customer', Id);
    await qbo.save('Customer', { Id, SyncToken: now.SyncToken, sparse: true, Notes: notes });
    done.notes.set(String(DisplayName), notes);
  }
  const invoice = known.invoices.pop();
  if (invoice === undefined) return;
  const now = await qbo.read('Invoice', invoice.Id);
  if (done.voided.length < VOIDS && round % Math.max(1, Math.floor(KILLS / VOIDS)) === 0) {
    await qbo.operate('Invoice', 'void', now);
    done.voided.push(String(now.DocNumber));
    return;
  }
  const reference = `Q-P${round}`;
  const amount = Number(now.Balance);
  await qbo.save('Payment', {
    CustomerRef: now.CustomerRef,
    TotalAmt: amount,
    PaymentRefNum: reference,
    Line: [{ Amount: amount, LinkedTxn: [{ TxnId: now.Id, TxnType: 'Invoice' }] }],
  });
  done.paid.push(reference);
}

test(`kill -9 of the host at ${KILLS} moments of a sync of 440 records: nothing twice, nothing lost, both sides equal to the cent`, {
  timeout: 300_000 + KILLS * 10_000,
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
    const made = await fillWorkspace(host, WORKSPACE);
    await goLive(host, sandbox);

    const done: Doings = { notes: new Map(), voided: [], paid: [] };
    const here: string[] = [];
    const customers = (await sandbox.qbo.query('Customer')).filter((row) => /\d{6}$/.test(String(row.DisplayName)));
    const invoices = (await sandbox.qbo.query('Invoice')).filter(
      (row) => !String(row.DocNumber).startsWith('F-') && Number(row.Balance) > 0,
    );
    let atWork = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      const living: HostProcess = host;
      const status = await Promise.race([
        living.call('app.status', {}).catch(() => null),
        living.ended.then(() => null),
      ]);
      if (status && status.counts.waiting > 0) atWork += 1;
      // A person at this end voids an invoice that nobody paid.
      const unpaid = made.invoices[WORKSPACE.payments + here.length];
      if (unpaid !== undefined && here.length < VOIDS && kill % Math.max(1, Math.floor(KILLS / VOIDS)) === 1) {
        const { revision } = await living.call('records.get', { entity: 'invoice', key: unpaid });
        await living.call('records.remove', { entity: 'invoice', key: unpaid, revision: revision ?? '', mode: 'void' });
        here.push(unpaid);
      }
      await new Promise((resolve) => setTimeout(resolve, dice.int(0, 700)));
      await living.kill();
      await workInQuickbooks(sandbox, dice, { customers, invoices }, kill, done);
      // Now and then it does not even come up.
      if (dice.chance(0.2) && kill < KILLS) {
        kill += 1;
        await startAndKillHost({ data }, dice.int(20, 600));
      }
      host = await startHost({ data });
    }
    const last: HostProcess = host;
    await last.call('sync.now', {});
    await untilAtRest(last);
    await eventually(
      async () =>
        (await workspaceRecords(last, 'customer')).filter(
          (row) => done.notes.has(row.title) && row.body.notes !== done.notes.get(row.title),
        ),
      (behind) => behind.length === 0,
      { what: 'every edit made in QuickBooks meanwhile', patienceMs: 60_000 },
    );
    const books = await untilEqual(last, sandbox);
    const status = await untilAtRest(last);
    const both = (count: number) => ({ workspace: count, quickbooks: count });
    expect(books.counts).toEqual({
      customer: both(QUICKBOOKS.customers + WORKSPACE.customers),
      item: both(QUICKBOOKS.items + WORKSPACE.items),
      invoice: both(QUICKBOOKS.invoices + WORKSPACE.invoices - here.length - done.voided.length),
      payment: both(WORKSPACE.payments + done.paid.length),
    });
    expect(status.counts).toMatchObject({ review: 0, problems: 0 });
    expect((await last.call('activity.verify', {})).bad).toBeNull();
    // A kill that interrupts nothing proves nothing.
    expect(atWork).toBeGreaterThan(KILLS / 5);
    console.log(
      `killed ${KILLS} times (seed ${SEED}), ${atWork} of them with work waiting; ${JSON.stringify(books.counts)}; ` +
        `${done.notes.size} edits, ${done.paid.length} payments and ${here.length + done.voided.length} voids carried over; ` +
        `receivables ${books.receivables.workspace} here, ${books.receivables.quickbooks} in QuickBooks; 0 duplicates, 0 lost`,
    );
  } finally {
    await host?.stop();
    await sandbox.stop();
    await removeFolder(folder);
  }
});
