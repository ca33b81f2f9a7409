import type { AppError } from '../../../shared/errors.ts';
import { appError } from '../../../shared/errors.ts';
import type { AmountsAre } from '../../../shared/policy.ts';
import type { TranslationContext } from '../../core/types.ts';
import { Dec, decimal, record, records } from '../values.ts';
import type { LineTax } from './arithmetic.ts';

/** Tax codes of lines, as companies outside the US have them, to and from the platform's rates. Source: reference, 6.5. */

/** What is sold and what is bought under one code may be taxed at different rates. */
export type TaxSide = 'sales' | 'purchases';

const MODES: Record<AmountsAre, string> = {
  exclusive: 'TaxExcluded',
  inclusive: 'TaxInclusive',
  none: 'NotApplicable',
};

/** Whether lines name tax codes of their own in this company. */
export const taxesByLine = (context: TranslationContext): boolean => context.tax !== undefined;

/** What a form's amounts are: before tax unless it says otherwise. */
export function readAmountsAre(native: unknown): AmountsAre {
  const mode = record(native).GlobalTaxCalculation;
  return mode === MODES.inclusive ? 'inclusive' : mode === MODES.none ? 'none' : 'exclusive';
}

/** The member that says so. */
export const writeAmountsAre = (amountsAre: AmountsAre): Record<string, unknown> => ({
  GlobalTaxCalculation: MODES[amountsAre],
});

/** The code of lines that bear no tax; null where there is none. */
export const untaxedCode = ({ mapping, tax }: TranslationContext): string | null =>
  mapping.untaxedCode ?? tax?.untaxed ?? null;

/** Percentage of a code as the company's list has it. */
export function percentOfCode(code: string, side: TaxSide, context: TranslationContext): string | null {
  const entry = context.lists.find((one) => one.list === 'taxCode' && one.id === code);
  return decimal((side === 'purchases' ? entry?.facts.purchasePercent : undefined) ?? entry?.facts.percent);
}

/** The rates of a code for what is sold, each with its id: codes share rates. */
export function ratesOfCode(code: string, context: TranslationContext): { id: string; percent: string }[] {
  const entry = context.lists.find((one) => one.list === 'taxCode' && one.id === code);
  const parts = (text: string | undefined): string[] => (text ?? '').split(' ').filter((part) => part !== '');
  const ids = parts(entry?.facts.rateIds);
  return parts(entry?.facts.rates ?? entry?.facts.percent).map((percent, index) => ({
    id: ids[index] ?? `${code}/${index}`,
    percent,
  }));
}

/** The sum of the percentages a form shows for its tax; null where it shows none. */
export function shownPercent(detail: unknown): string | null {
  const lines = records(record(detail).TaxLine).map((line) => record(line.TaxLineDetail));
  const percents = lines.filter((line) => line.PercentBased !== false).map((line) => decimal(line.TaxPercent));
  if (percents.length === 0 || !percents.every((percent) => percent !== null)) return null;
  return decimal(percents.reduce((all, percent) => all.plus(percent ?? 0), new Dec(0)).toFixed());
}

/**
 * The platform's rate for a QuickBooks tax code. Several rates may be paired with one code, and a rate without a pair is
 * sent as the default code; then the percentage tells which rate it was. A code nobody paired gives null.
 */
export function rateOfCode(code: string | null, percent: string | null, context: TranslationContext): string | null {
  if (code === null) return null;
  const { taxCodes, defaultTaxCode } = context.mapping;
  const percents = new Map(
    context.lists.filter((entry) => entry.list === 'taxRate').map((entry) => [entry.id, decimal(entry.facts.percent)]),
  );
  const paired = Object.keys(taxCodes)
    .filter((rate) => taxCodes[rate] === code)
    .sort();
  if (paired.length > 0) return paired.find((rate) => percents.get(rate) === percent) ?? paired[0] ?? null;
  if (code !== defaultTaxCode || percent === null) return null;
  const unpaired = [...percents.keys()].filter((rate) => taxCodes[rate] === undefined).sort();
  return unpaired.find((rate) => percents.get(rate) === percent) ?? null;
}

/** Reads the codes of a form's lines. `codes`: those of all its lines; `detail`: its TxnTaxDetail. */
export function codeReader(
  codes: (string | null)[],
  detail: unknown,
  side: TaxSide,
  context: TranslationContext,
): (code: string | null) => LineTax {
  const untaxed = untaxedCode(context);
  const taxed = new Set(codes.filter((code) => code !== null && code !== untaxed));
  // Under one code the form itself shows the percentage it was taxed at, whatever the list says today.
  const shown = taxed.size === 1 ? shownPercent(detail) : null;
  return (code) => {
    if (code === null || code === untaxed) return {};
    const taxPercent = shown ?? percentOfCode(code, side, context) ?? '0';
    const taxRate = rateOfCode(code, taxPercent, context);
    return { ...(taxRate === null ? {} : { taxRate }), taxPercent };
  };
}

export const sameTax = (left: LineTax, right: LineTax): boolean =>
  (left.taxRate ?? null) === (right.taxRate ?? null) && (left.taxPercent ?? null) === (right.taxPercent ?? null);

export type WrittenCode = { ok: true; code: string } | { ok: false; error: AppError };

/**
 * The code of a line to send: the one it has while its tax is the same, the one its rate is paired with, the default code
 * while that says no other percentage. A line that finds none waits for a mapping.
 */
export function writeCode(
  line: LineTax,
  before: { code: string | null; tax: LineTax },
  at: { side: TaxSide; context: TranslationContext; title: string; place: number },
): WrittenCode {
  const { context, side, title } = at;
  const { taxCodes, defaultTaxCode } = context.mapping;
  if (before.code !== null && sameTax(before.tax, line)) return { ok: true, code: before.code };
  const percent = line.taxPercent ?? null;
  const zero = percent === null || new Dec(percent).isZero();
  const own = line.taxRate === undefined ? undefined : taxCodes[line.taxRate];
  if (own !== undefined) return { ok: true, code: own };
  const usual = defaultTaxCode === null ? null : percentOfCode(defaultTaxCode, side, context);
  const fits = percent !== null && defaultTaxCode !== null && (usual === null || usual === percent);
  const code = fits ? defaultTaxCode : zero ? untaxedCode(context) : null;
  if (code !== null) return { ok: true, code };
  const what = zero ? 'a tax code for lines without tax' : `a tax code for ${percent}% tax (line ${at.place})`;
  return { ok: false, error: appError('sync.needsMapping', { title, what }) };
}
