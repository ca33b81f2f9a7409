import type { QuickbooksTranslation } from '../core/types.ts';
import { Dec, longText, money, record, records } from './values.ts';

/** What QuickBooks puts in front of the private note of a voided document. */
const VOIDED = /^voided\b[\s\-–:.,]*/i;

/**
 * QuickBooks has no void flag: a voided document has a zero total, zero lines and a private note that begins with
 * "Voided" (reference, 6.4). All three are needed: an invoice of nothing is not void, and anyone may write the word.
 */
export function isVoid(raw: Record<string, unknown>): boolean {
  const zero = (value: unknown): boolean => new Dec(money(value) ?? 0).isZero();
  const note = raw.PrivateNote;
  return (
    raw.TotalAmt !== undefined &&
    zero(raw.TotalAmt) &&
    typeof note === 'string' &&
    VOIDED.test(note.trimStart()) &&
    records(raw.Line).every((line) => zero(line.Amount))
  );
}

/** The private note without QuickBooks' own word for void, so that voiding a document does not look like an edited note. */
export const noteOf = (raw: Record<string, unknown>): string | null => {
  const note = longText(raw.PrivateNote);
  return note !== null && isVoid(raw) ? longText(note.replace(VOIDED, '')) : note;
};

/** What a bank deposit holds: QuickBooks refuses to delete it, and to change `fields` (6540; reference, 4). */
export const depositLock = (fields: readonly string[]): NonNullable<QuickbooksTranslation['lock']> => ({
  by: (native) =>
    records(record(native).LinkedTxn).some((link) => link.TxnType === 'Deposit') ? 'quickbooks.deposited' : null,
  fields,
});
