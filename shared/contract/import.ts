import { z } from 'zod';
import { instantSchema, moneySchema, searchSchema } from '../primitives.ts';
import { command, query } from './define.ts';
import { importScopeSchema } from './import-scope.ts';
import { planSummarySchema } from './sync.ts';

/**
 * What became of one record of an import.
 * - `waiting`: its turn comes.
 * - `made`, `linked`, `updated`: it is here. A linked one was here before.
 * - `asked`: it waits in Review.
 * - `left`: left out, with the reason.
 * - `failed`: it waits in Problems.
 * - `cancelled`: the import was cancelled before its turn.
 */
export const importResultSchema = z.enum([
  'waiting',
  'made',
  'linked',
  'updated',
  'asked',
  'left',
  'failed',
  'cancelled',
]);
export type ImportResult = z.infer<typeof importResultSchema>;

export const importSummarySchema = z.object({
  /** Also the run its writes are logged under. */
  id: z.string(),
  at: instantSchema,
  /** Null while something of it is still to be done. */
  endedAt: instantSchema.nullable(),
  state: z.enum(['running', 'cancelled', 'done']),
  /** Who asked for it. */
  by: z.string(),
  scope: importScopeSchema,
  total: z.number().int(),
  counts: z.partialRecord(importResultSchema, z.number().int()),
  byEntity: z.array(
    z.object({
      entity: z.string(),
      label: z.string(),
      total: z.number().int(),
      counts: z.partialRecord(importResultSchema, z.number().int()),
    }),
  ),
  /** People and firms without an e-mail address in QuickBooks. */
  withoutEmail: z.number().int(),
});
export type ImportSummary = z.infer<typeof importSummarySchema>;

export const importPartSchema = z.object({
  /** Place in the import; stable. */
  n: z.number().int(),
  entity: z.string(),
  /** Key of the record as it is now; null where it is not there (any more). */
  key: z.string().nullable(),
  title: z.string(),
  amount: moneySchema.nullable(),
  result: importResultSchema,
  /** How it was recognised, why it was left out, what went wrong. */
  reason: z.string(),
  withoutEmail: z.boolean(),
});
export type ImportPart = z.infer<typeof importPartSchema>;

const idOnly = z.object({ id: z.string() });

export const importContract = {
  'import.preview': command(
    'Reads both sides and plans an import of QuickBooks’ records into the workspace, writing nothing. sync.apply carries the plan out; its run is the import.',
    'admin',
    importScopeSchema,
    planSummarySchema,
  ),
  'import.list': query(
    'The imports that were begun, newest first, each with its summary.',
    'admin',
    z.object({ limit: z.number().int().min(1).max(100).default(20) }),
    z.object({ imports: z.array(importSummarySchema) }),
  ),
  'import.get': query(
    'One import: how far it is, and its summary.',
    'admin',
    idOnly,
    z.object({ import: importSummarySchema }),
  ),
  'import.parts': query(
    'Records of an import with what became of each, filtered and paged.',
    'admin',
    z.object({
      id: z.string(),
      entity: z.string().optional(),
      results: z.array(importResultSchema).optional(),
      /** Only people and firms without an e-mail address in QuickBooks. */
      withoutEmail: z.boolean().optional(),
      search: searchSchema.optional(),
      offset: z.number().int().nonnegative().default(0),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    z.object({ total: z.number().int(), parts: z.array(importPartSchema) }),
  ),
  'import.cancel': command(
    'Stops an import within 30 writes. What is here stays; the rest can be resumed.',
    'admin',
    idOnly,
    z.object({}),
  ),
  'import.resume': command(
    'Goes on with an import that was cancelled. Nothing is made twice.',
    'admin',
    idOnly,
    z.object({}),
  ),
} as const;
