/** How long a file of 10 MB takes to be read and checked, and how long anything else has to wait meanwhile. */
import { unzipSync } from 'fflate';
import { MOST_TABLE_ROWS } from '../../shared/contract/import-file.ts';
import { companyApp } from '../support/fakes/company-app.ts';
import { type SheetCell, workbook } from '../support/workbook.ts';

export type TableFigures = {
  megabytes: number;
  rows: number;
  seconds: { read: number; check: number };
  /** The plainest reading of the same: a text split at line ends and commas, a workbook unpacked and its cells matched. */
  plainSeconds: number;
  /** Time of the reading as a multiple of the plain one's. */
  timesPlainLoop: number;
  /** The longest that the thread was held up at once, in milliseconds: what anybody else waits at most. */
  longestBlockMs: { read: number; check: number; apply: number };
  /** What the process held resident more than before, at most, in megabytes; what the plain loop did. */
  moreMegabytes: { read: number; plain: number };
};

const HEADERS = ['Client name', 'E-mail', 'Phone', 'Street', 'City', 'State', 'Zip', 'Notes'];

/** Letters and digits that pack badly, the same for the same seed. */
function noise(seed: number, length: number): string {
  let state = seed + 1;
  let text = '';
  while (text.length < length) {
    state = (state * 48_271) % 2_147_483_647;
    text += state.toString(36);
  }
  return text.slice(0, length);
}

/** As many rows as may be brought at once, `wide` letters of notes each. */
const rowsOf = (wide: number): string[][] =>
  Array.from({ length: MOST_TABLE_ROWS }, (_, n) => [
    `Alder & Sons ${n}`,
    `client${n}@example.com`,
    `(520) 555-${1000 + (n % 9000)}`,
    `${n} Elm Street`,
    'Tucson',
    'AZ',
    '85701',
    noise(n, wide),
  ]);

/** Watches how long the thread is held up, and the memory; answers both so far. */
function watch() {
  const before = process.memoryUsage.rss();
  let last = performance.now();
  let longest = 0;
  let most = before;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 1);
  return () => {
    look();
    clearInterval(timer);
    return { blockMs: Math.round(longest), moreMegabytes: Math.round((most - before) / 2 ** 20) };
  };
}

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

/** Measures a piece of work, from a quiet moment on. */
async function measured<T>(work: () => T | Promise<T>) {
  (globalThis as { gc?: () => void }).gc?.();
  await rest();
  const stop = watch();
  const began = performance.now();
  const value = await work();
  const seconds = (performance.now() - began) / 1000;
  await rest();
  return { value, seconds, ...stop() };
}

function plainWorkbook(bytes: Buffer): number {
  const files = unzipSync(bytes);
  const sheet = new TextDecoder().decode(files['xl/worksheets/sheet1.xml']);
  const cells: string[] = [];
  for (const found of sheet.matchAll(/<c [^>]*>.*?<(?:t|v)[^>]*>([^<]*)</g)) cells.push(found[1] ?? '');
  return cells.length;
}

async function benchFile(name: string, bytes: Buffer, plain: () => number): Promise<TableFigures> {
  const base64 = bytes.toString('base64');
  const app = await companyApp();
  // The clock stands still, but others get their turn as they do in the app.
  app.time.timers.yieldNow = () => new Promise((resolve) => setImmediate(resolve));
  const read = await measured(() => app.call('import.file.read', { name, base64, sheet: null }));
  const { file, rows } = read.value;
  const { columns, fixed, dateOrder } = await app.call('import.file.columns', { file, entity: 'customer' });
  const setup = { entity: 'customer', columns, fixed, dateOrder };
  const check = await measured(() => app.call('import.file.check', { file, setup }));
  const apply = await measured(async () => {
    const { id } = await app.call('import.file.apply', { hash: check.value.hash });
    await app.call('import.file.cancel', { id });
  });
  await app.engine.stop();
  const loop = await measured(plain);
  const round = (seconds: number): number => Math.round(seconds * 100) / 100;
  return {
    megabytes: Math.round((bytes.length / 2 ** 20) * 10) / 10,
    rows,
    seconds: { read: round(read.seconds), check: round(check.seconds) },
    plainSeconds: round(loop.seconds),
    timesPlainLoop: Math.round((read.seconds / loop.seconds) * 10) / 10,
    longestBlockMs: { read: read.blockMs, check: check.blockMs, apply: apply.blockMs },
    moreMegabytes: { read: read.moreMegabytes, plain: loop.moreMegabytes },
  };
}

/** Both kinds of files, each about as large as may be brought. */
export async function benchTables(): Promise<Record<'csv' | 'xlsx', TableFigures>> {
  const text = Buffer.from([HEADERS, ...rowsOf(410)].map((row) => row.join(',')).join('\n'));
  const csv = await benchFile(
    'clients.csv',
    text,
    () =>
      text
        .toString('utf8')
        .split('\n')
        .map((line) => line.split(',')).length,
  );
  const book = workbook({ Clients: [HEADERS, ...rowsOf(640)] as SheetCell[][] });
  const xlsx = await benchFile('clients.xlsx', book, () => plainWorkbook(book));
  return { csv, xlsx };
}
