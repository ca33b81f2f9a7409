import { Decimal } from 'decimal.js';
import type { FieldDescriptor } from '../../../../shared/entity.ts';
import type { Json } from '../../../../shared/primitives.ts';
import { readDecimal, readMoney, shownPrice, sum, toCents } from '../../../ui/decimals.ts';

/**
 * A document line while it is edited. Numbers hold the text as typed; `amount` of an item line is always computed.
 * A line that was never saved has the id '' here and is told apart by `key`, which never leaves the form; it is sent
 * without an id and gets one when it is stored.
 */
export type DraftLine = {
  key: string;
  id: string;
  /** `account` and what is bought by item belong to purchases; text, discount and shipping to sales. */
  kind: 'item' | 'account' | 'text' | 'discount' | 'shipping';
  item: string | null;
  /** Purchases only: the account of a line without an item, for whom it was bought, and whether it is passed on. */
  account: string | null;
  customer: string | null;
  billable: boolean;
  description: string | null;
  quantity: string | null;
  unitPrice: string | null;
  percent: string | null;
  amount: string | null;
  taxable: boolean;
  /** Outside the US: the line's rate and its percentage; null for no tax. */
  taxRate?: string | null;
  taxPercent?: string | null;
};

/** What the amounts of a document are outside the US. */
export type AmountsAre = 'exclusive' | 'inclusive' | 'none';

/** Kinds of lines sold that are no item. */
const OTHER_KINDS: readonly string[] = ['text', 'discount', 'shipping'] satisfies DraftLine['kind'][];

const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

/** Whether lines are something bought: booked to accounts as well as items. */
export const isPurchase = (field: Pick<FieldDescriptor, 'line'>): boolean =>
  field.line?.some((member) => member.name === 'account') === true;

/** Lines as stored, made editable. Members this form does not know survive in `linesOut`, which starts from the stored. */
export function linesIn(stored: Json | undefined, bought = false): DraftLine[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((entry, index) => {
    if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return [];
    const sold = OTHER_KINDS.includes(String(entry.kind)) ? (entry.kind as DraftLine['kind']) : 'item';
    const kind = bought ? (textOf(entry.item) === null ? 'account' : 'item') : sold;
    return [
      {
        key: textOf(entry.id) || `stored-${index}`,
        id: textOf(entry.id) ?? '',
        kind,
        item: textOf(entry.item),
        account: textOf(entry.account),
        customer: textOf(entry.customer),
        billable: entry.billable === true,
        description: textOf(entry.description),
        quantity: textOf(entry.quantity),
        unitPrice: typeof entry.unitPrice === 'string' ? shownPrice(entry.unitPrice) : null,
        percent: textOf(entry.percent),
        amount: textOf(entry.amount),
        taxable: entry.taxable === true,
        ...(textOf(entry.taxRate) === null && textOf(entry.taxPercent) === null
          ? {}
          : { taxRate: textOf(entry.taxRate), taxPercent: textOf(entry.taxPercent) }),
      },
    ];
  });
}

/** An empty line of a kind; item lines start with one of something, because that is what most lines are. */
export function newLine(kind: DraftLine['kind'], key: string): DraftLine {
  return {
    key,
    id: '',
    kind,
    item: null,
    account: null,
    customer: null,
    billable: false,
    description: null,
    quantity: kind === 'item' ? '1' : null,
    unitPrice: null,
    percent: null,
    amount: null,
    taxable: false,
  };
}

/** Nothing was entered: such a line is left out rather than refused. */
export const isBlank = (line: DraftLine): boolean =>
  line.item === null &&
  line.account === null &&
  !line.description?.trim() &&
  !line.unitPrice?.trim() &&
  !line.percent?.trim() &&
  (line.kind === 'item' || !line.amount?.trim());

const decimalOf = (text: string | null): Decimal | null => {
  const read = readDecimal(text ?? '');
  return read.ok && read.value !== null ? new Decimal(read.value) : null;
};

/** The amount of a line that is typed rather than computed. */
const typedAmount = (line: DraftLine): string | null => {
  const read = readMoney(line.amount ?? '');
  return read.ok ? read.value : null;
};

/** An item line that came with an amount only: QuickBooks allows it, and there is nothing to multiply. */
const amountOnly = (line: DraftLine): boolean =>
  line.kind === 'item' && !line.quantity?.trim() && !line.unitPrice?.trim() && Boolean(line.amount?.trim());

/** Quantity times price to the cent; null until both can be read. A price without a quantity means one. */
export function itemAmount(line: DraftLine): string | null {
  if (line.kind === 'account' || amountOnly(line)) return typedAmount(line);
  const price = decimalOf(line.unitPrice);
  const quantity = line.quantity?.trim() ? decimalOf(line.quantity) : new Decimal(1);
  return quantity === null || price === null ? null : toCents(quantity.times(price));
}

export type Totals = {
  /** Sum of the item lines, before discount: what QuickBooks shows as its subtotal. */
  subtotal: string;
  /** What the discount lines take off, positive. */
  discount: string;
  /** What shipping adds. */
  shipping: string;
  /** Sum of the taxable lines, before discount. */
  taxable: string;
  taxTotal: string;
  total: string;
  /** Amount of each line in order; null for words, and for what cannot be computed yet. */
  amounts: (string | null)[];
};

/**
 * The document's sums as they will stand after saving, by the book's rule: a percentage takes its share of all item
 * lines, shipping bears none of it, and tax is taken once on the sum of the taxable lines before discount, half up to the cent. `correction` is
 * what QuickBooks' own tax came to beyond that; it stays with the document.
 */
export function totals(
  lines: DraftLine[],
  taxPercent: string | null,
  correction: string | null = null,
  amountsAre: AmountsAre | null = null,
): Totals {
  const items = lines.map((line) => (line.kind === 'item' || line.kind === 'account' ? itemAmount(line) : null));
  const subtotal = sum(items);
  const amounts = lines.map((line, index): string | null => {
    if (line.kind === 'item' || line.kind === 'account') return items[index] ?? null;
    if (line.kind === 'text') return null;
    if (line.kind === 'shipping') return typedAmount(line);
    const percent = decimalOf(line.percent);
    if (percent !== null) return toCents(subtotal.times(percent).div(100));
    return typedAmount(line);
  });
  const ofKind = (kind: DraftLine['kind']): Decimal => sum(amounts.filter((_, index) => lines[index]?.kind === kind));
  const [discount, shipping] = [ofKind('discount'), ofKind('shipping')];
  const sales = amounts.map((amount, index) => (lines[index]?.kind === 'discount' ? null : amount));
  const taxable = sum(sales.filter((_, index) => lines[index]?.taxable));
  const share = taxable
    .times(decimalOf(taxPercent) ?? 0)
    .div(100)
    .toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
  const tax = (amountsAre === null ? share : taxByLine(lines, sales, amountsAre)).plus(correction ?? 0);
  // Amounts with the tax inside hold it already.
  const onTop = amountsAre === 'inclusive' ? new Decimal(correction ?? 0) : tax;
  return {
    subtotal: toCents(subtotal),
    discount: toCents(discount),
    shipping: toCents(shipping),
    taxable: toCents(taxable),
    taxTotal: toCents(tax),
    total: toCents(subtotal.minus(discount).plus(shipping).plus(onTop)),
    amounts,
  };
}

/** Tax of the lines by their own rates, each taken once on its lines, half up to the cent; on top of them or inside. */
function taxByLine(lines: DraftLine[], amounts: (string | null)[], amountsAre: AmountsAre): Decimal {
  if (amountsAre === 'none') return new Decimal(0);
  const bases = new Map<string, { percent: Decimal; amounts: (string | null)[] }>();
  for (const [index, line] of lines.entries()) {
    const percent = decimalOf(line.taxPercent ?? null);
    if (percent === null || amounts[index] === undefined) continue;
    const key = `${line.taxRate ?? ''} ${percent.toFixed()}`;
    const known = bases.get(key) ?? { percent, amounts: [] };
    known.amounts.push(amounts[index] ?? null);
    bases.set(key, known);
  }
  return [...bases.values()].reduce((all, { percent, amounts: of }) => {
    const base = sum(of);
    const rate = percent.div(100);
    const tax = amountsAre === 'inclusive' ? base.minus(half(base.div(rate.plus(1)))) : half(base.times(rate));
    return all.plus(tax);
  }, new Decimal(0));
}

const half = (amount: Decimal): Decimal => amount.toDecimalPlaces(2, Decimal.ROUND_HALF_UP);

/** Sentences by `<index>.<member>`, only for what a person can correct before saving. */
export type LineProblems = Record<string, string>;

export function lineProblems(lines: DraftLine[]): LineProblems {
  const found: LineProblems = {};
  lines.forEach((line, index) => {
    if (isBlank(line)) return;
    const check = (member: 'quantity' | 'unitPrice' | 'percent' | 'amount') => {
      const read = member === 'amount' ? readMoney(line[member] ?? '') : readDecimal(line[member] ?? '');
      if (!read.ok) found[`${index}.${member}`] = read.problem;
      return read.ok ? read.value : null;
    };
    if (line.kind === 'item') {
      if (line.item === null) found[`${index}.item`] = 'is needed';
      check('quantity');
      if (!amountOnly(line) && check('unitPrice') === null) found[`${index}.unitPrice`] ??= 'is needed';
    }
    if (line.kind === 'account') {
      if (line.account === null) found[`${index}.account`] = 'is needed';
      if (check('amount') === null) found[`${index}.amount`] ??= 'is needed';
    }
    if (line.billable && line.customer === null) found[`${index}.customer`] = 'is needed for what is passed on';
    if (line.kind === 'discount') {
      const percent = check('percent');
      const amount = check('amount');
      if (percent === null && amount === null && !found[`${index}.percent`] && !found[`${index}.amount`])
        found[`${index}.amount`] = 'needs an amount or a percentage';
    }
    if (line.kind === 'shipping' && check('amount') === null) found[`${index}.amount`] ??= 'is needed';
    if (line.kind === 'text' && !line.description?.trim()) found[`${index}.description`] = 'is needed';
  });
  return found;
}

/**
 * Lines as they are saved: blank ones left out, numbers normalised, amounts computed. `stored` gives back the members
 * of known lines that the form does not show.
 */
export function linesOut(lines: DraftLine[], stored: Json | undefined, bought = false): Json[] {
  const before = new Map<string, Record<string, Json>>();
  if (Array.isArray(stored))
    for (const entry of stored)
      if (entry !== null && typeof entry === 'object' && !Array.isArray(entry) && typeof entry.id === 'string')
        before.set(entry.id, entry);
  const kept = lines.filter((line) => !isBlank(line));
  const { amounts } = totals(kept, null);
  return kept.map((line, index): Json => {
    const decimal = (text: string | null): string | null => decimalOf(text)?.toFixed() ?? null;
    const isItem = line.kind === 'item';
    const shared = {
      ...(line.id ? { ...before.get(line.id), id: line.id } : undefined),
      item: isItem ? line.item : null,
      description: line.description?.trim() ? line.description : null,
      quantity: isItem ? (decimal(line.quantity) ?? (amountOnly(line) ? null : '1')) : null,
      unitPrice: isItem ? decimal(line.unitPrice) : null,
      ...(line.taxRate === undefined && line.taxPercent === undefined
        ? {}
        : { taxRate: line.taxRate ?? null, taxPercent: line.taxPercent ?? null }),
    };
    if (bought)
      return {
        ...shared,
        account: isItem ? null : line.account,
        amount: amounts[index] ?? null,
        customer: line.customer,
        billable: line.billable,
      };
    return {
      ...shared,
      kind: line.kind,
      percent: line.kind === 'discount' ? decimal(line.percent) : null,
      amount: amounts[index] ?? null,
      taxable: (isItem || line.kind === 'shipping') && line.taxable,
    };
  });
}
