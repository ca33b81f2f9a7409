import { z } from 'zod';
import { appErrorSchema } from '../errors.ts';
import { instantSchema } from '../primitives.ts';
import { companySchema, healthStateSchema, statusSchema } from './app.ts';
import { command, query } from './define.ts';

/** Which company of the list; "1", "2", … and never given twice. */
const idSchema = z.string().min(1, 'is needed').max(20, 'is too long');
const nameSchema = z.string().trim().min(1, 'is needed').max(80, 'is too long');

/** One company of the list: a book of its own, with its data, people, settings and connection. */
export const companyEntrySchema = z.object({
  id: z.string(),
  /** As the owner named it; else as QuickBooks does. */
  name: z.string(),
  /** The one that was asked. */
  current: z.boolean(),
  /** The QuickBooks company it is synced with, kept through disconnects; null before the first. */
  company: companySchema.nullable(),
  stage: statusSchema.shape.stage,
  health: z.object({ state: healthStateSchema, sentence: z.string() }),
  /** Reviews and problems that wait for a person. */
  needsYou: z.number().int(),
  /** Why it could not be opened; null when it is open. */
  error: appErrorSchema.nullable(),
  /** Where its data lies on this computer; told to the owner alone. */
  folder: z.string().nullable(),
});
export type CompanyEntry = z.infer<typeof companyEntrySchema>;

/** A company that was taken off the list. Its data is where it was. */
export const removedCompanySchema = companyEntrySchema
  .pick({ id: true, name: true, company: true })
  .extend({ folder: z.string(), removedAt: instantSchema });
export type RemovedCompany = z.infer<typeof removedCompanySchema>;

export const companiesContract = {
  'companies.list': query(
    'The companies kept side by side, each with its health. Who signed in is told of their own alone.',
    'everyone',
    z.object({}),
    z.object({ companies: z.array(companyEntrySchema), removed: z.array(removedCompanySchema) }),
  ),
  'companies.add': command(
    'Begins another company, empty and not connected, beside the others.',
    'owner',
    z.object({ name: nameSchema.optional() }),
    z.object({ id: z.string() }),
  ),
  'companies.rename': command(
    'Names a company of the list; null goes back to the name QuickBooks has.',
    'owner',
    z.object({ id: idSchema, name: nameSchema.nullable() }),
    z.object({}),
  ),
  'companies.remove': command(
    'Disconnects a company and takes it off the list. Its data stays where it is, and so does what is in QuickBooks.',
    'owner',
    z.object({ id: idSchema }),
    z.object({ folder: z.string() }),
  ),
  'companies.bringBack': command(
    'Puts a company that was taken off the list back, with all it knew. It is connected again like after a disconnect.',
    'owner',
    z.object({ id: idSchema }),
    z.object({}),
  ),
} as const;
