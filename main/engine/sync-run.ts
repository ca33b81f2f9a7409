import { LEDGERS } from '../../shared/entity.ts';
import { type AppError, appError, type Result } from '../../shared/errors.ts';
import type { Side } from '../../shared/primitives.ts';
import { budgetError, budgetState } from '../core/budget.ts';
import type { Connector } from '../core/ports.ts';
import type { RecordView, RunRow } from '../core/ports-store.ts';
import { filesWait, syncAttachments } from './attachments.ts';
import { brakeReleased, disarmBrake } from './brake.ts';
import { factsWanted, refreshFacts, tryOnceMore } from './company.ts';
import {
  appliedAt,
  type Context,
  connectorOf,
  enabledEntities,
  nowAt,
  openSums,
  pausedEntities,
  pauseOf,
  policyOf,
  readUse,
  translationContext,
} from './context.ts';
import { parkRecord, stopsAll } from './faults.ts';
import { linkSingles } from './identity-step.ts';
import { settleImports } from './import-end.ts';
import { importsOpen, planImports, takeUpImports } from './import-run.ts';
import { findMerged, holdAwaited } from './merged.ts';
import { observeSide } from './observe.ts';
import { newSending, type Sending, sendWave, staleWait } from './outbox.ts';
import { type Agreed, isAgreed } from './plan-draft.ts';
import { type PlanSetting, planAndStore, planSetting } from './plan-step.ts';
import { probeUncertain, recoverOutbox } from './probe.ts';
import { retranslateWhenDue } from './retranslate.ts';
import { pauseSide, sideReady, sideWorked } from './sides.ts';
import { alone } from './slices.ts';
import { verifyLog } from './verify-log.ts';

/** Rounds of plan and send in one run: every rank needs one, each repair another; beyond that something goes in circles. */
const MAX_ROUNDS = 60;
/** Records planned per slice: about 6 ms of work. They are read right before, so that none is planned from an old view. */
const PLAN_PAGE = 40;

export type RunKind = RunRow['kind'];
export type RunResult = { runId: string; ok: boolean; error: AppError | null; rounds: number; sent: number };

const SIDES = ['platform', 'quickbooks'] as const;

/** Reads both sides up to now. The error of the first side that cannot be read, after trying both. */
export async function observeBoth(ctx: Context, full: boolean): Promise<Result<null>> {
  let result: Result<null> = { ok: true, value: null };
  await retranslateWhenDue(ctx);
  // The far side first: reading it may take minutes, and what is decided then must not rest on an old picture of ours.
  for (const side of ['quickbooks', 'platform'] as const) {
    const connector = connectorOf(ctx, side);
    if (!connector) return { ok: false, error: appError('connection.none') };
    if (!sideReady(ctx, side)) {
      result = { ok: false, error: ctx.sides[side].error ?? appError('connection.none') };
      continue;
    }
    const use = side === 'quickbooks' ? readUse(ctx) : null;
    if (use !== null && budgetState(use) === 'spent') {
      result = { ok: false, error: budgetError(use) };
      continue;
    }
    const read = await observeSide(ctx, side, connector, full);
    if (ctx.stopping) return read;
    const merged = read.ok && side === 'quickbooks' ? await findMerged(ctx, connector) : read;
    if (merged.ok) sideWorked(ctx, side);
    else {
      pauseSide(ctx, side, merged.error);
      result = merged;
    }
  }
  return result;
}

/**
 * One pass of the loop: settle what is uncertain, observe, plan, send, until nothing is left to do. Writes only when a
 * plan was applied once, and only when both sides could be read: nothing is decided on half a picture.
 *
 * A `light` run follows a hint of the platform. It reads QuickBooks (which is metered) only if the platform's news ask for
 * a write: the echo of our own writes does not.
 */
export async function syncRun(ctx: Context, kind: RunKind, runId: string, light = false): Promise<RunResult> {
  ctx.runId = runId;
  const startedAt = nowAt(ctx);
  const result: RunResult = { runId, ok: true, error: null, rounds: 0, sent: 0 };
  const sending = newSending();
  try {
    recoverOutbox(ctx);
    await retranslateWhenDue(ctx);
    // Accounts, tax codes and company facts have no change feed: they are read on connecting and with the daily comparison.
    const compares = kind === 'compare';
    const factsFailed = compares || factsWanted(ctx) ? await refreshFacts(ctx) : null;
    if (compares && factsFailed === null) tryOnceMore(ctx);
    await probeUncertain(ctx, sending);
    if (light && ctx.agreed === null && !(await platformAsks(ctx, sending)) && !filesWait(ctx)) return result;
    const observed = await observeBoth(ctx, kind === 'compare');
    if (!observed.ok) Object.assign(result, { ok: false, error: observed.error });
    else {
      const importing = importsOpen(ctx);
      if (importing) await takeUpImports(ctx);
      if (appliedAt(ctx.store) !== null) {
        // An applied plan first, exactly as it was shown; then whatever has come since.
        const { agreed } = ctx;
        ctx.agreed = null;
        if (agreed) result.rounds = await settleAll(ctx, sending, () => planDirty(ctx, sending, agreed));
        result.rounds += await settleAll(ctx, sending, () => planDirty(ctx, sending, null));
        // Records first: a file goes where its record is.
        if (mayGo(ctx)) sending.sent += await syncAttachments(ctx, compares);
      } else if (importing) result.rounds = await settleAll(ctx, sending, () => planImports(ctx, planPage));
      if (importing) await settleImports(ctx);
    }
    result.sent = sending.sent;
    ctx.store.transaction(() => endRun(ctx, kind, startedAt, result));
    if (kind === 'compare' && result.ok) await verifyLog(ctx);
  } finally {
    ctx.runId = null;
    ctx.progress = null;
    ctx.events.touch('status');
  }
  return result;
}

/** Reads the platform and plans what changed there; whether anything is to be sent. Sends nothing. */
async function platformAsks(ctx: Context, sending: Sending): Promise<boolean> {
  if (!sideReady(ctx, 'platform')) return false;
  const read = await observeSide(ctx, 'platform', ctx.platform, false);
  if (!read.ok) {
    pauseSide(ctx, 'platform', read.error);
    return false;
  }
  if (appliedAt(ctx.store) === null) return false;
  await planDirty(ctx, sending, null);
  return ctx.store.nextDue(pausedEntities(ctx)) !== null;
}

/**
 * Plans and sends in rounds; what one round made (links, freed children) is the next one's work. `plan` plans what waits for
 * it and answers how many records that were.
 */
async function settleAll(ctx: Context, sending: Sending, plan: () => Promise<number>): Promise<number> {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    if (!mayGo(ctx)) return round;
    const planned = await plan();
    if (!brakeReleased(ctx)) return round;
    // Nothing is meant to be sent and nothing uncertain: an idle round ends here.
    if (ctx.store.nextDue() === null) {
      if (planned === 0) return round;
      continue;
    }
    const before = sending.sent;
    await sendAll(ctx, sending);
    const probed = await probeUncertain(ctx, sending);
    if (planned === 0 && sending.sent === before && probed === 0) return round;
  }
  ctx.log.warn('a run did not come to rest', { rounds: MAX_ROUNDS });
  return MAX_ROUNDS;
}

const mayGo = (ctx: Context): boolean => !ctx.stopping && pauseOf(ctx) === null;

/**
 * Plans every record that is dirty, in writing order, slice by slice. Answers how many were planned. With `agreed`, only
 * records that are still what an applied plan was made from.
 */
async function planDirty(ctx: Context, sending: Sending, agreed: Agreed | null): Promise<number> {
  let planned = 0;
  const total = ctx.store.dirtyCount();
  if (total === 0) return 0;
  const setting: PlanSetting = { ...planSetting(ctx, translationContext(ctx)), shown: agreed !== null };
  // Entities that are switched off are planned too: their records then say so.
  for (const module of ctx.entities.all) {
    const entity = module.descriptor.name;
    const waiting = new Set([...(await linkSingles(ctx, module, agreed)), ...holdAwaited(ctx, entity)]);
    let after = 0;
    for (;;) {
      if (ctx.stopping) return planned;
      const views = ctx.store.dirtyViews(entity, after, PLAN_PAGE);
      if (views.length === 0) break;
      after = views.at(-1)?.record.rid ?? after;
      const free = views.filter((view) => !waiting.has(view.record.rid) && (agreed === null || isAgreed(agreed, view)));
      planPage(ctx, free, (view) => planAndStore(ctx, view, setting, staleWait(ctx, sending, view.record.rid)));
      planned += free.length;
      progress(ctx, 'Comparing', planned, Math.max(total, planned), entity);
      await ctx.timers.yieldNow();
    }
  }
  return planned;
}

/** Plans a page in one transaction; where a record throws, each alone, and that one is parked. */
function planPage(ctx: Context, views: RecordView[], plan: (view: RecordView) => void): void {
  try {
    ctx.store.transaction(() => {
      for (const view of views) plan(view);
    }, 'relaxed');
  } catch (thrown) {
    if (stopsAll(thrown)) throw thrown;
    for (const { record } of views) {
      const again = (rid: number): void => {
        const view = ctx.store.view(rid);
        if (view?.record.dirty) plan(view);
      };
      alone(ctx, record.rid, again, (rid, error) => parkRecord(ctx, rid, error), 'relaxed');
    }
  }
}

function progress(ctx: Context, label: string, done: number, total: number, entity: string | null): void {
  ctx.progress = { label, done, total, entity };
  ctx.events.touch('status');
}

/** Sends wave by wave: what is referred to first, removals last and in reverse. */
async function sendAll(ctx: Context, sending: Sending): Promise<void> {
  const modules = enabledEntities(ctx).filter(({ descriptor }) => !policyOf(ctx, descriptor.name).paused);
  const before = sending.sent;
  for (const removals of [false, true]) {
    // What is made may depend on what is about to go (a payment on its way to the last open invoice): removals wait for a
    // round in which nothing else had to be sent.
    if (removals && sending.sent > before) return;
    for (const module of removals ? [...modules].reverse() : modules) {
      for (const side of SIDES) {
        const connector = connectorOf(ctx, side);
        if (!connector || !mayGo(ctx)) return;
        await sendEntity(ctx, side, connector, module.descriptor.name, removals, sending);
      }
    }
  }
}

async function sendEntity(
  ctx: Context,
  side: Side,
  connector: Connector,
  entity: string,
  removals: boolean,
  sending: Sending,
): Promise<void> {
  await sendWave(ctx, side, connector, entity, removals, sending, () => {
    if (!mayGo(ctx) || connectorOf(ctx, side) !== connector || policyOf(ctx, entity).paused) return false;
    const label = ctx.entities.get(entity).descriptor.labelPlural.toLowerCase();
    progress(ctx, `Sending ${label}`, sending.confirmed, Math.max(sending.sent, 1), entity);
    return true;
  });
}

/** Nothing waits, nothing is stuck: both sides were just compared and found equal. */
export function allEqual(ctx: Context): boolean {
  const open = new Set(['waiting', 'sending', 'inReview', 'blocked', 'failed', 'held', 'differs']);
  const on = new Set(enabledEntities(ctx).map((module) => module.descriptor.name));
  if (ctx.store.dirtyCount() > 0) return false;
  if (ctx.store.counts().some((one) => on.has(one.entity) && open.has(one.state))) return false;
  return LEDGERS.every((ledger) => {
    const { platform, quickbooks } = openSums(ctx, ledger);
    return platform === quickbooks;
  });
}

/** Finished writes are kept a week for support, then forgotten; the audit log keeps what they did. */
const KEEP_WRITES_MS = 7 * 86_400_000;

function endRun(ctx: Context, kind: RunKind, startedAt: string, result: RunResult): void {
  const { store } = ctx;
  const at = nowAt(ctx);
  // A run that did nothing leaves no trace but its time.
  if (result.sent > 0 || kind !== 'sync') {
    const outcome = result.error?.userSentence ?? `${result.sent} written`;
    store.putRun({ runId: result.runId, kind, startedAt, endedAt: at, result: outcome });
    store.pruneWrites(new Date(ctx.clock.now() - KEEP_WRITES_MS).toISOString());
  }
  if (!result.ok) return;
  store.setMeta('lastSyncAt', at);
  // What was restored from a backup agrees with both sides again.
  if (appliedAt(store) !== null && store.nextDue() === null) disarmBrake(ctx);
  if (appliedAt(store) !== null && allEqual(ctx)) store.setMeta('lastProvenEqualAt', at);
}
