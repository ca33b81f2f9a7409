import type { ImportResult } from '../../../shared/contract/import.ts';
import type { ImportScope } from '../../../shared/contract/import-scope.ts';
import type { EntityDescriptor } from '../../../shared/entity.ts';
import { formatDate } from '../../ui/index.ts';

/** What became of a record, as filter, in the list and in the file. */
export const RESULT_WORD: Record<ImportResult, string> = {
  made: 'Made',
  linked: 'Linked',
  updated: 'Updated',
  asked: 'In review',
  failed: 'Failed',
  left: 'Left out',
  cancelled: 'Cancelled',
  waiting: 'Waiting',
};
export const RESULTS = Object.keys(RESULT_WORD) as ImportResult[];

/** "Customers, estimates and invoices since Jan 1, 2026". */
export function scopeWords(scope: ImportScope, entities: readonly EntityDescriptor[]): string {
  const named = entities.filter(({ name }) => scope.entities.includes(name)).map(({ labelPlural }) => labelPlural);
  const words = named.map((word, index) => (index === 0 ? word : word.toLowerCase()));
  const list = words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
  const { from, to } = scope;
  const days =
    from === null
      ? to === null
        ? ''
        : ` until ${formatDate(to)}`
      : to === null
        ? ` since ${formatDate(from)}`
        : ` from ${formatDate(from)} to ${formatDate(to)}`;
  return `${list}${days}`;
}
