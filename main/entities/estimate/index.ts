import { salesEntity } from '../sales/entity.ts';
import { convertEstimate } from './convert.ts';
import { estimateDescriptor } from './descriptor.ts';
import { estimateQuickbooks } from './quickbooks.ts';
import { type Estimate, estimateSchema } from './schema.ts';

/** Estimates, which some call proposals. */
export const estimateEntity = salesEntity<Estimate>({
  descriptor: estimateDescriptor,
  schema: estimateSchema,
  quickbooks: estimateQuickbooks,
  convert: convertEstimate,
  tidy(body) {
    body.status ??= 'draft';
  },
  fault({ date, expiryDate }) {
    return expiryDate !== null && expiryDate < date
      ? { field: 'Valid until', problem: 'may not be before the date of the estimate' }
      : null;
  },
});
