import { z } from 'zod';
import { entityDescriptorSchema, lifeSchema, removalModeSchema } from '../entity.ts';
import { appErrorSchema } from '../errors.ts';
import { bodySchema, instantSchema } from '../primitives.ts';

/** Version of the interface; it stands in every path. Additions keep it, anything that breaks a reader changes it. */
export const PLATFORM_API_VERSION = '1';
export const PLATFORM_API_PATH = '/platform/v1';

/** Longest `Idempotency-Key`, in characters. */
export const LONGEST_KEY = 64;
/** Records read by id in one call. */
export const MOST_IDS = 50;

const entityName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'must be the name of an entity, such as "invoice"');

/** What an API key may do: "invoice:read", "customer:write", "*:read". Writing includes reading. */
export const scopeSchema = z
  .string()
  .regex(
    /^(\*|[a-z][A-Za-z0-9]{0,39}):(read|write)$/,
    'must be an entity or *, then :read or :write, such as "invoice:read"',
  );

/** Whether scopes let somebody read or write records of an entity. */
export function allows(scopes: readonly string[], entity: string, act: 'read' | 'write'): boolean {
  const wanted = act === 'read' ? ['read', 'write'] : ['write'];
  return wanted.some((verb) => scopes.includes(`${entity}:${verb}`) || scopes.includes(`*:${verb}`));
}

/** A record of the platform as it is now. */
export const wireRecordSchema = z.object({
  entity: entityName,
  id: z.string().min(1).max(100),
  revision: z.string().min(1).max(100).describe('Tells versions of a record apart; sent back as If-Match'),
  life: lifeSchema,
  body: bodySchema
    .nullable()
    .describe(
      'Every field the entity has; references hold ids of this platform. Null only where nothing is left of it',
    ),
  changedAt: instantSchema.nullable().describe('When it last changed, for display only'),
});
export type WireRecord = z.infer<typeof wireRecordSchema>;

export const recordsPageSchema = z.object({
  records: z.array(wireRecordSchema),
  next: z.string().nullable().describe('Sent as page it continues the listing; null at its end'),
});

export const changesPageSchema = z.object({
  records: z.array(wireRecordSchema),
  cursor: z.string().describe('Covers exactly these records and all before; kept together with them'),
  more: z.boolean().describe('There is more now: ask again at once'),
});

/** Answer of a write, and of asking what became of one. */
export const writtenSchema = z.object({
  record: wireRecordSchema,
  lineIds: z
    .array(z.string().nullable())
    .describe('Ids of the lines that were sent, in their order; null where a line was not kept'),
});
export type Written = z.infer<typeof writtenSchema>;

export const listEntrySchema = z.object({
  list: z.string(),
  id: z.string(),
  name: z.string(),
  facts: z.record(z.string(), z.string()),
  active: z.boolean(),
});
export const listsSchema = z.object({ entries: z.array(listEntrySchema) });

/** What an entity is, as far as the wire needs it: a descriptor without what is only for the window. */
export const wireEntitySchema = entityDescriptorSchema.pick({
  name: true,
  label: true,
  labelPlural: true,
  rank: true,
  isDocument: true,
  fields: true,
  titleField: true,
  removals: true,
});

export const companySchema = z.object({
  id: z.string().min(1).describe('Names this very book, for ever: another book has another'),
  name: z.string(),
  environment: z.enum(['production', 'test']),
  version: z.literal(PLATFORM_API_VERSION),
  scopes: z.array(z.string()).describe('What the key of this call may do'),
  entities: z.array(wireEntitySchema),
});
export type PlatformCompany = z.infer<typeof companySchema>;

/** Every answer that is not a success. */
export const failureSchema = z.object({
  error: appErrorSchema,
  fullNeeded: z.literal(true).optional().describe('The feed cannot go on from that cursor: list everything once'),
});
export type WireFailure = z.infer<typeof failureSchema>;

export const createInputSchema = z.strictObject({
  body: bodySchema.describe('A new line has the id ""; its own stands in lineIds of the answer'),
});
export const updateInputSchema = z.strictObject({
  body: bodySchema.describe('The whole record as it is to be'),
  fields: z
    .array(z.string())
    .optional()
    .describe('Fields that differ from the revision, for platforms that write those only'),
});
export const removeInputSchema = z.strictObject({ mode: removalModeSchema });
export const restoreInputSchema = z.strictObject({
  body: bodySchema.nullable().optional().describe('The record as it is to be; as it was when left out'),
});

export const webhookInputSchema = z.strictObject({
  url: z.string().max(500, 'is too long').describe('https, or http on the same computer'),
});
export const webhookSchema = z.object({ id: z.string(), url: z.string() });
export type Webhook = z.infer<typeof webhookSchema>;
export const newWebhookSchema = webhookSchema.extend({
  secret: z.string().describe('Signs the notifications; in this answer and nowhere else'),
});
export type NewWebhook = z.infer<typeof newWebhookSchema>;
export const webhooksSchema = z.object({ webhooks: z.array(webhookSchema) });
