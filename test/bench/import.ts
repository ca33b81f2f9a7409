/** Wall time and calls to bring a company's records into an empty workspace, beside the plainest loop that reads them. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import {
  type HostProcess,
  removeFolder,
  type SandboxProcess,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../support/processes.ts';

export type Calls = { reads: number; writes: number; byKind: Record<string, number> };

export type ImportFigures = {
  company: string;
  records: Record<string, number>;
  plainLoop: { seconds: number; calls: Calls };
  plumbline: {
    /** From starting the process to its ready line. */
    readySeconds: number;
    /** Reading both sides and planning. */
    previewSeconds: number;
    /** From Apply until every record is equal. */
    applySeconds: number;
    /** Both. */
    seconds: number;
    calls: Calls;
    rssMegabytes: number | null;
    equal: number;
  };
  /** Plumbline's time and calls as multiples of the plain loop's. */
  timesPlainLoop: { seconds: number; calls: number };
};

const ENTITIES = ['Customer', 'Item', 'Invoice', 'Payment'] as const;
const PAGE = 1000;

/**
 * Pages through every entity and keeps each row's JSON in SQLite as durably as the product does: no translation, no
 * links, no plan, and nothing can be synced from it.
 */
async function plainLoop(sandbox: SandboxProcess, file: string): Promise<Record<string, number>> {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE record (entity TEXT, id TEXT, body TEXT, PRIMARY KEY (entity, id))');
  const insert = db.prepare('INSERT INTO record VALUES (?, ?, ?)');
  const keep = db.transaction((entity: string, rows: { Id: string }[]) => {
    for (const row of rows) insert.run(entity, row.Id, JSON.stringify(row));
  });
  const counts: Record<string, number> = {};
  for (const entity of ENTITIES) {
    const where = entity === 'Customer' || entity === 'Item' ? ' WHERE Active IN (true, false)' : '';
    let count = 0;
    for (;;) {
      const statement = `SELECT * FROM ${entity}${where} ORDERBY Id STARTPOSITION ${count + 1} MAXRESULTS ${PAGE}`;
      const { body } = await sandbox.qbo.raw(`query?query=${encodeURIComponent(statement)}&minorversion=75`);
      const rows = ((body as { QueryResponse: Record<string, { Id: string }[]> }).QueryResponse[entity] ?? []) as {
        Id: string;
      }[];
      keep(entity, rows);
      count += rows.length;
      if (rows.length < PAGE) break;
    }
    counts[entity] = count;
  }
  db.close();
  return counts;
}

type Meter = { core: number; corePlus: number };
const ask = async <T>(sandbox: SandboxProcess, path: string): Promise<T> =>
  (await (await fetch(new URL(path, sandbox.ready.url))).json()) as T;

/** What the company answered while something ran, by kind of call. */
async function countCalls<T>(
  sandbox: SandboxProcess,
  run: () => Promise<T>,
): Promise<{ value: T; calls: Calls; seconds: number }> {
  const before = await ask<Meter>(sandbox, 'sandbox/meter');
  const callsBefore = (await ask<{ calls: unknown[] }>(sandbox, 'sandbox/calls')).calls.length;
  const started = performance.now();
  const value = await run();
  const seconds = (performance.now() - started) / 1000;
  const after = await ask<Meter>(sandbox, 'sandbox/meter');
  const { calls } = await ask<{ calls: { method: string; path: string }[] }>(sandbox, 'sandbox/calls');
  const byKind: Record<string, number> = {};
  // The server keeps the last thousand calls; a longer run shows the totals alone.
  for (const call of calls.length < 1000 ? calls.slice(callsBefore) : []) {
    const kind = `${call.method} ${call.path.split('?')[0]?.split('/').slice(4, 5).join('/') || call.path}`;
    byKind[kind] = (byKind[kind] ?? 0) + 1;
  }
  return {
    value,
    seconds,
    calls: { reads: after.corePlus - before.corePlus, writes: after.core - before.core, byKind },
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** Resident memory of a process in megabytes, where the system tells it (Linux). */
async function residentMegabytes(pid: number): Promise<number | null> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}

/** Waits until nothing waits any more. */
const settled = (host: HostProcess) =>
  host.until(
    'app.status',
    {},
    (status) =>
      status.stage === 'live' && status.counts.waiting === 0 && status.progress === null && status.counts.equal > 0,
    1_800_000,
  );

/** One company: the plain loop first (it also warms the server up), then the product, in the same run. */
export async function benchImport(company: string, args: string[]): Promise<ImportFigures> {
  const folder = await temporaryFolder();
  const sandbox = await startSandbox({ company: args.length > 0 ? 'generated' : company, args });
  try {
    await plainLoop(sandbox, join(folder, 'warm.sqlite'));
    const plain = await countCalls(sandbox, () => plainLoop(sandbox, join(folder, 'plain.sqlite')));
    const startedAt = performance.now();
    const host = await startHost({ data: join(folder, 'data'), secrets: 'memory' });
    const readySeconds = (performance.now() - startedAt) / 1000;
    try {
      let previewSeconds = 0;
      const imported = await countCalls(sandbox, async () => {
        await host.connect(sandbox);
        const started = performance.now();
        const plan = await host.call('sync.preview', {});
        previewSeconds = (performance.now() - started) / 1000;
        await host.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
        return settled(host);
      });
      return {
        company,
        records: plain.value,
        plainLoop: { seconds: round(plain.seconds), calls: plain.calls },
        plumbline: {
          readySeconds: round(readySeconds),
          previewSeconds: round(previewSeconds),
          applySeconds: round(imported.seconds - previewSeconds),
          seconds: round(imported.seconds),
          calls: imported.calls,
          rssMegabytes: await residentMegabytes(host.pid),
          equal: imported.value.counts.equal,
        },
        timesPlainLoop: {
          seconds: round(imported.seconds / plain.seconds),
          calls: round(imported.calls.reads / plain.calls.reads),
        },
      };
    } finally {
      await host.stop();
    }
  } finally {
    await sandbox.stop();
    await removeFolder(folder);
  }
}

/** Start to ready of an empty host, several times; the middle one counts. */
export async function benchStart(
  times = 5,
): Promise<{ readySeconds: number; all: number[]; rssMegabytes: number | null }> {
  const all: number[] = [];
  let rssMegabytes: number | null = null;
  for (let n = 0; n < times; n++) {
    const folder = await temporaryFolder();
    const started = performance.now();
    const host = await startHost({ data: folder, secrets: 'memory' });
    all.push(round((performance.now() - started) / 1000));
    rssMegabytes = await residentMegabytes(host.pid);
    await host.stop();
    await removeFolder(folder);
  }
  const sorted = [...all].sort((a, b) => a - b);
  return { readySeconds: sorted[Math.floor(sorted.length / 2)] ?? 0, all, rssMegabytes };
}
