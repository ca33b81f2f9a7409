import type { PlannedWrite, SideView } from '../../main/core/plan-types.ts';
import type { Body, Json, Side } from '../../shared/primitives.ts';
import { doc, policyOf, World, type WorldRecord } from '../unit/core/world.ts';
import { type Edit, type EditStory, fractions, type Story } from './story.ts';

export type Line = { id: string; text: string; amount: string };
export const SIDES = ['platform', 'quickbooks'] as const;

/** A world that remembers what was written where. */
export class TracedWorld extends World {
  written: { record: WorldRecord; write: PlannedWrite }[] = [];
  /** A fault planted by a test, to show that it is found: what a side makes of what it is given. */
  mischief: ((body: Body) => Body) | null = null;

  override apply(record: WorldRecord, write: PlannedWrite): void {
    this.written.push({ record, write });
    super.apply(record, write, this.mischief ?? undefined);
  }
}

/** In which order a run takes its records, and which of two writes gets through: drawn anew each time. */
export function shuffler(seed: number): <T>(items: T[]) => T[] {
  const next = fractions(seed);
  return (items) => {
    for (let last = items.length - 1; last > 0; last--) {
      const other = Math.floor(next() * (last + 1));
      [items[last], items[other]] = [items[other]!, items[last]!];
    }
    return items;
  };
}

/** The records of a story, the linked ones carried over already, nobody has edited anything yet. */
export function begin(story: Story): { world: TracedWorld; made: WorldRecord[] } {
  const world = new TracedWorld();
  const made: WorldRecord[] = [];
  /** A record can only be on both sides if what it refers to is. */
  const linked: boolean[] = [];
  story.records.forEach((one, index) => {
    const side: Side = one.home === 'quickbooks' ? 'quickbooks' : 'platform';
    const parent = one.parent === null ? undefined : made[one.parent];
    linked[index] = one.home === 'linked' && (one.parent === null || linked[one.parent] === true);
    const { name, note, price } = one;
    const lines = one.lines.map((text): Json => ({ id: '', text, amount: '1.00' }));
    made.push(world.add(side, doc({ name, note, price, lines, parent: parent?.[side]?.id ?? null })));
  });
  world.records = made.filter((_, index) => linked[index]);
  world.run();
  world.records = made;
  world.written = [];
  const { strategy, direction, owners } = story;
  world.policy = policyOf({ strategy, direction, fieldOwners: owners });
  return { world, made };
}

/** One thing a person does. What cannot be done (the record is not there, it ended) is not done. */
export function act(world: World, made: WorldRecord[], { record: index, side, edit }: EditStory): void {
  const record = made[index]!;
  const view = record[side];
  if (!view || view.life === 'deleted') return;
  if (edit.kind === 'life') {
    // What is voided stays so; only what is inactive can be made live again.
    const possible = edit.life === 'deleted' || (view.life !== 'void' && edit.life !== view.life);
    if (possible) world.edit(record, side, {}, edit.life);
    return;
  }
  const part = change(made, view, side, edit);
  if (part) world.edit(record, side, part);
}

/** The fields an edit gives another value, or null when it cannot be done. */
function change(made: WorldRecord[], view: SideView, side: Side, edit: Exclude<Edit, { kind: 'life' }>): Body | null {
  const lines = [...(view.body.lines as Line[])];
  switch (edit.kind) {
    case 'text':
      return { [edit.field]: edit.value };
    case 'price':
      return { price: edit.value };
    case 'parent': {
      const id = edit.to === null ? null : (made[edit.to]?.[side]?.id ?? null);
      return id === view.id ? null : { parent: id };
    }
    case 'share': {
      const id = made[edit.to]?.[side]?.id;
      if (id === undefined) return null;
      const others = (view.body.shares as { doc: string }[]).filter((one) => one.doc !== id);
      return { shares: edit.amount === null ? others : [...others, { doc: id, amount: edit.amount }] };
    }
    case 'insert':
      return { lines: lines.toSpliced(edit.at, 0, { id: '', text: edit.text, amount: '1.00' }) };
    case 'remove':
      return { lines: lines.toSpliced(edit.at, 1) };
    case 'move':
      if (edit.from < lines.length) lines.splice(edit.to, 0, ...lines.splice(edit.from, 1));
      return { lines };
    default: {
      const line = lines[edit.at];
      if (!line) return null;
      const now = { line: { text: edit.kind === 'line' ? edit.text : line.text }, amount: {}, retype: { id: '' } };
      const amount = edit.kind === 'amount' ? { amount: edit.amount } : {};
      return { lines: lines.with(edit.at, { ...line, ...now[edit.kind], ...amount }) };
    }
  }
}
