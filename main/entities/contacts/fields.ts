import { z } from 'zod';
import type { FieldDescriptor } from '../../../shared/entity.ts';

/**
 * What customers and vendors share: how somebody is called and reached. Lengths are the shorter of what both sides hold;
 * DisplayName is 100 in QuickBooks' own screens though the API allows 500.
 */

/** A name on a list of QuickBooks: needed, short, without what QuickBooks separates levels by. */
export const listNameSchema = z
  .string()
  .trim()
  .min(1, 'is needed')
  .max(100, 'may have at most 100 characters')
  .regex(/^[^:\t\n]*$/, 'may not contain a colon, tab or line break');

export const optionalText = (max: number) => z.string().max(max, `may have at most ${max} characters`).nullable();

export const contactShape = {
  displayName: listNameSchema,
  companyName: optionalText(100),
  givenName: optionalText(100),
  familyName: optionalText(100),
  email: z.email('is not an e-mail address').max(100).nullable(),
  phone: optionalText(30),
  mobile: optionalText(30),
};
const contactSchema = z.object(contactShape);
export type Contact = z.infer<typeof contactSchema>;

/** The name space of people and firms: no two of them share a name in QuickBooks. */
export const NAMES = 'names';

export const contactFields: FieldDescriptor[] = [
  {
    name: 'displayName',
    label: 'Name',
    kind: 'text',
    required: true,
    maxLength: 100,
    help: 'The name on lists. In QuickBooks no customer, vendor or employee may share it.',
  },
  { name: 'companyName', label: 'Company', kind: 'text', maxLength: 100 },
  { name: 'givenName', label: 'First name', kind: 'text', maxLength: 100 },
  { name: 'familyName', label: 'Last name', kind: 'text', maxLength: 100 },
  { name: 'email', label: 'E-mail', kind: 'email', maxLength: 100 },
  { name: 'phone', label: 'Phone', kind: 'phone', maxLength: 30 },
  { name: 'mobile', label: 'Mobile', kind: 'phone', maxLength: 30 },
];

/** Names of the contact fields, in their order. */
export const CONTACT = Object.keys(contactShape) as (keyof Contact)[];
