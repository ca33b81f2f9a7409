/** The person at Review and Problems: decides what waits, and writes down what was decided. */
import type { Problem, ReviewDetail, ReviewRow } from '../../../shared/contract/review.ts';
import type { Asked } from '../asking.ts';
import type { Dice } from '../dice.ts';
import type { Face } from '../faces.ts';
import { isName } from '../kinds.ts';
import type { Subject } from '../ledger.ts';
import { snapshot } from '../sides.ts';
import type { EntityName } from '../words.ts';
import type { Desk } from './desk.ts';
import type { Window } from './office.ts';

/** Settles every open review and tries every problem again. Answers how much was done. */
export async function settleByHand(desk: Desk, window: Window, dice: Dice): Promise<number> {
  const listed = await window.ask('review.list', {});
  let decisions = 0;
  for (const row of listed.kind === 'done' ? listed.value.rows : [])
    if (await settleReview(desk, window, dice, row)) decisions += 1;
  const retried = await retryAll(desk, window);
  if (retried > 0) desk.note(`person retries ${retried}`);
  return decisions + retried;
}

/** Settles one thing that waits, if there is any. */
export async function settleOne(desk: Desk, window: Window): Promise<void> {
  const { dice } = desk;
  const listed = await window.ask('review.list', {});
  const row = listed.kind === 'done' ? dice.maybe(listed.value.rows) : undefined;
  const found = await window.ask('problems.list', {});
  const problems = found.kind === 'done' ? found.value.groups.flatMap((group) => group.problems) : [];
  const problem = dice.maybe(problems);
  if (row && (!problem || dice.chance(0.5))) await settleReview(desk, window, dice, row);
  else if (problem) await settleProblem(desk, window, problem, problems);
}

async function settleReview(desk: Desk, window: Window, dice: Dice, row: ReviewRow): Promise<boolean> {
  const detail = await window.ask('review.get', { id: row.id });
  if (detail.kind !== 'done') return false;
  const { subject } = subjectOf(desk, row.entity, row.key);
  if (row.key !== null)
    desk.touched(
      row.key.startsWith('qb:') ? 'quickbooks' : 'platform',
      row.entity as EntityName,
      row.key.replace(/^qb:/, ''),
    );
  const asked = await decide(desk, window, dice, detail.value);
  if (asked?.kind === 'refused') desk.note(`review of ${row.title}: ${asked.code}`);
  // Nobody knows what was stored.
  if (asked?.kind === 'died' && subject) subject.apart = true;
  return asked?.kind === 'done';
}

/** Tries every problem again; where they are many, by the plan of it, as a person must. */
async function retryAll(desk: Desk, window: Window): Promise<number> {
  const asked = await window.ask('problems.retryAll', {});
  if (asked.kind === 'done') return asked.value.retried;
  if (asked.kind === 'died' || asked.code !== 'plan.needed') return 0;
  const plan = await window.ask('problems.previewRetry', {});
  if (plan.kind !== 'done') return 0;
  const { planId, hash, actionable } = plan.value;
  const applied = await window.ask('sync.apply', { planId, hash, confirmWarning: true });
  if (applied.kind === 'done') return actionable;
  desk.note(`retry by a plan: ${applied.kind === 'refused' ? applied.code : applied.kind}`);
  return 0;
}

async function decide(desk: Desk, window: Window, dice: Dice, detail: ReviewDetail): Promise<Asked<unknown> | null> {
  const { row, revision } = detail;
  const { ledger, note } = desk;
  const { subject, faces } = subjectOf(desk, row.entity, row.key);
  const id = row.id;
  switch (row.kind) {
    case 'fields': {
      const choices: Record<string, { pick: 'platform' | 'quickbooks' }> = {};
      const settled: Subject['settled'] = [];
      for (const field of detail.fields) {
        if (!field.conflicting) continue;
        const pick = dice.pick(['platform', 'quickbooks'] as const);
        choices[field.path] = { pick };
        const path = readable(field.path, detail);
        settled.push({ at: desk.now(), path, value: faces?.[pick][0]?.fields[path] ?? null });
      }
      note(`person settles ${row.title}: ${JSON.stringify(choices)}`);
      const asked = await window.ask('review.resolve', { id, revision, choices });
      if (asked.kind === 'done') subject?.settled.push(...settled);
      return asked;
    }
    case 'duplicate':
    case 'removal': {
      const act = dice.maybe(detail.acts);
      if (!act) return null;
      note(`person settles ${row.title}: ${act.id}`);
      const asked = await window.ask('review.act', { id, revision, act: act.id });
      if (asked.kind === 'refused' || !subject) return asked;
      // From here on people wanted it so: the sides may stay apart, or a record may come back.
      subject.apart = true;
      const into = subject.lives.findLast((one) => one.kind === 'merge')?.into;
      if (act.id === 'relink' && into !== undefined) makeOne(desk, subject, ledger.subjects.get(into));
      return asked;
    }
    case 'match': {
      // Of several somebody takes one that is in use.
      const inUse = ({ quickbooksId }: { quickbooksId: string }): boolean =>
        snapshot(desk.sides).quickbooks.some(
          (face) => face.entity === row.entity && face.id === quickbooksId && face.life === 'live',
        );
      const thingOf = ({ quickbooksId }: { quickbooksId: string }): Subject | null =>
        subjectOf(desk, row.entity, `qb:${quickbooksId}`).subject;
      // Whoever entered it knows a document that is another one.
      const mayBe = detail.candidates.filter((one) => {
        const other = thingOf(one);
        return isName(row.entity) || other === null || other === subject;
      });
      const candidate = mayBe.find(inUse) ?? mayBe[0];
      if (!candidate) {
        if (detail.candidates.length === 0) return null;
        note(`person says that ${row.title} is none of ${detail.candidates.length}`);
        return window.ask('review.match', { id, revision, choice: { create: true } });
      }
      const other = thingOf(candidate);
      note(`person links ${row.title} to ${candidate.title}`);
      const asked = await window.ask('review.match', { id, revision, choice: { link: candidate.quickbooksId } });
      if (asked.kind !== 'refused' && subject && subject !== other) makeOne(desk, subject, other ?? undefined);
      return asked;
    }
    case 'brake':
      return window.ask('sync.confirmBrake', {});
  }
}

/** Two things are one from now on, because a person said so; what each is called then, nobody promised. */
function makeOne({ ledger }: Desk, subject: Subject, other: Subject | undefined): void {
  subject.apart = true;
  if (!other) return;
  other.apart = true;
  ledger.fuse(subject.tag, other.tag);
}

/** What a person does about something that was refused or held. */
async function settleProblem(desk: Desk, window: Window, problem: Problem, all: Problem[]): Promise<void> {
  const { id, title, error } = problem;
  const { subject, faces } = subjectOf(desk, problem.entity, problem.key);
  const closed = error.code === 'quickbooks.closedPeriod';
  const act = desk.dice.weighted(
    closed ? { redate: 3, note: 2, skip: 1, retry: 1 } : { redate: 0, note: 0, skip: 1, retry: 4 },
  );
  desk.note(`person on ${title} (${error.code}): ${act}`);
  switch (act) {
    case 'redate': {
      const before = faces?.platform[0]?.fields;
      const asked = await window.ask('problems.redate', { id });
      if (asked.kind === 'died' && subject) subject.apart = true;
      if (asked.kind === 'done' && subject && before) redated(desk, subject, before, asked.value);
      return;
    }
    case 'note': {
      const letter = await window.ask('problems.note', {});
      if (letter.kind !== 'done') return;
      for (const one of all)
        if (one.error.code === 'quickbooks.closedPeriod' && !letter.value.text.includes(one.title))
          desk.complain('closedBooksKept', `the letter does not name ${one.title}`);
      return;
    }
    case 'skip': {
      const asked = await window.ask('problems.skip', { id });
      if (asked.kind !== 'refused' && subject) subject.apart = true;
      return;
    }
    default: {
      const asked = await window.ask('problems.retry', { id });
      if (asked.kind === 'refused') desk.note(`retry: ${asked.code}`);
      // What a lost request made was deleted there, as the sentence says: whoever sends it as a new one wants it back.
      const made = faces?.quickbooks ?? [];
      const isGone = made.length > 0 && made.every((face) => face.life === 'deleted');
      if (error.code === 'sync.unsure' && asked.kind !== 'refused' && subject && isGone) subject.apart = true;
    }
  }
}

/** A document got the first date after the closed books; its days until due stay. */
function redated(
  { ledger, now }: Desk,
  subject: Subject,
  before: Face['fields'],
  to: { before: string; date: string },
): void {
  ledger.edited(subject, 'date', 'platform', now(), to.before, to.date);
  const due = before.dueDate ?? null;
  if (due === null) return;
  const days = Math.round((Date.parse(to.date) - Date.parse(to.before)) / 86_400_000);
  const moved = new Date(Date.parse(due) + days * 86_400_000).toISOString().slice(0, 10);
  ledger.edited(subject, 'dueDate', 'platform', now(), due, moved);
}

/** Path of a field as the ledger writes it: lines by their description instead of their id. */
function readable(path: string, detail: ReviewDetail): string {
  const [field, lineId, member] = path.split('/');
  if (field !== 'lines' || lineId === undefined) return path;
  for (const body of [detail.platform, detail.quickbooks, detail.base]) {
    const lines = (body?.lines ?? []) as { id: string; description: string }[];
    const line = lines.find((one) => one.id === lineId);
    if (line) return member === undefined ? `lines/${line.description}` : `lines/${line.description}/${member}`;
  }
  return path;
}

function subjectOf({ sides, ledger }: Desk, entity: string, key: string | null) {
  const now = snapshot(sides);
  const quickbooks = key?.startsWith('qb:') === true;
  const id = quickbooks ? key.slice(3) : key;
  const face = (quickbooks ? now.quickbooks : now.platform).find((one) => one.entity === entity && one.id === id);
  const tag = face?.tag ?? null;
  return {
    subject: tag === null ? null : (ledger.subjects.get(tag) ?? null),
    faces: tag === null ? null : (now.byTag.get(tag) ?? null),
  };
}
