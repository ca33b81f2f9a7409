/** Money set against a document: what is open on it, and taking it off again. */
import type { Draft } from '../../entity.ts';
import { business, refuse } from '../../faults.ts';
import { keptLinks, keptNumber, linkEntity } from '../../settle.ts';
import { getRow } from '../../store.ts';
import type { Row } from '../../types.ts';

/** Open balance in cents: of an invoice what is owed, of a credit what is left. */
export function openCents(row: Row): number {
  return keptNumber(row, 'total') - keptNumber(row, 'deposit') - keptNumber(row, 'applied');
}

/** The API refuses while payments stand on it; a person's screen takes them off first. */
export function unlink(draft: Draft, doing: string): void {
  const before = draft.before;
  if (before === undefined || keptLinks(before).length === 0) return;
  if (!draft.work.actor.screen) {
    throw business(`This transaction has payments applied to it. Unlink them before you ${doing} it.`);
  }
  releaseAll(draft, before);
}

/** Takes every payment off the document: the money stays with the payer, unapplied. */
export function releaseAll(draft: Draft, before: Row): void {
  for (const link of keptLinks(before)) {
    const entity = linkEntity(link.TxnType);
    const payment = getRow(draft.work, entity, link.TxnId);
    if (payment === undefined) continue;
    const payer = draft.frame.defs.get(entity);
    payer?.release?.({ work: draft.work, row: payment }, draft.id, Number.MAX_SAFE_INTEGER);
  }
}

/** What lies in a deposit may not change. */
export function checkDeposited(draft: Draft): void {
  if (draft.before === undefined || !keptLinks(draft.before).some((link) => link.TxnType === 'Deposit')) return;
  throw refuse(
    '6540',
    'Deposited Transaction cannot be changed : This transaction has been deposited. If you want to change or delete it, you must edit the deposit it appears on and remove it first.',
    '',
  );
}
