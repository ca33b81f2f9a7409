import { z } from 'zod';
import { fieldKindSchema, lifeSchema } from '../entity.ts';
import { appErrorSchema } from '../errors.ts';
import { bodySchema, instantSchema, jsonSchema, moneySchema } from '../primitives.ts';
import { attachmentSchema } from './attachments.ts';
import { command, query } from './define.ts';
import { planSummarySchema } from './sync.ts';

/**
 * Why something waits for a person.
 * - `fields`: the same field was edited differently on both sides.
 * - `removal`: deleted (or voided) on one side, still there or edited on the other.
 * - `match`: on first contact several records could be the same one.
 * - `duplicate`: one side seems to have the record twice, so neither is copied over unasked.
 * - `brake`: a run would change or remove more than usual.
 */
export const reviewKindSchema = z.enum(['fields', 'removal', 'match', 'duplicate', 'brake']);

export const reviewRowSchema = z.object({
  id: z.string(),
  kind: reviewKindSchema,
  entity: z.string(),
  /** Key of the record, as in records.get. */
  key: z.string().nullable(),
  title: z.string(),
  /** One sentence: what happened. */
  sentence: z.string(),
  /** Group heading: "Edited on both sides", "Deleted in QuickBooks"… */
  cause: z.string(),
  amount: moneySchema.nullable(),
  createdAt: instantSchema,
});
export type ReviewRow = z.infer<typeof reviewRowSchema>;

export const reviewFieldSchema = z.object({
  /** Field name, or `lines/<lineId>/<member>` for one cell of a line, or `lines/<lineId>` for a whole line. */
  path: z.string(),
  label: z.string(),
  kind: fieldKindSchema,
  base: jsonSchema,
  platform: jsonSchema,
  quickbooks: jsonSchema,
  /** Values as a person reads them (names for ids, money with two decimals). */
  shown: z.object({ base: z.string(), platform: z.string(), quickbooks: z.string() }),
  /** Edited differently on both sides: a choice is needed. Otherwise merged already, shown for context. */
  conflicting: z.boolean(),
  /** The choice that would be taken if nothing is picked; null for a conflicting field in manual review. */
  suggestion: z.enum(['platform', 'quickbooks', 'base']).nullable(),
});
export type ReviewField = z.infer<typeof reviewFieldSchema>;

export const reviewDetailSchema = z.object({
  row: reviewRowSchema,
  /** Version to send back with a resolution: the review is refused if either side moved on. */
  revision: z.string(),
  platformLabel: z.string(),
  fields: z.array(reviewFieldSchema),
  lives: z.object({ base: lifeSchema.nullable(), platform: lifeSchema.nullable(), quickbooks: lifeSchema.nullable() }),
  /** What each choice changes, in words with money: one sentence per choice. */
  consequences: z.array(z.object({ choice: z.string(), sentence: z.string() })),
  /** For `removal`, `duplicate` and `brake`: the acts to choose from, the safest first. */
  acts: z.array(z.object({ id: z.string(), label: z.string(), sentence: z.string(), danger: z.boolean() })),
  /** For `match`: possible counterparts, best first. */
  candidates: z.array(
    z.object({
      quickbooksId: z.string(),
      title: z.string(),
      /** 0..1 */
      confidence: z.number(),
      reason: z.string(),
      body: bodySchema,
    }),
  ),
  /** For `duplicate`: the record asked about, then those of its side that it seems to be the same as. */
  twins: z.array(
    z.object({
      key: z.string(),
      /** Its id on that side. */
      id: z.string(),
      title: z.string(),
      /** Whether the other side has it already. */
      both: z.boolean(),
      /** Records that refer to it, up to 100. */
      belongs: z.number().int(),
    }),
  ),
  platform: bodySchema.nullable(),
  quickbooks: bodySchema.nullable(),
  base: bodySchema.nullable(),
  titles: z.record(z.string(), z.string()),
});
export type ReviewDetail = z.infer<typeof reviewDetailSchema>;

/** Pick of a side, or a value typed in. */
export const choiceSchema = z.union([
  z.object({ pick: z.enum(['platform', 'quickbooks', 'base']) }),
  z.object({ value: jsonSchema }),
]);
export type Choice = z.infer<typeof choiceSchema>;

export const problemSchema = z.object({
  id: z.string(),
  entity: z.string(),
  key: z.string().nullable(),
  title: z.string(),
  state: z.enum(['failed', 'blocked', 'held', 'retrying']),
  error: appErrorSchema,
  attempts: z.number().int(),
  firstAt: instantSchema,
  lastAt: instantSchema,
  /** Null when nothing is tried until a person acts. */
  nextAttemptAt: instantSchema.nullable(),
  /** Records that wait for this one, folded under it. */
  blocks: z.array(z.object({ entity: z.string(), key: z.string(), title: z.string() })),
  requestId: z.string().nullable(),
  /** What was to be done: "Create in QuickBooks". */
  act: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

export const reviewContract = {
  'review.list': query(
    'What waits for a decision, grouped by cause in the order shown.',
    'everyone',
    z.object({ entity: z.string().optional(), kind: reviewKindSchema.optional() }),
    z.object({ total: z.number().int(), rows: z.array(reviewRowSchema) }),
  ),
  'review.get': query(
    'One review with base, both sides and what each choice changes.',
    'everyone',
    z.object({ id: z.string() }),
    reviewDetailSchema,
  ),
  'review.resolve': command(
    'Settles a review of kind `fields`: a choice for each conflicting field.',
    'admin',
    z.object({ id: z.string(), revision: z.string(), choices: z.record(z.string(), choiceSchema) }),
    z.object({}),
  ),
  'review.resolveSimilar': command(
    'Settles every open `fields` review of an entity whose conflicting fields are among these, by one side.',
    'admin',
    z.object({ entity: z.string(), paths: z.array(z.string()), pick: z.enum(['platform', 'quickbooks']) }),
    z.object({ settled: z.number().int() }),
  ),
  'review.act': command(
    'Settles a review of kind `removal`, `duplicate` or `brake` by one of its acts.',
    'admin',
    z.object({ id: z.string(), revision: z.string(), act: z.string() }),
    z.object({}),
  ),
  'review.match': command(
    'Settles a review of kind `match`: link to that record, make a new one, or leave both alone.',
    'admin',
    z.object({
      id: z.string(),
      revision: z.string(),
      choice: z.union([
        z.object({ link: z.string().describe('QuickBooks id of the counterpart') }),
        z.object({ create: z.literal(true) }),
        z.object({ skip: z.literal(true) }),
      ]),
    }),
    z.object({}),
  ),
  'problems.list': query(
    'What failed, is blocked or held, grouped by cause.',
    'everyone',
    z.object({}),
    z.object({
      /** What needs a person: records that failed or are held, and files that were refused. */
      total: z.number().int(),
      groups: z.array(
        z.object({
          /** Error code, the grouping key. */
          cause: z.string(),
          heading: z.string(),
          remedy: z.string(),
          count: z.number().int(),
          firstAt: instantSchema,
          lastAt: instantSchema,
          problems: z.array(problemSchema),
        }),
      ),
      /** Files on records that QuickBooks refused, or whose content cannot be had, oldest first. */
      files: z.array(z.object({ entity: z.string(), key: z.string(), title: z.string(), file: attachmentSchema })),
    }),
  ),
  'problems.retry': command('Tries one again now.', 'admin', z.object({ id: z.string() }), z.object({})),
  'problems.previewRetry': command(
    'Plans what trying all again (or all of one cause) would do, changing nothing. Apply tries them.',
    'admin',
    z.object({ cause: z.string().optional() }),
    planSummarySchema,
  ),
  'problems.retryAll': command(
    'Tries all again, files that were refused among them, or all of one cause. Without a cause, what would only be refused again, and what may have arrived already, is left as it is. Refused with plan.needed when they are more than a few: look at problems.previewRetry first.',
    'admin',
    z.object({ cause: z.string().optional() }),
    z.object({
      /** Records that are tried. */
      retried: z.number().int(),
      /** Refused files that are tried; only where no cause was named. */
      files: z.number().int(),
      /** Left out, because only another plan, mapping or record helps. */
      left: z.number().int(),
    }),
  ),
  'problems.skip': command(
    'Leaves a record out of sync until it changes again; it stays listed as "Not synced".',
    'admin',
    z.object({ id: z.string() }),
    z.object({}),
  ),
  'problems.renumber': command(
    'Gives a document refused for its number the next free one and tries again.',
    'admin',
    z.object({ id: z.string() }),
    z.object({ number: z.string() }),
  ),
  'problems.redate': command(
    'Gives a document held for closed books the first date after them and tries again; its days until due stay.',
    'admin',
    z.object({ id: z.string() }),
    z.object({ before: z.string(), date: z.string() }),
  ),
  'problems.note': query(
    'A letter to the accountant that lists what is held for closed books; what is held stays held.',
    'admin',
    z.object({}),
    z.object({ count: z.number().int(), subject: z.string(), text: z.string() }),
  ),
  'problems.linkExisting': command(
    'Links a record refused as a duplicate to the one QuickBooks already has.',
    'admin',
    z.object({ id: z.string(), quickbooksId: z.string().optional() }),
    z.object({}),
  ),
} as const;
