/** Names of vendors and employees: what they are called when only parts of a name were sent, and on checks. */
import type { Draft } from '../../entity.ts';
import { refuse } from '../../faults.ts';
import { textOf } from '../../members.ts';
import { checkNameCharacters, composedName } from './people.ts';

/** Completes DisplayName and PrintOnCheckName. A full update makes the latter anew, a sparse one keeps it (recorded). */
export function contactNames(draft: Draft, onCheck: (display: string, composed: string) => string, most: number): void {
  const { body, before, mode } = draft;
  const composed = composedName(body);
  const given = textOf(body, 'DisplayName')?.trim() ?? (composed === '' ? undefined : composed);
  const kept = mode === 'full' || before === undefined ? undefined : textOf(before.body, 'DisplayName');
  const display = given ?? kept;
  if (display === undefined) {
    throw refuse(
      '6080',
      'Title, GivenName, MiddleName, FamilyName, DisplayName, Suffix - one of these must be non-empty.',
      '',
    );
  }
  checkNameCharacters(display, 'DisplayName');
  body.DisplayName = display;
  body.PrintOnCheckName ??= onCheck(display, composed).slice(0, most);
}
