import { z } from 'zod';

/** The two sides of a sync. The window shows the connector's own label for each. */
export const sideSchema = z.enum(['platform', 'quickbooks']);
export type Side = z.infer<typeof sideSchema>;

/** The other side. */
export const otherSide = (side: Side): Side => (side === 'platform' ? 'quickbooks' : 'platform');

/** Money to the cent as a decimal string: "-12.30". Never a binary float. */
export const moneySchema = z
  .string()
  .regex(/^-?\d{1,13}\.\d{2}$/, 'must be an amount with two decimals, such as "375.00"')
  .describe('Amount in the currency of the company, two decimals, as text');

/** A quantity or unit price: up to five decimals, which is what QuickBooks stores ("10.5 format"). */
export const decimalSchema = z
  .string()
  .regex(/^-?\d{1,10}(\.\d{1,5})?$/, 'must be a number with at most five decimals, such as "2.5"')
  .describe('Decimal number as text, at most five decimals');

/** A plain calendar date of the company, no zone: "2026-05-31". */
export const plainDateSchema = z.iso.date().describe('Calendar date, YYYY-MM-DD, no time zone');

/** An instant with its zone: "2026-05-31T09:00:00.000Z". */
export const instantSchema = z.iso.datetime({ offset: true }).describe('Instant with its zone, ISO 8601');

/** Any JSON value; the canonical bodies of records are made of these. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export const jsonSchema: z.ZodType<Json> = z.json() as z.ZodType<Json>;

/** A record's canonical body: every field present, nothing is `null` (never `undefined`). */
export type Body = { [field: string]: Json };
export const bodySchema: z.ZodType<Body> = z.record(z.string(), jsonSchema);

/** What is typed into a search box. Longer texts cost the database more than they can find. */
export const searchSchema = z.string().max(200, 'is too long');
