/**
 * A document that could pass for what a lost create of another one made: somebody entered it in QuickBooks for the same
 * customer at that time, and changed it there since, or money was applied to it. QuickBooks tells that it was changed, not
 * what it was before, so the app asks; one that was not changed, or is somebody else's, it has to tell apart by itself.
 */
import type { Evidence } from './checker.ts';
import { isName, kindOf } from './kinds.ts';
import { type Ledger, type Subject, settledBy } from './ledger.ts';

/** The app looks back so far before it sent: requests wait, and stamps are of whole seconds. */
const LOOKS_BACK_MS = 10 * 60_000;

export function lookAlike(
  lost: Subject,
  other: Subject,
  { ledger, clockMoved }: Pick<Evidence, 'ledger' | 'clockMoved'>,
): boolean {
  if (lost === other || isName(lost.entity) || other.entity !== lost.entity) return false;
  if (!lost.born.includes('platform') || !other.born.includes('quickbooks')) return false;
  const entered = bornAt(other);
  // How long ago something was sent, a clock that was set meanwhile cannot tell.
  if (!clockMoved && entered < bornAt(lost) - LOOKS_BACK_MS) return false;
  const changed = [...[...other.edits.values()].flat(), ...other.lives].some(
    ({ side, at }) => side === 'quickbooks' && at > entered,
  );
  return (changed || isSettled(ledger, other, entered)) && partyOf(ledger, lost) === partyOf(ledger, other);
}

/** QuickBooks counts money applied to a document, or taken from it, as a change of the document. */
const isSettled = (ledger: Ledger, { tag }: Subject, since: number): boolean =>
  [...ledger.subjects.values()].some(({ edits }) =>
    [...edits].some(([field, all]) => settledBy(field) === tag && all.some(({ at }) => at > since)),
  );

const bornAt = ({ edits }: Subject): number => Math.min(...[...edits.values()].flat().map(({ at }) => at));

function partyOf(ledger: Ledger, subject: Subject): string | null {
  const named = (subject.edits.get(kindOf(subject.entity)?.party ?? 'customer') ?? []).at(-1)?.value ?? null;
  return named === null ? null : ledger.canonical(named);
}
