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

/** What a deletion on one side does on the other: it waits for a person, or the record is removed there too. */
export const deletionRuleSchema = z.enum(['ask', 'follow']);
export type DeletionRule = z.infer<typeof deletionRuleSchema>;

/** QuickBooks' DocNumber holds at most so many characters. */
const LONGEST_NUMBER = 21;

/** Who numbers documents made in the workspace without a number. */
export const numberingSchema = z
  .object({
    /** The workspace gives the number; otherwise QuickBooks does when the document arrives there. */
    on: z.boolean(),
    /** Written before the digits; may be empty: "INV-". */
    prefix: z.string().trim().max(12, 'may have at most 12 characters'),
    /** Digits of the next number; how many there are is kept: "0042". Numbers that either side has are passed over. */
    next: z.string().regex(/^\d{1,15}$/, 'is a number of at most 15 digits'),
  })
  .refine(({ prefix, next }) => prefix.length + next.length <= LONGEST_NUMBER, {
    path: ['next'],
    message: `and prefix may have at most ${LONGEST_NUMBER} characters together`,
  });
export type Numbering = z.infer<typeof numberingSchema>;

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
  /**
   * What a deletion on the side named does on the other. A record that was edited there meanwhile is asked about all the
   * same; voids and deactivations are not bound by it.
   */
  deletions: z.object({ platform: deletionRuleSchema, quickbooks: deletionRuleSchema }),
  /**
   * Whether a record made in the workspace begins as a draft; null as its kind usually does. Only of kinds that have
   * drafts.
   */
  drafts: z.boolean().nullable(),
  /**
   * Documents: once synced they are not edited in the workspace any more, and edits made in QuickBooks wait in Review.
   * Voiding, deleting and going back to draft stay possible.
   */
  frozen: z.boolean(),
  /** Which ways files on its records go; bounded by the direction of the records themselves. */
  attachments: z.enum(['both', 'toQuickbooks', 'fromQuickbooks', 'off']),
  /** Only of documents with a number of their own. */
  numbering: numberingSchema,
});
export type EntityPolicy = z.infer<typeof entityPolicySchema>;

/** What holds for every entity until somebody chooses: both ways, everything, and a person decides where two collide. */
export const DEFAULT_POLICY: Readonly<EntityPolicy> = {
  enabled: true,
  paused: false,
  direction: 'both',
  strategy: 'review',
  fieldOwners: {},
  creates: { platform: 'always', quickbooks: 'always' },
  deletions: { platform: 'follow', quickbooks: 'ask' },
  drafts: null,
  frozen: false,
  attachments: 'both',
  numbering: { on: false, prefix: '', next: '1001' },
};

/** QuickBooks keeps the custom fields of sales forms and of purchase orders apart. */
export const customFormSchema = z.enum(['sales', 'purchase']);
export type CustomForm = z.infer<typeof customFormSchema>;

const FORMS: Record<string, CustomForm> = {
  invoice: 'sales',
  estimate: 'sales',
  creditMemo: 'sales',
  refundReceipt: 'sales',
  purchaseOrder: 'purchase',
};

/** Which of QuickBooks' custom fields a record of this kind can carry; null where its interface has none (customers, items). */
export const formOf = (entity: string): CustomForm | null => FORMS[entity] ?? null;

/** The member of a body that holds a custom field. */
export const customFieldName = (key: string): string => `custom.${key}`;
export const isCustomName = (name: string): boolean => name.startsWith('custom.');

/** A field a person added: its name and type, the records that have it, and what it stands for in QuickBooks. */
export const customFieldSchema = z.object({
  /** Stable, made once; the name may change. */
  key: z.string().regex(/^[a-z0-9-]{1,40}$/, 'may have lower-case letters, digits and dashes'),
  name: z.string().trim().min(1, 'is needed').max(60, 'may have at most 60 characters'),
  type: z.enum(['text', 'number', 'date', 'choice']),
  /** For a choice: the values to choose from. */
  choices: z.array(z.string().trim().min(1).max(31, 'may have at most 31 characters')).max(50),
  /** Kinds of records that have it. */
  entities: z.array(z.string()).min(1, 'are needed'),
  /** DefinitionId of the QuickBooks field it is paired with, by form; null where it stays on the platform. */
  quickbooks: z.object({ sales: z.string().nullable(), purchase: z.string().nullable() }),
});
export type CustomField = z.infer<typeof customFieldSchema>;

/** What the amounts of a document's lines are outside the US: before tax, with the tax inside, or without any. */
export const amountsAreSchema = z.enum(['exclusive', 'inclusive', 'none']);
export type AmountsAre = z.infer<typeof amountsAreSchema>;

/** QuickBooks Account ids new items of a category get; null: what those of the category above get, at the top all new items. */
export const categoryAccountsSchema = z.object({ income: z.string().nullable(), expense: z.string().nullable() });
export type CategoryAccounts = z.infer<typeof categoryAccountsSchema>;

/** Lists that are paired rather than synced: accounts, tax codes, custom fields. */
export const listMappingSchema = z.object({
  /** QuickBooks Account id that new items post income to; null until chosen. */
  defaultIncomeAccount: z.string().nullable(),
  /** QuickBooks Account id that new items are bought on; null makes items that can only be sold. */
  defaultExpenseAccount: z.string().nullable(),
  /** QuickBooks Account id payments are deposited to; null means QuickBooks' own default (Undeposited Funds). */
  depositAccount: z.string().nullable(),
  /** QuickBooks Account id refunds are paid from where they name none; the deposit account unless chosen. */
  refundAccount: z.string().nullable().optional(),
  /** QuickBooks Account id that new discounts lower; the one the company has for discounts unless chosen. */
  discountAccount: z.string().nullable().optional(),
  /** QuickBooks Account id (Accounts Payable) new bills, vendor credits and purchase orders are owed on; its own unless chosen. */
  payablesAccount: z.string().nullable().optional(),
  /**
   * Accounts of new items by the QuickBooks id of their category or of one above it, the nearest first, before those for all
   * new items. An account an item names itself comes first.
   */
  categoryAccounts: z.record(z.string(), categoryAccountsSchema).optional(),
  /** Platform tax rate key -> QuickBooks TaxCode id. */
  taxCodes: z.record(z.string(), z.string()),
  /** QuickBooks TaxCode id for taxable documents whose rate has no pair; null sends no tax code. */
  defaultTaxCode: z.string().nullable(),
  /** Outside the US: what the amounts of new documents are; before tax unless chosen. */
  amountsAre: amountsAreSchema.optional(),
  /** Outside the US: QuickBooks TaxCode id of lines without tax; the one guessed from the codes of 0 % unless chosen. */
  untaxedCode: z.string().nullable().optional(),
  /** Fields people added, in the order they are shown. */
  customFields: z.array(customFieldSchema).max(40),
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
