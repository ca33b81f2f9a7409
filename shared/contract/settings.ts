import { z } from 'zod';
import { brakeSchema, customFormSchema, entityPolicySchema, listMappingSchema } from '../policy.ts';
import { command, query } from './define.ts';
import { planSummarySchema } from './sync.ts';

export const listOptionSchema = z.object({ id: z.string(), name: z.string(), detail: z.string().nullable() });

export const settingsSchema = z.object({
  /** Seconds between reads of QuickBooks while someone looks at the window. */
  pollActiveSeconds: z.number().int().min(5).max(3600),
  /** Seconds between reads otherwise. */
  pollIdleSeconds: z.number().int().min(60).max(86400),
  /**
   * Metered reads of QuickBooks a calendar month may cost (UTC). They are spread over the month; at nine tenths
   * background reading stops, at the whole all reading does.
   */
  readBudget: z.number().int().min(500).max(10_000_000),
  brake: brakeSchema,
  notifications: z.boolean(),
  /** Start hidden in the tray when the computer starts. */
  openAtLogin: z.boolean(),
  closeToTray: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsContract = {
  'settings.get': query('The settings of the app.', 'everyone', z.object({}), settingsSchema),
  'settings.set': command('Changes some settings.', 'admin', settingsSchema.partial(), settingsSchema),
  'mappings.get': query(
    'Policy per entity, and the lists that are paired: accounts, tax codes and custom fields.',
    'everyone',
    z.object({}),
    z.object({
      entities: z.array(
        z.object({
          entity: z.string(),
          label: z.string(),
          policy: entityPolicySchema,
          /** Documents with a number of their own; null for everything else. */
          numbers: z
            .object({
              /** The number the next document made in the workspace gets; null where the workspace gives none. */
              coming: z.string().nullable(),
              /** Whether QuickBooks gives a number to what arrives without one; null where it was not asked yet. */
              quickbooksGives: z.boolean().nullable(),
            })
            .nullable(),
        }),
      ),
      lists: listMappingSchema,
      options: z.object({
        incomeAccounts: z.array(listOptionSchema),
        expenseAccounts: z.array(listOptionSchema),
        depositAccounts: z.array(listOptionSchema),
        payablesAccounts: z.array(listOptionSchema),
        /** Categories of items that are in QuickBooks; `detail` names those above ("Roofing:Skylights"), `above` is the id of the next. */
        categories: z.array(listOptionSchema.extend({ above: z.string().nullable() })),
        taxCodes: z.array(listOptionSchema),
        /** QuickBooks' payment methods, by whose names payments and refunds say how they were made. */
        paymentMethods: z.array(listOptionSchema),
        /** The custom fields QuickBooks has in use, by form. */
        customFields: z.array(z.object({ form: customFormSchema, id: z.string(), name: z.string() })),
      }),
      /** For custom fields without a pair: the field of QuickBooks with the same name. */
      customSuggestions: z.array(
        z.object({
          key: z.string(),
          form: customFormSchema,
          id: z.string(),
          confidence: z.number(),
          reason: z.string(),
        }),
      ),
      /** Kinds of records that can have custom fields, and the form of QuickBooks that carries them; null: none does. */
      customEntities: z.array(z.object({ entity: z.string(), label: z.string(), form: customFormSchema.nullable() })),
      taxRates: z.array(
        z.object({
          key: z.string(),
          name: z.string(),
          percent: z.string(),
          /** QuickBooks TaxCode id that fits best, with how sure we are (0..1) and why. */
          suggestion: z.object({ id: z.string(), confidence: z.number(), reason: z.string() }).nullable(),
        }),
      ),
      /** Companies outside the US only: the tax code of lines without tax that fits best; null where none has 0 %. */
      tax: z
        .object({
          untaxedSuggestion: z.object({ id: z.string(), confidence: z.number(), reason: z.string() }).nullable(),
        })
        .optional(),
      incomeAccountSuggestion: z.object({ id: z.string(), confidence: z.number(), reason: z.string() }).nullable(),
    }),
  ),
  'mappings.previewEntity': command(
    'Plans what a change of one entity’s settings would do, as it is known now, changing nothing. Apply makes the change.',
    'admin',
    z.object({ entity: z.string(), policy: entityPolicySchema.partial() }),
    planSummarySchema,
  ),
  'mappings.previewLists': command(
    'Plans what a change of the paired lists would do, as it is known now, changing nothing. Apply makes the change.',
    'admin',
    listMappingSchema.partial(),
    planSummarySchema,
  ),
  'mappings.setEntity': command(
    'Sets direction, strategy and owners of one entity. Refused with plan.needed when more than a few records would change: look at mappings.previewEntity first.',
    'admin',
    z.object({ entity: z.string(), policy: entityPolicySchema.partial() }),
    z.object({ policy: entityPolicySchema }),
  ),
  'mappings.setLists': command(
    'Sets the paired lists. Refused with plan.needed when more than a few records would change.',
    'admin',
    listMappingSchema.partial(),
    listMappingSchema,
  ),
} as const;
