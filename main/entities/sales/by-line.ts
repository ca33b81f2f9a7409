import type { TranslationContext } from '../../core/types.ts';
import { netAmounts, netOf } from '../tax/arithmetic.ts';
import { ratesOfCode, readAmountsAre } from '../tax/codes.ts';
import { Dec, money, record, sum } from '../values.ts';
import { amountsOf, type FormAmount } from './native.ts';

/**
 * What QuickBooks makes of a form whose lines name tax codes (reference, 6.5): each rate once, on the sum of all lines that
 * bear it under whatever code, rounded once; the tax inside of amounts taken out code by code.
 */

/** The amounts as they will be booked, and the tax. `stands`: neither lines nor the way of tax change, so the tax does not. */
export function formByLine(
  form: Record<string, unknown>,
  stands: boolean,
  context: TranslationContext,
): { amounts: FormAmount[]; tax: string } {
  const amounts = amountsOf(form);
  const detail = record(form.TxnTaxDetail);
  if (stands) return { amounts, tax: money(detail.TotalTax) ?? '0.00' };
  const amountsAre = readAmountsAre(form);
  if (amountsAre === 'none') return { amounts, tax: '0.00' };
  const percents = new Map<string, string>();
  const percentOf = (code: string): string => {
    let known = percents.get(code);
    if (known === undefined) {
      const rates = ratesOfCode(code, context);
      known = rates.reduce((all, rate) => all.plus(rate.percent), new Dec(0)).toFixed();
      percents.set(code, known);
    }
    return known;
  };
  const grossOf = (one: FormAmount): string => one.gross ?? one.amount;
  if (amountsAre === 'inclusive') {
    const nets = netAmounts(amounts, {
      amount: grossOf,
      key: (one) => one.code ?? '',
      percent: (one) => (one.code === null ? null : percentOf(one.code)),
    });
    const taxes = [...byCode(amounts, grossOf)].map(([code, gross]) =>
      new Dec(gross).minus(netOf(gross, percentOf(code))).toFixed(2),
    );
    return { amounts: amounts.map((one, index) => ({ ...one, amount: nets[index] ?? one.amount })), tax: sum(taxes) };
  }
  const bases = byCode(amounts, (one) => one.amount);
  const byRate = new Map<string, { percent: string; amounts: string[] }>();
  for (const [code, base] of bases)
    for (const { id, percent } of ratesOfCode(code, context)) {
      const known = byRate.get(id) ?? { percent, amounts: [] };
      known.amounts.push(form.ApplyTaxAfterDiscount === true ? discounted(base, amounts) : base);
      byRate.set(id, known);
    }
  const tax = [...byRate.values()].map(({ percent, amounts: of }) =>
    new Dec(sum(of)).times(percent).dividedBy(100).toDecimalPlaces(2).toFixed(2),
  );
  return { amounts, tax: sum(tax) };
}

/** The sum of the lines under each code. */
function byCode(amounts: FormAmount[], of: (one: FormAmount) => string): Map<string, string> {
  const bases = new Map<string, string>();
  for (const one of amounts) if (one.code !== null) bases.set(one.code, sum([bases.get(one.code) ?? null, of(one)]));
  return bases;
}

/** A base less its share of the discount. */
function discounted(base: string, amounts: FormAmount[]): string {
  const subtotal = sum(amounts.filter((one) => one.kind === 'item' && one.special === null).map((one) => one.amount));
  const discount = sum(amounts.filter((one) => one.kind === 'discount').map((one) => one.amount));
  if (new Dec(subtotal).isZero()) return base;
  const borne = new Dec(discount).times(base).dividedBy(subtotal).toDecimalPlaces(2);
  return new Dec(base).minus(borne).toFixed(2);
}
