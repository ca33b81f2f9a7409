/**
 * Tax of a sales form. In a US company with manual rates the code comes from TxnTaxDetail.TxnTaxCodeRef, with automated
 * sales tax from the address (automated-tax.ts); each of its rates is computed on the sum of the TAX lines and rounded
 * once, so line-by-line rounding may differ by a cent. Elsewhere every line has its code (global-tax.ts).
 */
import type { Draft, Reader } from '../../entity.ts';
import { choice, flag, isList, isObject, list, money, number, object, ref, refValue } from '../../members.ts';
import { fromCents, percentOf, shareOf, toCents } from '../../money.ts';
import type { Body, Json, Posting, Row } from '../../types.ts';
import { isExempt, recommendedCode } from './automated-tax.ts';
import { workOutGlobalTax } from './global-tax.ts';
import type { SalesSums } from './lines.ts';
import { preference } from './preferences.ts';
import { resolve } from './refs.ts';
import { ratesOfCode, type TaxModel, taxModel } from './tax-model.ts';

export const txnTaxDetail = () =>
  object(
    {
      TxnTaxCodeRef: ref('TaxCode', { named: false }),
      TotalTax: money(),
      TaxLine: list(
        {
          Amount: money(),
          DetailType: choice(['TaxLineDetail']),
          TaxLineDetail: object(
            {
              TaxRateRef: ref('TaxRate', { named: false }),
              PercentBased: flag(),
              TaxPercent: number(),
              NetAmountTaxable: money(),
              OverrideDeltaAmount: money(),
            },
            { tolerated: ['TaxInclusiveAmount', 'ServiceDate', 'TaxLineDetailEx'] },
          ),
        },
        { tolerated: ['Id', 'LineNum', 'Description', 'LineEx', 'CustomExtensions'] },
      ),
    },
    { tolerated: ['DefaultTaxCodeRef', 'TaxReviewStatus', 'UseAutomatedSalesTax'] },
  );

export type Tax = {
  readonly detail: Body;
  readonly cents: number;
  /** The lines, where the tax changed them (it was inside their amounts), and by how much in all. */
  readonly lines?: Json[];
  readonly taken?: number;
};

const NO_TAX: Tax = { detail: { TotalTax: 0 }, cents: 0 };

/** Works out the tax of a form. `sent` is what the request said of tax; undefined keeps the code the form has. */
export function workOutTax(draft: Draft, sums: SalesSums): Tax {
  const model = taxModel(draft.reader);
  if (model === 'none') return NO_TAX;
  if (model === 'global') {
    const { taken, ...tax } = workOutGlobalTax(draft, sums.lines, 'Sales', sums);
    return { ...tax, taken: taken.subtotal + taken.extra };
  }
  const given = draft.body.TxnTaxDetail;
  if (untouched(draft, model) && isObject(given))
    return { detail: { ...given }, cents: toCents(Number(given.TotalTax ?? 0)) };
  const detail = isObject(given) ? given : {};
  const fresh = isObject(draft.sent.TxnTaxDetail);
  const forced = fresh && typeof detail.TotalTax === 'number' ? toCents(detail.TotalTax) : undefined;
  let codeId = refValue(detail.TxnTaxCodeRef);
  // QuickBooks puts its own recommendation in place of whatever code was sent.
  if (model === 'automated') {
    if (isExempt(draft) && !forced) return NO_TAX;
    codeId = sums.taxable === 0 && !forced ? undefined : recommendedCode(draft);
  } else if (codeId === undefined && forced !== undefined && forced !== 0) {
    codeId = refValue(preference(draft.reader, 'TaxPrefs', 'TaxGroupCodeRef'));
  }
  if (codeId === undefined || codeId === 'TAX' || codeId === 'NON') return NO_TAX;
  const code = resolve(draft, 'TaxCode', codeId, 'TxnTaxCodeRef', codeId);
  // Before discount unless the form says after: then the taxed lines bear their share of it.
  const afterDiscount = draft.body.ApplyTaxAfterDiscount === true;
  const base = afterDiscount ? sums.taxable - shareOf(sums.discount, sums.taxable, sums.subtotal) : sums.taxable;
  const rates = ratesOfCode(draft.reader, code, 'Sales');
  const computed = rates.map((rate) => ({ ...rate, cents: percentOf(base, rate.percent) }));
  const sum = computed.reduce((total, rate) => total + rate.cents, 0);
  const delta = forced === undefined ? 0 : forced - sum;
  if (base === 0 && delta === 0) return { detail: { TxnTaxCodeRef: { value: codeId }, TotalTax: 0 }, cents: 0 };
  const lines: Json[] = computed.map((rate, index) => {
    const inner: Body = {
      TaxRateRef: { value: rate.id },
      PercentBased: true,
      TaxPercent: rate.percent,
      NetAmountTaxable: fromCents(base),
    };
    // A hand-set total is kept; what it differs by is written on the first rate.
    if (index === 0 && delta !== 0) inner.OverrideDeltaAmount = fromCents(delta);
    const cents = index === 0 ? rate.cents + delta : rate.cents;
    return { Amount: fromCents(cents), DetailType: 'TaxLineDetail', TaxLineDetail: inner };
  });
  const total = sum + delta;
  return { detail: { TxnTaxCodeRef: { value: codeId }, TotalTax: fromCents(total), TaxLine: lines }, cents: total };
}

/** A sparse update that says nothing of lines or tax leaves the tax as it is, a hand-set total included. */
function untouched({ mode, sent }: Draft, model: TaxModel): boolean {
  // Automated tax follows the address.
  if (model === 'automated' && (sent.ShipAddr !== undefined || sent.CustomerRef !== undefined)) return false;
  return (
    mode === 'sparse' &&
    sent.Line === undefined &&
    sent.TxnTaxDetail === undefined &&
    sent.ApplyTaxAfterDiscount === undefined
  );
}

/** What a form's tax adds to the books: a credit to the liability account of the tax agency. */
export function taxPostings(row: Row, reader: Reader, sign: 1 | -1): Posting[] {
  const detail = row.body.TxnTaxDetail;
  if (!isObject(detail) || !isList(detail.TaxLine)) return [];
  const account = taxAccount(reader);
  return detail.TaxLine.flatMap((line) => {
    if (!isObject(line) || typeof line.Amount !== 'number') return [];
    const cents = toCents(line.Amount);
    return cents === 0 ? [] : [{ account, cents: -sign * cents }];
  });
}

function taxAccount(reader: Reader): string {
  const known = reader.get('CompanyInfo', '1')?.kept.taxAccount;
  if (typeof known !== 'string') throw new Error('The company has no sales tax account');
  return known;
}
