import { z } from 'zod';
import { appErrorSchema } from '../errors.ts';
import { instantSchema } from '../primitives.ts';
import { command, query } from './define.ts';
import { planSummarySchema } from './sync.ts';

/** What became of a record of an undo: still on its way, as it was before, left because somebody was quicker, or given up. */
export const undoPartStateSchema = z.enum(['waiting', 'done', 'over', 'givenUp']);

export const undoContract = {
  'undo.preview': command(
    'Plans undoing what a run wrote, or chosen entries of the log: each field back to its value before, on both sides; what was made is taken back. Writes nothing; sync.apply carries the plan out. A record that cannot be undone stands in it as refused, and then nothing of it can be applied until that record is left out.',
    'admin',
    z.object({
      /** Everything this run wrote. */
      runId: z.string().nullable().default(null),
      /** Entries of the log by number; each a write that was confirmed. */
      entries: z.array(z.number().int()).max(500).default([]),
      /** Records to leave out, as `entity/key`. */
      leave: z.array(z.string()).max(10_000).default([]),
    }),
    planSummarySchema,
  ),
  'undo.list': query(
    'The undos that were applied, newest first, with how far each is.',
    'everyone',
    z.object({ limit: z.number().int().min(1).max(100).default(20) }),
    z.object({
      undos: z.array(
        z.object({
          /** Also the run its writes are logged under: undoing that run puts everything forward again. */
          id: z.string(),
          at: instantSchema,
          /** What it is of: "12 changes". */
          what: z.string(),
          /** Records by what became of them. */
          counts: z.record(undoPartStateSchema, z.number().int()),
          /** Up to 50 records that are not as they were before. */
          left: z.array(
            z.object({
              entity: z.string(),
              key: z.string(),
              title: z.string(),
              state: undoPartStateSchema,
              /** It waits in Problems. */
              stuck: z.boolean(),
              error: appErrorSchema.nullable(),
            }),
          ),
        }),
      ),
    }),
  ),
  'undo.giveUp': command(
    'Ends what an undo has not put back yet; those records stay as they are. What was put back stays, until the undo itself is undone.',
    'admin',
    z.object({ id: z.string() }),
    z.object({ givenUp: z.number().int() }),
  ),
} as const;
