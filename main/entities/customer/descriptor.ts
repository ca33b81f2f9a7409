import type { EntityDescriptor } from '../../../shared/entity.ts';

/** What the window and the engine know of customers. Lengths are the shorter of what both sides hold. */
export const customerDescriptor: EntityDescriptor = {
  name: 'customer',
  group: 'sales',
  label: 'Customer',
  labelPlural: 'Customers',
  quickbooksLabel: 'Customer',
  rank: 10,
  isDocument: false,
  fields: [
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
    { name: 'billingAddress', label: 'Billing address', kind: 'address' },
    { name: 'shippingAddress', label: 'Service address', kind: 'address' },
    { name: 'notes', label: 'Notes', kind: 'longText', maxLength: 2000 },
    { name: 'taxable', label: 'Pays sales tax', kind: 'boolean', initial: true },
    {
      name: 'parent',
      label: 'Job of',
      kind: 'ref',
      entity: 'customer',
      help: 'The customer this is a job of. QuickBooks shows it as a sub-customer.',
    },
  ],
  titleField: 'displayName',
  nameSpace: 'names',
  columns: ['displayName', 'companyName', 'email', 'phone'],
  searchFields: ['displayName', 'companyName', 'givenName', 'familyName', 'email', 'phone'],
  // Who may write a document may write down whom it is for.
  rights: ['createEstimates', 'createInvoices'],
  removals: ['deactivate'],
};
