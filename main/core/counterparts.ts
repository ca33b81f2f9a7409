import type { Suggestion } from './suggest.ts';
import type { MatchKey } from './types.ts';

/** Proposals of what is the same on the other side, for a person to take or leave. What is sure is linked without asking (identity.ts). */

export type Nameable = { id: string; title: string; keys: MatchKey[] };

/** How much a common key says, and its words. Confidence below `LEAST` is no proposal. */
const BY_KEY: Record<MatchKey['kind'], [number, string]> = {
  name: [0.98, 'Same name'],
  sku: [0.97, 'Same SKU'],
  email: [0.97, 'Same e-mail address'],
  number: [0.9, 'Same number'],
  phone: [0.8, 'Same phone number'],
  composite: [0.7, 'Same in several fields'],
};
const LEAST = 0.5;

/** Words of a name in lower case, endings of the plural left off: "Gutter cleanings" and "gutter cleaning". */
const wordsOf = (title: string): string[] =>
  title
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));

function likeness(a: Nameable, b: Nameable): Omit<Suggestion, 'id'> | null {
  let best: Omit<Suggestion, 'id'> | null = null;
  const take = (confidence: number, reason: string): void => {
    if (confidence >= LEAST && confidence > (best?.confidence ?? 0)) best = { confidence, reason };
  };
  for (const key of a.keys)
    if (b.keys.some((other) => other.kind === key.kind && other.value === key.value)) take(...BY_KEY[key.kind]);
  const ours = new Set(wordsOf(a.title));
  const theirs = new Set(wordsOf(b.title));
  const common = [...ours].filter((word) => theirs.has(word)).length;
  if (common === 0) return best;
  if (common === ours.size && common === theirs.size) take(0.92, 'Same words');
  else if (common === Math.min(ours.size, theirs.size)) take(0.75, 'One name holds the other');
  // Half of all words and no less: "Roof repair" is not "Roof inspection" for one word in three.
  else take(common / (ours.size + theirs.size - common), 'Names that share words');
  return best;
}

/**
 * The most likely counterpart of each of ours, each of theirs proposed at most once, the surest first. Deterministic: ties go
 * by id.
 */
export function suggestCounterparts(ours: Nameable[], theirs: Nameable[]): Map<string, Suggestion> {
  const all = ours.flatMap((a) =>
    theirs.flatMap((b) => {
      const like = likeness(a, b);
      return like ? [{ ours: a.id, theirs: b.id, ...like }] : [];
    }),
  );
  all.sort(
    (a, b) =>
      b.confidence - a.confidence ||
      Number(a.ours > b.ours) - Number(a.ours < b.ours) ||
      (a.theirs < b.theirs ? -1 : 1),
  );
  const found = new Map<string, Suggestion>();
  const taken = new Set<string>();
  for (const { ours: mine, theirs: other, confidence, reason } of all) {
    if (found.has(mine) || taken.has(other)) continue;
    found.set(mine, { id: other, confidence, reason });
    taken.add(other);
  }
  return found;
}
