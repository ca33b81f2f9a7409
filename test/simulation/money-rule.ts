/**
 * The checker's rule for open sums: what each customer owes and what each vendor is owed comes to the same on both sides,
 * open documents less money and credits not applied.
 */
import type { Pair } from './checker.ts';
import { kindOf } from './kinds.ts';
import { type Ledger, settledBy } from './ledger.ts';

type Owed = { party: string; money: string; sign: 1 | -1 };

/** What a document counts into an open sum; null for one that does not. */
function owedBy(entity: string): Owed | null {
  if (entity === 'invoice') return { party: 'customer', money: 'balance', sign: 1 };
  if (entity === 'payment') return { party: 'customer', money: 'unapplied', sign: -1 };
  const kind = kindOf(entity);
  return kind?.owes && kind.party !== null ? { ...kind.owes, party: kind.party } : null;
}

/** `waits`: tags of records that wait for a person. */
export function judgeMoney(
  ledger: Ledger,
  pairs: ReadonlyMap<string, Pair>,
  waits: ReadonlySet<string>,
  must: (holds: boolean, what: () => string) => void,
): void {
  const sums = new Map<string, { platform: number; quickbooks: number; whole: boolean }>();
  /** Whose documents money that waits would settle. */
  const touched = new Set<string>();
  const cents = (amount: string | undefined): number => Math.round(Number(amount ?? 0) * 100);
  for (const [tag, pair] of pairs)
    for (const side of ['platform', 'quickbooks'] as const) {
      const face = pair[side];
      const owed = face && owedBy(face.entity);
      if (!face || !owed) continue;
      const party = ledger.canonical(face.fields[owed.party] ?? '?');
      const sum = sums.get(party) ?? { platform: 0, quickbooks: 0, whole: true };
      // A draft counts into no open sum.
      if (face.life === 'live' && face.fields.status !== 'draft')
        sum[side] += owed.sign * cents(face.money[owed.money]);
      sums.set(party, sum);
      const subject = ledger.subjects.get(tag);
      if (!waits.has(tag) && !subject?.apart && subject?.parted == null) continue;
      sum.whole = false;
      // What it settles may belong to somebody else meanwhile: a merge moves documents, not a payment that is not there yet.
      for (const field of Object.keys(face.fields)) {
        const document = settledBy(field);
        const settled = document === null ? undefined : pairs.get(document);
        for (const one of [settled?.platform, settled?.quickbooks])
          if (one) touched.add(ledger.canonical(one.fields[owed.party] ?? '?'));
      }
    }
  for (const [party, sum] of sums) {
    if (!sum.whole || touched.has(party)) continue;
    must(
      sum.platform === sum.quickbooks,
      () => `${party} owes ${sum.platform / 100} on the platform, ${sum.quickbooks / 100} in QuickBooks`,
    );
  }
}
