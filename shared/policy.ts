import { z } from 'zod';
import { directionSchema, fieldOwnerSchema } from './entity.ts';

export { type Direction, directionSchema } from './entity.ts';

/**
 * What decides when the same field was edited differently on both sides. `mirror` decides more than that: QuickBooks
 * overwrites the platform in every field of a linked record, blanks and edits made there included, and is never written.
 */
export const strategySchema = z.enum(['platformWins', 'quickbooksWins', 'review', 'mirror']);
export type Strategy = z.infer<typeof strategySchema>;

/**
 * When a record that only one side has is made on the other: at once; when something that goes over refers to it (a lead
 * becomes a customer in QuickBooks with its first invoice); or only when a person says so, record by record.
 */
export const createRuleSchema = z.enum(['always', 'needed', 'byHand']);
export type CreateRule = z.infer<typeof createRuleSchema>;

/** Settings of one entity's sync. */
export const entityPolicySchema = z.object({
  enabled: z.boolean(),
  /** Changes are seen and planned, but not sent to either side until it is resumed. */
  paused: z.boolean(),
  direction: directionSchema,
  strategy: strategySchema,
  /** Owner per field where it differs from the entity's default. */
  fieldOwners: z.record(z.string(), fieldOwnerSchema),
  /** When a record is made on the side named. Linking, edits and removals are not bound by it. */
  creates: z.object({ platform: createRuleSchema, quickbooks: createRuleSchema }),
});
export type EntityPolicy = z.infer<typeof entityPolicySchema>;

/** Lists that are paired rather than synced: accounts and tax codes. */
export const listMappingSchema = z.object({
  /** QuickBooks Account id that new items post income to; null until chosen. */
  defaultIncomeAccount: z.string().nullable(),
  /** QuickBooks Account id payments are deposited to; null means QuickBooks' own default (Undeposited Funds). */
  depositAccount: z.string().nullable(),
  /** Platform tax rate key -> QuickBooks TaxCode id. */
  taxCodes: z.record(z.string(), z.string()),
  /** QuickBooks TaxCode id for taxable documents whose rate has no pair; null sends no tax code. */
  defaultTaxCode: z.string().nullable(),
});
export type ListMapping = z.infer<typeof listMappingSchema>;

/** Numbers that stop sending and ask: a mass change is more often a mistake than a wish. */
export const brakeSchema = z.object({
  /** Deletes, voids and deactivations allowed within an hour without asking. */
  maxRemovals: z.number().int().nonnegative(),
  /** Largest share (0..1) of an entity's records that may be changed without asking, once more than 20 exist. */
  maxShare: z.number().min(0).max(1),
  /** Records made within an hour without asking; an applied plan was agreed to and does not count. */
  maxCreates: z.number().int().nonnegative().default(500),
});
export type Brake = z.infer<typeof brakeSchema>;
