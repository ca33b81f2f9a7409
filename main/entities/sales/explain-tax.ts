import type { MoneyCause, MoneyPart, MoneyRow } from '../../../shared/contract/money.ts';
import { Dec, decimal, money, record, records, sum } from '../values.ts';
import { differenceOf, partOf, sentences } from './causes.ts';
import { taxBase } from './native.ts';
import { taxByRates } from './postings.ts';
import type { SalesDocument, SalesLine } from './schema.ts';
import { plainTax, share } from './totals.ts';

/** The tax of a document on both sides, taken apart: what is taxed, at which percentage, rounded how. */

export type Rate = { percent: string; base: string; amount: string; typed: string };

export function ratesOf(native: unknown): Rate[] {
  return records(record(record(native).TxnTaxDetail).TaxLine).map((line) => {
    const detail = record(line.TaxLineDetail);
    return {
      percent: decimal(detail.TaxPercent) ?? '0',
      base: money(detail.NetAmountTaxable) ?? '0.00',
      amount: money(line.Amount) ?? '0.00',
      typed: money(detail.OverrideDeltaAmount) ?? '0.00',
    };
  });
}

const taxedSum = (lines: SalesLine[]): string => sum(lines.filter((line) => line.taxable).map((line) => line.amount));

export type TaxExplanation = {
  /** Our own tax: the percentage once on the taxed lines. */
  ours: string;
  parts: MoneyPart[];
  rows: MoneyRow[];
};

/**
 * The way from our tax to QuickBooks', one change at a time: other lines, another base, another percentage, other rounding,
 * an amount typed over. Each step is worked out whole, so that the steps add up to the difference to the cent.
 */
export function explainTax(input: {
  ours: SalesDocument;
  theirs: SalesDocument;
  native: unknown;
  automated: boolean;
}): TaxExplanation {
  const { ours, theirs, native, automated } = input;
  const rates = ratesOf(native);
  const total = money(record(record(native).TxnTaxDetail).TotalTax) ?? '0.00';
  const bases = { ours: taxedSum(ours.lines), lines: taxedSum(theirs.lines), discounted: taxBase(native) };
  const parts: MoneyPart[] = [];
  let reached = plainTax(ours.lines, ours.taxPercent);
  const plain = reached;
  const step = (cause: MoneyCause, next: string, sentence: string): void => {
    parts.push(...partOf(cause, differenceOf(reached, next), sentence));
    reached = next;
  };
  const at = (base: string): string => (ours.taxPercent === null ? '0.00' : share(base, ours.taxPercent));

  step('notCarriedOver', at(bases.lines), sentences.edited);
  const afterDiscount = record(native).ApplyTaxAfterDiscount === true;
  if (afterDiscount && rates.length > 0) step('discountBeforeTax', at(bases.discounted), sentences.discountBeforeTax);
  const own = new Set(rates.map((rate) => rate.base)).size > 1;
  const base = rates[0]?.base ?? null;
  if (base !== null && !own) {
    const before = afterDiscount ? bases.discounted : bases.lines;
    step('otherBase', at(base), sentences.otherBase(base, before));
    const percent = rates.reduce((all, rate) => all.plus(rate.percent), new Dec(0)).toFixed();
    const said = automated ? sentences.automatedTax : sentences.otherRate;
    step(automated ? 'automatedTax' : 'otherRate', share(base, percent), said(ours.taxPercent, percent));
    const percents = rates.map((rate) => rate.percent);
    step('rateRounding', taxByRates(base, percents), sentences.rateRounding(percents));
  } else if (base !== null) {
    const exact = rates.reduce(
      (all, rate) => all.plus(new Dec(rate.base).times(rate.percent).dividedBy(100)),
      new Dec(0),
    );
    step('codePerLine', exact.toDecimalPlaces(2).toFixed(2), sentences.codePerLine);
    const rounded = sum(rates.map((rate) => share(rate.base, rate.percent)));
    step('rateRounding', rounded, sentences.rateRounding(rates.map((rate) => rate.percent)));
  } else if (new Dec(total).isZero()) {
    // No rate and no tax: QuickBooks taxes nothing, whatever was asked for.
    step(
      automated ? 'automatedTax' : 'otherRate',
      '0.00',
      (automated ? sentences.automatedTax : sentences.otherRate)(ours.taxPercent, '0'),
    );
  }
  const typed = base === null ? differenceOf(reached, total) : sum(rates.map((rate) => rate.typed));
  step('taxTyped', new Dec(reached).plus(typed).toFixed(2), sentences.taxTyped);
  if (perLine(native, rates).includes(total)) step('lineRounding', total, sentences.lineRounding);
  return { ours: plain, parts, rows: taxRows(ours, plain, total, rates, bases.ours, parts) };
}

/** What the tax would be if each line were taxed and rounded by itself: by each rate, and by their sum. */
function perLine(native: unknown, rates: Rate[]): string[] {
  const taxed = records(record(native).Line).flatMap((raw) => {
    const code = record(record(raw.SalesItemLineDetail).TaxCodeRef).value;
    return typeof code === 'string' && code !== 'NON' ? [money(raw.Amount) ?? '0.00'] : [];
  });
  const percent = rates.reduce((all, rate) => all.plus(rate.percent), new Dec(0)).toFixed();
  return [
    sum(taxed.map((amount) => share(amount, percent))),
    sum(taxed.flatMap((amount) => rates.map((rate) => share(amount, rate.percent)))),
  ];
}

function taxRows(
  ours: SalesDocument,
  plain: string,
  total: string,
  rates: Rate[],
  base: string,
  parts: MoneyPart[],
): MoneyRow[] {
  if (new Dec(plain).isZero() && new Dec(total).isZero() && rates.length === 0) return [];
  const theirBase = rates.length === 0 ? null : (rates[0]?.base ?? null);
  const oneBase = new Set(rates.map((rate) => rate.base)).size < 2;
  const percent = ours.taxPercent === null ? '' : ` ${ours.taxPercent}%`;
  const row = (kind: MoneyRow['kind'], label: string, mine: string | null, other: string | null): MoneyRow => ({
    kind,
    label,
    ours: mine,
    theirs: other,
    difference: mine === null || other === null ? '0.00' : differenceOf(mine, other),
    parts: [],
  });
  return [
    row('base', 'Taxed amount', base, oneBase ? theirBase : null),
    ...(rates.length < 2 ? [] : rates.map((rate) => row('rate', `Tax at ${rate.percent}%`, null, rate.amount))),
    { ...row('tax', `Tax${percent}`, plain, total), parts },
  ];
}
