/** What may keep a record waiting for a person, and when that is believed. Any other reason is a failure of ours. */
import type { Evidence, Excuse, Pair } from './checker.ts';
import { partyFieldOf } from './kinds.ts';
import { type Subject, settledBy } from './ledger.ts';
import { lookAlike } from './lookalike.ts';
import { latestPolicy } from './policies.ts';

type Belief = (subject: Subject, pair: Pair, evidence: Evidence) => boolean;

const BELIEVED: Record<string, Belief> = {
  // Two people collided on a field.
  fields: (subject, _, evidence) => [...subject.edits.keys()].some((field) => mayWait(evidence, subject, field)),
  // Ended on one side, and not simply gone on both.
  removal: (subject) => subject.lives.length > 0,
  // Somebody entered it twice on one side.
  duplicate: (subject) => subject.doubleOf !== null,
  // Or its answer was lost, and what it made was changed, or what it could have made.
  match: (subject, _, evidence) => subject.doubleOf !== null || changedThere(subject) || mistakable(subject, evidence),
  // Its answer was lost, and what it made was changed or ended before it was looked for.
  // Or something vanished there at that time, which it could have been.
  // Or this computer's clock was set, and nobody can tell when it was sent.
  'sync.unsure': (subject, _, evidence) =>
    evidence.clockMoved ||
    changedThere(subject) ||
    [...evidence.ledger.subjects.values()].some(({ lives }) => lives.some(({ side }) => side === 'quickbooks')) ||
    mistakable(subject, evidence),
  // Waits for another that waits.
  'sync.blocked': () => true,
  // Retired or gone while somebody used it elsewhere.
  'quickbooks.missing': () => true,
  'quickbooks.gone': (subject) => subject.lives.length > 0,
  'quickbooks.hasBalance': (subject) => subject.lives.some((act) => act.kind === 'deactivate'),
  // Both sides hold it apart, or twice: the name or the number is taken.
  'quickbooks.duplicateName': (subject) => subject.doubleOf !== null,
  'quickbooks.deposited': (subject) => subject.deposited,
  'quickbooks.hasPayments': (subject, pair, evidence) => touchedByEnd(subject, pair, evidence),
  'quickbooks.closedPeriod': (_, { platform, quickbooks }, { closedUntil }) =>
    closedUntil !== null && [platform, quickbooks].some((face) => (face?.fields.date ?? '9999') <= closedUntil),
  // A merge or an undo gives a document with payments to somebody else.
  'quickbooks.losesPayments': (subject) => (subject.edits.get(partyFieldOf(subject.entity))?.length ?? 0) > 1,
  'platform.rejected': (subject, pair, evidence) => touchedByEnd(subject, pair, evidence),
  'quickbooks.rejected': (subject, pair, evidence) => touchedByEnd(subject, pair, evidence),
  // The account money is given back from: the refund's own, or the one in Mappings, which nobody may have chosen.
  'sync.needsMapping': (subject) => subject.entity === 'refundReceipt' && !subject.edits.has('paidFrom'),
  // Both sides took lines out, each what the other kept.
  'sync.noLines': (subject) => {
    const ended = [...subject.edits].filter(
      ([field, edits]) =>
        /^lines\/[^/]+\/(?:quantity|amount)$/.test(field) && edits.some((edit) => edit.value === null),
    );
    return (
      new Set(ended.flatMap(([, edits]) => edits.filter((edit) => edit.value === null).map((edit) => edit.side)))
        .size === 2
    );
  },
  'sync.notTranslatable': (subject) => subject.lives.length > 0,
};

const changedThere = (subject: Subject): boolean =>
  subject.lives.length > 0 || [...subject.edits.values()].flat().some((edit) => edit.side === 'quickbooks');

/** Whether another document in QuickBooks could pass for what a lost create of this one made. */
const mistakable = (subject: Subject, evidence: Evidence): boolean =>
  [...evidence.ledger.subjects.values()].some((other) => lookAlike(subject, other, evidence));

/** Whether a record may wait for this reason. What a person took out of the rules may wait for any. */
export function believed(excuse: Excuse, subject: Subject, pair: Pair, evidence: Evidence): boolean {
  if (subject.apart) return true;
  if (excuse.kind !== 'candidate') return BELIEVED[excuse.cause]?.(subject, pair, evidence) ?? false;
  // The review that names it is judged where it stands; here, why it names this one.
  const asked = evidence.ledger.subjects.get(excuse.of ?? '');
  if (asked === undefined) return false;
  if (asked.lives.some((act) => act.kind === 'merge' && act.into === subject.tag)) return true;
  return asked === subject || asked.doubleOf === subject.tag || lookAlike(asked, subject, evidence);
}

/** Whether a review of this field may stand at the end. */
function mayWait({ ledger, policies }: Evidence, subject: Subject, field: string): boolean {
  const expected = ledger.expected(subject, field, policies[subject.entity] ?? []);
  if (expected.kind === 'review' || expected.kind === 'mayReview') return true;
  // What settings decided anew may collide with what was typed under other ones.
  return expected.kind === 'either' && latestPolicy(policies[subject.entity] ?? []).strategy === 'review';
}

/** Whether this record, or one it refers to or that settles it, was ended by somebody: then refusals are to be expected. */
function touchedByEnd(subject: Subject, pair: Pair, { ledger }: Evidence): boolean {
  if (subject.lives.length > 0) return true;
  const face = pair.platform ?? pair.quickbooks;
  const names = Object.entries(face?.fields ?? {}).flatMap(([field, value]) => [value, field.split('/')[1] ?? null]);
  if (names.some((name) => name !== null && (ledger.subjects.get(name)?.lives.length ?? 0) > 0)) return true;
  // An invoice whose payment was ended, a customer whose invoice was.
  return [...ledger.subjects.values()].some(
    (other) =>
      other.lives.length > 0 &&
      [...other.edits].some(
        ([field, edits]) => settledBy(field) === subject.tag || edits.some((e) => e.value === subject.tag),
      ),
  );
}
