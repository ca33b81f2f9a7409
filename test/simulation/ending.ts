/** The end of a run: the engine comes to rest, and what is to be judged is gathered. */

import { takesFiles } from '../../shared/attachments.ts';
import { Failure } from '../../shared/errors.ts';
import type { FoundFile } from './cabinet.ts';
import type { Evidence, Excuse } from './checker.ts';
import type { FileEvidence } from './file-rule.ts';
import { entityOf } from './kinds.ts';
import type { App } from './life.ts';
import { type Lives, tolerate } from './lives.ts';
import { snapshot } from './sides.ts';
import type { Undoer } from './undoer.ts';
import type { World } from './world.ts';

/**
 * A run comes to rest within so many rounds: an hour's clock jump and every back-off fit in. A round is a little longer
 * than the pause between two reads of an engine at rest, so each holds one that it makes by itself; in more of them nothing
 * else would happen.
 */
const MOST_ROUNDS = 80;
const ROUND_MS = 310_000;
/** A calm wire answers well within this, and hints are gathered for a fifth of a second. */
const HINT_PATIENCE_MS = 5_000;

/** Lets the engine work until nothing moves for two rounds. Answers how many rounds it took, or null. */
export async function rest(world: World, lives: Lives): Promise<number | null> {
  let quiet = 0;
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const app = await lives.living();
    const before = world.movements();
    const read = await world.scheduler.settle(syncNow(app, world));
    await world.scheduler.advance(ROUND_MS);
    const status = await world.scheduler.settle(app.call('app.status', {}));
    const moved = world.movements() !== before;
    world.note(
      `round ${round}: ${moved ? 'moved' : 'quiet'}, ${status.health.state}, waiting ${status.counts.waiting}`,
    );
    quiet = !read || moved || status.counts.waiting > 0 || status.stage !== 'live' ? 0 : quiet + 1;
    if (quiet === 2) return round;
  }
  return null;
}

const PASSING = new Set<string>(['connection.offline', 'connection.outage', 'connection.throttled', 'sync.uncertain']);

/**
 * What a person does who wants it done: sync now, and let a stopped mass change go on. Answers whether both sides could
 * be read: a quiet engine that sees nothing is not at rest.
 */
async function syncNow(app: App, world: World): Promise<boolean> {
  try {
    await app.call('sync.resume', {});
    const { rows } = await app.call('review.list', { kind: 'brake' });
    if (rows.length > 0) await app.call('sync.confirmBrake', {});
    await app.call('sync.now', {});
    // What was given up after trouble that is over goes again with the daily comparison; nobody here waits for it.
    const { groups } = await app.call('problems.list', {});
    if (groups.some(({ cause }) => PASSING.has(cause))) await app.call('sync.compare', {});
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    world.note(`sync now: ${error.error.code}`);
    return false;
  }
}

/** A full comparison that happens: what a struck wire left behind (a wait that QuickBooks asked for) may refuse the first. */
export async function compareAll(world: World, lives: Lives): Promise<void> {
  for (let tries = 0; tries < MOST_ROUNDS; tries++) {
    const app = await lives.living();
    await world.scheduler.settle(app.call('sync.resume', {}).catch(tolerate));
    const asked = app.call('sync.compare', {}).then(() => true);
    const done = await world.scheduler.settle(
      asked.catch((error: unknown) => {
        tolerate(error);
        return false;
      }),
    );
    if (done) return;
    await world.scheduler.advance(ROUND_MS);
  }
}

/** Looks at the end: a further run and a full comparison, a plan of what is left, and what waits for a person. */
export async function gather(
  world: World,
  lives: Lives,
  furniture: Set<string>,
  rested: boolean,
  undoer: Undoer,
): Promise<Evidence> {
  const { scheduler } = world;
  const app = await lives.living();
  let echo: Evidence['rest'] = null;
  if (rested) {
    const before = world.movements();
    await scheduler.settle(syncNow(app, world));
    await scheduler.advance(ROUND_MS);
    await scheduler.settle(app.call('sync.compare', {}).catch(tolerate));
    await scheduler.advance(ROUND_MS);
    const echoWrites = world.movements() - before;
    echo = { echoWrites, plannedActions: await scheduler.settle(leftToDo(app)) };
  }
  const hintRead = rested && world.notifier.on ? await hintIsRead(world) : null;
  const excuses = await scheduler.settle(excusesOf(app));
  await scheduler.settle(undoer.settle(app));
  if (echo) {
    // What was refused would be tried again by a plan; it waits for a person all the same.
    const waiting = new Set(excuses.map((one) => `${one.entity}/${one.key}`));
    echo.plannedActions = echo.plannedActions.filter((what) => !waiting.has(what.split(' ')[1] ?? ''));
  }
  return {
    ledger: world.ledger,
    end: snapshot(world.sides),
    policies: world.policies,
    closedUntil: world.network.closedUntil,
    clockMoved: world.counts.clockJump > 0,
    makings: world.network.makings,
    complaints: world.complaints,
    excuses,
    furniture,
    misusedRefreshes: world.network.misusedRefreshes,
    forgedTaken: world.notifier.forgedTaken,
    hintRead,
    closedWrites: world.network.closedWrites,
    files: await scheduler.settle(filesOf(world, app)),
    undone: { asked: undoer.asked, forced: undoer.forced, stuck: await scheduler.settle(stuckOf(app)) },
    rest: echo,
  };
}

/** The files of both sides, each with the record it lies on; the platform's as the app has them to be saved. */
async function filesOf(world: World, app: App): Promise<FileEvidence> {
  const { cabinet, sides } = world;
  if (cabinet.files.length === 0) return { cabinet, platform: [], quickbooks: [] };
  const platform: FoundFile[] = [];
  for (const entity of sides.entities.filter(takesFiles))
    for (const { id } of sides.platform.records(entity)) {
      const place = { entity, key: id };
      const { files } = await app.call('attachments.list', place).catch(noneKnown);
      for (const file of files) {
        if (file.state === 'onlyThere' || !file.here) continue;
        const { base64 } = await app.call('attachments.download', { ...place, id: file.id });
        const content = Buffer.from(base64, 'base64').toString('latin1');
        platform.push({ entity, record: id, content, state: file.state });
      }
    }
  const quickbooks = sides.quickbooks
    .attached()
    .map(({ resource, record, content }) => ({ entity: entityOf(resource), record, content, state: '' }));
  return { cabinet, platform, quickbooks };
}

/** A record that the app does not know has no files in it. */
function noneKnown(error: unknown): { files: [] } {
  tolerate(error);
  return { files: [] };
}

/** Whether a notification of a change nobody knows brings a read within seconds. */
async function hintIsRead(world: World): Promise<boolean> {
  const { scheduler, notifier, network } = world;
  const before = network.reads;
  await notifier.tell({ entity: 'Customer', id: '999999', operation: 'Update', at: scheduler.now() });
  await scheduler.advance(HINT_PATIENCE_MS);
  return network.reads > before;
}

/** What a fresh plan would still do, besides what waits for a person anyway. */
async function leftToDo(app: App): Promise<string[]> {
  const plan = await app.call('sync.preview', {});
  const { items } = await app.call('plan.items', { planId: plan.planId, limit: 500 });
  return items
    .filter((item) => item.action !== 'review' && item.action !== 'refuse')
    .map((item) => `${item.action} ${item.entity}/${item.platformId ?? `qb:${item.quickbooksId}`} ${item.title}`);
}

async function excusesOf(app: App): Promise<Excuse[]> {
  const reviews = await app.call('review.list', {});
  const problems = await app.call('problems.list', {});
  const out: Excuse[] = [];
  for (const { id, entity, key, kind } of reviews.rows) {
    if (key === null) continue;
    out.push({ entity, key, kind: 'review', cause: kind });
    if (kind !== 'match') continue;
    const { candidates } = await app.call('review.get', { id });
    for (const { quickbooksId } of candidates)
      out.push({ entity, key: `qb:${quickbooksId}`, kind: 'candidate', cause: 'match', of: key });
  }
  for (const group of problems.groups)
    for (const problem of group.problems) {
      if (problem.key !== null)
        out.push({ entity: problem.entity, key: problem.key, kind: 'problem', cause: problem.error.code });
      for (const blocked of problem.blocks)
        out.push({ entity: blocked.entity, key: blocked.key, kind: 'problem', cause: 'sync.blocked' });
    }
  return out;
}

/** Records that the app says are still to be put back, by `undo/entity/key`; whether each waits in Problems. */
async function stuckOf(app: App): Promise<Map<string, boolean>> {
  const { undos } = await app.call('undo.list', { limit: 100 });
  return new Map(
    undos.flatMap(({ id, left }) =>
      left.flatMap(({ entity, key, state, stuck }) =>
        state === 'waiting' ? [[`${id}/${entity}/${key}`, stuck] as const] : [],
      ),
    ),
  );
}
