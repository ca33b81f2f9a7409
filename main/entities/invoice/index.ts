import { salesEntity } from '../sales/entity.ts';
import { invoiceDescriptor } from './descriptor.ts';
import { invoiceQuickbooks } from './quickbooks.ts';
import { type Invoice, invoiceSchema } from './schema.ts';

/** Invoices. */
export const invoiceEntity = salesEntity<Invoice>({
  descriptor: invoiceDescriptor,
  schema: invoiceSchema,
  quickbooks: invoiceQuickbooks,
  posts: 1,
  tidy(body) {
    body.status ??= 'issued';
  },
});
