import { z } from 'zod';
import { lifeSchema } from '../entity.ts';
import { appErrorSchema } from '../errors.ts';
import {
  bodySchema,
  decimalSchema,
  instantSchema,
  jsonSchema,
  moneySchema,
  plainDateSchema,
  searchSchema,
  sideSchema,
} from '../primitives.ts';
import { recordStateSchema } from './app.ts';
import { command, query } from './define.ts';
import { moneyExplanationSchema } from './money.ts';

/** Where a record stands, in one line. A record known only in QuickBooks has `platformId` null. */
export const recordRowSchema = z.object({
  /** Key for the row and its address: the platform id, or `qb:<id>` when only QuickBooks has it. */
  key: z.string(),
  entity: z.string(),
  platformId: z.string().nullable(),
  quickbooksId: z.string().nullable(),
  title: z.string(),
  /** Second line or column: the customer of a document, the e-mail of a customer. */
  who: z.string().nullable(),
  date: plainDateSchema.nullable(),
  amount: moneySchema.nullable(),
  balance: moneySchema.nullable(),
  life: lifeSchema,
  state: recordStateSchema,
  /** "Blocked by Pine Ridge HOA", "Closed period"… null when the state says it all. */
  stateDetail: z.string().nullable(),
  changedAt: instantSchema.nullable(),
  /** Canonical body of the side shown (platform, else QuickBooks), for further columns. */
  body: bodySchema,
});
export type RecordRow = z.infer<typeof recordRowSchema>;

export const recordDetailSchema = z.object({
  row: recordRowSchema,
  /** Version to send back with an update. */
  revision: z.string().nullable(),
  /** The three trees in common form: references as platform ids (`qb:<id>` where unlinked). */
  platform: bodySchema.nullable(),
  quickbooks: bodySchema.nullable(),
  base: bodySchema.nullable(),
  platformLife: lifeSchema.nullable(),
  quickbooksLife: lifeSchema.nullable(),
  quickbooksRevision: z.string().nullable(),
  /** Field names whose values differ between the sides now. */
  differs: z.array(z.string()),
  /** Titles of records referred to, by id as it stands in the bodies. */
  titles: z.record(z.string(), z.string()),
  /** Address of the record in QuickBooks, if the environment has one. */
  quickbooksUrl: z.string().nullable(),
  /** Records whose names stand in its text fields (the company of a person): their keys, by field. */
  named: z.record(z.string(), z.string()),
  /** Records under it (projects of a customer), documents and payments that belong to it, and people who say its name. */
  related: z.array(
    z.object({
      entity: z.string(),
      /** The field in which it says the name; null where it refers to it. */
      by: z.string().nullable(),
      key: z.string(),
      title: z.string(),
      date: plainDateSchema.nullable(),
      amount: moneySchema.nullable(),
      life: lifeSchema,
      state: recordStateSchema,
    }),
  ),
  /** The side `records.carryOver` would make it on: it is on the other alone, by the mappings. Null for every other. */
  unmadeOn: sideSchema.nullable(),
  /** The settings keep it as it was synced: edits in the workspace are refused. */
  frozen: z.boolean(),
  /** A person left it out of sync; `records.takeIn` takes it back. */
  leftOut: z.boolean(),
  /** The review or problem that holds it, if any. */
  reviewId: z.string().nullable(),
  problemId: z.string().nullable(),
  error: appErrorSchema.nullable(),
});
export type RecordDetail = z.infer<typeof recordDetailSchema>;

const entityKey = z.object({ entity: z.string(), key: z.string() });

export const recordsContract = {
  'records.list': query(
    'Records of an entity with search, filters, order and paging.',
    'everyone',
    z.object({
      entity: z.string(),
      search: searchSchema.optional(),
      states: z.array(recordStateSchema).optional(),
      /** Only open documents (balance above zero). */
      open: z.boolean().optional(),
      /** Only records in use that this side alone has: what can be linked to a record of the other. */
      alone: sideSchema.optional(),
      /** Only records of this customer. */
      customer: z.string().optional(),
      sort: z.object({ field: z.string(), descending: z.boolean() }).optional(),
      offset: z.number().int().nonnegative().default(0),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    z.object({
      total: z.number().int(),
      rows: z.array(recordRowSchema),
      /** How many records of the entity are in each state, before the state filter. */
      stateCounts: z.partialRecord(recordStateSchema, z.number().int()),
    }),
  ),
  'records.get': query(
    'One record with both sides, the base and its relations.',
    'everyone',
    entityKey,
    recordDetailSchema,
  ),
  'records.explain': query(
    'Our arithmetic of a document beside that of QuickBooks, each difference with its cause; null where a side has none.',
    'everyone',
    entityKey,
    z.object({ explanation: moneyExplanationSchema.nullable() }),
  ),
  'records.options': query(
    'Records to choose from in a form: id and title, searched.',
    'everyone',
    z.object({
      entity: z.string(),
      search: searchSchema.default(''),
      limit: z.number().int().min(1).max(100).default(20),
    }),
    z.object({
      options: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          /** Whose it is: the customer of an invoice, the client of a project. */
          who: z.string().nullable(),
          body: bodySchema,
        }),
      ),
    }),
  ),
  'records.create': command(
    'Creates a record in the workspace. The body is checked field by field; nothing is stored when one is wrong.',
    'entity',
    z.object({ entity: z.string(), body: z.record(z.string(), jsonSchema) }),
    z.object({ key: z.string(), revision: z.string() }),
  ),
  'records.update': command(
    'Changes fields of a record in the workspace, if it still has this revision.',
    'entity',
    z.object({
      entity: z.string(),
      key: z.string(),
      revision: z.string(),
      changes: z.record(z.string(), jsonSchema),
    }),
    z.object({ revision: z.string() }),
  ),
  'records.recall': command(
    'Makes a document that was issued a draft again. What is in QuickBooks is removed there first; issuing it makes a new one. Refused while money is applied to it.',
    'admin',
    z.object({ entity: z.string(), key: z.string(), revision: z.string() }),
    z.object({ revision: z.string() }),
  ),
  'records.convert': command(
    'Makes the next document of a record, such as an invoice of an estimate: all that is left, a percentage, or chosen lines. Refused when nothing is left.',
    'convertEstimates',
    z.object({
      entity: z.string(),
      key: z.string(),
      date: plainDateSchema.describe('Date of the new document'),
      share: z
        .discriminatedUnion('of', [
          z.object({ of: z.literal('rest') }),
          z.object({ of: z.literal('percent'), percent: decimalSchema.describe('Of the whole, "25" for a quarter') }),
          z.object({
            of: z.literal('lines'),
            lines: z.array(
              z.object({ id: z.string(), quantity: decimalSchema.optional().describe('What is left when not given') }),
            ),
          }),
        ])
        .default({ of: 'rest' }),
    }),
    z.object({ entity: z.string(), key: z.string() }),
  ),
  'records.remove': command(
    'Voids, deletes or deactivates a record in the workspace, as its entity allows.',
    'admin',
    z.object({
      entity: z.string(),
      key: z.string(),
      revision: z.string(),
      mode: z.enum(['delete', 'void', 'deactivate']),
    }),
    z.object({}),
  ),
  'records.restore': command(
    'Makes a deactivated record active again.',
    'admin',
    z.object({ entity: z.string(), key: z.string(), revision: z.string() }),
    z.object({ revision: z.string() }),
  ),
  'records.sync': command('Settles one record now, whatever waits for it.', 'admin', entityKey, z.object({})),
  'records.link': command(
    'Links a record that only the platform has with one that only QuickBooks has: they are one record from then on. What differs is settled by the mappings.',
    'admin',
    z.object({ entity: z.string(), platformId: z.string(), quickbooksId: z.string() }),
    z.object({ key: z.string() }),
  ),
  'records.unlink': command(
    'Parts a linked record into the two it was made of. Writes nothing to either side; both are left out of sync and never linked again by themselves.',
    'admin',
    entityKey,
    z.object({}),
  ),
  'records.takeIn': command(
    'Takes a record that was left out by a decision back into sync; one that is on one side only is then made on the other.',
    'admin',
    entityKey,
    z.object({}),
  ),
  'records.carryOver': command(
    'Makes a record on the other side that the mappings make there only when needed or by hand.',
    'admin',
    entityKey,
    z.object({}),
  ),
  'workspace.loadDemo': command(
    'Fills an empty workspace with a demo book.',
    'admin',
    z.object({}),
    z.object({ counts: z.record(z.string(), z.number().int()) }),
  ),
  'workspace.taxRates': query(
    'The tax rates of the workspace.',
    'everyone',
    z.object({}),
    z.object({ rates: z.array(z.object({ key: z.string(), name: z.string(), percent: z.string() })) }),
  ),
} as const;
