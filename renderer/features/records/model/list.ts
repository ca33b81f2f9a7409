import type { RecordState } from '../../../../shared/contract/app.ts';
import { recordStateSchema } from '../../../../shared/contract/app.ts';
import type { InputOf } from '../../../../shared/contract/index.ts';
import type { EntityDescriptor, FieldDescriptor } from '../../../../shared/entity.ts';

/** Rows asked for at a time: a page fills any screen several times over. */
export const PAGE = 200;

/** What of the list stands in the address. */
export type ListFilters = {
  search: string;
  states: RecordState[];
  open: boolean;
  customer: string | null;
  sort: { field: string; descending: boolean } | null;
};

/** Order in which states are offered: what needs someone first. */
export const STATE_ORDER: readonly RecordState[] = [
  'failed',
  'inReview',
  'blocked',
  'held',
  'waiting',
  'sending',
  'equal',
  'differs',
  'notSynced',
  'voided',
  'deleted',
];

/** Reads the filters from an address; what is not understood is left out rather than refused. */
export function filtersOf(params: URLSearchParams): ListFilters {
  const sort = params.get('sort');
  return {
    search: params.get('q') ?? '',
    states: (params.get('state') ?? '').split(',').flatMap((word) => {
      const state = recordStateSchema.safeParse(word);
      return state.success ? [state.data] : [];
    }),
    open: params.get('open') === '1',
    customer: params.get('customer'),
    sort: sort ? { field: sort.replace(/^-/, ''), descending: sort.startsWith('-') } : null,
  };
}

/** The order in the address: "-date" is newest first. */
export const sortParam = (sort: { field: string; descending: boolean }): string =>
  `${sort.descending ? '-' : ''}${sort.field}`;

/** Documents read newest first and names by name, unless asked otherwise. */
export function defaultSort(descriptor: EntityDescriptor): { field: string; descending: boolean } {
  return descriptor.dateField === undefined
    ? { field: descriptor.titleField, descending: false }
    : { field: descriptor.dateField, descending: true };
}

/** What is asked for one page of the list. */
export function pageInput(descriptor: EntityDescriptor, filters: ListFilters, page: number): InputOf<'records.list'> {
  return {
    entity: descriptor.name,
    ...(filters.search === '' ? {} : { search: filters.search }),
    ...(filters.states.length === 0 ? {} : { states: filters.states }),
    ...(filters.open ? { open: true } : {}),
    ...(filters.customer === null ? {} : { customer: filters.customer }),
    sort: filters.sort ?? defaultSort(descriptor),
    offset: page * PAGE,
    limit: PAGE,
  };
}

export const isFiltered = (filters: ListFilters): boolean =>
  filters.search !== '' || filters.states.length > 0 || filters.open || filters.customer !== null;

/** What a column of the list shows: a part of the row every entity has, or a field of its body. */
export type ListColumn =
  | { id: string; header: string; shows: 'title' | 'who' | 'date' | 'amount' | 'balance' | 'state' | 'changed' }
  | { id: string; header: string; shows: 'field'; field: FieldDescriptor };

/**
 * The columns of an entity's list, from its descriptor: the title first, its own columns in order, then state and age.
 * `narrow` keeps what tells one record from another on a phone.
 */
export function listColumns(descriptor: EntityDescriptor, width: 'narrow' | 'middle' | 'wide'): ListColumn[] {
  const fieldOf = (name: string): FieldDescriptor | undefined => descriptor.fields.find((field) => field.name === name);
  const title = fieldOf(descriptor.titleField);
  const columns: ListColumn[] = [
    {
      id: descriptor.titleField,
      header: descriptor.isDocument ? descriptor.label : (title?.label ?? descriptor.label),
      shows: 'title',
    },
  ];
  for (const name of descriptor.columns) {
    const field = fieldOf(name);
    if (field === undefined || name === descriptor.titleField) continue;
    if (name === descriptor.dateField) columns.push({ id: name, header: field.label, shows: 'date' });
    else if (name === descriptor.balanceField) columns.push({ id: name, header: field.label, shows: 'balance' });
    else if (name === descriptor.amountField) columns.push({ id: name, header: field.label, shows: 'amount' });
    else if (field.kind === 'ref') columns.push({ id: name, header: field.label, shows: 'who' });
    else columns.push({ id: name, header: field.label, shows: 'field', field });
  }
  const state: ListColumn = { id: 'state', header: 'State', shows: 'state' };
  if (width === 'narrow')
    return [
      ...columns.filter((column) => column.shows === 'title'),
      ...columns.filter((column) => column.shows === 'amount'),
      state,
    ];
  if (width === 'middle') return [...columns.filter((column, index) => column.shows !== 'field' || index < 3), state];
  return [...columns, state, { id: 'changedAt', header: 'Changed', shows: 'changed' }];
}
