import type { Body } from '../../../shared/primitives.ts';
import type { Posting, Postings, TranslationContext } from '../../core/types.ts';
import { lineTaxKey, netAmounts } from '../tax/arithmetic.ts';
import { taxesByLine } from '../tax/codes.ts';
import { Dec, decimal, money, record, records, refId, sum } from '../values.ts';
import { formByLine } from './by-line.ts';
import { amountsOf, type FormAmount, hiddenCharges, taxBase } from './native.ts';
import type { SalesLine } from './schema.ts';

/** What sales forms do to income and to the tax owed: shared by every form that posts. */

type Raw = Record<string, unknown>;

const signed = (amount: string | null, sign: 1 | -1): string =>
  sign === 1 || amount === null ? (amount ?? '0.00') : amount.startsWith('-') ? amount.slice(1) : `-${amount}`;

const isNothing = (posting: Posting): boolean => /^-?0\.00$/.test(posting.amount);

const posting = (kind: Posting['kind'], amount: string, more: Partial<Posting> = {}): Posting => ({
  kind,
  account: more.account ?? null,
  item: more.item ?? null,
  line: more.line ?? null,
  amount,
});

/** Tax by each rate of a code, each rounded once on the whole base, as QuickBooks does it (reference, 6.5). */
export const taxByRates = (base: string, percents: string[]): string =>
  sum(percents.map((percent) => new Dec(base).times(percent).dividedBy(100).toDecimalPlaces(2).toFixed(2)));

/** The percentages of a code: those the form shows for it, else those of the list. */
function ratesOf(code: string, before: Raw, context: TranslationContext): string[] {
  if (refId(before.TxnTaxCodeRef) === code) {
    const shown = records(before.TaxLine).map((line) => decimal(record(line.TaxLineDetail).TaxPercent));
    if (shown.length > 0 && shown.every((percent) => percent !== null)) return shown;
  }
  const entry = context.lists.find((one) => one.list === 'taxCode' && one.id === code);
  const rates = entry?.facts.rates ?? entry?.facts.percent ?? '';
  return rates.split(' ').filter((rate) => rate !== '');
}

/** The tax of a form after a write. */
function taxAfter(json: Raw, native: unknown, context: TranslationContext): string {
  const before = record(record(native).TxnTaxDetail);
  const kept = money(before.TotalTax) ?? '0.00';
  const sent = json.TxnTaxDetail;
  if (sent === undefined && json.Line === undefined) return kept;
  const code = refId(record(sent ?? before).TxnTaxCodeRef);
  if (code === null) return sent === undefined ? kept : (money(record(sent).TotalTax) ?? '0.00');
  return taxByRates(taxBase({ ...record(native), ...json }), ratesOf(code, before, context));
}

/** Amounts of lines without the tax inside them. */
const withoutTax = (lines: SalesLine[]): string[] =>
  netAmounts<SalesLine>(lines, {
    amount: (line) => line.amount ?? '0.00',
    key: lineTaxKey,
    percent: (line) => line.taxPercent ?? null,
  });

/** The postings of a kind of sales form; `sign` is 1 for a sale and -1 for a credit or refund. */
export function salesPostings(sign: 1 | -1): Postings {
  const against = sign === 1 ? -1 : 1;
  const ofLines = (amounts: FormAmount[], charges: string): Posting[] => [
    ...amounts.map(({ kind, amount, account, item, line, special }) =>
      kind === 'discount'
        ? posting('discount', signed(amount, against), { account, line })
        : posting(special === 'shipping' ? 'shipping' : 'income', signed(amount, sign), { account, item, line }),
    ),
    posting('income', signed(charges, sign)),
  ];
  const ofTax = (tax: string | null): Posting => posting('tax', signed(tax, sign));
  return {
    ofBody(body: Body) {
      const lines = (Array.isArray(body.lines) ? body.lines : []) as unknown as SalesLine[];
      const tax = typeof body.taxTotal === 'string' ? body.taxTotal : null;
      const amounts = body.taxModel === 'inclusive' ? withoutTax(lines) : lines.map((line) => line.amount);
      const all = lines.map(({ id, kind, item }, index) => ({ id, kind, item, amount: amounts[index] ?? null }));
      const entries = all.map(({ id, kind, item, amount }) =>
        kind === 'discount'
          ? posting('discount', signed(amount, against), { line: id })
          : posting(kind === 'shipping' ? 'shipping' : 'income', signed(amount, sign), { item, line: id }),
      );
      return [...entries, ofTax(tax)].filter((one) => !isNothing(one));
    },
    ofNative(native) {
      const tax = money(record(record(native).TxnTaxDetail).TotalTax);
      return [...ofLines(amountsOf(native), hiddenCharges(native)), ofTax(tax)].filter((one) => !isNothing(one));
    },
    ofWrite(json, native, context) {
      const after = { ...record(native), ...json };
      if (taxesByLine(context)) {
        const form = formByLine(after, json.Line === undefined && json.GlobalTaxCalculation === undefined, context);
        return [...ofLines(form.amounts, '0.00'), ofTax(form.tax)].filter((one) => !isNothing(one));
      }
      return [...ofLines(amountsOf(after), hiddenCharges(native)), ofTax(taxAfter(json, native, context))].filter(
        (one) => !isNothing(one),
      );
    },
  };
}
