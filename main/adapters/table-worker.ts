import { parentPort, workerData } from 'node:worker_threads';
import type { Table } from '../core/table-import/types.ts';
import { readTable } from './table-files.ts';
import type { FromReader, ToReader } from './table-reader.ts';

/**
 * Runs in a thread of its own: reads one file, then hands its rows over piece by piece, each when it is asked for, so that
 * taking them in never holds up the thread that asked for long.
 */

/** Cells handed over at once: a few milliseconds' worth. */
const CELLS_AT_ONCE = 6_000;

async function run(port: NonNullable<typeof parentPort>): Promise<void> {
  const { name, base64, sheet } = workerData as ToReader;
  const read = await readTable(name, base64, sheet);
  const tell = (message: FromReader): void => port.postMessage(message);
  if (!read.ok) {
    tell({ kind: 'refused', error: read.error });
    return;
  }
  const { table, ...about } = read.value;
  const { headers, rows }: Table = table;
  const atOnce = Math.max(1, Math.floor(CELLS_AT_ONCE / Math.max(1, headers.length)));
  let at = 0;
  port.on('message', () => {
    const piece = rows.slice(at, at + atOnce);
    at += piece.length;
    tell({ kind: 'rows', rows: piece, last: at >= rows.length });
    if (at >= rows.length) port.close();
  });
  tell({ kind: 'head', about, headers });
}

if (parentPort) await run(parentPort);
