/** Which settings were in force when, as people made them: what may have decided a field since it was typed. */
import type { FieldOwner } from '../../shared/entity.ts';
import type { Direction, Strategy } from '../../shared/policy.ts';
import type { Side } from '../../shared/primitives.ts';

/** Settings of an entity from `at` (virtual ms) on, until the next. */
export type Policy = {
  at: number;
  strategy: Strategy;
  direction: Direction;
  owners: Readonly<Record<string, FieldOwner>>;
  /** The app died over it: what was before may still be in force, until somebody chooses again. */
  doubtful?: boolean;
};
export type Policies = Readonly<Record<string, Policy[]>>;

/** The plain settings of a new book. */
export const firstPolicy = (strategy: Strategy): Policy => ({ at: 0, strategy, direction: 'both', owners: {} });

/** Every policy that was in force at some time from `from` on, oldest first. */
export function inForce(history: readonly Policy[], from: number): readonly Policy[] {
  let first = history.findLastIndex((one) => one.at <= from);
  while (first > 0 && history[first]?.doubtful) first--;
  return history.slice(Math.max(0, first));
}

/** The policy in force at the end. */
export const latestPolicy = (history: readonly Policy[]): Policy => history.at(-1) ?? firstPolicy('review');

/** The descriptor's field a path of the ledger belongs to. */
const rootOf = (field: string): string => field.split('/')[0] ?? field;

/** Side whose value a policy takes where both sides say something else; null when a person decides. */
export function winnerOf(policy: Policy, field: string): Side | null {
  if (policy.strategy === 'mirror') return 'quickbooks';
  const owner = policy.owners[rootOf(field)] ?? 'both';
  if (owner !== 'both') return owner;
  if (policy.direction === 'toQuickbooks') return 'platform';
  if (policy.direction === 'fromQuickbooks') return 'quickbooks';
  if (policy.strategy === 'platformWins') return 'platform';
  return policy.strategy === 'quickbooksWins' ? 'quickbooks' : null;
}

/** Whether a policy may throw away what this side alone typed: the other side owns the field, or is mirrored. */
export function overrules(policy: Policy, field: string, side: Side): boolean {
  if (policy.strategy === 'mirror') return side === 'platform';
  const owner = policy.owners[rootOf(field)] ?? 'both';
  return owner !== 'both' && owner !== side;
}

/** Whether lines are merged one by one under a policy; otherwise they travel whole. */
export const mergesLines = (policy: Policy, field: string): boolean =>
  policy.strategy !== 'mirror' && policy.direction === 'both' && (policy.owners[rootOf(field)] ?? 'both') === 'both';
