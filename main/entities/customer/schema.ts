import { z } from 'zod';
import { addressSchema } from '../address.ts';
import { contactShape, optionalText } from '../contacts/fields.ts';

/** Why a customer pays no sales tax, by QuickBooks' own numbers (TaxExemptionReasonId). */
export const EXEMPTIONS = {
  federalGovernment: ['1', 'Federal government'],
  stateGovernment: ['2', 'State government'],
  localGovernment: ['3', 'Local government'],
  tribalGovernment: ['4', 'Tribal government'],
  charity: ['5', 'Charitable organization'],
  religious: ['6', 'Religious organization'],
  educational: ['7', 'Educational organization'],
  hospital: ['8', 'Hospital'],
  resale: ['9', 'Resale'],
  directPay: ['10', 'Direct pay permit'],
  multiplePoints: ['11', 'Multiple points of use'],
  directMail: ['12', 'Direct mail'],
  agricultural: ['13', 'Agricultural production'],
  industrial: ['14', 'Industrial production or manufacturing'],
  diplomat: ['15', 'Foreign diplomat'],
} as const;
export type Exemption = keyof typeof EXEMPTIONS;

/** A customer, or a project of one (`parent` set: a sub-customer in QuickBooks). */
export const customerSchema = z.object({
  ...contactShape,
  billingAddress: addressSchema.nullable(),
  shippingAddress: addressSchema.nullable(),
  notes: optionalText(2000),
  /** Payment terms its documents start with, or null. */
  terms: z.string().nullable(),
  taxable: z.boolean(),
  /** Of one who pays no sales tax: why not, as the law asks; null where nobody said. */
  exemption: z
    .enum(Object.keys(EXEMPTIONS) as [Exemption, ...Exemption[]], { error: 'is none of the reasons there are' })
    .nullable(),
  /** Client this is a project of, or null. */
  parent: z.string().nullable(),
  /** Of a project: billed with its client. Null for no, so that what never had it is not taken for an edit. */
  billWithParent: z.literal(true, 'is true or empty').nullable(),
});
export type Customer = z.infer<typeof customerSchema>;
