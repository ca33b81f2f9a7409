/** Keeps the sandbox in a file: written shortly after a change and on closing, whole or not at all. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { CompanySnapshot } from '../company/company.ts';
import type { SavedTokens } from './tokens.ts';

export type Saved = {
  readonly company: CompanySnapshot;
  readonly tokens: SavedTokens;
  readonly identity: { readonly clientId: string; readonly clientSecret: string; readonly verifierToken: string };
  /** How far the clock was put forward, ms. */
  readonly offset: number;
};

export type Persistence = {
  readonly changed: () => void;
  /** Resolves when everything up to now is in the file: what was answered survives the end of the process. */
  readonly stored: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Changes this close together are written once. */
const GATHER_MS = 250;

/** Loads the file when it is there, and writes it from then on. Without a file: does nothing. */
export async function openPersistence(
  file: string | undefined,
  state: { readonly save: () => Saved; readonly load: (saved: Saved) => void },
): Promise<Persistence> {
  if (file === undefined)
    return { changed: () => undefined, stored: async () => undefined, close: async () => undefined };
  const saved = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (saved !== undefined) state.load(parse(saved, file));
  let timer: NodeJS.Timeout | undefined;
  let dirty = saved === undefined;
  let writing = Promise.resolve();
  /** The write that waits for the one under way; it will hold everything up to its own beginning. */
  let next: Promise<void> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    dirty = false;
    const text = JSON.stringify(state.save());
    // Only its owner may read it: it holds the sandbox's tokens.
    writing = writing
      // A write that failed was told to its own waiters; this one holds its content too.
      .catch(() => undefined)
      .then(async () => {
        await writeFile(`${file}.new`, text, { mode: 0o600 });
        await rename(`${file}.new`, file);
      });
    return writing;
  };
  return {
    changed: () => {
      dirty = true;
      timer ??= setTimeout(() => void write().catch(() => undefined), GATHER_MS);
    },
    stored: async () => {
      if (!dirty) return writing;
      next ??= writing
        .catch(() => undefined)
        .then(() => {
          next = undefined;
          return dirty ? write() : writing;
        });
      return next;
    },
    close: async () => {
      clearTimeout(timer);
      if (dirty) await write();
      await writing;
    },
  };
}

function parse(text: string, file: string): Saved {
  try {
    const saved = JSON.parse(text) as Saved;
    if (saved.company.format === 1) return saved;
  } catch {
    // Told below.
  }
  throw new Error(`${file} is not a saved sandbox company. Choose another file, or remove it to start afresh.`);
}
