import { aboveOf, type EntityDescriptor } from '../../shared/entity.ts';
import { differingFields } from './compare.ts';
import { CROWD, judge, SURE, token, type Unlinked } from './identity.ts';
import type { MatchKey } from './types.ts';

/** A record that another one of its own side says the same as. */
export type Twin = { id: string; others: string[]; reason: string };

/** Keys that name one thing. An e-mail address or a phone number alone is shared by an office and its jobs. */
const TELLING: ReadonlySet<MatchKey['kind']> = new Set(['name', 'number', 'sku', 'composite']);

/** Records looked at between two pauses. */
const STEP = 250;

/**
 * Which singles of one side say the same as another record of that side (a single too, or one that has its counterpart):
 * copied over as they are, they would be there twice on the other side as well. Exact keys and the contradictions of
 * matching across sides; a person decides. Pauses now and then so that a caller can let other work run.
 */
export function* findTwins(
  descriptor: EntityDescriptor,
  singles: Unlinked[],
  settled: Unlinked[],
): Generator<void, Twin[]> {
  const index = new Map<string, Unlinked[]>();
  for (const [at, record] of [...singles, ...settled].entries()) {
    if (at % STEP === STEP - 1) yield;
    for (const key of new Set(record.keys.filter(({ kind }) => TELLING.has(kind)).map(token))) {
      const list = index.get(key);
      if (list) list.push(record);
      else index.set(key, [record]);
    }
  }
  const twins: Twin[] = [];
  for (const [at, record] of singles.entries()) {
    if (at % STEP === STEP - 1) yield;
    const near = new Set<Unlinked>();
    for (const key of record.keys) {
      const found = index.get(token(key)) ?? [];
      if (found.length > CROWD) continue;
      for (const other of found) if (other.id !== record.id) near.add(other);
    }
    const same = [...near].flatMap((other) => {
      const reason = sameBecause(descriptor, record, other);
      return reason === null ? [] : [{ id: other.id, reason }];
    });
    const first = same[0];
    if (first) twins.push({ id: record.id, others: same.map(({ id }) => id).sort(), reason: first.reason });
  }
  return twins;
}

/** Why two records of one side seem to be the same, or null. */
function sameBecause(descriptor: EntityDescriptor, a: Unlinked, b: Unlinked): string | null {
  const theirs = new Set(b.keys.map(token));
  const shared = a.keys.filter((key) => theirs.has(token(key)));
  const telling = shared.filter(({ kind }) => TELLING.has(kind));
  if (telling.length === 0) return null;
  // Projects of the same name belong to different customers.
  const parent = aboveOf(descriptor);
  if (parent && (a.body[parent.name] ?? null) !== (b.body[parent.name] ?? null)) return null;
  // Customer, date and amount alone may happen twice; then nothing else may tell them apart.
  if (telling.every(({ kind }) => kind === 'composite')) {
    if (differingFields(descriptor.fields, a.body, b.body).length > 0) return null;
  }
  const verdict = judge(descriptor, a, b, shared);
  return verdict.confidence >= SURE ? verdict.reason : null;
}
