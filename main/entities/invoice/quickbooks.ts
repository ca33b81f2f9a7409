import type { SalesSpec } from '../sales/entity.ts';
import { money, text } from '../values.ts';
import type { Invoice } from './schema.ts';

/** What an invoice adds to the translation of a sales document. Left out: terms, links, custom fields. */
export const invoiceQuickbooks: SalesSpec<Invoice>['quickbooks'] = {
  resource: 'Invoice',
  voidBy: 'operation',
  findByTotal: true,
  members: {
    // QuickBooks always has a due date: without one it takes the terms', so there is nothing to clear.
    dueDate: (invoice) => (invoice.dueDate === null ? {} : { DueDate: invoice.dueDate }),
  },
  read: (raw, common) => ({ dueDate: text(raw.DueDate), balance: money(raw.Balance) ?? common.total }),
};
