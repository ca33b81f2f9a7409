import type { AmountsAre } from '../../../shared/policy.ts';
import { decimal } from '../values.ts';
import type { LineTax } from './arithmetic.ts';

/** The one form of what lines say of their tax, outside the US. */

/** A line with only the members that say something of its tax. */
export function withTax<T extends LineTax>(line: T, tax: LineTax): T {
  const { taxRate: _, taxPercent: __, ...rest } = line;
  const result = { ...rest } as T;
  if (tax.taxRate !== undefined) result.taxRate = tax.taxRate;
  const percent = decimal(tax.taxPercent);
  if (percent !== null) result.taxPercent = percent;
  return result;
}

/**
 * The tax a line bears: its own, else the document's, else none. Written onto every line, so that a line says by itself
 * what it is taxed at, whatever becomes of the others.
 */
export function ownTax(line: LineTax, document: LineTax, amountsAre: AmountsAre): LineTax {
  if (amountsAre === 'none') return {};
  if (line.taxRate !== undefined || line.taxPercent !== undefined)
    return { ...line, taxPercent: line.taxPercent ?? '0' };
  return document.taxPercent === undefined && document.taxRate === undefined
    ? {}
    : { ...document, taxPercent: document.taxPercent ?? '0' };
}
