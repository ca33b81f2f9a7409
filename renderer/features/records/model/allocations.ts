import { Decimal } from 'decimal.js';
import type { Json } from '../../../../shared/primitives.ts';
import { readMoney, sum, toCents } from '../../../ui/decimals.ts';

/** A document a payment may settle, as the form lists it. `open` already counts back what this payment settled before. */
export type OpenDocument = {
  id: string;
  title: string;
  date: string | null;
  dueDate: string | null;
  total: string | null;
  open: string;
};

/** Amount applied by document id, as typed. */
export type Applied = Record<string, string>;

/** Allocations as stored, by document id; `entity` is what they settle. */
export function appliedIn(entity: string, stored: Json | undefined): Applied {
  const applied: Applied = {};
  if (!Array.isArray(stored)) return applied;
  for (const entry of stored)
    if (entry !== null && typeof entry === 'object' && !Array.isArray(entry)) {
      const id = entry[entity];
      if (typeof id === 'string' && typeof entry.amount === 'string') applied[id] = entry.amount;
    }
  return applied;
}

/** Allocations as saved: zero and empty ones left out, in the order of the documents shown. */
export function appliedOut(entity: string, applied: Applied): Record<string, string>[] {
  return Object.entries(applied).flatMap(([id, typed]) => {
    const read = readMoney(typed);
    return read.ok && read.value !== null && !new Decimal(read.value).isZero()
      ? [{ [entity]: id, amount: read.value }]
      : [];
  });
}

/** Spreads an amount over the documents, oldest first, until it is used up. */
export function applyOldestFirst(amount: string, documents: OpenDocument[]): Applied {
  const read = readMoney(amount);
  let left = new Decimal(read.ok && read.value !== null ? read.value : 0);
  const applied: Applied = {};
  const byAge = [...documents].sort(
    (a, b) => (a.date ?? '').localeCompare(b.date ?? '') || a.title.localeCompare(b.title) || a.id.localeCompare(b.id),
  );
  for (const document of byAge) {
    if (left.lte(0)) break;
    const take = Decimal.min(left, document.open);
    if (take.lte(0)) continue;
    applied[document.id] = toCents(take);
    left = left.minus(take);
  }
  return applied;
}

export type Spread = {
  /** Sum of what is applied. */
  applied: string;
  /** Amount less applied; negative when more is applied than was received. */
  unapplied: string;
  /** Trouble by document id, and under '' for the whole. */
  problems: Record<string, string>;
};

/** Checks an allocation against the amount and what each document still owes. */
export function spread(amount: string, applied: Applied, documents: OpenDocument[]): Spread {
  const problems: Record<string, string> = {};
  const amounts: string[] = [];
  for (const [id, typed] of Object.entries(applied)) {
    const read = readMoney(typed);
    if (!read.ok) {
      problems[id] = read.problem;
      continue;
    }
    if (read.value === null) continue;
    const value = new Decimal(read.value);
    if (value.isNegative()) problems[id] = 'cannot be negative';
    const document = documents.find((one) => one.id === id);
    if (document && value.gt(document.open))
      problems[id] = `is more than the ${toCents(new Decimal(document.open))} open`;
    amounts.push(read.value);
  }
  const total = sum(amounts);
  const received = readMoney(amount);
  const left = new Decimal(received.ok && received.value !== null ? received.value : 0).minus(total);
  if (left.isNegative()) problems[''] = `${toCents(left.abs())} more is applied than was received`;
  return { applied: toCents(total), unapplied: toCents(left), problems };
}

const sumOf = (applied: Applied[]): Decimal =>
  sum(
    applied.flatMap((one) =>
      Object.values(one).map((typed) => {
        const read = readMoney(typed);
        return read.ok ? read.value : null;
      }),
    ),
  );

/**
 * What each kind of share can use: documents that are charged take the money and the credits used with it; credits give no
 * more than what is charged. `given`: the credits.
 */
export function pools(
  amount: string,
  charges: Applied[],
  gives: Applied[],
): { charges: string; gives: string; given: string } {
  const given = sumOf(gives);
  const read = readMoney(amount);
  const plain = given.isZero() || !read.ok;
  return {
    charges: plain ? amount : toCents(new Decimal(read.value ?? 0).plus(given)),
    gives: toCents(sumOf(charges)),
    given: toCents(given),
  };
}
