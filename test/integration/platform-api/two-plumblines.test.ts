/**
 * Two Plumblines as processes: one with the workspace and a QuickBooks company of its own, one that has the first one's
 * Platform API for a platform, and another company. Three books of people who edit, one network that loses answers, one
 * kill -9; in the end all of them say the same, and nothing is there twice.
 */
import { afterEach, expect, test } from 'vitest';
import { compareBooks, fillWorkspace, goLive, workspaceRecords } from '../../support/books.ts';
import { type LossyProxy, startLossyProxy } from '../../support/lossy-proxy.ts';
import {
  eventually,
  type HostProcess,
  removeFolder,
  type SandboxProcess,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../../support/processes.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function folder(): Promise<string> {
  const dir = await temporaryFolder();
  closers.push(() => removeFolder(dir));
  return dir;
}
async function sandbox(): Promise<SandboxProcess> {
  const running = await startSandbox({ company: 'empty' });
  closers.push(() => running.stop());
  return running;
}

/** What each of the four books says of every record, in words; equal when everybody has heard of everything. */
async function differences(
  first: { host: HostProcess; company: SandboxProcess },
  second: { host: HostProcess; company: SandboxProcess },
): Promise<string[]> {
  const found = [
    ...(await compareBooks(first.host, first.company)).differences.map((one) => `first: ${one}`),
    ...(await compareBooks(second.host, second.company)).differences.map((one) => `second: ${one}`),
  ];
  for (const entity of ['customer', 'item', 'invoice', 'payment']) {
    const told = async (host: HostProcess): Promise<string[]> =>
      (await workspaceRecords(host, entity))
        .filter((row) => row.platformId !== null)
        .map((row) => `${row.platformId} ${row.title} ${row.life} ${JSON.stringify(row.body)}`)
        .sort();
    const [here, there] = [await told(first.host), await told(second.host)];
    for (const one of here) if (!there.includes(one)) found.push(`only the first knows ${one.slice(0, 200)}`);
    for (const one of there) if (!here.includes(one)) found.push(`only the second knows ${one.slice(0, 200)}`);
  }
  return found;
}

/** Has both sync until all books are equal; what is still different is the message when they do not get there. */
const converge = (first: Parameters<typeof differences>[0], second: Parameters<typeof differences>[1], what: string) =>
  eventually(
    async () => {
      for (const { host } of [second, first]) await host.call('sync.now', {});
      return differences(first, second);
    },
    (left) => left.length === 0,
    { patienceMs: 180_000, everyMs: 300, what },
  );

test('two Plumblines, three books that are edited, lost answers and a kill: all converge, nothing is twice', async () => {
  const [companyA, companyB] = [await sandbox(), await sandbox()];
  const hostA = await startHost({ data: await folder(), secrets: 'memory' });
  closers.push(() => hostA.stop());
  const made = await fillWorkspace(hostA, { customers: 12, items: 4, invoices: 10, payments: 6 }, 'A');
  await goLive(hostA, companyA);
  // The other company has records of its own before the two meet.
  const own = await companyB.qbo.save('Customer', { DisplayName: 'B customer of its own', Notes: 'Entered in B' });

  const { key } = await hostA.call('apiKeys.create', { name: 'The second Plumbline', scopes: ['*:write'] });
  const proxy: LossyProxy = await startLossyProxy(hostA.ready.url);
  closers.push(() => proxy.close());
  const dataB = await folder();
  const args = ['--platform-url', `${proxy.url}platform/v1`];
  let hostB = await startHost({ data: dataB, args, env: { PLUMBLINE_PLATFORM_KEY: key } });
  closers.push(() => hostB.stop());
  await goLive(hostB, companyB);
  const first = { host: hostA, company: companyA };
  await converge(first, { host: hostB, company: companyB }, 'The first meeting');

  // From now on every third write's answer is lost on the way back.
  proxy.loseEvery(3);
  const named = async (company: SandboxProcess, resource: string, where: string) => {
    const [found] = await company.qbo.query(resource, where);
    if (!found) throw new Error(`${resource} ${where} is not there`);
    return found;
  };
  const noted = async (company: SandboxProcess, name: string, Notes: string) => {
    const { Id, SyncToken } = await named(company, 'Customer', `DisplayName = '${name}'`);
    await company.qbo.save('Customer', { Id, SyncToken, sparse: true, Notes });
  };
  const notesOf = async (host: HostProcess, id: string, notes: string) => {
    const { revision } = await host.call('records.get', { entity: 'customer', key: id });
    await host.call('records.update', { entity: 'customer', key: id, revision: String(revision), changes: { notes } });
  };
  await notesOf(hostA, made.customers[0] as string, 'From the workspace');
  await noted(companyA, 'A customer 002', 'From company A');
  for (const n of [3, 4, 5, 6]) await noted(companyB, `A customer 00${n}`, `From company B, ${n}`);
  const item = await named(companyB, 'Item', `Name = 'A service 001'`);
  for (const n of [1, 2, 3, 4])
    await companyB.qbo.save('Invoice', {
      DocNumber: `B-00${n}`,
      TxnDate: '2026-05-05',
      CustomerRef: { value: own.Id },
      Line: [
        {
          Amount: 42 * n,
          DetailType: 'SalesItemLineDetail',
          SalesItemLineDetail: { ItemRef: { value: item.Id }, Qty: n, UnitPrice: 42 },
        },
      ],
    });
  const paid = await named(companyA, 'Invoice', `DocNumber = 'A-010'`);
  await companyA.qbo.save('Payment', {
    CustomerRef: paid.CustomerRef,
    TotalAmt: Number(paid.Balance),
    PaymentRefNum: 'A-company-P',
    Line: [{ Amount: Number(paid.Balance), LinkedTxn: [{ TxnId: paid.Id, TxnType: 'Invoice' }] }],
  });
  await companyB.qbo.operate('Invoice', 'void', await named(companyB, 'Invoice', `DocNumber = 'A-007'`));
  const voided = await hostA.call('records.get', { entity: 'invoice', key: made.invoices[7] as string });
  await hostA.call('records.remove', {
    entity: 'invoice',
    key: made.invoices[7] as string,
    revision: String(voided.revision),
    mode: 'void',
  });

  // The second one dies as soon as an answer was lost, with writes under way, and comes back without the key at hand.
  await hostB.attempt('sync.now', {}).catch(() => undefined);
  await eventually(
    async () => proxy.lost(),
    (lost) => lost > 0,
    { everyMs: 5, what: 'A lost answer' },
  );
  await hostB.kill();
  hostB = await startHost({ data: dataB, args });
  const second = { host: hostB, company: companyB };
  await converge(first, second, 'The same books after edits on all sides');

  const invoices = await companyA.qbo.query('Invoice');
  const numbers = invoices.map((one) => String(one.DocNumber));
  for (const n of [1, 2, 3, 4]) expect(numbers.filter((one) => one === `B-00${n}`)).toEqual([`B-00${n}`]);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect((await workspaceRecords(hostA, 'invoice')).map((one) => one.title).length).toBe(14);
  for (const n of [7, 8]) {
    const number = `A-0${String(n).padStart(2, '0')}`;
    for (const company of [companyA, companyB])
      expect(Number((await named(company, 'Invoice', `DocNumber = '${number}'`)).TotalAmt)).toBe(0);
  }
  expect((await named(companyB, 'Customer', `DisplayName = 'A customer 001'`)).Notes).toBe('From the workspace');
  expect((await named(companyB, 'Customer', `DisplayName = 'A customer 002'`)).Notes).toBe('From company A');
  expect((await named(companyA, 'Customer', `DisplayName = 'A customer 006'`)).Notes).toBe('From company B, 6');
  expect(proxy.lost()).toBeGreaterThan(0);
  // Quiet now: nothing is written any more.
  proxy.loseEvery(null);
  const before = proxy.writes();
  for (const { host } of [first, second, first, second]) await host.call('sync.now', {});
  expect(proxy.writes()).toBe(before);
  expect((await hostB.call('app.status', {})).counts).toMatchObject({ waiting: 0 });
}, 300_000);

test('a folder stays with its platform: neither the workspace nor another company is taken for it', async () => {
  const hostA = await startHost({ data: await folder(), secrets: 'memory' });
  closers.push(() => hostA.stop());
  const { key } = await hostA.call('apiKeys.create', { name: 'B', scopes: ['*:write'] });
  const args = ['--platform-url', `${hostA.ready.url}platform/v1`];
  // Without a key there is nothing to ask with.
  await expect(startHost({ data: await folder(), secrets: 'memory', args })).rejects.toThrow('There is no API key for');
  // A folder whose workspace holds records is not pointed elsewhere.
  const used = await folder();
  const before = await startHost({ data: used, secrets: 'memory' });
  await before.call('records.create', { entity: 'customer', body: { displayName: 'Here first' } });
  await before.stop();
  const env = { PLUMBLINE_PLATFORM_KEY: key };
  await expect(startHost({ data: used, secrets: 'memory', args, env })).rejects.toThrow(
    'is synced with its own workspace',
  );
  // A folder that met a platform is not opened with the workspace.
  const company = await sandbox();
  const met = await folder();
  const hostB = await startHost({ data: met, secrets: 'memory', args, env });
  await goLive(hostB, company);
  expect(await hostB.attempt('records.create', { entity: 'customer', body: { displayName: 'X' } })).toMatchObject({
    ok: false,
    error: { code: 'input.invalid' },
  });
  const mounted = await fetch(`${hostB.ready.url}platform/v1/openapi.json`);
  expect(mounted.headers.get('content-type')).not.toContain('application/json');
  await hostB.stop();
  await expect(startHost({ data: met, secrets: 'memory' })).rejects.toThrow('is synced with the platform at');
}, 120_000);
