import { z } from 'zod';
import { plainDateSchema } from '../primitives.ts';

/** What names are recognised by on import. Documents and items have keys of their own (numbers, SKUs). */
export const importKeySchema = z.enum(['email', 'name', 'phone']);
export type ImportKey = z.infer<typeof importKeySchema>;

/** What a person chose to bring over from QuickBooks. */
export const importScopeSchema = z.object({
  /** Kinds of records. What they refer to comes along, whatever its kind. */
  entities: z.array(z.string()).min(1, 'are needed: choose at least one').max(40),
  /** Documents from this day to that one, both included; null for no end. Names and items have no day. */
  from: plainDateSchema.nullable(),
  to: plainDateSchema.nullable(),
  /** Inactive names and items too. Those that something chosen refers to come in any case. */
  inactive: z.boolean(),
  /** Keys that count, the one that decides first. */
  keys: z
    .array(importKeySchema)
    .max(3)
    .refine((keys) => new Set(keys).size === keys.length, 'may be named once each'),
  /** Makes a record for the company somebody belongs to where nobody has its name. It stays in the workspace. */
  companies: z.boolean(),
  /** Of a record that both have, where both say something else: keep both as they are, or settle it as Mappings say. */
  collisions: z.enum(['keep', 'settings']),
});
export type ImportScope = z.infer<typeof importScopeSchema>;
