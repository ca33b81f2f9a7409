import type { Among } from '../../shared/entity.ts';
import { appError } from '../../shared/errors.ts';
import type { ListEntry, TranslationContext } from '../core/types.ts';
import { type notTranslatable, record, refId, text } from './values.ts';

/** Accounts that money from customers goes to, and refunds come from: QuickBooks takes no other kinds. */
export const DEPOSITED_TO: Among = { field: 'type', values: ['bank', 'otherCurrentAsset'] };

/** Payment methods are a list each side keeps for itself; the same name is the same method, whatever its case. */
const methods = (context: TranslationContext): ListEntry[] =>
  context.lists.filter((entry) => entry.list === 'paymentMethod');

/** QuickBooks' own name of a payment method; null when there is none or the list does not know it yet. */
export function readMethod(value: unknown, context: TranslationContext): string | null {
  const id = refId(value);
  if (id === null) return null;
  return methods(context).find((entry) => entry.id === id)?.name ?? text(record(value).name);
}

/** The `PaymentMethodRef` to send; a name QuickBooks' list does not have waits for a person. */
export function writeMethod(
  method: string | null,
  creating: boolean,
  context: TranslationContext,
  title: string,
): { ok: true; member: Record<string, unknown> } | ReturnType<typeof notTranslatable> {
  // An empty reference is how the method is taken off again.
  if (method === null) return { ok: true, member: creating ? {} : { PaymentMethodRef: { value: '' } } };
  const wanted = method.toLowerCase();
  const entry = methods(context).find((one) => one.name.toLowerCase() === wanted);
  if (entry) return { ok: true, member: { PaymentMethodRef: { value: entry.id } } };
  const what = `a payment method in QuickBooks called "${method}"`;
  return { ok: false, error: appError('sync.needsMapping', { title, what }) };
}
