import type { EntityDescriptor } from '../../../shared/entity.ts';
import { ACCOUNT_TYPES } from './schema.ts';

/**
 * What the window and the engine know of the chart of accounts. It is the bookkeeper's: it comes from QuickBooks unless a
 * person lets it travel the other way too.
 */
export const accountDescriptor: EntityDescriptor = {
  name: 'account',
  group: 'lists',
  label: 'Account',
  labelPlural: 'Accounts',
  quickbooksLabel: 'Chart of accounts',
  rank: 5,
  isDocument: false,
  defaultDirection: 'fromQuickbooks',
  fields: [
    { name: 'name', label: 'Name', kind: 'text', required: true, maxLength: 100 },
    { name: 'number', label: 'Number', kind: 'text', maxLength: 20 },
    {
      name: 'type',
      label: 'Type',
      kind: 'choice',
      required: true,
      choices: Object.entries(ACCOUNT_TYPES).map(([value, label]) => ({ value, label })),
      initial: 'expense',
    },
    { name: 'description', label: 'Description', kind: 'text', maxLength: 100 },
    { name: 'parent', label: 'Part of', kind: 'ref', entity: 'account', help: 'An account of the same type.' },
  ],
  titleField: 'name',
  columns: ['name', 'number', 'type', 'description'],
  searchFields: ['name', 'number', 'description'],
  removals: ['deactivate'],
};
