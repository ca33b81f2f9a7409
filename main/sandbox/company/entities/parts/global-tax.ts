/**
 * Tax outside the US: each line names its code, amounts are before tax (TaxExcluded), with it (TaxInclusive), or there is
 * none (NotApplicable). A rate is computed once, on the sum of every line it stands on, and rounded once.
 */
import { Decimal } from 'decimal.js';
import type { Draft } from '../../entity.ts';
import { business, refuse } from '../../faults.ts';
import { isList, isObject, refValue } from '../../members.ts';
import { fromCents, percentOf, shareOf, toCents, unitPrice } from '../../money.ts';
import type { Body, Json } from '../../types.ts';
import { resolve } from './refs.ts';
import { countryOf, type Rate, ratesOfCode, taxModel } from './tax-model.ts';

export type Side = 'Sales' | 'Purchase';

/** What a form's lines come to once the tax is known. All in cents. */
export type GlobalTax = {
  readonly lines: Json[];
  /** How much smaller the lines of the subtotal, and those below it, became (TaxInclusive). */
  readonly taken: { readonly subtotal: number; readonly extra: number };
  readonly detail: Body;
  readonly cents: number;
};

type Wire = { readonly [name: string]: Json };

const NAMES: Readonly<Record<string, string>> = { CA: 'GST/HST', GB: 'VAT', AU: 'GST' };

/** The kinds of line that carry a tax code. */
const DETAILS = ['SalesItemLineDetail', 'AccountBasedExpenseLineDetail', 'ItemBasedExpenseLineDetail'] as const;

export type GlobalMode = 'TaxExcluded' | 'TaxInclusive' | 'NotApplicable';

/** TaxExcluded unless the form says otherwise. */
export function globalMode({ body, before }: Draft): GlobalMode {
  const mode = body.GlobalTaxCalculation ?? before?.body.GlobalTaxCalculation;
  return mode === 'TaxInclusive' || mode === 'NotApplicable' ? mode : 'TaxExcluded';
}

/** Checks the code of a line; undefined where lines need none. */
export function globalLineCode(draft: Draft, given: Json | undefined, stood?: string): string | undefined {
  const code = refValue(given);
  if (globalMode(draft) === 'NotApplicable') return undefined;
  if (code === undefined) {
    const name = NAMES[countryOf(draft.reader)] ?? 'tax';
    throw business(`Make sure all your transactions have a ${name} rate before you save.`, 'TaxCodeRef');
  }
  if (!/^\d+$/.test(code)) throw refuse('6160', `Invalid TaxCode in the request. Supplied value:${code}`, 'TaxCodeRef');
  resolve(draft, 'TaxCode', code, 'TaxCodeRef', stood ?? (draft.before === undefined ? undefined : code));
  return code;
}

/** What a line comes to with its tax, where it was sent so: the amounts of an answer stand beside their TaxInclusiveAmt. */
export function grossOf(draft: Draft, given: Json | undefined): number | undefined {
  if (typeof given !== 'number' || globalMode(draft) !== 'TaxInclusive') return undefined;
  return taxModel(draft.reader) === 'global' ? toCents(given) : undefined;
}

type Taxed = { readonly detail: (typeof DETAILS)[number]; readonly code: string; readonly cents: number };

function taxed(line: Wire): Taxed | undefined {
  for (const detail of DETAILS) {
    const inner = line[detail];
    const code = isObject(inner) ? refValue(inner.TaxCodeRef) : undefined;
    if (code !== undefined && typeof line.Amount === 'number') return { detail, code, cents: toCents(line.Amount) };
  }
  return undefined;
}

/** Works out the tax of a form outside the US from its finished lines. `discount` comes off every code's base in proportion. */
export function workOutGlobalTax(
  draft: Draft,
  given: readonly Json[],
  side: Side,
  sums: { readonly subtotal: number; readonly discount: number },
): GlobalTax {
  const mode = globalMode(draft);
  draft.body.GlobalTaxCalculation = mode;
  const untaken = { subtotal: 0, extra: 0 };
  const sent = draft.sent.TxnTaxDetail ?? stoodDetail(draft);
  if (mode === 'NotApplicable') {
    if (isObject(sent) && (sent.TxnTaxCodeRef !== undefined || hasLines(sent) || Number(sent.TotalTax ?? 0) !== 0)) {
      throw refuse('6170', 'TxnTaxDetail cannot be used when GlobalTaxCalculation is NotApplicable.', 'TxnTaxDetail');
    }
    return { lines: [...given], taken: untaken, detail: { TotalTax: 0 }, cents: 0 };
  }
  const rates = new Map<string, Rate[]>();
  const bases = new Map<string, number>();
  const enter = (line: Wire): void => {
    const found = taxed(line);
    if (found === undefined) return;
    const code = draft.reader.get('TaxCode', found.code);
    if (!rates.has(found.code)) rates.set(found.code, code === undefined ? [] : ratesOfCode(draft.reader, code, side));
    bases.set(found.code, (bases.get(found.code) ?? 0) + found.cents);
  };
  eachLine(given, enter);
  const inclusive = mode === 'TaxInclusive';
  const nets = inclusive ? netsOf(bases, rates) : bases;
  const { lines, taken } = inclusive ? withoutTax(given, rates, nets) : { lines: [...given], taken: untaken };
  const after = draft.body.ApplyTaxAfterDiscount === true && sums.discount !== 0;
  const rest = (cents: number) => (after ? cents - shareOf(sums.discount, cents, sums.subtotal) : cents);
  const byRate = new Map<string, { percent: number; base: number; cents: number }>();
  for (const [code, net] of nets) {
    for (const rate of rates.get(code) ?? []) {
      const known = byRate.get(rate.id) ?? { percent: rate.percent, base: 0, cents: 0 };
      known.base += rest(net);
      byRate.set(rate.id, known);
    }
  }
  for (const rate of byRate.values()) rate.cents = percentOf(rate.base, rate.percent);
  // With tax inside, net and tax must come to what was asked for: the largest rate bears the cent.
  if (inclusive && !after) settleRounding(byRate, taken.subtotal + taken.extra);
  const detail = written(byRate, isObject(sent) ? sent : undefined);
  return { lines, taken, ...detail };
}

/** A sparse update that says nothing of lines or tax leaves amounts set by hand as they are. */
function stoodDetail({ mode, sent, before }: Draft): Json | undefined {
  const same = mode === 'sparse' && sent.Line === undefined && sent.GlobalTaxCalculation === undefined;
  return same && sent.ApplyTaxAfterDiscount === undefined ? before?.body.TxnTaxDetail : undefined;
}

function hasLines(detail: Wire): boolean {
  return isList(detail.TaxLine) && detail.TaxLine.length > 0;
}

function eachLine(lines: readonly Json[], visit: (line: Wire) => void): void {
  for (const line of lines) {
    if (!isObject(line)) continue;
    const inner = isObject(line.GroupLineDetail) ? line.GroupLineDetail.Line : undefined;
    if (isList(inner)) eachLine(inner, visit);
    else visit(line);
  }
}

const factor = (rates: readonly Rate[]) =>
  rates.reduce((sum, rate) => sum.plus(new Decimal(rate.percent).dividedBy(100)), new Decimal(1));

const without = (cents: number, rates: readonly Rate[]) =>
  new Decimal(cents).dividedBy(factor(rates)).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();

function netsOf(bases: ReadonlyMap<string, number>, rates: ReadonlyMap<string, readonly Rate[]>): Map<string, number> {
  return new Map([...bases].map(([code, gross]) => [code, without(gross, rates.get(code) ?? [])]));
}

/** Lines before tax, with what they were sent as in TaxInclusiveAmt. The last line of a code bears its rounding. */
function withoutTax(
  given: readonly Json[],
  rates: ReadonlyMap<string, readonly Rate[]>,
  nets: ReadonlyMap<string, number>,
): { lines: Json[]; taken: { subtotal: number; extra: number } } {
  const left = new Map(nets);
  const count = new Map<string, number>();
  eachLine(given, (line) => {
    const found = taxed(line);
    if (found !== undefined) count.set(found.code, (count.get(found.code) ?? 0) + 1);
  });
  const taken = { subtotal: 0, extra: 0 };
  const walk = (lines: readonly Json[]): { lines: Json[]; taken: number } => {
    let less = 0;
    const result = lines.map((line): Json => {
      if (!isObject(line)) return line;
      if (isObject(line.GroupLineDetail) && isList(line.GroupLineDetail.Line)) {
        const inner = walk(line.GroupLineDetail.Line);
        less += inner.taken;
        const Amount = fromCents(toCents(Number(line.Amount ?? 0)) - inner.taken);
        return { ...line, Amount, GroupLineDetail: { ...line.GroupLineDetail, Line: inner.lines } };
      }
      const found = taxed(line);
      if (found === undefined) return line;
      const remaining = (count.get(found.code) ?? 1) - 1;
      count.set(found.code, remaining);
      const net = remaining === 0 ? (left.get(found.code) ?? 0) : without(found.cents, rates.get(found.code) ?? []);
      left.set(found.code, (left.get(found.code) ?? 0) - net);
      less += found.cents - net;
      if (line.Id === undefined) {
        taken.extra += found.cents - net;
        less -= found.cents - net;
      }
      const inner = line[found.detail];
      const detail: Body = isObject(inner) ? { ...inner } : {};
      if (typeof detail.Qty === 'number' && detail.Qty !== 0) detail.UnitPrice = unitPrice(net, detail.Qty);
      detail.TaxInclusiveAmt = fromCents(found.cents);
      return { ...line, Amount: fromCents(net), [found.detail]: detail };
    });
    return { lines: result, taken: less };
  };
  const { lines, taken: subtotal } = walk(given);
  taken.subtotal = subtotal;
  const shown = lines.map((line): Json => {
    if (!isObject(line) || line.DetailType !== 'SubTotalLineDetail' || typeof line.Amount !== 'number') return line;
    return { ...line, Amount: fromCents(toCents(line.Amount) - subtotal) };
  });
  return { lines: shown, taken };
}

function settleRounding(byRate: Map<string, { base: number; percent: number; cents: number }>, wanted: number): void {
  let largest: { base: number; percent: number; cents: number } | undefined;
  let sum = 0;
  for (const rate of byRate.values()) {
    sum += rate.cents;
    if (largest === undefined || rate.cents > largest.cents) largest = rate;
  }
  if (largest !== undefined) largest.cents += wanted - sum;
}

/** TxnTaxDetail as QuickBooks writes it. An amount sent for a rate stands; what it differs by is told. */
function written(
  byRate: ReadonlyMap<string, { readonly percent: number; readonly base: number; readonly cents: number }>,
  sent: Wire | undefined,
): { detail: Body; cents: number } {
  const asked = new Map<string, number>();
  for (const line of isList(sent?.TaxLine) ? sent.TaxLine : []) {
    const detail = isObject(line) ? line.TaxLineDetail : undefined;
    const id = isObject(detail) ? refValue(detail.TaxRateRef) : undefined;
    if (id !== undefined && isObject(line) && typeof line.Amount === 'number') asked.set(id, toCents(line.Amount));
  }
  const computed = [...byRate].map(([id, rate]) => ({ id, ...rate, amount: asked.get(id) ?? rate.cents }));
  const first = computed[0];
  if (asked.size === 0 && typeof sent?.TotalTax === 'number' && first !== undefined) {
    first.amount += toCents(sent.TotalTax) - computed.reduce((sum, rate) => sum + rate.amount, 0);
  }
  const lines = computed.map(({ id, percent, base, cents, amount }): Json => {
    const inner: Body = {
      TaxRateRef: { value: id },
      PercentBased: true,
      TaxPercent: percent,
      NetAmountTaxable: fromCents(base),
    };
    if (amount !== cents) inner.OverrideDeltaAmount = fromCents(amount - cents);
    return { Amount: fromCents(amount), DetailType: 'TaxLineDetail', TaxLineDetail: inner };
  });
  const total = computed.reduce((sum, rate) => sum + rate.amount, 0);
  return { detail: { TotalTax: fromCents(total), ...(lines.length === 0 ? {} : { TaxLine: lines }) }, cents: total };
}
