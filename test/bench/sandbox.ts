/**
 * How fast is the sandbox company's server, beside the plainest Node HTTP server that answers static JSON of the same
 * size? Both run in processes of their own and take turns, so that what else the machine does hits both.
 * `node test/bench/sandbox.ts [--seconds N] [--rounds N] [--large off]` prints JSON.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Running, startProcess } from '../support/processes.ts';
import { type Load, type LoadResult, runLoad } from './http-load.ts';

type Ready = {
  readonly url: string;
  readonly realmId: string;
  readonly accessToken: string;
};

type Sandbox = Running<Ready>;

type Turn = LoadResult & {
  /** Processor time the server's process spent on a request; null where the system does not tell. */
  readonly cpuMicroseconds: number | null;
};

export type SideBySide = {
  readonly sandbox: Turn;
  readonly plain: Turn;
  /** Requests per second of the sandbox as a share of the plain server's: middle of the rounds. */
  readonly share: number;
  /** The same by processor time, which other work on the machine disturbs less. */
  readonly shareByCpu: number | null;
};

export type LargeFigures = {
  readonly customers: number;
  readonly invoices: number;
  /** Process start to ready line, made anew and from the cache. */
  readonly firstStartSeconds: number;
  readonly secondStartSeconds: number;
  /** Resident right after the second start, and after reading every customer and invoice once. */
  readonly residentMegabytes: number;
  readonly residentAfterReadingMegabytes: number;
};

export type SandboxFigures = {
  readonly reads: SideBySide;
  /** 1,000 customers in one answer. */
  readonly queries: SideBySide;
  readonly creates: SideBySide;
  /** 30 creates in one call. */
  readonly batches: SideBySide & { readonly recordsPerSecond: number };
  readonly large: LargeFigures | null;
};

const CONNECTIONS = 8;
const CUSTOMERS = 10_000;

type Requests = (sandbox: Sandbox) => (count: number) => string;

function request(sandbox: Sandbox, method: string, path: string, body = ''): string {
  const { url, realmId, accessToken } = sandbox.ready;
  const content = body === '' ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} /v3/company/${realmId}${path} HTTP/1.1\r\nhost: ${new URL(url).host}\r\nauthorization: Bearer ${accessToken}\r\naccept: application/json\r\n${content}\r\n${body}`;
}

/** Names no other request of this run has used. */
let made = 0;
const fresh = (): string => {
  made += 1;
  return `Bench customer ${made}`;
};

const customer = () => ({
  DisplayName: fresh(),
  PrimaryEmailAddr: { Address: 'bench@mail.example' },
  BillAddr: { Line1: '1 Elm St', City: 'Napa', CountrySubDivisionCode: 'CA', PostalCode: '94558' },
});

const KINDS: Readonly<Record<'reads' | 'queries' | 'creates' | 'batches', Requests>> = {
  // Every customer in turn, so that no answer is asked for twice in a row.
  reads: (sandbox) => (count) => request(sandbox, 'GET', `/customer/${1 + (count % CUSTOMERS)}?minorversion=75`),
  queries: (sandbox) => (count) => {
    const statement = `select * from Customer startposition ${1 + 1000 * (count % 10)} maxresults 1000`;
    return request(sandbox, 'GET', `/query?query=${encodeURIComponent(statement)}&minorversion=75`);
  },
  creates: (sandbox) => () => request(sandbox, 'POST', '/customer?minorversion=75', JSON.stringify(customer())),
  batches: (sandbox) => () => {
    const items = Array.from({ length: 30 }, (_, index) => ({
      bId: String(index),
      operation: 'create',
      Customer: customer(),
    }));
    return request(sandbox, 'POST', '/batch?minorversion=75', JSON.stringify({ BatchItemRequest: items }));
  },
};

const address = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) });

/** Ticks of a hundredth of a second that a process has used, where /proc tells. */
async function ticks(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' ? null : Number(fields[11]) + Number(fields[12]);
}

async function turn(pid: number, load: Load): Promise<Turn> {
  const before = await ticks(pid);
  const result = await runLoad(load);
  const after = await ticks(pid);
  const answers = Object.values(result.statuses).reduce((sum, count) => sum + count, 0);
  const cpuMicroseconds = before === null || after === null ? null : round(((after - before) * 10_000) / answers);
  return { ...result, cpuMicroseconds };
}

const round = (value: number): number => Math.round(value * 100) / 100;

async function sideBySide(sandbox: Sandbox, requests: Requests, seconds: number, rounds: number): Promise<SideBySide> {
  const make = requests(sandbox);
  const load = { connections: CONNECTIONS, seconds, request: make };
  // Once beforehand: the answers' size, and code that has been compiled.
  const { bodyBytes } = await runLoad({ ...load, ...address(sandbox.ready.url) });
  const plain = await startProcess<{ port: number }>('test/bench/plain-server.ts', [String(bodyBytes)]);
  try {
    const target = { host: '127.0.0.1', port: plain.ready.port };
    await runLoad({ ...load, ...target });
    const results: SideBySide[] = [];
    for (let count = 0; count < rounds; count += 1) {
      const ours = await turn(sandbox.pid, { ...load, ...address(sandbox.ready.url) });
      const theirs = await turn(plain.pid, { ...load, ...target });
      const failed = Object.keys(ours.statuses).find((status) => status !== '200');
      if (failed !== undefined) throw new Error(`The sandbox answered ${failed}: the figures would mean nothing.`);
      const cpu = [theirs.cpuMicroseconds, ours.cpuMicroseconds];
      results.push({
        sandbox: ours,
        plain: theirs,
        share: round(ours.perSecond / theirs.perSecond),
        shareByCpu: cpu[0] == null || cpu[1] == null ? null : round(cpu[0] / cpu[1]),
      });
    }
    const middle = results.sort((a, b) => a.share - b.share)[Math.floor(results.length / 2)];
    if (middle === undefined) throw new Error('At least one round is needed.');
    return middle;
  } finally {
    await plain.stop();
  }
}

async function resident(sandbox: Sandbox): Promise<number> {
  const { process: figures } = (await (await fetch(`${sandbox.ready.url}/sandbox`)).json()) as {
    process: { residentBytes: number };
  };
  return Math.round(figures.residentBytes / 1e6);
}

async function readAll(sandbox: Sandbox, entity: string, count: number): Promise<void> {
  for (let from = 1; from <= count; from += 1000) {
    const statement = `select * from ${entity} orderby Id startposition ${from} maxresults 1000`;
    const { url, realmId, accessToken } = sandbox.ready;
    const answer = await fetch(`${url}/v3/company/${realmId}/query?query=${encodeURIComponent(statement)}`, {
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    });
    await answer.arrayBuffer();
  }
}

/** Start and memory of the largest company we promise: made anew, then from its cache. */
export async function benchLarge(customers = 100_000, invoices = 200_000): Promise<LargeFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-bench-'));
  const start = async (): Promise<{ sandbox: Sandbox; seconds: number }> => {
    const began = performance.now();
    const sandbox = await startProcess<Ready>('main/sandbox/server/cli.ts', [
      ...['--json', '--company', 'generated', '--customers', String(customers), '--invoices', String(invoices)],
      ...['--cache', folder],
    ]);
    return { sandbox, seconds: Math.round((performance.now() - began) / 10) / 100 };
  };
  try {
    const first = await start();
    await first.sandbox.stop();
    const second = await start();
    const residentMegabytes = await resident(second.sandbox);
    await readAll(second.sandbox, 'Customer', customers);
    await readAll(second.sandbox, 'Invoice', invoices);
    const residentAfterReadingMegabytes = await resident(second.sandbox);
    await second.sandbox.stop();
    return {
      customers,
      invoices,
      firstStartSeconds: first.seconds,
      secondStartSeconds: second.seconds,
      residentMegabytes,
      residentAfterReadingMegabytes,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `seconds` of each turn, `rounds` turns of each side. */
export async function benchSandbox(
  options: { readonly seconds?: number; readonly rounds?: number; readonly large?: boolean } = {},
): Promise<SandboxFigures> {
  const { seconds = 1, rounds = 5, large = true } = options;
  const sandbox: Sandbox = await startProcess<Ready>('main/sandbox/server/cli.ts', [
    ...['--json', '--company', 'generated', '--customers', String(CUSTOMERS), '--no-cache'],
  ]);
  try {
    const reads = await sideBySide(sandbox, KINDS.reads, seconds, rounds);
    const queries = await sideBySide(sandbox, KINDS.queries, seconds, rounds);
    const creates = await sideBySide(sandbox, KINDS.creates, seconds, rounds);
    const batches = await sideBySide(sandbox, KINDS.batches, seconds, rounds);
    const recordsPerSecond = Math.round(batches.sandbox.perSecond * 30);
    return {
      reads,
      queries,
      creates,
      batches: { ...batches, recordsPerSecond },
      large: large ? await benchLarge() : null,
    };
  } finally {
    await sandbox.stop();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { seconds: { type: 'string' }, rounds: { type: 'string' }, large: { type: 'string' } },
  });
  const figures = await benchSandbox({
    seconds: Number(values.seconds ?? 1),
    rounds: Number(values.rounds ?? 5),
    large: values.large !== 'off',
  });
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
}
