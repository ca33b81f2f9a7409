import { describe, expect, test } from 'vitest';
import { createLedger } from './ledger.ts';
import { firstPolicy, type Policy } from './policies.ts';

describe('two that were parted and are one again', () => {
  /** The phone was typed here and seen in QuickBooks, where somebody typed another one while they were parted. */
  function joined(isKnown: boolean) {
    const ledger = createLedger();
    const subject = ledger.born('customer', 'Firm 1', 'platform', 1, { phone: '1' });
    ledger.edited(subject, 'phone', 'quickbooks', 2, '1', '2');
    ledger.joined(subject, 3, { platform: { phone: '1' }, quickbooks: { phone: '2' } }, isKnown);
    return ledger.expected(subject, 'phone', [firstPolicy('review')]);
  }

  test('are asked about where they differ', () => {
    expect(joined(true)).toEqual({ kind: 'review', values: { platform: '1', quickbooks: '2' } });
  });

  test('may take what the app learned of later for an edit', () => {
    expect(joined(false)).toMatchObject({ kind: 'mayReview' });
  });

  test('may take for an edit that one side had emptied it, unseen by the app', () => {
    const ledger = createLedger();
    const subject = ledger.born('customer', 'Firm 1', 'platform', 1, { phone: '1' });
    ledger.edited(subject, 'phone', 'quickbooks', 2, '1', null);
    ledger.joined(subject, 3, { platform: { phone: '1' }, quickbooks: { phone: null } }, false);
    expect(ledger.expected(subject, 'phone', [firstPolicy('review')])).toMatchObject({ kind: 'mayReview' });
  });
});

test('whoever edits what was settled in Review edits over both that were settled', () => {
  const ledger = createLedger();
  const subject = ledger.born('customer', 'Firm 1', 'platform', 1, { phone: '1' });
  ledger.edited(subject, 'phone', 'quickbooks', 2, '1', '2');
  ledger.edited(subject, 'phone', 'platform', 3, '1', '3');
  const history = [firstPolicy('review')];
  expect(ledger.expected(subject, 'phone', history)).toMatchObject({ kind: 'review' });
  subject.settled.push({ at: 4, path: 'phone', value: '2' });
  ledger.edited(subject, 'phone', 'quickbooks', 5, '2', '4');
  expect(ledger.expected(subject, 'phone', history)).toMatchObject({ kind: 'value', value: '4' });
});

/** The platform made a 2 of the 1; in QuickBooks somebody who saw `seen` typed a 3. */
function overtyped(seen: '1' | '2', at: number) {
  const ledger = createLedger();
  const subject = ledger.born('customer', 'Firm 1', 'platform', 1, { phone: '1' });
  ledger.edited(subject, 'phone', 'platform', 2, '1', '2');
  ledger.edited(subject, 'phone', 'quickbooks', at, seen, '3');
  return { subject, expected: (history: Policy[]) => ledger.expected(subject, 'phone', history) };
}

test('whoever was asked has the last word, although one of the two had edited over the other', () => {
  const { subject, expected } = overtyped('2', 3);
  const history = [firstPolicy('review')];
  subject.settled.push({ at: 2, path: 'phone', value: '2' });
  expect(expected(history)).toMatchObject({ kind: 'value', value: '3' });
  subject.settled.push({ at: 4, path: 'phone', value: '2' });
  expect(expected(history)).toMatchObject({ kind: 'value', value: '2' });
});

test('what was thrown away as settings said need not collide with what is typed under later ones', () => {
  const { expected } = overtyped('1', 9);
  const history = (...strategies: ('review' | 'mirror')[]) =>
    strategies.map((strategy, index) => ({ ...firstPolicy(strategy), at: index * 5 }));
  expect(expected(history('review', 'review'))).toMatchObject({ kind: 'review' });
  expect(expected(history('mirror', 'review'))).toMatchObject({ kind: 'mayReview' });
});

/** Both sides emptied the e-mail; then the platform typed another. */
function emptiedTwice() {
  const ledger = createLedger();
  const subject = ledger.born('customer', 'Firm 1', 'platform', 1, { email: 'a' });
  ledger.edited(subject, 'email', 'platform', 2, 'a', null);
  ledger.edited(subject, 'email', 'quickbooks', 3, 'a', null);
  ledger.edited(subject, 'email', 'platform', 4, null, 'b');
  return { ledger, subject };
}

test('whoever types into a field that both sides emptied may have seen the other one emptying it, or not', () => {
  const { ledger, subject } = emptiedTwice();
  expect(ledger.expected(subject, 'email', [firstPolicy('quickbooksWins')])).toMatchObject({ kind: 'mayReview' });
});

test('that it may have been seen holds for whatever is typed over it', () => {
  const { ledger, subject } = emptiedTwice();
  ledger.edited(subject, 'email', 'platform', 5, 'b', 'c');
  expect(ledger.expected(subject, 'email', [firstPolicy('review')])).toMatchObject({ kind: 'mayReview' });
});

test('whoever types over what an undo emptied has seen it on both sides', () => {
  const ledger = createLedger();
  const subject = ledger.born('customer', 'Firm 1', 'quickbooks', 1, { email: 'a' });
  ledger.undone(subject, 'email', 2, null);
  ledger.edited(subject, 'email', 'platform', 3, null, 'b');
  expect(ledger.expected(subject, 'email', [firstPolicy('review')])).toMatchObject({ kind: 'value', value: 'b' });
});

test('an undo that comes to nothing leaves apart what a person left apart meanwhile', () => {
  const ledger = createLedger();
  const subject = ledger.born('customer', 'Firm 1', 'platform', 1, { phone: '1' });
  subject.takenBack += 1;
  expect(subject.apart).toBe(true);
  subject.apart = true;
  subject.takenBack -= 1;
  expect(subject.apart).toBe(true);
});
