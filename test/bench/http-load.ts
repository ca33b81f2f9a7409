/** Asks a server over and over on a few kept connections, as cheaply as Node can: the server is what is measured. */
import { connect, type Socket } from 'node:net';

export type Load = {
  readonly host: string;
  readonly port: number;
  /** The whole request as bytes of HTTP/1.1; called for each. */
  readonly request: (count: number) => string;
  readonly connections: number;
  readonly seconds: number;
};

export type LoadResult = {
  readonly perSecond: number;
  /** Middle and slowest-but-one-percent answer, ms. */
  readonly middleMs: number;
  readonly p99Ms: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Bytes of an answer's body, on average. */
  readonly bodyBytes: number;
};

type Tally = { answers: number; bytes: number; times: number[]; statuses: Record<string, number> };

/** Runs one connection until the time is up: one request at a time, the next as soon as the answer is whole. */
function runConnection(load: Load, until: number, next: () => number, tally: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(load.port, load.host);
    socket.setNoDelay(true);
    let sentAt = 0;
    let head: Buffer = Buffer.alloc(0);
    /** Bytes of the present answer still to come; undefined while its head is read. */
    let left: number | undefined;
    const ask = () => {
      sentAt = performance.now();
      if (sentAt >= until) {
        socket.end();
        resolve();
        return;
      }
      socket.write(load.request(next()));
    };
    const done = () => {
      tally.answers += 1;
      tally.times.push(performance.now() - sentAt);
      left = undefined;
      head = Buffer.alloc(0);
      ask();
    };
    socket.on('connect', ask);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      if (left === undefined) {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end === -1) return;
        const text = head.toString('latin1', 0, end);
        const status = text.slice(9, 12);
        tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
        tally.bytes += length;
        left = length - (head.length - end - 4);
      } else left -= chunk.length;
      if (left <= 0) done();
    });
  });
}

export async function runLoad(load: Load): Promise<LoadResult> {
  const tally: Tally = { answers: 0, bytes: 0, times: [], statuses: {} };
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };
  const started = performance.now();
  const until = started + load.seconds * 1000;
  await Promise.all(Array.from({ length: load.connections }, () => runConnection(load, until, next, tally)));
  const seconds = (performance.now() - started) / 1000;
  const times = tally.times.sort((a, b) => a - b);
  const at = (share: number) => round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  return {
    perSecond: round(tally.answers / seconds),
    middleMs: at(0.5),
    p99Ms: at(0.99),
    statuses: tally.statuses,
    bodyBytes: Math.round(tally.bytes / Math.max(1, tally.answers)),
  };
}

const round = (value: number) => Math.round(value * 100) / 100;
