import { z } from 'zod';
import { accessSchema } from '../access.ts';
import { entityDescriptorSchema } from '../entity.ts';
import { appErrorSchema } from '../errors.ts';
import { instantSchema, moneySchema } from '../primitives.ts';
import { query } from './define.ts';

/** State of the whole app: the six words of the tray, the window and every notification. */
export const healthStateSchema = z.enum(['upToDate', 'syncing', 'paused', 'offline', 'needsYou', 'error']);
export type HealthState = z.infer<typeof healthStateSchema>;

/** Open sums of both sides and their difference, platform minus QuickBooks. */
export const openSumsSchema = z.object({ platform: moneySchema, quickbooks: moneySchema, difference: moneySchema });
export type OpenSums = z.infer<typeof openSumsSchema>;

/** State of one record. */
export const recordStateSchema = z.enum([
  'equal',
  /** Nothing is to be done, yet both sides show something else: by a setting, or a computed amount. */
  'differs',
  'waiting',
  'sending',
  'inReview',
  'blocked',
  'failed',
  'held',
  'notSynced',
  'voided',
  'deleted',
]);
export type RecordState = z.infer<typeof recordStateSchema>;

export const progressSchema = z.object({
  /** What is being done, as the window says it: "Reading customers from QuickBooks". */
  label: z.string(),
  done: z.number().int(),
  /** Null while the size is not known. */
  total: z.number().int().nullable(),
  entity: z.string().nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

export const companySchema = z.object({
  companyId: z.string(),
  companyName: z.string(),
  environment: z.enum(['sandboxCompany', 'sandbox', 'production']),
});

export const entityStatusSchema = z.object({
  entity: z.string(),
  label: z.string(),
  enabled: z.boolean(),
  /** Changes are collected and not sent until resumed. */
  paused: z.boolean(),
  /** Records known on either side, tombstones not counted. */
  total: z.number().int(),
  equal: z.number().int(),
  /** Settled, but not the same on both sides. */
  differs: z.number().int(),
  waiting: z.number().int(),
  needsYou: z.number().int(),
  /** Records that failed, are held or blocked, and refused files on records of this kind. */
  failed: z.number().int(),
  /** When this entity was last seen equal or checked. */
  lastCheckedAt: instantSchema.nullable(),
  /** Seconds from a change being seen to both sides agreeing, 95th percentile of the last day; null without data. */
  lagP95Seconds: z.number().nullable(),
  lastResult: z.string().nullable(),
});
export type EntityStatus = z.infer<typeof entityStatusSchema>;

export const statusSchema = z.object({
  /** Revision of the store this status was read at. */
  revision: z.number().int(),
  health: z.object({
    state: healthStateSchema,
    /** One sentence: what is so and why. */
    sentence: z.string(),
    /** Further reasons, most urgent first. */
    reasons: z.array(z.string()),
  }),
  /** Where setting up stands: nothing is written before a plan was applied. */
  stage: z.enum(['notConnected', 'connected', 'previewed', 'live']),
  platformLabel: z.string(),
  company: companySchema.nullable(),
  connectedAt: instantSchema.nullable(),
  connectionError: appErrorSchema.nullable(),
  paused: z.object({ since: instantSchema, until: instantSchema.nullable() }).nullable(),
  progress: progressSchema.nullable(),
  counts: z.object({
    waiting: z.number().int(),
    review: z.number().int(),
    /** Records that failed or are held, and refused files. */
    problems: z.number().int(),
    equal: z.number().int(),
    differs: z.number().int(),
  }),
  /** Open receivables on both sides and their difference. Null before the first full reading. */
  receivables: openSumsSchema.nullable(),
  /** The same of what is owed to vendors: open bills, less vendor credits. */
  payables: openSumsSchema.nullable(),
  /** When every enabled record was last proven equal. */
  lastProvenEqualAt: instantSchema.nullable(),
  lastSyncAt: instantSchema.nullable(),
  nextSyncAt: instantSchema.nullable(),
  entities: z.array(entityStatusSchema),
  /** Metered reads and free writes this month. */
  calls: z.object({ corePlus: z.number().int(), core: z.number().int(), month: z.string() }),
});
export type Status = z.infer<typeof statusSchema>;

/** Activity of the last day in equal steps, for the chart on Overview. */
export const throughputSchema = z.object({
  stepMinutes: z.number().int(),
  points: z.array(
    z.object({
      at: instantSchema,
      toQuickbooks: z.number().int(),
      toPlatform: z.number().int(),
      failed: z.number().int(),
    }),
  ),
});

export const appContract = {
  'app.status': query('The state of the whole app in one answer.', 'everyone', z.object({}), statusSchema),
  'app.describe': query(
    'Every entity with its fields, columns and labels.',
    'everyone',
    z.object({}),
    z.object({
      version: z.string(),
      entities: z.array(entityDescriptorSchema),
      /** Who may ask each operation, so that a window can say beforehand what would be refused. */
      access: z.record(z.string(), accessSchema),
    }),
  ),
  'app.throughput': query('Writes per direction over the last day.', 'everyone', z.object({}), throughputSchema),
} as const;
