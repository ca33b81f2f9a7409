import type { Violation } from './rules.ts';
import type { Edit, EditStory, Story } from './story.ts';

/** Stories that are a little smaller, the biggest cuts first. */
function* smaller(story: Story): Generator<Story> {
  for (let day = 0; day < story.days.length; day++) yield { ...story, days: story.days.toSpliced(day, 1) };
  for (let index = 0; index < story.records.length; index++) yield without(story, index);
  for (const [day, edits] of story.days.entries())
    for (let at = 0; at < edits.length; at++) yield { ...story, days: story.days.with(day, edits.toSpliced(at, 1)) };
  if (Object.keys(story.owners).length > 0) yield { ...story, owners: {} };
  if (story.direction !== 'both') yield { ...story, direction: 'both' };
  if (story.strategy !== 'review') yield { ...story, strategy: 'review' };
  if (story.order !== 0) yield { ...story, order: 0 };
  for (const [index, one] of story.records.entries()) {
    const change = (part: Partial<typeof one>): Story => ({
      ...story,
      records: story.records.with(index, { ...one, ...part }),
    });
    if (one.lines.length > 0) yield change({ lines: one.lines.slice(0, -1) });
    if (one.note !== null) yield change({ note: null });
    if (one.price !== null) yield change({ price: null });
    if (one.parent !== null) yield change({ parent: null });
    if (one.home !== 'linked') yield change({ home: 'linked' });
  }
}

/** The story without one record and everything that is done to it; what referred to it refers to nothing. */
function without(story: Story, gone: number): Story {
  const moved = (index: number | null): number | null =>
    index === null || index === gone ? null : index > gone ? index - 1 : index;
  const kept = (one: EditStory): EditStory[] => {
    const record = moved(one.record);
    const edit = refer(one.edit, moved);
    return record === null || edit === null ? [] : [{ ...one, record, edit }];
  };
  return {
    ...story,
    records: story.records.toSpliced(gone, 1).map((one) => ({ ...one, parent: moved(one.parent) })),
    days: story.days.map((edits) => edits.flatMap(kept)),
  };
}

function refer(edit: Edit, moved: (index: number | null) => number | null): Edit | null {
  if (edit.kind === 'parent') return { ...edit, to: moved(edit.to) };
  if (edit.kind !== 'share') return edit;
  const to = moved(edit.to);
  return to === null ? null : { ...edit, to };
}

/** The smallest story found that still breaks the same rule. The same story shrinks to the same one. */
export function shrink(story: Story, run: (story: Story) => Violation[]): { story: Story; violations: Violation[] } {
  let best = { story, violations: run(story) };
  const rule = best.violations[0]?.rule;
  if (rule === undefined) return best;
  for (;;) {
    let found = false;
    for (const candidate of smaller(best.story)) {
      const violations = run(candidate);
      if (violations[0]?.rule !== rule) continue;
      best = { story: candidate, violations };
      found = true;
      break;
    }
    if (!found) return best;
  }
}
