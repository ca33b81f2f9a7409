import type { EntityDescriptor } from '../../shared/entity.ts';
import type { PlannedWrite } from './plan-types.ts';

/** Entities in the order they can be written: what is referred to goes first. */
export const byRank = (descriptors: EntityDescriptor[]): EntityDescriptor[] =>
  [...descriptors].sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));

/** Writes that can go at the same time, in order of the waves. */
export type Wave = { rank: number; removals: boolean };

/**
 * Wave of a write. Creates and changes go from the referred to the referring (customers, items, invoices, payments);
 * removals the other way round and last, so that a payment is gone before its invoice.
 */
export const waveOf = (descriptor: EntityDescriptor, write: Pick<PlannedWrite, 'kind'>): Wave => ({
  rank: descriptor.rank,
  removals: write.kind === 'remove',
});

export const compareWaves = (a: Wave, b: Wave): number => {
  if (a.removals !== b.removals) return a.removals ? 1 : -1;
  return a.removals ? b.rank - a.rank : a.rank - b.rank;
};
