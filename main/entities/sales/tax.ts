import type { AppError } from '../../../shared/errors.ts';
import { appError } from '../../../shared/errors.ts';
import type { TranslationContext } from '../../core/types.ts';
import { rateOfCode, shownPercent } from '../tax/codes.ts';
import { Dec, decimal, record, refId } from '../values.ts';
import type { SalesDocument } from './schema.ts';

/** Percentage of a tax: the sum of its rates, because a code may stand for several (state and city). */
function percentOf(detail: Record<string, unknown>, context: TranslationContext): string | null {
  const shown = shownPercent(detail);
  if (shown !== null) return shown;
  const code = refId(detail.TxnTaxCodeRef);
  const entry = context.lists.find((one) => one.list === 'taxCode' && one.id === code);
  return decimal(entry?.facts.percent);
}

/** Tax rate and percentage of a QuickBooks document. */
export function readTax(detail: unknown, context: TranslationContext): Pick<SalesDocument, 'taxRate' | 'taxPercent'> {
  const tax = record(detail);
  const taxPercent = percentOf(tax, context);
  return { taxRate: rateOfCode(refId(tax.TxnTaxCodeRef), taxPercent, context), taxPercent };
}

/** The default code stands in for a rate without a pair only while it does not say another percentage: money is at stake. */
function fitsDefault(document: SalesDocument, context: TranslationContext): boolean {
  const { defaultTaxCode } = context.mapping;
  const entry = context.lists.find((one) => one.list === 'taxCode' && one.id === defaultTaxCode);
  const percent = decimal(entry?.facts.percent);
  return percent === null || document.taxPercent === null || percent === document.taxPercent;
}

type Written = { ok: true; member: Record<string, unknown> } | { ok: false; error: AppError };

/**
 * The `TxnTaxDetail` to send. The rate's own code comes first, then the code the document already has (a tax QuickBooks
 * knows and the platform has no rate for), then the default code. A taxed document that finds none waits for a mapping:
 * without a code it would arrive without its tax.
 */
export function writeTax(
  document: SalesDocument,
  native: unknown,
  context: TranslationContext,
  creating: boolean,
  title: string,
): Written {
  const { taxCodes, defaultTaxCode } = context.mapping;
  const taxed = document.lines.some((line) => line.taxable);
  const zero = document.taxPercent !== null && new Dec(document.taxPercent).isZero();
  const own = document.taxRate === null ? undefined : taxCodes[document.taxRate];
  const wanted = taxed && (own !== undefined || (!zero && (document.taxRate !== null || document.taxPercent !== null)));
  // Clearing: the object without a code, so that nothing is computed.
  if (!wanted) return { ok: true, member: creating ? {} : { TxnTaxDetail: { TotalTax: 0 } } };
  const before = record(record(native).TxnTaxDetail);
  const old = readTax(before, context);
  const unchanged = old.taxRate === document.taxRate && old.taxPercent === document.taxPercent;
  const kept = own ?? (unchanged ? refId(before.TxnTaxCodeRef) : null);
  const code = kept ?? (fitsDefault(document, context) ? defaultTaxCode : null);
  if (code !== null) return { ok: true, member: { TxnTaxDetail: { TxnTaxCodeRef: { value: code } } } };
  const what = `a tax code for ${document.taxPercent === null ? document.taxRate : `${document.taxPercent}% sales tax`}`;
  return { ok: false, error: appError('sync.needsMapping', { title, what }) };
}
