import { appError } from '../../shared/errors.ts';
import type { Brake } from '../../shared/policy.ts';
import type { Side } from '../../shared/primitives.ts';
import { BRAKE_WINDOW_MS, checkBrake, onlyFills, type RunLoad } from '../core/brake.ts';
import type { OutboxRow, StoredRecord } from '../core/ports-store.ts';
import { fieldWords } from '../core/words.ts';
import { audit } from './audit.ts';
import { dropReview } from './book.ts';
import { type Context, iso, labelOf, nowAt, pausedEntities, settingsOf } from './context.ts';

/** The brake: a mass change stops and asks, however slowly it comes in. */

/** A plan that a person applied: what was pending then was shown and agreed to. Stands until nothing waits any more. */
export type AppliedPlan = { before: number; removals: boolean };

const APPLIED = 'brakeApplied';

/** Notes that a plan was applied just now; `removals` says whether it held any. Part of the caller's transaction. */
export function agreeToPlan(ctx: Context, removals: boolean): void {
  ctx.store.setMeta(APPLIED, { before: ctx.clock.now(), removals } satisfies AppliedPlan);
  ctx.store.agreeWrites();
}

/** The applied plan that is still being carried out, or null. */
export const appliedPlan = (ctx: Context): AppliedPlan | null => ctx.store.getMeta<AppliedPlan>(APPLIED);

/** Whether a write about to be stored belongs to a plan that was applied. */
export function agreedTo(applied: AppliedPlan | null, record: StoredRecord, kind: string): boolean {
  if (applied === null || record.pendingSince === null || record.pendingSince > applied.before) return false;
  return kind !== 'remove' || applied.removals;
}

/** Lets what waits go on: exactly these writes, and no later ones. Part of the caller's transaction. */
export function agreeToWaiting(ctx: Context): void {
  ctx.store.agreeWrites();
  dropReview(ctx, null);
}

const ARMED = 'brakeArmed';

/** From now on even one removal asks, and nothing counts as agreed to, until `disarmBrake`. Inside a transaction. */
export function armBrake(ctx: Context): void {
  ctx.store.setMeta(APPLIED, null);
  ctx.store.setMeta(ARMED, true);
}

export function disarmBrake(ctx: Context): void {
  if (ctx.store.getMeta<boolean>(ARMED) === true) ctx.store.setMeta(ARMED, false);
}

function brakeOf({ store }: Context): Brake {
  const { brake } = settingsOf(store);
  return store.getMeta<boolean>(ARMED) === true ? { ...brake, maxRemovals: 0 } : brake;
}

/** Stops the run and asks when too much would change; true when it may go on. */
export function brakeReleased(ctx: Context): boolean {
  const { store } = ctx;
  // Something not planned yet may still belong to it: what the other side filled in where a record was made comes back.
  const waits = store.nextDue() !== null;
  if (appliedPlan(ctx) !== null && !waits && store.dirtyCount() === 0)
    store.transaction(() => store.setMeta(APPLIED, null));
  // What was sent only counts together with what is about to follow.
  const loads = waits ? runLoads(ctx) : [];
  const what = checkBrake(loads, brakeOf(ctx));
  if (what === null) {
    if (store.reviewOf(null)) store.transaction(() => dropReview(ctx, null));
    return true;
  }
  store.transaction(() => {
    const known = store.reviewOf(null);
    if (known?.detail.kind === 'brake' && known.detail.what === what) return;
    store.putReview({
      id: known?.id ?? ctx.ids.next(),
      rid: null,
      entity: loads.find((load) => load.removals + load.updates + load.creates > 0)?.entity ?? '',
      title: 'Many changes at once',
      amount: null,
      revision: ctx.hash(what).slice(0, 16),
      detail: { kind: 'brake', what },
      createdAt: known?.createdAt ?? nowAt(ctx),
    });
    audit(ctx, { what: appError('sync.brake', { what }).userSentence, result: 'info' });
    ctx.events.touch('review');
  });
  return false;
}

/** What waits to be sent and what was sent lately, beside how many records there are. */
function runLoads(ctx: Context): RunLoad[] {
  const now = ctx.clock.now();
  // A clock that was set back must not count an old write as a recent one for ever: nothing was sent after now.
  const waiting = ctx.store.waitingLoad(iso(now - BRAKE_WINDOW_MS), iso(now));
  if (waiting.length === 0) return [];
  const totals = new Map<string, number>();
  for (const { entity, state, count } of ctx.store.counts()) {
    if (state !== 'deleted') totals.set(entity, (totals.get(entity) ?? 0) + count);
  }
  // What a person paused goes nowhere, so it is nothing to stop at.
  const paused = new Set(pausedEntities(ctx));
  return waiting
    .filter(({ entity }) => !paused.has(entity))
    .map((load) => ({
      ...load,
      label: ctx.entities.get(load.entity).descriptor.labelPlural,
      total: totals.get(load.entity) ?? 0,
      fills: load.updates === 0 ? null : fillsOf(ctx, load.entity),
    }));
}

/** Writes looked at for what they have in common. */
const SAMPLE = 500;

/** What the updates that wait fill in, where that is all they do. */
function fillsOf(ctx: Context, entity: string): RunLoad['fills'] {
  const waiting = (side: Side): OutboxRow[] =>
    ctx.store
      .readyWrites(side, entity, false, ctx.clock.now(), SAMPLE)
      .filter(({ agreed, request }) => !agreed && request.kind === 'update');
  const sides = (['platform', 'quickbooks'] as const).filter((side) => waiting(side).length > 0);
  const rows = sides.flatMap(waiting);
  if (rows.length === 0 || !rows.every(({ request, changes }) => onlyFills({ kind: request.kind, changes })))
    return null;
  const named = new Set(rows.flatMap(({ request }) => request.fields));
  const { descriptor } = ctx.entities.get(entity);
  const paths = descriptor.fields.map(({ name }) => name).filter((name) => named.has(name));
  const { words } = fieldWords(descriptor, paths);
  return { fields: words, where: sides.map((side) => labelOf(ctx, side)).join(' and ') };
}
