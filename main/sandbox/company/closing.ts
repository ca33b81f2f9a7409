/** Closed books: nothing that posts to a day on or before the closing date can be saved through the API. */
import type { EntityDef } from './entity.ts';
import { refuse } from './faults.ts';
import { isObject, textOf } from './members.ts';
import type { Store, Work } from './store.ts';

/** Kept on Preferences: a person asked for a password before closed books may be changed. */
export const CLOSING_PASSWORD = 'closingPassword';

/** The closing date, if the books are closed at all. */
export function closedUntil(store: Store): string | undefined {
  const prefs = store.tables.get('Preferences')?.get('1')?.body.AccountingInfoPrefs;
  return isObject(prefs) ? textOf(prefs, 'BookCloseDate') : undefined;
}

/** Refuses (6200, with a password 6210) a work that changed what it was asked to in closed books. */
export function checkBooksOpen(work: Work, def: EntityDef, id: string): void {
  if (work.actor.screen || def.postings === undefined) return;
  const until = closedUntil(work.store);
  if (until === undefined) return;
  const change = work.changed.get(`${def.name}:${id}`);
  if (change === undefined) return;
  const days = [change.before, change.row].flatMap((row) => (row === undefined ? [] : [textOf(row.body, 'TxnDate')]));
  if (!days.some((day) => day !== undefined && day <= until)) return;
  const password = work.store.tables.get('Preferences')?.get('1')?.kept[CLOSING_PASSWORD] === true;
  throw refuse(
    password ? '6210' : '6200',
    'The account period has closed and the account books cannot be updated through the QBO Services API. Please use the QBO website to make these changes.',
    '',
  );
}
