/**
 * Keeps the sandbox in a file. Each commit is added to the file's end before it is answered, so a write costs what it
 * changed, not what the company holds; at opening and closing a long tail is folded into a fresh snapshot, which takes
 * the old file's place whole or not at all.
 */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { Company } from '../company/company.ts';
import {
  lineOf,
  NotSaved,
  readState,
  type SavedState,
  type ServerState,
  snapshotLines,
  writeLines,
} from './state-file.ts';

export type Persistence = {
  /** Members of the server's own state that changed. */
  readonly keep: (server: ServerState) => void;
  /** Resolves when everything up to now is in the file: what was answered survives the end of the process. */
  readonly stored: () => Promise<void>;
  /** Writes the file anew from what is there now (after a reset). */
  readonly rewrite: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A tail is folded in when it is this long and longer than half of the snapshot. */
const LONG_TAIL = 1024 * 1024;

const NOTHING: Persistence = {
  keep: () => undefined,
  stored: async () => undefined,
  rewrite: async () => undefined,
  close: async () => undefined,
};

/** Reads the file, if there is one to read. Fails with a plain sentence when it is not a saved sandbox. */
export async function openState(file: string | undefined): Promise<SavedState | undefined> {
  if (file === undefined) return undefined;
  return readState(file).catch((error: unknown) => {
    if (!(error instanceof NotSaved)) throw error;
    throw new Error(`${file} is not a saved sandbox company. Choose another file, or remove it to start afresh.`);
  });
}

/** Writes to the file from now on. Without a file: does nothing. */
export async function keepState(
  file: string | undefined,
  saved: SavedState | undefined,
  company: Company,
  server: () => ServerState,
): Promise<Persistence> {
  if (file === undefined) return NOTHING;
  let handle: FileHandle | undefined;
  let lines: string[] = [];
  let tail = saved?.bytes.since ?? 0;
  let snapshot = saved?.bytes.snapshot ?? 0;
  /** Writes one after the other; a failed one is told to its own waiters. */
  let work: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  const append = async () => {
    const mine = lines;
    lines = [];
    if (mine.length === 0) return;
    handle ??= await open(file, 'a', 0o600);
    tail += await writeLines(handle, mine);
  };
  const fold = async () => {
    await handle?.close();
    handle = undefined;
    // Only its owner may read it: it holds the sandbox's tokens.
    const fresh = await open(`${file}.new`, 'w', 0o600);
    try {
      // What waits to be added at this moment is part of the snapshot.
      lines = [];
      snapshot = await writeLines(fresh, snapshotLines(company.snapshot(), server()));
    } catch (error) {
      await fresh.close();
      await rm(`${file}.new`, { force: true });
      throw error;
    }
    await fresh.close();
    await rename(`${file}.new`, file);
    tail = 0;
  };
  const queue = (task: () => Promise<void>): Promise<void> => {
    work = work.catch(() => undefined).then(task);
    return work;
  };
  const longTail = () => tail > LONG_TAIL && tail > snapshot / 2;

  if (saved === undefined || saved.torn || longTail()) await queue(fold);
  const unwatch = company.watch({
    commit: ({ rows, counters }) => lines.push(lineOf({ told: { rows, counters } })),
    replay: (requestId, answer) => lines.push(lineOf({ told: { requestId, answer } })),
  });
  const stored = (): Promise<void> => {
    if (lines.length === 0) return work;
    next ??= queue(async () => {
      next = undefined;
      await append();
    });
    return next;
  };
  return {
    keep: (changed) => void lines.push(lineOf({ server: changed })),
    stored,
    rewrite: () => queue(fold),
    close: async () => {
      unwatch();
      await stored();
      if (longTail()) await queue(fold);
      await queue(async () => handle?.close());
    },
  };
}
