import { z } from 'zod';
import { command, query } from './define.ts';

/** Ours and theirs that are not linked yet, most wanted for services and items: each sale is booked by its item. */

const suggestion = z.object({
  id: z.string(),
  title: z.string(),
  /** 0..1. */
  confidence: z.number(),
  reason: z.string(),
});

/** One that only the platform has. */
const single = z.object({
  platformId: z.string(),
  title: z.string(),
  detail: z.string().nullable(),
  suggestion: suggestion.nullable(),
  /** It is made in QuickBooks with the next sync unless it is linked before. */
  coming: z.boolean(),
});
export type UnpairedRecord = z.infer<typeof single>;

/** Records shown at once; the rest is counted. */
export const MOST_UNPAIRED = 500;

export const pairsContract = {
  'pairs.list': query(
    'Records of an entity that only the platform has, each with the record of QuickBooks that is most likely the same, and those only QuickBooks has to choose from.',
    'admin',
    z.object({ entity: z.string() }),
    z.object({
      unpaired: z.array(single),
      /** How many there are, those not shown included. */
      total: z.number().int(),
      theirs: z.array(z.object({ id: z.string(), title: z.string(), detail: z.string().nullable() })),
    }),
  ),
  'pairs.apply': command(
    'Links the pairs that are named, and asks for those of `make` in QuickBooks. Each stands for itself: one that cannot be linked any more is named in the answer and stops no other.',
    'admin',
    z.object({
      entity: z.string(),
      link: z.array(z.object({ platformId: z.string(), quickbooksId: z.string() })).max(MOST_UNPAIRED),
      make: z.array(z.string()).max(MOST_UNPAIRED),
    }),
    z.object({
      linked: z.number().int(),
      asked: z.number().int(),
      refused: z.array(z.object({ platformId: z.string(), title: z.string(), sentence: z.string() })),
    }),
  ),
} as const;
