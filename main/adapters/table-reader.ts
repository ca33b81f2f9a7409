import { Worker } from 'node:worker_threads';
import { type AppError, appError, type Result } from '../../shared/errors.ts';
import type { ReadTable, TableFiles } from '../core/ports.ts';
import type { Row } from '../core/table-import/types.ts';
import { isQuick, readTable } from './table-files.ts';

/** What the reading thread is given, and what it says; `rows` only when asked for the next. */
export type ToReader = { name: string; base64: string; sheet: string | null };
export type FromReader =
  | { kind: 'refused'; error: AppError }
  | { kind: 'head'; about: Omit<ReadTable, 'table'>; headers: string[] }
  | { kind: 'rows'; rows: Row[]; last: boolean };

/** The most a workbook may take while it is unpacked (MB); past that the thread ends and nothing else does. */
const MOST_MEMORY_MB = 2_048;

/** Beside this file where sources run as they are, beside the bundle where they were bundled. */
const workerFile = (here: string): URL =>
  new URL(here.endsWith('.ts') ? 'table-worker.ts' : 'table-worker.mjs', new URL('.', here));

/**
 * Reads tables: small ones in between, large ones in a thread, because a workbook of 10 MB takes seconds in which nothing else
 * could be answered.
 */
export function createTableFiles(file: URL = workerFile(import.meta.url)): TableFiles {
  return {
    read: (name, base64, sheet) =>
      isQuick(base64) ? readTable(name, base64, sheet) : readApart(file, { name, base64, sheet }),
  };
}

function readApart(file: URL, asked: ToReader): Promise<Result<ReadTable>> {
  const { name, base64, sheet } = asked;
  return new Promise((resolve, reject) => {
    const rows: Row[] = [];
    let head: Extract<FromReader, { kind: 'head' }> | null = null;
    let over = false;
    const end = (act: () => void): void => {
      if (over) return;
      over = true;
      act();
    };
    // A shell whose threads cannot load this: slower is better than not at all.
    const here = (): void => end(() => void readTable(name, base64, sheet).then(resolve, reject));
    let worker: Worker;
    try {
      worker = new Worker(file, {
        workerData: asked,
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
      });
    } catch {
      here();
      return;
    }
    worker.on('message', (message: FromReader) => {
      if (message.kind === 'refused') return end(() => resolve({ ok: false, error: message.error }));
      if (message.kind === 'head') head = message;
      else rows.push(...message.rows);
      if (message.kind === 'head' || !message.last) return worker.postMessage('more');
      const found = head;
      if (found) end(() => resolve({ ok: true, value: { ...found.about, table: { headers: found.headers, rows } } }));
    });
    worker.on('error', (error: Error & { code?: string }) => {
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return here();
      const problem = 'it unpacks to more than this computer can hold';
      const out = 'Save its sheet as CSV, or split it into several files, and choose those.';
      end(() => resolve({ ok: false, error: appError('import.unreadable', { name, problem, out }) }));
    });
    worker.on('exit', here);
  });
}
