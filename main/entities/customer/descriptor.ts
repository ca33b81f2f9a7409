import type { EntityDescriptor } from '../../../shared/entity.ts';
import { contactFields, NAMES } from '../contacts/fields.ts';
import { TERMS } from '../term/field.ts';
import { EXEMPTIONS } from './schema.ts';

/** What the window and the engine know of customers. */
export const customerDescriptor: EntityDescriptor = {
  name: 'customer',
  group: 'sales',
  label: 'Customer',
  labelPlural: 'Customers',
  quickbooksLabel: 'Customer',
  rank: 10,
  isDocument: false,
  fields: [
    ...contactFields.map((field) =>
      field.name === 'companyName'
        ? {
            ...field,
            names: { entity: 'customer', labelPlural: 'People' },
            help: 'Whose name this is, if that is a customer too, shows this one among its people.',
          }
        : field,
    ),
    { name: 'billingAddress', label: 'Billing address', kind: 'address' },
    { name: 'shippingAddress', label: 'Service address', kind: 'address' },
    { name: 'notes', label: 'Notes', kind: 'longText', maxLength: 2000 },
    TERMS,
    { name: 'taxable', label: 'Pays sales tax', kind: 'boolean', initial: true },
    {
      name: 'exemption',
      label: 'Why no sales tax',
      kind: 'choice',
      choices: Object.entries(EXEMPTIONS).map(([value, [, label]]) => ({ value, label })),
      help: 'Of a customer who pays none. The tax office asks for the reason.',
    },
    {
      name: 'parent',
      label: 'Project of',
      kind: 'ref',
      entity: 'customer',
      below: { label: 'Project', labelPlural: 'Projects' },
      help: 'The client this is a project of. In QuickBooks it is a sub-customer under that client.',
    },
    {
      name: 'billWithParent',
      label: 'Bill to the client',
      kind: 'boolean',
      help: 'Of a project: QuickBooks puts what it owes on the bill of the client.',
    },
  ],
  titleField: 'displayName',
  nameSpace: NAMES,
  columns: ['displayName', 'companyName', 'email', 'phone'],
  searchFields: ['displayName', 'companyName', 'givenName', 'familyName', 'email', 'phone'],
  // Who may write a document may write down whom it is for.
  rights: ['createEstimates', 'createInvoices'],
  removals: ['deactivate'],
};
