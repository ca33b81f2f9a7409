import type { EntityDescriptor } from '../../../shared/entity.ts';
import { contactFields, NAMES } from '../contacts/fields.ts';
import { TERMS } from '../term/field.ts';

/** What the window and the engine know of vendors. */
export const vendorDescriptor: EntityDescriptor = {
  name: 'vendor',
  group: 'purchases',
  label: 'Vendor',
  labelPlural: 'Vendors',
  quickbooksLabel: 'Vendor',
  rank: 11,
  isDocument: false,
  fields: [
    ...contactFields,
    { name: 'address', label: 'Address', kind: 'address' },
    {
      name: 'accountNumber',
      label: 'Account number',
      kind: 'text',
      maxLength: 100,
      help: 'The number they know you by.',
    },
    TERMS,
    { name: 'contractor', label: 'Gets a 1099', kind: 'boolean', initial: false, help: 'Subcontractors in the US.' },
  ],
  titleField: 'displayName',
  nameSpace: NAMES,
  columns: ['displayName', 'companyName', 'email', 'phone'],
  searchFields: ['displayName', 'companyName', 'givenName', 'familyName', 'email', 'phone', 'accountNumber'],
  removals: ['deactivate'],
};
