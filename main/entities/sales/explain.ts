import type { MoneyExplanation, MoneyPart, MoneyRow } from '../../../shared/contract/money.ts';
import type { ExplainInput } from '../../core/types.ts';
import { Dec, money, moneyOrNull, record, records, refId, sum } from '../values.ts';
import { differenceOf, partOf, sentences } from './causes.ts';
import { explainTax } from './explain-tax.ts';
import { explainTaxByLine } from './explain-tax-by-line.ts';
import { CHARGES_ID, lineId, readLines } from './lines.ts';
import { isSpecial } from './native.ts';
import type { SalesDocument, SalesLine } from './schema.ts';
import { product } from './totals.ts';

/**
 * Our arithmetic of a sales document beside QuickBooks', each difference with its cause. Our figures are what the lines, the
 * discount and the percentage come to by themselves, without the correction that was taken over from QuickBooks.
 */

type Document = SalesDocument & { balance?: string | null };

type Pair = { ours: SalesLine | undefined; theirs: SalesLine | undefined };

/** Ids of QuickBooks' lines for shipping and gratuity, as the read body names them. */
function specialIds(native: unknown): Set<string> {
  return new Set(
    records(record(native).Line).flatMap((raw, index) => {
      const item = refId(record(raw.SalesItemLineDetail).ItemRef);
      return item !== null && isSpecial(item) ? [lineId(raw, index)] : [];
    }),
  );
}

/** The farthest a line's amount can move by rounding alone: a cent, and half a unit of a price's last digit for each piece. */
const withinRounding = (difference: string, quantity: string | null): boolean =>
  new Dec(difference).abs().lte(new Dec(quantity ?? 0).abs().times('0.000005').plus('0.01'));

function lineParts({ ours, theirs }: Pair, mark: 'specialItems' | 'hiddenCharges' | null): MoneyPart[] {
  const amount = differenceOf(ours?.amount ?? null, theirs?.amount ?? null);
  if (mark !== null) return partOf(mark, amount, sentences[mark]);
  if (ours && theirs) {
    const sameQuantity = ours.quantity !== null && ours.quantity === theirs.quantity;
    const rounded = sameQuantity && withinRounding(amount, ours.quantity) && !pricedOtherwise(ours, theirs);
    return partOf(
      rounded ? 'lineRounding' : 'notCarriedOver',
      amount,
      rounded ? sentences.lineRounding : sentences.edited,
    );
  }
  return partOf('notCarriedOver', amount, ours ? sentences.onlyHere : sentences.onlyThere);
}

/** Whether QuickBooks' amount follows from another price: then it was edited, not rounded. */
const pricedOtherwise = (ours: SalesLine, theirs: SalesLine): boolean =>
  theirs.unitPrice !== null &&
  theirs.unitPrice !== ours.unitPrice &&
  theirs.quantity !== null &&
  product(theirs.quantity, theirs.unitPrice) === theirs.amount;

function pairsOf(ours: SalesLine[], theirs: SalesLine[]): Pair[] {
  const there = new Map(theirs.map((line) => [line.id, line]));
  const here = new Set(ours.map((line) => line.id));
  return [
    ...ours.map((line) => ({ ours: line, theirs: there.get(line.id) })),
    ...theirs.filter((line) => !here.has(line.id)).map((line) => ({ ours: undefined, theirs: line })),
  ];
}

const labelOf = ({ ours, theirs }: Pair, index: number): string =>
  (ours ?? theirs)?.description?.split('\n')[0] ?? `Line ${index + 1}`;

const row = (
  kind: MoneyRow['kind'],
  label: string,
  ours: string | null,
  theirs: string | null,
  parts: MoneyPart[] = [],
): MoneyRow => ({
  kind,
  label,
  ours,
  theirs,
  difference: ours === null || theirs === null ? '0.00' : differenceOf(ours, theirs),
  parts,
});

const isSale = ({ kind }: SalesLine): boolean => kind === 'item' || kind === 'shipping';
const itemsOf = (lines: SalesLine[], fits: (line: SalesLine) => boolean): SalesLine[] =>
  lines.filter((line) => isSale(line) && fits(line));
const amounts = (lines: SalesLine[]): string => sum(lines.map((line) => line.amount));
const discountOf = (lines: SalesLine[]): string => amounts(lines.filter((line) => line.kind === 'discount'));

/** Parts of the same cause added up, in the order in which causes first appear. */
function byCause(parts: MoneyPart[]): MoneyPart[] {
  const found = new Map<string, MoneyPart>();
  for (const part of parts) {
    const before = found.get(part.cause);
    found.set(part.cause, before ? { ...before, amount: sum([before.amount, part.amount]) } : part);
  }
  return [...found.values()].filter((part) => !new Dec(part.amount).isZero());
}

export function explainSales(input: ExplainInput): MoneyExplanation {
  const { native } = input;
  const ours = input.ours as unknown as Document;
  const theirs = input.theirs as unknown as Document;
  const raw = record(native);
  // QuickBooks' own names of the lines, in the order of the read body, whatever the platform calls them.
  const marks = specialIds(native);
  const ids = readLines(native).map((line) => line.id);
  const called = (fits: (id: string) => boolean): Set<string> =>
    new Set(theirs.lines.filter((_, index) => fits(ids[index] ?? '')).map((line) => line.id));
  const special = called((id) => marks.has(id));
  const charges = called((id) => id === CHARGES_ID);
  const isGoods = (line: SalesLine): boolean => line.kind === 'item' && !special.has(line.id);

  const lineRows = pairsOf(ours.lines.filter(isSale), theirs.lines.filter(isSale)).map((pair, index) => {
    const line = pair.theirs ?? pair.ours;
    const below = line?.kind === 'shipping' || special.has(line?.id ?? '');
    const parts = lineParts(pair, below ? 'specialItems' : charges.has(pair.theirs?.id ?? '') ? 'hiddenCharges' : null);
    const amount = (line: SalesLine | undefined): string | null => line?.amount ?? null;
    const shown = row(
      below ? 'special' : 'line',
      below ? 'Shipping or gratuity' : labelOf(pair, index),
      amount(pair.ours),
      amount(pair.theirs),
      parts,
    );
    return { ...shown, difference: differenceOf(shown.ours, shown.theirs) };
  });
  const discounts = [discountOf(ours.lines), discountOf(theirs.lines)] as const;
  const discountMoved = differenceOf(discounts[1], discounts[0]);
  const subtotals = [ours, theirs].map((one) => amounts(itemsOf(one.lines, isGoods))) as [string, string];
  const discountCause =
    new Dec(differenceOf(subtotals[0], subtotals[1])).isZero() && withinRounding(discountMoved, null);
  const discountParts = partOf(
    discountCause ? 'lineRounding' : 'notCarriedOver',
    discountMoved,
    discountCause ? sentences.lineRounding : sentences.edited,
  );
  const tax =
    (theirs.taxModel ?? null) === null
      ? explainTax({ ours, theirs, native, automated: input.automated })
      : explainTaxByLine({ ours, theirs, native });
  const onTop = ours.taxModel === 'inclusive' ? '0.00' : tax.ours;
  const plainTotal = new Dec(amounts(itemsOf(ours.lines, () => true))).minus(discounts[0]).plus(onTop).toFixed(2);
  const total = money(raw.TotalAmt) ?? '0.00';
  const known = byCause([...lineRows.flatMap((one) => one.parts), ...discountParts, ...tax.parts]);
  const difference = differenceOf(plainTotal, total);
  const rest = new Dec(difference).minus(sum(known.map((part) => part.amount))).toFixed(2);
  const unexplained = partOf('unknown', rest, sentences.unknown);
  const parts = byCause([...known, ...unexplained]);
  const settled = ours.total === total;

  const rows: MoneyRow[] = [
    ...lineRows.filter((one) => one.kind === 'line'),
    row('subtotal', 'Subtotal', subtotals[0], subtotals[1]),
    ...(new Dec(discounts[0]).isZero() && new Dec(discounts[1]).isZero()
      ? []
      : [row('discount', 'Discount', negative(discounts[0]), negative(discounts[1]), discountParts)]),
    ...lineRows.filter((one) => one.kind === 'special'),
    ...tax.rows,
    ...(unexplained.length === 0 ? [] : [row('rounding', 'Rest', '0.00', rest, unexplained)]),
    row('total', 'Total', plainTotal, total, []),
    ...homeRows(raw, total, input.homeCurrency),
    ...balanceRows(ours, theirs),
  ];
  return { rows, difference, parts, correction: moneyOrNull(ours.taxAdjustment), settled };
}

const negative = (amount: string): string => money(new Dec(amount).negated().toFixed(2)) ?? '0.00';

/** A document in another currency: what QuickBooks books it at. Both sides' figures are in the document's own. */
function homeRows(raw: Record<string, unknown>, total: string, home: string): MoneyRow[] {
  const currency = refId(raw.CurrencyRef);
  const rate = raw.ExchangeRate;
  if (currency === null || currency === home || (typeof rate !== 'number' && typeof rate !== 'string')) return [];
  const booked = money(raw.HomeTotalAmt) ?? new Dec(total).times(rate).toDecimalPlaces(2).toFixed(2);
  const sentence = sentences.exchangeRate(currency, home, String(rate));
  return [
    { ...row('home', `Total in ${home}`, null, booked), parts: [{ cause: 'exchangeRate', amount: '0.00', sentence }] },
  ];
}

/** The open balance as each side shows it now; what the totals do not explain was paid or credited on one side only. */
function balanceRows(ours: Document, theirs: Document): MoneyRow[] {
  if (typeof ours.balance !== 'string' || typeof theirs.balance !== 'string') return [];
  const paid = new Dec(differenceOf(ours.balance, theirs.balance)).minus(differenceOf(ours.total, theirs.total));
  return [
    row(
      'balance',
      'Open balance',
      ours.balance,
      theirs.balance,
      partOf('notCarriedOver', paid.toFixed(2), sentences.paid),
    ),
  ];
}
