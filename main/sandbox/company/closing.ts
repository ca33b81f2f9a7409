/** Closed books: nothing that posts to a day on or before the closing date can be saved through the API. */
import type { EntityDef, Reader } from './entity.ts';
import { refuse } from './faults.ts';
import { isObject, textOf } from './members.ts';
import type { Work } from './store.ts';

/** Kept on Preferences: a person asked for a password before closed books may be changed. */
export const CLOSING_PASSWORD = 'closingPassword';

/** Refuses (6200, with a password 6210) when one of the days lies in closed books. */
export function refuseClosed(reader: Reader, days: readonly (string | undefined)[]): void {
  const settings = reader.get('Preferences', '1');
  const prefs = settings?.body.AccountingInfoPrefs;
  const until = isObject(prefs) ? textOf(prefs, 'BookCloseDate') : undefined;
  if (until === undefined || !days.some((day) => day !== undefined && day <= until)) return;
  throw refuse(
    settings?.kept[CLOSING_PASSWORD] === true ? '6210' : '6200',
    'Account Period Closed : The account period has closed and the account books cannot be updated through the QBO Services API. Please use the QBO website to make these changes.',
    'TxnDate',
  );
}

/** For every type that posts, whatever its own checks: the work must not have changed it in closed books. */
export function checkBooksOpen(work: Work, def: EntityDef, id: string): void {
  const change = work.changed.get(`${def.name}:${id}`);
  if (work.actor.screen || def.postings === undefined || change === undefined) return;
  const reader: Reader = { get: (entity, of) => work.store.tables.get(entity)?.get(of) };
  refuseClosed(reader, [
    change.before === undefined ? undefined : textOf(change.before.body, 'TxnDate'),
    textOf(change.row.body, 'TxnDate'),
  ]);
}
