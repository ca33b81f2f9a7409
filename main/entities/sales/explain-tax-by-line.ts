import type { MoneyCause, MoneyPart, MoneyRow } from '../../../shared/contract/money.ts';
import { basesOf, taxOfLines } from '../tax/arithmetic.ts';
import { Dec, money, record, sum } from '../values.ts';
import { differenceOf, partOf, sentences } from './causes.ts';
import { type Rate, ratesOf, type TaxExplanation } from './explain-tax.ts';
import type { SalesDocument } from './schema.ts';
import { share } from './totals.ts';

/** The tax of a document whose lines have codes of their own, taken apart on both sides: companies outside the US. */

/** Whether two figures are as near as rounding each rate by itself can bring them. */
const nearBy = (left: string, right: string, rates: number): boolean =>
  new Dec(left)
    .minus(right)
    .abs()
    .lte(new Dec('0.005').times(Math.max(1, rates)).plus('0.005'));

const ownTaxOf = (document: SalesDocument): string => taxOfLines(document.lines, document.taxModel ?? 'exclusive');

/** The way from our tax to QuickBooks', one change at a time, each worked out whole. */
export function explainTaxByLine(input: {
  ours: SalesDocument;
  theirs: SalesDocument;
  native: unknown;
}): TaxExplanation {
  const { ours, theirs, native } = input;
  const detail = record(record(native).TxnTaxDetail);
  const rates = ratesOf(native);
  const total = money(detail.TotalTax) ?? '0.00';
  const plain = ownTaxOf(ours);
  // With the tax inside the amounts it moves no total: only what the total moved by is told.
  const inside = ours.taxModel === 'inclusive' && theirs.taxModel === 'inclusive';
  const parts: MoneyPart[] = [];
  let reached = plain;
  const step = (cause: MoneyCause, next: string, sentence: string): void => {
    parts.push(...partOf(cause, differenceOf(reached, next), sentence));
    reached = next;
  };
  if (inside) reached = ownTaxOf(theirs);
  else step('notCarriedOver', ownTaxOf(theirs), sentences.edited);
  const computed = sum(rates.map((rate) => share(rate.base, rate.percent)));
  const percents = rates.map((rate) => rate.percent);
  if (record(native).ApplyTaxAfterDiscount === true) step('discountBeforeTax', computed, sentences.discountBeforeTax);
  else if (nearBy(reached, computed, rates.length)) step('rateRounding', computed, sentences.rateRounding(percents));
  else step('codePerLine', computed, sentences.codePerLine);
  step('taxTyped', new Dec(reached).plus(sum(rates.map((rate) => rate.typed))).toFixed(2), sentences.taxTyped);
  // The cent that net and tax are short of what was asked for stands with the largest rate.
  if (nearBy(reached, total, rates.length)) step('rateRounding', total, sentences.rateRounding(percents));
  return { ours: plain, parts, rows: rowsOf(ours, plain, total, rates, parts) };
}

function rowsOf(ours: SalesDocument, plain: string, total: string, rates: Rate[], parts: MoneyPart[]): MoneyRow[] {
  const own = basesOf(ours.lines);
  if (new Dec(plain).isZero() && new Dec(total).isZero() && rates.length === 0) return [];
  const theirs = new Set(rates.map((rate) => rate.base));
  const [base] = theirs;
  const oneBase = theirs.size === 1 && own.length === 1 && ours.taxModel !== 'inclusive' ? (base ?? null) : null;
  const row = (kind: MoneyRow['kind'], label: string, mine: string | null, other: string | null): MoneyRow => ({
    kind,
    label,
    ours: mine,
    theirs: other,
    difference: mine === null || other === null ? '0.00' : differenceOf(mine, other),
    parts: [],
  });
  const percent = own.length === 1 ? ` ${own[0]?.percent ?? ''}%` : '';
  return [
    row('base', 'Taxed amount', sum(own.map((one) => one.base)), oneBase),
    ...(rates.length < 2 ? [] : rates.map((rate) => row('rate', `Tax at ${rate.percent}%`, null, rate.amount))),
    { ...row('tax', `Tax${percent}`, plain, total), parts },
  ];
}
