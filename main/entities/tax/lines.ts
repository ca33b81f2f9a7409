import type { AmountsAre } from '../../../shared/policy.ts';
import { decimal, toNumber } from '../values.ts';
import { type LineTax, netOf, priceFor } from './arithmetic.ts';

type Raw = Record<string, unknown>;

/** Decimals a price without its tax may need to come to its amount for any quantity we take. */
const PLACES = 12;

/**
 * Amount and detail of a line whose amount holds the tax, in QuickBooks' way: amount and price without it, and what the
 * line comes to with it beside them (TaxInclusiveAmt). Any other line as it is.
 */
export function inclusiveLine(
  line: LineTax & { amount: string | null; quantity: string | null },
  detail: Raw,
  amountsAre: AmountsAre,
): { Amount: number; detail: Raw } {
  const amount = line.amount ?? '0.00';
  if (amountsAre !== 'inclusive') return { Amount: toNumber(amount), detail };
  const net = line.taxPercent === undefined ? amount : netOf(amount, line.taxPercent);
  const { UnitPrice, ...rest } = detail;
  const quantity = decimal(line.quantity);
  const price = UnitPrice === undefined || quantity === null ? null : priceFor(net, quantity, PLACES);
  return {
    Amount: toNumber(net),
    detail: { ...rest, ...(price === null ? {} : { UnitPrice: toNumber(price) }), TaxInclusiveAmt: toNumber(amount) },
  };
}
