/** The export of another product through the real host, over HTTP, into the workspace and on to a sandbox company. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type HostProcess,
  removeFolder,
  type SandboxProcess,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../../support/processes.ts';
import { type SheetCell, workbook } from '../../support/workbook.ts';

let dir: string;
let sandbox: SandboxProcess;
let host: HostProcess;
beforeAll(async () => {
  dir = await temporaryFolder();
  sandbox = await startSandbox({ company: 'empty' });
  host = await startHost({ data: dir, secrets: 'memory' });
});
afterAll(async () => {
  await host.stop();
  await sandbox.stop();
  await removeFolder(dir);
});

const CUSTOMERS = 500;
const INVOICES = 300;
/** Amounts of a line in cents: odd ones, so that nothing is equal by chance. */
const price = (n: number, line: number): number => 1_000 + ((n * 7_919 + line * 104_729) % 250_000);
const money = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
const shown = (cents: number): string => `$${money(cents).replace(/\B(?=(\d{3})+\.)/g, ',')}`;
const quantity = (n: number, line: number): number => 1 + ((n + line) % 4);
const lines = (n: number): number => 1 + (n % 3);
const totalOf = (n: number): number =>
  Array.from({ length: lines(n) }, (_, line) => price(n, line) * quantity(n, line)).reduce((sum, one) => sum + one, 0);

const clients = (): string =>
  [
    'Client name;E-mail;Phone #;Street;City;State;Zip',
    ...Array.from(
      { length: CUSTOMERS },
      (_, n) => `Müller ${n} & Sons;client${n}@example.com;(520) 555-${String(1000 + n)};${n} Elm St;Tucson;AZ;85701`,
    ),
  ].join('\r\n');
const invoiceBook = (): Buffer =>
  workbook({
    'About this export': [['Made by another product on Mar 2, 2026']],
    Invoices: [
      ['Invoice #', 'Client', 'Issued', 'Due', 'Item', 'Qty', 'Rate', 'Total'],
      ...Array.from({ length: INVOICES }, (_, n) =>
        Array.from({ length: lines(n) }, (_one, line): SheetCell[] => [
          { number: String(5000 + n) },
          `Müller ${n} & Sons`,
          { day: `2026-0${1 + (n % 9)}-${String(1 + (n % 28)).padStart(2, '0')}` },
          null,
          `Work of kind ${line}`,
          { number: String(quantity(n, line)) },
          { number: money(price(n, line)) },
          line === 0 ? shown(totalOf(n)) : null,
        ]),
      ).flat(),
    ],
  });

async function check(name: string, bytes: Buffer, sheet: string | null = null) {
  const file = await host.call('import.file.read', { name, base64: bytes.toString('base64'), sheet });
  const guess = await host.call('import.file.columns', { file: file.file, entity: file.entity });
  const setup = { entity: file.entity, columns: guess.columns, fixed: guess.fixed, dateOrder: guess.dateOrder };
  return { file, shown: await host.call('import.file.check', { file: file.file, setup }) };
}
async function bring(name: string, bytes: Buffer, sheet: string | null = null) {
  const { shown: checked } = await check(name, bytes, sheet);
  const { id } = await host.call('import.file.apply', { hash: checked.hash });
  return (await host.until('import.file.get', { id }, ({ import: one }) => one.state !== 'running')).import;
}

test('500 customers and 300 invoices are equal to the cent in QuickBooks; the same files again make nothing', async () => {
  const text = Buffer.from(clients(), 'latin1');
  const book = invoiceBook();
  await host.connect(sandbox);
  const began = performance.now();
  const first = await check('clients.csv', text);
  const checkedAt = performance.now();
  expect(first.file).toMatchObject({ entity: 'customer', rows: CUSTOMERS, encoding: 'Windows-1252', delimiter: ';' });
  expect(first.shown.counts).toEqual({ make: CUSTOMERS, fill: 0, same: 0, refuse: 0 });
  expect(await bring('clients.csv', text)).toMatchObject({ state: 'done', counts: { made: CUSTOMERS } });
  const broughtAt = performance.now();
  const second = await check('invoices.xlsx', book, 'Invoices');
  expect(second.file.sheets).toEqual(['About this export', 'Invoices']);
  expect(second.shown.counts).toEqual({ make: INVOICES + 3, fill: 0, same: 0, refuse: 0 });
  expect(await bring('invoices.xlsx', book, 'Invoices')).toMatchObject({ counts: { made: INVOICES + 3 } });

  const allAt = performance.now();
  await host.applyPlan();
  await host.until('app.status', {}, ({ health }) => health.state === 'upToDate', 240_000);
  const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(1);
  console.log(
    `500 customers checked in ${seconds(began, checkedAt)} s, imported in ${seconds(checkedAt, broughtAt)} s; 300 invoices in ${seconds(broughtAt, allAt)} s; equal in QuickBooks after ${seconds(allAt, performance.now())} s`,
  );
  const sent = await sandbox.qbo.query('Invoice');
  const cents = (row: Record<string, unknown>): number => Math.round(Number(row.TotalAmt) * 100);
  expect(new Map(sent.map((row) => [row.DocNumber, cents(row)]))).toEqual(
    new Map(Array.from({ length: INVOICES }, (_, n) => [String(5000 + n), totalOf(n)])),
  );
  const customers = await sandbox.qbo.query('Customer');
  expect(customers).toHaveLength(CUSTOMERS);
  expect(customers.some((row) => row.DisplayName === 'Müller 7 & Sons')).toBe(true);
  expect((await sandbox.qbo.query('Item')).filter((row) => /^Work of kind/.test(String(row.Name)))).toHaveLength(3);

  for (const [name, bytes, sheet] of [
    ['clients.csv', text, null],
    ['invoices.xlsx', book, 'Invoices'],
  ] as const) {
    const again = await check(name, bytes, sheet);
    expect(again.shown.counts).toMatchObject({ make: 0, fill: 0, refuse: 0 });
    expect((await bring(name, bytes, sheet)).counts.made).toBeUndefined();
  }
  await host.call('sync.now', {});
  expect(await sandbox.qbo.query('Invoice')).toHaveLength(INVOICES);
  expect(await sandbox.qbo.query('Customer')).toHaveLength(CUSTOMERS);
}, 400_000);

test('a file that is too large is told as such, whatever the body of a call may hold', async () => {
  const much = Buffer.alloc(10 * 1024 * 1024 + 1, 'Name\nDana Reyes\n').toString('base64');
  const answer = await host.attempt('import.file.read', { name: 'much.csv', base64: much });
  expect(answer).toMatchObject({ ok: false, error: { code: 'import.tooLarge' } });
});
