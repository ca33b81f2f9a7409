import { z } from 'zod';
import { appErrorSchema } from '../errors.ts';
import { entityPolicySchema, listMappingSchema } from '../policy.ts';
import { instantSchema, jsonSchema, moneySchema, searchSchema, sideSchema } from '../primitives.ts';
import { command, query } from './define.ts';
import { importScopeSchema } from './import-scope.ts';

/** What a plan would do with a record. */
export const planActionSchema = z.enum([
  'createInQuickbooks',
  'createInPlatform',
  'link',
  'updateInQuickbooks',
  'updateInPlatform',
  'voidInQuickbooks',
  'voidInPlatform',
  'deleteInQuickbooks',
  'deleteInPlatform',
  'deactivateInQuickbooks',
  'deactivateInPlatform',
  /** Its own side seems to have it twice: a person says whether both go over. */
  'duplicate',
  'review',
  'refuse',
  /** Not part of an import, with the reason. */
  'leaveOut',
]);
export type PlanAction = z.infer<typeof planActionSchema>;

/** How an item of a plan differs from the plan that was shown before. */
export const planSinceSchema = z.enum(['added', 'changed', 'dropped']);

export const fieldChangeSchema = z.object({
  field: z.string(),
  label: z.string(),
  before: jsonSchema,
  after: jsonSchema,
});

/** A change as the log keeps it: where words stand for ids (references, lines), `raw` holds what they stand for. */
export const auditChangeSchema = fieldChangeSchema.extend({
  raw: z.object({ before: jsonSchema, after: jsonSchema }).optional(),
});

/** What the last check of the log's hashes found: every entry holds, or `bad` is the first that does not. */
export const logCheckSchema = z.object({
  at: instantSchema,
  checked: z.number().int(),
  bad: z.number().int().nullable(),
});

export const planItemSchema = z.object({
  id: z.string(),
  /** Hash of everything the item would write, as it would be sent: equal digests change the same things. */
  digest: z.string(),
  /** What became of it since the plan that was shown before; null when nothing did. Dropped ones are no longer done. */
  since: planSinceSchema.nullable(),
  action: planActionSchema,
  entity: z.string(),
  title: z.string(),
  platformId: z.string().nullable(),
  quickbooksId: z.string().nullable(),
  amount: moneySchema.nullable(),
  /** Why, in words: "Same e-mail address", "Only in QuickBooks". */
  reason: z.string(),
  changes: z.array(fieldChangeSchema),
  error: appErrorSchema.nullable(),
});
export type PlanItem = z.infer<typeof planItemSchema>;

/** A change that a plan shows before it is made; Apply makes it and carries out what follows from it. */
export const planChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entity'), entity: z.string(), policy: entityPolicySchema.partial() }),
  z.object({ kind: z.literal('lists'), lists: listMappingSchema.partial() }),
  z.object({ kind: z.literal('retry'), cause: z.string().nullable() }),
  z.object({
    kind: z.literal('undo'),
    /** Everything a run wrote, or null for the entries alone. */
    run: z.string().nullable(),
    /** Entries of the log, by number. */
    entries: z.array(z.number().int()),
    /** Records left out of it, as `entity/key`. */
    leave: z.array(z.string()),
  }),
  z.object({ kind: z.literal('import'), scope: importScopeSchema }),
]);
export type PlanChange = z.infer<typeof planChangeSchema>;

/** Open sums of both sides before and after an Apply. */
export const openEffectSchema = z.object({
  platformBefore: moneySchema,
  platformAfter: moneySchema,
  quickbooksBefore: moneySchema,
  quickbooksAfter: moneySchema,
});
export type OpenEffect = z.infer<typeof openEffectSchema>;

/** One QuickBooks account in the documents of both sides, before and after a plan. */
export const incomeEffectSchema = openEffectSchema.extend({
  /** QuickBooks account id; null where none is known (no default income account is chosen yet). */
  account: z.string().nullable(),
  name: z.string(),
  /** Income counts what was sold less discounts; tax is what is owed for it. */
  kind: z.enum(['income', 'tax']),
});
export type IncomeEffect = z.infer<typeof incomeEffectSchema>;

export const planSummarySchema = z.object({
  planId: z.string(),
  /** Hash over every item: Apply carries out exactly this plan or says what changed. */
  hash: z.string(),
  createdAt: instantSchema,
  /** The change this plan is for; null for a plan of everything as it is. */
  change: planChangeSchema.nullable(),
  /** The same in words; null with it. */
  purpose: z.string().nullable(),
  /** How many items differ from the plan this one replaced because Apply found it out of date; null if none did. */
  since: z.object({ added: z.number().int(), changed: z.number().int(), dropped: z.number().int() }).nullable(),
  /** Records compared on both sides. */
  compared: z.number().int(),
  /** Already equal: nothing to do. */
  equal: z.number().int(),
  /** Items that Apply would carry out (everything but duplicate, review, refuse and leaveOut). */
  actionable: z.number().int(),
  byEntity: z.array(
    z.object({
      entity: z.string(),
      label: z.string(),
      counts: z.partialRecord(planActionSchema, z.number().int()),
      /** Sum of the amounts behind each count. */
      money: z.partialRecord(planActionSchema, moneySchema),
    }),
  ),
  /** Null for people who may not see every document: the sums would tell of the others. */
  receivables: openEffectSchema.nullable(),
  payables: openEffectSchema.nullable(),
  /**
   * What Apply changes in income and in the tax owed, by QuickBooks account, as the documents on each side say it. Accounts
   * that stay as they are are left out. Empty for people who may not see every document.
   */
  income: z.array(incomeEffectSchema),
  /** QuickBooks finds the tax of documents in this plan by address: their tax, and what is open, are only known from its answer. */
  taxByAddress: z.boolean(),
  /** A brake that asks to confirm because much would change, in words; null if none. */
  warning: z.string().nullable(),
});
export type PlanSummary = z.infer<typeof planSummarySchema>;

export const syncContract = {
  'sync.preview': command(
    'Reads both sides and plans, writing nothing. Progress comes as status events; the plan as its reply and a plan event.',
    'admin',
    z.object({}),
    planSummarySchema,
  ),
  'plan.get': query(
    'The newest plan, if one stands.',
    'everyone',
    z.object({}),
    z.object({ plan: planSummarySchema.nullable() }),
  ),
  'plan.items': query(
    'The items of a plan, filtered and paged.',
    'everyone',
    z.object({
      planId: z.string(),
      entity: z.string().optional(),
      action: planActionSchema.optional(),
      /** Only what differs from the plan shown before, dropped items included. Otherwise those are left out. */
      since: z.boolean().default(false),
      search: searchSchema.optional(),
      offset: z.number().int().nonnegative().default(0),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    z.object({ total: z.number().int(), items: z.array(planItemSchema) }),
  ),
  'sync.apply': command(
    'Carries out exactly the plan with this hash, then keeps both sides equal from there on.',
    'admin',
    z.object({ planId: z.string(), hash: z.string(), confirmWarning: z.boolean().default(false) }),
    z.object({ runId: z.string() }),
  ),
  'sync.now': command(
    'Reads changes on both sides and settles them now.',
    'admin',
    z.object({}),
    z.object({ runId: z.string() }),
  ),
  'sync.compare': command(
    'Compares every record of both sides in full and settles what differs.',
    'admin',
    z.object({}),
    z.object({ runId: z.string() }),
  ),
  'sync.pause': command(
    'Stops sending and reading until resumed, or until the time given.',
    'admin',
    z.object({ until: instantSchema.nullable().default(null) }),
    z.object({}),
  ),
  'sync.resume': command('Goes on after a pause.', 'admin', z.object({}), z.object({})),
  'sync.confirmBrake': command('Lets a run that the brake stopped go on, once.', 'admin', z.object({}), z.object({})),
  'activity.list': query(
    'What happened, newest first: who or what, record, what changed, side, result.',
    'everyone',
    z.object({
      entity: z.string().optional(),
      /** Platform or QuickBooks id of a record; with `entity`. */
      recordId: z.string().optional(),
      runId: z.string().optional(),
      side: sideSchema.optional(),
      result: z.enum(['done', 'failed', 'info']).optional(),
      search: searchSchema.optional(),
      before: z.number().int().optional(),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    z.object({
      entries: z.array(
        z.object({
          seq: z.number().int(),
          at: instantSchema,
          /** "You", "Sync", "QuickBooks"… */
          actor: z.string(),
          entity: z.string().nullable(),
          title: z.string().nullable(),
          platformId: z.string().nullable(),
          quickbooksId: z.string().nullable(),
          /** Sentence: "Created in QuickBooks", "Phone changed to (555) 010-2030". */
          what: z.string(),
          /** Side written to; null for what has no side. */
          side: sideSchema.nullable(),
          result: z.enum(['done', 'failed', 'info']),
          runId: z.string().nullable(),
          changes: z.array(auditChangeSchema),
          error: appErrorSchema.nullable(),
          requestId: z.string().nullable(),
          intuitTid: z.string().nullable(),
          /** What caused it: "Workspace: version 131", "Decided in Review; QuickBooks: version 3". */
          why: z.string().nullable(),
          /** What a confirmed write did; such an entry can be undone. Null for all else. */
          act: z.enum(['create', 'update', 'restore', 'delete', 'void', 'deactivate']).nullable(),
        }),
      ),
      /** Pass as `before` for the next page; null at the end. */
      next: z.number().int().nullable(),
      /** The last check of the whole log; null before the first. */
      verified: logCheckSchema.nullable(),
    }),
  ),
  'activity.verify': command(
    'Recomputes the hash of every entry of the log: whether anything in it was changed or taken out.',
    'admin',
    z.object({}),
    logCheckSchema,
  ),
} as const;
