import { z } from 'zod';
import { decimalSchema } from '../../../shared/primitives.ts';

const whole = (most: number) =>
  decimalSchema
    .refine((value) => /^\d+$/.test(value) && Number(value) <= most, { message: `is a whole number up to ${most}` })
    .nullable();

/** Payment terms of sales and purchases: so many days after the date, or by a day of the month. */
export const termSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'is needed')
    .max(31, 'may have at most 31 characters')
    .regex(/^[^:\t\n]*$/, 'may not contain a colon, tab or line break'),
  type: z.enum(['days', 'dayOfMonth'], { error: 'is one of Days after the date and Day of the month' }),
  /** Of `days`: how many. */
  dueDays: whole(999),
  /** Of `dayOfMonth`: which day; a shorter month ends on its last. */
  dayOfMonth: whole(31),
  /** Of `dayOfMonth`: what is dated so few days before that day is due in the month after. */
  nextMonthDays: whole(999),
  /** For paying early: percent off, within so many days (or by a day of the month). */
  discountPercent: decimalSchema.nullable(),
  discountDays: whole(999),
});
export type Term = z.infer<typeof termSchema>;
