import type { Json } from '../../shared/primitives.ts';
import { Dec, money, record, records, sum, text, toNumber, typedMoney } from './values.ts';

/**
 * Shares: how much of each document money settles, or uses of each credit. Payments of customers and of bills have both
 * kinds, and QuickBooks keeps both in one array of lines that link the documents.
 */
export type Share<K extends string> = { [member in K]: string } & { amount: string };

type Raw = Record<string, unknown>;

/** Shorter ids first, so that numbers sort as numbers: the set is what counts, not the order of the lines. */
export const inOrder = <K extends string>(shares: Share<K>[], member: K): Share<K>[] =>
  [...shares].sort((one, other) => {
    const [left, right]: [string, string] = [one[member], other[member]];
    return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
  });

/** What a person sent, with every amount in its one spelling. */
export const tidyShares = (value: Json | undefined): Json =>
  Array.isArray(value)
    ? value.map((one): Json => {
        const share = record(one) as { [key: string]: Json };
        return { ...share, amount: typedMoney(share.amount) };
      })
    : (value ?? []);

export const amountOf = (shares: { amount: string }[]): string => sum(shares.map((one) => money(one.amount)));

/**
 * The money by which a payment is told from others of that day: its own, and where it has none (it sets credits against
 * documents), what it settles.
 */
export const moneyMoved = (amount: string, settled: { amount: string }[]): string =>
  new Dec(amount).isZero() ? `${amount} settles ${amountOf(settled)}` : amount;

const linkTo = (line: Raw, type: string): Raw | undefined =>
  records(line.LinkedTxn).find((link) => link.TxnType === type);

/** What each document of QuickBooks' `type` gets or gives; `member` is our name of the id. Lines to one document add up. */
export function readShares<K extends string>(lines: unknown, type: string, member: K): Share<K>[] {
  const byId = new Map<string, string>();
  for (const line of records(lines)) {
    const id = text(linkTo(line, type)?.TxnId);
    if (id !== null) byId.set(id, sum([byId.get(id) ?? null, money(line.Amount)]));
  }
  const shares = [...byId].map(([id, amount]) => ({ [member]: id, amount }) as Share<K>);
  return inOrder(shares, member);
}

/** The lines to send for shares: one for each document. */
export const shareLines = <K extends string>(shares: Share<K>[], type: string, member: K): Raw[] =>
  shares.map((share) => ({
    Amount: toNumber(share.amount),
    LinkedTxn: [{ TxnId: share[member], TxnType: type }],
  }));

/**
 * Lines that link something else, as they are: a sent Line array replaces all links. `LineEx` is noise QuickBooks adds to
 * its answers.
 */
export const keptLines = (native: Raw, types: readonly string[]): Raw[] =>
  records(native.Line)
    .filter((line) => records(line.LinkedTxn).length > 0 && types.every((type) => !linkTo(line, type)))
    .map(({ LineEx: _, ...line }) => line);

/**
 * Whether shares that were found may be the ones that were sent: QuickBooks applies no more than is still open, nothing at
 * all to a document voided meanwhile.
 */
export function within<K extends string>(found: Share<K>[], wanted: Share<K>[], member: K): boolean {
  const wishes = new Map(wanted.map((one): [string, string] => [one[member], one.amount]));
  return found.every((one) => new Dec(wishes.get(one[member]) ?? 0).gte(one.amount));
}

/** Shares of one kind: the label of their field, the documents' ids, and what those are called. */
export type ShareKind = { field: string; noun: string; ids: string[]; amounts: string[] };
export const shareKind = <K extends string>(field: string, noun: string, shares: Share<K>[], member: K): ShareKind => ({
  field,
  noun,
  ids: shares.map((one) => one[member]),
  amounts: shares.map((one) => one.amount),
});

/** Money: `amount` of its own, `credits` only QuickBooks says, and what of both and the shares is left. */
type Paid = { amount: string; credits: string | null; unapplied: string };

/** What is left of a payment's money and credits (QuickBooks' and ours) after what it settles. */
export const unappliedOf = (
  { amount, credits }: Pick<Paid, 'amount' | 'credits'>,
  settled: { amount: string }[],
  used: { amount: string }[],
): string =>
  new Dec(amount)
    .plus(credits ?? 0)
    .plus(amountOf(used))
    .minus(amountOf(settled))
    .toFixed(2);

/** The first rule that money, what it settles and the credits it uses break together. */
export function faultOfShares(
  { amount, credits, unapplied }: Paid,
  settled: ShareKind,
  used: ShareKind,
): { field: string; problem: string } | null {
  if (amount.startsWith('-')) return { field: 'Amount', problem: 'may not be negative' };
  for (const { field, noun, ids, amounts } of [settled, used]) {
    if (amounts.some((one) => one.startsWith('-'))) return { field, problem: 'may not be negative' };
    if (new Set(ids).size < ids.length) return { field, problem: `names the same ${noun} twice` };
  }
  if (unapplied.startsWith('-')) return { field: settled.field, problem: 'is more than the payment' };
  // A credit does not turn into money: QuickBooks takes no more of it than the documents (and what else it
  // charges, which shows as other credits below zero) need.
  const elsewhere = Dec.min(credits ?? 0, 0);
  return elsewhere.plus(sum(used.amounts)).gt(sum(settled.amounts))
    ? { field: used.field, problem: `are more than what is applied to ${settled.noun}s` }
    : null;
}
