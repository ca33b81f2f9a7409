import type { FieldOwner } from '../../shared/entity.ts';
import type { Direction, Strategy } from '../../shared/policy.ts';
import type { Side } from '../../shared/primitives.ts';

/**
 * What happens in one seed: records, settings, and what people do on both sides between two runs. Plain data made of the
 * seed alone, so that it can be printed, cut down and told again.
 */
export type Edit =
  | { kind: 'text'; field: 'name' | 'note' | 'email'; value: string | null }
  | { kind: 'price'; value: string | null }
  | { kind: 'parent'; to: number | null }
  | { kind: 'share'; to: number; amount: string | null }
  | { kind: 'line'; at: number; text: string }
  | { kind: 'amount'; at: number; amount: string }
  | { kind: 'insert'; at: number; text: string }
  | { kind: 'remove'; at: number }
  | { kind: 'retype'; at: number }
  | { kind: 'move'; from: number; to: number }
  | { kind: 'life'; life: 'inactive' | 'void' | 'deleted' | 'live' };

export type RecordStory = {
  name: string;
  note: string | null;
  price: string | null;
  /** Index of another record, made before. */
  parent: number | null;
  lines: string[];
  /** `linked` is on both sides before anybody edits. */
  home: 'linked' | Side;
};

export type EditStory = { record: number; side: Side; edit: Edit };

export type Story = {
  strategy: Strategy;
  direction: Direction;
  /** Fields with an owner of their own. */
  owners: Partial<Record<'name' | 'note' | 'price' | 'lines', FieldOwner>>;
  records: RecordStory[];
  /** What people do before each run. */
  days: EditStory[][];
  /** Orders in which a run takes the records and which of two writes gets through. */
  order: number;
};

/** Fractions in [0, 1), the same for the same seed on every machine (mulberry32). */
export function fractions(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS = ['ash', 'birch', 'cedar', 'elm', 'fir', 'oak', 'pine', 'yew'];
const PRICES = ['1', '2.50', '3'];
const SIDES: Side[] = ['platform', 'quickbooks'];

export function storyOf(seed: number): Story {
  const next = fractions(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const chance = (share: number): boolean => next() < share;
  const word = (): string => pick(WORDS);
  const orNull = <T>(value: T): T | null => (chance(0.2) ? null : value);

  const count = 1 + below(5);
  const records = Array.from(
    { length: count },
    (_, index): RecordStory => ({
      name: word(),
      note: orNull(word()),
      price: orNull(pick(PRICES)),
      parent: index > 0 && chance(0.3) ? below(index) : null,
      lines: Array.from({ length: below(4) }, word),
      home: chance(0.7) ? 'linked' : pick(SIDES),
    }),
  );

  const edit = (): Edit => {
    const dice = below(22);
    if (dice < 6) return { kind: 'text', field: pick(['name', 'note', 'email'] as const), value: orNull(word()) };
    if (dice < 8) return { kind: 'price', value: orNull(pick(PRICES)) };
    if (dice < 9) return { kind: 'parent', to: orNull(below(count)) };
    if (dice < 11) return { kind: 'share', to: below(count), amount: orNull(pick(PRICES)) };
    if (dice < 13) return { kind: 'line', at: below(4), text: word() };
    if (dice < 14) return { kind: 'amount', at: below(4), amount: pick(PRICES) };
    if (dice < 16) return { kind: 'insert', at: below(4), text: word() };
    if (dice < 18) return { kind: 'remove', at: below(4) };
    if (dice < 19) return { kind: 'retype', at: below(4) };
    if (dice < 20) return { kind: 'move', from: below(4), to: below(4) };
    return { kind: 'life', life: pick(['inactive', 'void', 'deleted', 'live'] as const) };
  };
  const day = (): EditStory[] =>
    Array.from({ length: below(count * 3 + 1) }, () => ({ record: below(count), side: pick(SIDES), edit: edit() }));

  return {
    strategy: pick(['review', 'platformWins', 'quickbooksWins'] as const),
    // Both ways in half of the seeds: that is where most can go wrong.
    direction: chance(0.5) ? 'both' : pick(['both', 'toQuickbooks', 'fromQuickbooks'] as const),
    owners: chance(0.7) ? {} : { [pick(['name', 'note', 'price', 'lines'] as const)]: pick(SIDES) },
    records,
    days: Array.from({ length: 1 + below(2) }, day),
    order: below(2 ** 31),
  };
}
