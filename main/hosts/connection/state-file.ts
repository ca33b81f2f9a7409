import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { instantSchema } from '../../../shared/primitives.ts';
import { writeWhole } from '../whole-file.ts';

const connectionSchema = z.object({
  /** Realm id. */
  companyId: z.string(),
  companyName: z.string(),
  environment: z.enum(['sandboxCompany', 'sandbox', 'production']),
  connectedAt: instantSchema,
  tokenRenewedAt: instantSchema.nullable(),
  tokenExpiresAt: instantSchema.nullable(),
  /** Root of a stand-in's addresses; null for Intuit's own. */
  baseUrl: z.string().nullable(),
  /** The sandbox company that this app itself serves: its address is new at every start. */
  builtIn: z.enum(['demo', 'empty']).nullable(),
});
/** What is remembered of the connected company between starts. Holds no secret. */
export type StoredConnection = z.infer<typeof connectionSchema>;

const stateSchema = z.object({
  /** Tells this book's entries in the computer's keychain from those of another data folder. */
  bookId: z.string(),
  connection: connectionSchema.nullable(),
  calls: z.object({ month: z.string(), corePlus: z.number().int(), core: z.number().int() }),
});
export type ConnectionState = z.infer<typeof stateSchema>;

export type StateFile = { read(): ConnectionState; change(edit: (state: ConnectionState) => ConnectionState): void };

/**
 * The small file that remembers which company is connected. Appears whole or not at all, also when the power fails.
 *
 * @param fresh the state of a new book
 * @throws Failure `host.diskFull` or `host.readOnly` from `change`, which then changed nothing.
 */
export function createStateFile(path: string, fresh: () => ConnectionState): StateFile {
  let state = load(path) ?? fresh();
  return {
    read: () => state,
    change: (edit) => {
      const next = edit(state);
      writeWhole(path, next);
      state = next;
    },
  };
}

/** The stored state; null when there is none, or it is damaged: then nothing is connected, and nothing was lost. */
function load(path: string): ConnectionState | null {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
