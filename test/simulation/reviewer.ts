/** The person at Review and Problems: decides what waits, and writes down what was decided. */
import type { ReviewDetail } from '../../shared/contract/review.ts';
import { Failure } from '../../shared/errors.ts';
import type { Dice } from './dice.ts';
import type { App } from './life.ts';
import { snapshot } from './sides.ts';
import type { World } from './world.ts';

/** Settles every open review and tries every problem again. Answers how much was done. */
export async function settleByHand(app: App, world: World, dice: Dice): Promise<number> {
  const { rows } = await app.call('review.list', {});
  let decisions = 0;
  for (const row of rows) {
    try {
      const detail = await app.call('review.get', { id: row.id });
      if (await decide(app, world, dice, detail)) decisions += 1;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      world.note(`review of ${row.title}: ${error.error.code}`);
    }
  }
  const retried = await retryAll(app, world);
  if (retried > 0) world.note(`person retries ${retried}`);
  return decisions + retried;
}

/** Tries every problem again; where they are many, by the plan of it, as a person must. */
async function retryAll(app: App, world: World): Promise<number> {
  try {
    return (await app.call('problems.retryAll', {})).retried;
  } catch (error) {
    if (!(error instanceof Failure) || error.error.code !== 'plan.needed') throw error;
  }
  try {
    const plan = await app.call('problems.previewRetry', {});
    await app.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
    return plan.actionable;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    world.note(`retry by a plan: ${error.error.code}`);
    return 0;
  }
}

async function decide(app: App, world: World, dice: Dice, detail: ReviewDetail): Promise<boolean> {
  const { row, revision } = detail;
  const { subject, faces } = subjectOf(world, row.entity, row.key);
  const id = row.id;
  switch (row.kind) {
    case 'fields': {
      const choices: Record<string, { pick: 'platform' | 'quickbooks' }> = {};
      for (const field of detail.fields) {
        if (!field.conflicting) continue;
        const pick = dice.pick(['platform', 'quickbooks'] as const);
        choices[field.path] = { pick };
        const path = readable(field.path, detail);
        const value = faces?.[pick][0]?.fields[path] ?? null;
        subject?.settled.push({ at: world.scheduler.now(), path, value });
      }
      world.note(`person settles ${row.title}: ${JSON.stringify(choices)}`);
      await app.call('review.resolve', { id, revision, choices });
      return true;
    }
    case 'duplicate':
    case 'removal': {
      const act = dice.maybe(detail.acts);
      if (!act) return false;
      world.note(`person settles ${row.title}: ${act.id}`);
      await app.call('review.act', { id, revision, act: act.id });
      // From here on people wanted it so: the sides may stay apart, or a record may come back.
      if (subject) subject.apart = true;
      return true;
    }
    case 'match': {
      const candidate = detail.candidates[0];
      if (!candidate) return false;
      await app.call('review.match', { id, revision, choice: { link: candidate.quickbooksId } });
      return true;
    }
    case 'brake':
      await app.call('sync.confirmBrake', {});
      return true;
  }
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

function subjectOf(world: World, entity: string, key: string | null) {
  const now = snapshot(world.sides);
  const quickbooks = key?.startsWith('qb:') === true;
  const id = quickbooks ? key.slice(3) : key;
  const face = (quickbooks ? now.quickbooks : now.platform).find((one) => one.entity === entity && one.id === id);
  const tag = face?.tag ?? null;
  return {
    subject: tag === null ? null : (world.ledger.subjects.get(tag) ?? null),
    faces: tag === null ? null : (now.byTag.get(tag) ?? null),
  };
}
