import { createServer, connect as openSocket, type Socket } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import { createDice } from '../../simulation/dice.ts';
import { fillWorkspace, goLive, untilAtRest, untilEqual } from '../../support/books.ts';
import {
  eventually,
  type HostProcess,
  removeFolder,
  type SandboxProcess,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../../support/processes.ts';
import { smallDisk } from '../../support/small-disk.ts';

/** Trouble in the middle of a first sync, over real HTTP and real SQLite. */

const SEED = Number(process.env.CRASH_SEED ?? 20_260_504);
/** Refusals in the storm; each costs the minute of waiting that QuickBooks asks for. */
const STORM = Number(process.env.CRASH_STORM ?? 1);
const WORKSPACE = { customers: 40, items: 10, invoices: 60, payments: 30 };
const QUICKBOOKS = ['--customers', '30', '--invoices', '40'];

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function pair(args: string[] = [], data?: string): Promise<{ sandbox: SandboxProcess; host: HostProcess }> {
  const sandbox = await startSandbox({ company: 'generated', args: [...QUICKBOOKS, ...args] });
  ends.push(() => sandbox.stop());
  let folder = data;
  if (folder === undefined) {
    const made = await temporaryFolder();
    ends.push(() => removeFolder(made));
    folder = join(made, 'data');
  }
  const host = await startHost({ data: folder });
  ends.push(() => host.stop());
  await fillWorkspace(host, WORKSPACE);
  return { sandbox, host };
}

/** Everything is there once, on both sides, to the cent; prints the figures. */
async function expectEqual(host: HostProcess, sandbox: SandboxProcess, after: string): Promise<void> {
  await untilAtRest(host);
  const books = await untilEqual(host, sandbox);
  const status = await untilAtRest(host);
  const both = (count: number) => ({ workspace: count, quickbooks: count });
  expect(books.counts).toEqual({ customer: both(70), item: both(30), invoice: both(100), payment: both(30) });
  expect(status.counts).toMatchObject({ review: 0, problems: 0 });
  console.log(
    `${after}: ${JSON.stringify(books.counts)}; receivables ${books.receivables.workspace} here, ` +
      `${books.receivables.quickbooks} in QuickBooks; 0 duplicates, 0 lost`,
  );
}

/** Asks until the host takes it: right after trouble a side may still be waiting. */
const syncUntilEqual = (host: HostProcess): Promise<unknown> =>
  eventually(
    async () => {
      await host.attempt('sync.now', {});
      const { counts, health } = await host.call('app.status', {});
      return { waiting: counts.waiting, ...health };
    },
    (now) => now.waiting === 0 && now.state === 'upToDate',
    { everyMs: 500, patienceMs: 240_000, what: 'everything sent' },
  );

/** The wire between the host and QuickBooks: can be cut (connections reset, none accepted) or go dead (nothing moves). */
async function wire(to: URL) {
  const open = new Set<Socket>();
  let cut = false;
  let resets = 0;
  const server = createServer((near) => {
    if (cut) {
      near.resetAndDestroy();
      return;
    }
    const far = openSocket(Number(to.port), to.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    // The sandbox company answers to its own address only.
    near.on('data', (bytes) => {
      const text = bytes.toString('latin1').replace(/^(host: [\d.]+:)\d+/gim, `$1${to.port}`);
      far.write(Buffer.from(text, 'latin1'));
    });
    near.on('end', () => far.end());
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    resets: () => resets,
    cut: (): void => {
      cut = true;
      for (const socket of open) {
        resets += 1;
        socket.resetAndDestroy();
      }
    },
    mend: (): void => {
      cut = false;
    },
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

test('the network cut twelve times in the middle of a sync', async () => {
  const { sandbox, host } = await pair();
  const line = await wire(new URL(sandbox.ready.url));
  ends.push(() => line.close());
  await goLive(host, { ...sandbox, ready: { ...sandbox.ready, url: line.url } });
  const dice = createDice(SEED);
  let atWork = 0;
  for (let cut = 0; cut < 12; cut++) {
    await new Promise((resolve) => setTimeout(resolve, dice.int(20, 400)));
    if ((await host.call('app.status', {})).counts.waiting > 0) atWork += 1;
    line.cut();
    await new Promise((resolve) => setTimeout(resolve, dice.int(20, 300)));
    line.mend();
    // A person who is told "QuickBooks cannot be reached" tries again.
    void host.attempt('sync.now', {}).catch(() => undefined);
  }
  await syncUntilEqual(host);
  expect(line.resets()).toBeGreaterThan(0);
  await expectEqual(host, sandbox, `network cut 12 times (seed ${SEED}), ${atWork} of them with work waiting`);
});

test('a storm of 429 under QuickBooks’ limits', async () => {
  const { sandbox, host } = await pair(['--limits', 'on']);
  await goLive(host, sandbox);
  const faults = async (init?: RequestInit) =>
    (await (await fetch(new URL('sandbox/faults', sandbox.ready.url), init)).json()) as {
      struck: Record<string, number>;
    };
  // Whatever comes next is refused: each time the whole company waits for a minute, and nothing is sent into the storm.
  const script = [{ kind: 'throttle', times: STORM }];
  await faults({ method: 'POST', body: JSON.stringify({ script }) });
  const told = await host.until('app.status', {}, ({ health }) => health.sentence.includes('slow down'), 120_000);
  expect(told.health.state).toBe('offline');
  await syncUntilEqual(host);
  const { struck } = await faults();
  expect(struck.throttle).toBe(STORM);
  await expectEqual(host, sandbox, 'a storm of 429, limits on');
});

/** Shortens a database's log to nothing, beside the host that uses it. */
function foldLog(path: string): void {
  const db = new Database(path, { timeout: 5_000 });
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

test('the disk full in the middle of a sync', async (context) => {
  const disk = smallDisk(64);
  if (typeof disk === 'string') return context.skip(disk);
  ends.push(disk.remove);
  const { sandbox, host } = await pair([], join(disk.dir, 'data'));
  await goLive(host, sandbox);
  await host.until('app.status', {}, ({ counts }) => counts.equal > 0, 120_000);
  // Room that the databases' own logs still hold would let the sync go on for a while.
  for (const name of ['engine.db', 'workspace.db']) foldLog(join(disk.dir, 'data', name));
  disk.fill();
  const told = await host.until('app.status', {}, ({ health }) => health.state === 'error', 120_000);
  expect(told.health.sentence).toContain('is full. Free space on it.');
  disk.free();
  // By itself: nobody presses anything.
  await host.until(
    'app.status',
    {},
    ({ counts, health }) => counts.waiting === 0 && health.state === 'upToDate',
    240_000,
  );
  await expectEqual(host, sandbox, 'disk full in the middle of a sync');
});
