import type { ImportKey, ImportScope } from '../../../shared/contract/import-scope.ts';
import type { EntityDescriptor } from '../../../shared/entity.ts';

/** What an import begins with: customers, and what was written for them. */
const USUAL = ['customer', 'estimate', 'invoice', 'payment', 'creditMemo'];

export const KEY_WORDS: Record<ImportKey, { label: string; sentence: string }> = {
  email: {
    label: 'E-mail address',
    sentence: 'The same address is the same customer, unless the names have nothing in common.',
  },
  name: { label: 'Name', sentence: 'Case and white space do not count.' },
  phone: { label: 'Phone number', sentence: 'Offices share one: where it is all they share, Review asks.' },
};
export const KEYS: readonly ImportKey[] = ['email', 'name', 'phone'];

/** Which documents: all of them, since the beginning of this or the last year, or between two days. */
export type Days = 'all' | 'thisYear' | 'lastYear' | 'chosen';

/** What a person has chosen on the screen so far. */
export type Draft = {
  entities: readonly string[];
  days: Days;
  from: string;
  to: string;
  inactive: boolean;
  keys: readonly ImportKey[];
  companies: boolean;
  collisions: ImportScope['collisions'];
};

export const firstDraft = (entities: readonly EntityDescriptor[]): Draft => ({
  entities: entities.map(({ name }) => name).filter((name) => USUAL.includes(name)),
  days: 'all',
  from: '',
  to: '',
  inactive: false,
  keys: KEYS,
  companies: true,
  collisions: 'keep',
});

/** The draft as the engine takes it. `year` is the current one. */
export function scopeOf(draft: Draft, year: number): ImportScope {
  const { entities, days, inactive, keys, companies, collisions } = draft;
  const from = { all: null, thisYear: `${year}-01-01`, lastYear: `${year - 1}-01-01`, chosen: draft.from || null }[
    days
  ];
  const to = days === 'chosen' ? draft.to || null : null;
  return { entities: [...entities], from, to, inactive, keys: [...keys], companies, collisions };
}

/** A key moved one place up or down among those that count. */
export function moved(keys: readonly ImportKey[], key: ImportKey, by: -1 | 1): ImportKey[] {
  const at = keys.indexOf(key);
  const to = at + by;
  const next = [...keys];
  const other = next[to];
  if (at < 0 || other === undefined) return next;
  next[to] = key;
  next[at] = other;
  return next;
}

/** What keeps the draft from being planned, in words; null when nothing does. */
export function wrong(draft: Draft): string | null {
  if (draft.entities.length === 0) return 'Choose at least one kind of record.';
  if (draft.days === 'chosen' && draft.from !== '' && draft.to !== '' && draft.from > draft.to)
    return 'The last day is before the first one.';
  return null;
}
