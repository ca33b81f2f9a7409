import type { Json } from '../../../shared/primitives.ts';
import type { Conversion, ConversionShare, EntityModule } from '../../core/types.ts';
import type { SalesDocument, SalesLine } from '../sales/schema.ts';
import { product } from '../sales/totals.ts';
import { Dec, decimal, money, text } from '../values.ts';
import type { Estimate } from './schema.ts';

type Amount = InstanceType<typeof Dec>;

/** What is left of a line: a quantity where it has one, else an amount. */
type Left = { line: SalesLine; by: 'quantity' | 'amount'; left: Amount; whole: Amount };

/** Lines that say the same are one to a reader, whatever their ids on either side. */
const sayOf = (line: SalesLine): string =>
  JSON.stringify([
    line.kind,
    line.item,
    text(line.description),
    line.quantity === null ? null : decimal(line.unitPrice),
  ]);

const measure = (line: SalesLine): Amount => new Dec(line.quantity ?? line.amount ?? 0);

/** What the invoices made so far leave of each line; a discount in money counts as a line. */
function leftOf(estimate: Estimate, made: SalesDocument[]): Left[] {
  const used = new Map<string, Amount>();
  for (const line of made.flatMap((document) => document.lines)) {
    const key = sayOf(line);
    used.set(key, measure(line).plus(used.get(key) ?? 0));
  }
  return estimate.lines.map((line): Left => {
    const whole = measure(line);
    const taken = Dec.min(whole, used.get(sayOf(line)) ?? 0);
    used.set(sayOf(line), new Dec(used.get(sayOf(line)) ?? 0).minus(taken));
    return { line, by: line.quantity === null ? 'amount' : 'quantity', left: whole.minus(taken), whole };
  });
}

/** A line with so much of it. The price stays; a quantity has at most five decimals, an amount two. */
function portion({ line, by }: Left, much: Amount): SalesLine {
  if (by === 'amount') return { ...line, id: '', amount: money(much.toFixed()) };
  const quantity = decimal(much.toFixed()) ?? '0';
  const amount = line.unitPrice === null ? null : product(quantity, line.unitPrice);
  return { ...line, id: '', quantity, amount };
}

type Refusal = { ok: false; field: string; problem: string };
const refuse = (field: string, problem: string): Refusal => ({ ok: false, field, problem });

/** How much of each line goes onto the next invoice, in the estimate's order; null leaves the line out. */
function shares(all: Left[], share: ConversionShare): { ok: true; much: (Amount | null)[] } | Refusal {
  if (share.of === 'rest') return { ok: true, much: all.map(({ left }) => left) };
  if (share.of === 'percent') {
    const percent = new Dec(share.percent);
    if (percent.lte(0) || percent.gt(100)) return refuse('Percentage', 'is between 0 and 100');
    const much = all.map(({ whole, by }) =>
      whole
        .times(percent)
        .dividedBy(100)
        .toDecimalPlaces(by === 'quantity' ? 5 : 2),
    );
    if (all.some(({ left }, index) => much[index]?.gt(left)))
      return refuse('Percentage', `is more than is left (${leftShare(all)} %)`);
    return { ok: true, much };
  }
  const wanted = new Map(share.lines.map((one) => [one.id, one.quantity]));
  if (wanted.size === 0) return refuse('Lines', 'need at least one');
  const much = all.map(({ line, left }, index) => {
    if (!wanted.has(line.id)) return null;
    const quantity = wanted.get(line.id);
    return { index, amount: quantity === undefined ? left : new Dec(quantity) };
  });
  const unknown = share.lines.find((one) => !all.some(({ line }) => line.id === one.id));
  if (unknown) return refuse('Lines', `name one that the estimate does not have (${unknown.id})`);
  for (const one of much) {
    const of = one === null ? undefined : all[one.index];
    if (!one || !of) continue;
    if (of.left.isZero() && of.line.kind === 'item') return refuse(`Line ${one.index + 1}`, 'is invoiced already');
    if (one.amount.lte(0) && of.line.kind === 'item') return refuse(`Line ${one.index + 1}`, 'needs more than nothing');
    if (one.amount.gt(of.left)) return refuse(`Line ${one.index + 1}`, `has only ${of.left.toFixed()} left to invoice`);
  }
  return { ok: true, much: much.map((one) => one?.amount ?? null) };
}

/** The greatest percentage every line still has, rounded down. */
function leftShare(all: Left[]): string {
  const parts = all.filter(({ whole }) => whole.gt(0)).map(({ left, whole }) => left.times(100).dividedBy(whole));
  return parts.length === 0
    ? '0'
    : Dec.min(...parts)
        .toDecimalPlaces(2, Dec.ROUND_DOWN)
        .toFixed();
}

const isItem = ({ line }: Left): boolean => line.kind === 'item';

/**
 * The next invoice of an estimate: all that is left, a percentage of everything, or chosen lines. Words go on the first
 * one, a percentage off on every one, money off in proportion. Converting makes it accepted; QuickBooks closes it by
 * itself when the invoice arrives there.
 */
export const convertEstimate: NonNullable<EntityModule['convert']> = ({
  id,
  body,
  made,
  share,
  date,
  closes,
}): Conversion => {
  const estimate = body as unknown as Estimate;
  const documents = made as unknown as SalesDocument[];
  if (estimate.status === 'rejected') return refuse('Status', 'is rejected, so nothing can be made of it');
  const all = leftOf(estimate, documents);
  const items = all.filter(isItem);
  if (items.every(({ left }) => left.lte(0))) return { ok: false, done: true };
  const chosen = shares(all, share);
  if (!chosen.ok) return chosen;
  const lines = all.flatMap((one, index): SalesLine[] => {
    const much = chosen.much[index] ?? null;
    if (much === null) return [];
    if (one.line.kind === 'text')
      return documents.length === 0 || share.of === 'lines' ? [{ ...one.line, id: '' }] : [];
    if (one.line.kind === 'discount' && one.line.percent !== null) return [{ ...one.line, id: '' }];
    return much.lte(0) ? [] : [portion(one, much)];
  });
  if (!lines.some((line) => line.kind === 'item')) return refuse('Lines', 'need at least one with an item');
  const rest = items.reduce((sum, one) => {
    const much = chosen.much[all.indexOf(one)] ?? null;
    return sum.plus(one.left).minus(much ?? 0);
  }, new Dec(0));
  const { customer, terms, taxRate, taxPercent, memo, email } = estimate;
  const status = rest.lte(0) && closes ? 'closed' : 'accepted';
  const accepted = estimate.status === 'closed' ? {} : { status, acceptedDate: estimate.acceptedDate ?? date };
  return {
    ok: true,
    body: {
      number: null,
      customer,
      date,
      terms,
      dueDate: null,
      estimate: id,
      lines: lines as unknown as Json,
      taxRate,
      taxPercent,
      taxModel: estimate.taxModel ?? null,
      memo,
      privateNote: null,
      email,
    },
    source: accepted,
  };
};
