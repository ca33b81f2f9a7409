/**
 * Cash basis: what was sold or bought counts on the day it is paid, in the share that is paid. A document's lines are taken
 * off its own day and put on the days of its payments; each of those pieces sums to zero, so the books still balance.
 * What is paid ahead stays a credit of the customer or vendor.
 */
import { shareOf } from '../money.ts';
import { keptNumber, linkEntity } from '../settle.ts';
import type { Row } from '../types.ts';
import type { Entry } from './entries.ts';
import { gather, inOrder } from './entries.ts';

type Paid = { readonly date: string; readonly cents: number };

/** The same ledger on cash basis. `isParty` says which accounts are A/R or A/P. */
export function onCashBasis(entries: readonly Entry[], isParty: (account: string) => boolean): Entry[] {
  const paid = paymentsOf(entries);
  const result: Entry[] = [];
  const documents = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.def.settled !== true) {
      result.push(entry);
      continue;
    }
    const key = `${entry.def.name}:${entry.row.id}`;
    gather(documents, key, entry);
  }
  for (const [key, own] of documents) result.push(...spread(own, paid.get(key) ?? [], isParty));
  return result.sort(inOrder);
}

/** Money set against each document: when, and how much of it (in the document's currency). */
function paymentsOf(entries: readonly Entry[]): Map<string, Paid[]> {
  const result = new Map<string, Paid[]>();
  const seen = new Set<Row>();
  for (const { def, row, date } of entries) {
    if (def.applications === undefined || seen.has(row)) continue;
    seen.add(row);
    for (const { entity, id, cents } of def.applications(row)) {
      const key = `${linkEntity(entity)}:${id}`;
      gather(result, key, { date, cents });
    }
  }
  for (const list of result.values()) list.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  return result;
}

function spread(own: readonly Entry[], paid: readonly Paid[], isParty: (account: string) => boolean): Entry[] {
  const first = own[0];
  const party = own.find((entry) => entry.name !== undefined && isParty(entry.account));
  if (first === undefined || party === undefined) return [...own];
  const total = keptNumber(first.row, 'total');
  const deposit = keptNumber(first.row, 'deposit');
  const chunks: Paid[] = [];
  if (deposit > 0) chunks.push({ date: first.date, cents: deposit });
  for (const item of paid) chunks.push({ date: item.date > first.date ? item.date : first.date, cents: item.cents });
  const result: Entry[] = [];
  let done = 0;
  const given = own.map(() => 0);
  for (const chunk of chunks) {
    done += chunk.cents;
    let sum = 0;
    const pieces = own.map((entry, index) => {
      const until = done >= total ? entry.cents : shareOf(entry.cents, done, total);
      const piece = until - (given[index] ?? 0);
      given[index] = until;
      sum += piece;
      return { ...entry, date: chunk.date, cents: piece };
    });
    // Rounding goes with the party's line, and back again when the rest is paid.
    const at = own.indexOf(party);
    const piece = pieces[at];
    if (piece !== undefined && sum !== 0) {
      pieces[at] = { ...piece, cents: piece.cents - sum };
      given[at] = (given[at] ?? 0) - sum;
    }
    result.push(...pieces.filter((entry) => entry.cents !== 0));
  }
  return result;
}
