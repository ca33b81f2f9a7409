import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDice } from '../../simulation/dice.ts';
import { workspaceRecords } from '../../support/books.ts';
import { type HostProcess, removeFolder, startHost, startSandbox, temporaryFolder } from '../../support/processes.ts';

/** The kills are drawn from this; another seed dies at other moments. */
const SEED = Number(process.env.CRASH_SEED ?? 20_260_507);
const KILLS = 4;
const CUSTOMERS = 250;
const INVOICES = 180;

const name = (n: number): string => `Alder & Sons ${n}`;
const cents = (n: number, line: number): number => 1_000 + ((n * 7_919 + line * 104_729) % 250_000);
const money = (amount: number): string => `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
const totalOf = (n: number): number => cents(n, 0) + 2 * cents(n, 1);

const CLIENTS = [
  'Client name,E-mail,Phone',
  ...Array.from({ length: CUSTOMERS }, (_, n) => `${name(n)},client${n}@example.com,(520) 555-${1000 + n}`),
].join('\n');
/** Half of what the rows name has to be made first: their customers are in no other file. */
const INVOICE_ROWS = [
  'Invoice #,Client,Issued,Item,Qty,Rate',
  ...Array.from({ length: INVOICES }, (_, n) => {
    const who = n % 2 === 0 ? name(n) : `Walk-in ${n}`;
    return [
      `${7000 + n},${who},2026-04-1${n % 9},Work of kind ${n % 5},1,${money(cents(n, 0))}`,
      `${7000 + n},${who},2026-04-1${n % 9},Material ${n % 3},2,${money(cents(n, 1))}`,
    ];
  }).flat(),
].join('\n');

async function apply(host: HostProcess, file: string, text: string): Promise<string> {
  const base64 = Buffer.from(text).toString('base64');
  const read = await host.call('import.file.read', { name: file, base64, sheet: null });
  const guess = await host.call('import.file.columns', { file: read.file, entity: read.entity });
  const setup = { entity: read.entity, columns: guess.columns, fixed: guess.fixed, dateOrder: guess.dateOrder };
  const { hash, counts } = await host.call('import.file.check', { file: read.file, setup });
  expect(counts.refuse).toBe(0);
  return (await host.call('import.file.apply', { hash })).id;
}

test(`files of ${CUSTOMERS} customers and ${INVOICES} invoices, the host killed ${KILLS} times with each while sync runs, cancelled and resumed: nothing twice, nothing lost, equal in QuickBooks`, {
  timeout: 400_000,
}, async () => {
  const dice = createDice(SEED);
  const folder = await temporaryFolder();
  const data = join(folder, 'data');
  const sandbox = await startSandbox({ company: 'empty' });
  let host: HostProcess | null = null;
  let atWork = 0;
  /** Brings a file while the host dies again and again; answers the counts of its summary. */
  const bring = async (file: string, text: string): Promise<Record<string, number>> => {
    let living = host as HostProcess;
    const id = await apply(living, file, text);
    for (let kill = 1; kill <= KILLS; kill++) {
      await new Promise((resolve) => setTimeout(resolve, dice.int(0, 200)));
      const one = await living.call('import.file.get', { id }).catch(() => null);
      if (one?.import.state === 'running') atWork++;
      await living.kill();
      living = await startHost({ data });
      host = living;
    }
    // It went on by itself. Cancelled while it runs, or done already: both are ends that stand.
    await living.call('import.file.cancel', { id }).catch(() => undefined);
    if ((await living.call('import.file.get', { id })).import.state === 'cancelled')
      await living.call('import.file.resume', { id });
    const { import: done } = await living.until('import.file.get', { id }, (answer) => answer.import.state === 'done');
    expect(Object.values(done.counts).reduce((sum, count) => sum + count, 0)).toBe(done.total);
    return done.counts;
  };
  try {
    host = await startHost({ data });
    await host.connect(sandbox);
    await host.call('settings.set', { brake: { maxRemovals: 10, maxShare: 1, maxCreates: 5_000 } });
    await host.applyPlan();
    expect(await bring('clients.csv', CLIENTS)).toEqual({ made: CUSTOMERS });
    const walkIns = INVOICES / 2;
    expect(await bring('invoices.csv', INVOICE_ROWS)).toEqual({ made: INVOICES + walkIns + 5 + 3 });

    const last = host;
    const here = async (entity: string) =>
      (await workspaceRecords(last, entity)).filter((row) => row.platformId !== null);
    const once = (values: string[]): string[] => {
      expect(new Set(values).size).toBe(values.length);
      return values.sort();
    };
    const wanted = [
      ...Array.from({ length: CUSTOMERS }, (_, n) => name(n)),
      ...Array.from({ length: walkIns }, (_, n) => `Walk-in ${2 * n + 1}`),
    ].sort();
    const numbers = Array.from({ length: INVOICES }, (_, n) => String(7000 + n)).sort();
    expect(once((await here('customer')).map((row) => row.title))).toEqual(wanted);
    expect(once((await here('invoice')).map((row) => String(row.body.number)))).toEqual(numbers);
    await last.until('app.status', {}, ({ health }) => health.state === 'upToDate', 200_000);

    expect(once((await sandbox.qbo.query('Customer')).map((row) => String(row.DisplayName)))).toEqual(wanted);
    const sent = await sandbox.qbo.query('Invoice');
    expect(once(sent.map((row) => String(row.DocNumber)))).toEqual(numbers);
    for (const row of sent) expect(Math.round(Number(row.TotalAmt) * 100)).toBe(totalOf(Number(row.DocNumber) - 7000));
    const items = (await sandbox.qbo.query('Item')).map((row) => String(row.Name));
    expect(once(items.filter((one) => /^(Work of kind|Material) /.test(one)))).toHaveLength(8);

    // The same files once more: everything is here.
    for (const [file, text] of [
      ['clients.csv', CLIENTS],
      ['invoices.csv', INVOICE_ROWS],
    ] as const) {
      const again = await last.call('import.file.read', {
        name: file,
        base64: Buffer.from(text).toString('base64'),
        sheet: null,
      });
      const guess = await last.call('import.file.columns', { file: again.file, entity: again.entity });
      const setup = { entity: again.entity, columns: guess.columns, fixed: guess.fixed, dateOrder: guess.dateOrder };
      const { counts } = await last.call('import.file.check', { file: again.file, setup });
      expect(counts).toMatchObject({ make: 0, fill: 0, refuse: 0 });
    }
    console.log(`killed ${2 * KILLS} times (seed ${SEED}), ${atWork} of them while a file was brought`);
    expect(atWork).toBeGreaterThan(0);
  } finally {
    await host?.stop();
    await sandbox.stop();
    await removeFolder(folder);
  }
});
