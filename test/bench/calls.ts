/**
 * What keeping equal costs in calls, beside the least it could cost: an import, a push, and an hour in which nothing
 * happens. Calls are what Intuit meters and limits; they say more than the seconds of one machine.
 */
import { createEntityRegistry } from '../../main/entities/index.ts';
import type { Body } from '../../shared/primitives.ts';
import { FakeTime, fakeApp, settle } from '../support/fakes/app.ts';
import { FakeSide } from '../support/fakes/side.ts';
import { removeFolder, startHost, startSandbox, temporaryFolder } from '../support/processes.ts';
import { createWorld } from '../unit/connectors/quickbooks/support.ts';

/** Rows of a page and items of a batch, by QuickBooks' limits. */
const PAGE = 1000;
const BATCH = 30;

type Meter = { core: number; corePlus: number };
const meterOf = async (url: string): Promise<Meter> =>
  (await (await fetch(new URL('sandbox/meter', url))).json()) as Meter;

export type ImportCalls = {
  records: number;
  reads: number;
  writes: number;
  /** Pages of a thousand, and one to count. */
  floor: number;
  callsPerRecord: number;
  floorPerRecord: number;
};

/** Brings customers of a generated company into an empty workspace; no other records. */
export async function benchImportCalls(customers: number): Promise<ImportCalls> {
  const folder = await temporaryFolder();
  const sandbox = await startSandbox({
    company: 'generated',
    args: ['--customers', String(customers), '--invoices', '0', '--no-cache'],
  });
  try {
    const host = await startHost({ data: folder, secrets: 'memory' });
    await host.connect(sandbox);
    const records = customers;
    const before = await meterOf(sandbox.ready.url);
    await host.applyPlan();
    await host.until(
      'app.status',
      {},
      ({ counts, progress }) => counts.equal >= records && progress === null,
      1_800_000,
    );
    const after = await meterOf(sandbox.ready.url);
    await host.stop();
    const floor = Math.ceil(records / PAGE) + 1;
    const reads = after.corePlus - before.corePlus;
    const writes = after.core - before.core;
    return {
      records,
      reads,
      writes,
      floor,
      callsPerRecord: share(reads + writes, records),
      floorPerRecord: share(floor, records),
    };
  } finally {
    await sandbox.stop();
    await removeFolder(folder);
  }
}

export type PushCalls = {
  invoices: number;
  /** Calls that wrote: batches of invoices, and one each for the ten customers and the item they need first. */
  writes: number;
  reads: number;
  seconds: number;
  /** Without the eleven before. */
  writesPerInvoice: number;
  callsPerInvoice: number;
  /** A batch of thirty for every thirty, nothing read. */
  floorPerInvoice: number;
};

/** Sends invoices of a few customers from the workspace to an empty company. */
export async function benchPush(invoices: number): Promise<PushCalls> {
  const folder = await temporaryFolder();
  const sandbox = await startSandbox({ company: 'empty' });
  try {
    const host = await startHost({ data: folder, secrets: 'memory' });
    const create = async (entity: string, body: Body): Promise<string> =>
      (await host.call('records.create', { entity, body })).key;
    const names = 10;
    const who: string[] = [];
    for (let n = 0; n < names; n++)
      who.push(await create('customer', { displayName: `Customer ${n}`, taxable: false }));
    const what = await create('item', { name: 'Labor', type: 'service', unitPrice: '50', taxable: false });
    for (let n = 1; n <= invoices; n++)
      await create('invoice', {
        number: `P-${n}`,
        customer: who[n % names] as string,
        date: '2026-05-04',
        lines: [{ id: '', kind: 'item', item: what, quantity: '1', unitPrice: String(10 + (n % 90)), taxable: false }],
      });
    await host.connect(sandbox);
    const plan = await host.call('sync.preview', {});
    const before = await meterOf(sandbox.ready.url);
    const started = performance.now();
    await host.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
    await host.until(
      'app.status',
      {},
      ({ counts, progress }) => counts.equal === invoices + names + 1 && progress === null,
      1_800_000,
    );
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const after = await meterOf(sandbox.ready.url);
    await host.stop();
    const writes = after.core - before.core;
    const reads = after.corePlus - before.corePlus;
    return {
      invoices,
      writes,
      reads,
      seconds,
      writesPerInvoice: share(writes - names - 1, invoices),
      callsPerInvoice: share(writes + reads - names - 1, invoices),
      floorPerInvoice: share(Math.ceil(invoices / BATCH), invoices),
    };
  } finally {
    await sandbox.stop();
    await removeFolder(folder);
  }
}

const share = (calls: number, records: number): number => Math.round((calls / records) * 1e6) / 1e6;

const HOUR = 3_600_000;

export type IdleHour = {
  /** Metered reads in an hour in which nothing changed, by kind. */
  reads: number;
  byKind: Record<string, number>;
  /** One question for all entities, as often as the settings say. */
  floor: number;
};

/**
 * An hour in which nobody does anything: the whole engine with its real timetable and QuickBooks connector, on a virtual
 * clock, against the pure company taken for one of Intuit's (our own costs nothing and is asked more often).
 */
export async function benchIdleHour(watched: boolean): Promise<IdleHour> {
  const world = createWorld({ seed: 'demo' });
  const entities = createEntityRegistry();
  const time = new FakeTime();
  Object.defineProperty(time, 'now', {
    get: () => world.clock.now(),
    set: (at: number) => world.forward(Math.max(0, at - world.clock.now())),
  });
  const quickbooks = Object.assign(new FakeSide('quickbooks', entities), { connector: () => world.connector });
  const app = await fakeApp({ parts: { time, quickbooks } });
  for (let i = 0; i < 5; i++) await settle();
  await app.goLive();
  const company = app.store.getMeta<Record<string, unknown>>('company');
  app.store.transaction(() => app.store.setMeta('company', { ...company, environment: 'production' }));
  // What follows a first sync is over.
  await app.time.pass(HOUR / 2);
  const stop = watched ? app.engine.subscribe(() => {}) : () => {};
  await app.time.pass(HOUR / 4);
  const from = world.counted.length;
  await app.time.pass(HOUR);
  const byKind: Record<string, number> = {};
  for (const call of world.counted.slice(from)) byKind[call] = (byKind[call] ?? 0) + 1;
  const reads = world.counted.slice(from).filter((call) => call.startsWith('coreplus')).length;
  const { pollActiveSeconds, pollIdleSeconds } = await app.call('settings.get');
  stop();
  await app.engine.stop();
  return { reads, byKind, floor: 3600 / (watched ? pollActiveSeconds : pollIdleSeconds) };
}
