import type { AppError } from '../../shared/errors.ts';
import type { Side } from '../../shared/primitives.ts';
import { afterFailure, classify, isDue, stopsSide } from '../core/retry.ts';
import { audit } from './audit.ts';
import { type Context, labelOf, type SideState } from './context.ts';

/** How a side as a whole fares: one throttled or unreachable side stops all work with it, and says so once. */

export const calmSide = (): SideState => ({ error: null, waitUntil: null, failures: 0 });

/** Whether the side may be asked now. */
export function sideReady(ctx: Context, side: Side): boolean {
  const state = ctx.sides[side];
  return state.error === null || (state.waitUntil !== null && isDue(state.waitUntil, ctx.clock.now()));
}

export function sideWorked(ctx: Context, side: Side): void {
  if (ctx.sides[side].error === null) return;
  ctx.sides[side] = calmSide();
  ctx.store.transaction(() => audit(ctx, { what: `${labelOf(ctx, side)} answers again`, result: 'info' }));
  ctx.events.touch('connection');
}

/** Notes a fault of the side; answers false when the error concerns one record only. */
export function sideFailed(ctx: Context, side: Side, error: AppError): boolean {
  if (!stopsSide(classify(error))) return false;
  pauseSide(ctx, side, error);
  return true;
}

/** Any failure of a call that concerns no single record (a page of a feed, a list) makes the side wait. */
export function pauseSide(ctx: Context, side: Side, error: AppError): void {
  const before = ctx.sides[side];
  const failures = before.failures + 1;
  const verdict = afterFailure(error, failures, ctx.random.next());
  const inMs = verdict.kind === 'pauseSide' ? verdict.inMs : verdict.kind === 'retry' ? verdict.inMs : 60_000;
  ctx.sides[side] = { error, failures, waitUntil: inMs === null ? null : ctx.clock.now() + inMs };
  if (before.error?.code !== error.code) {
    ctx.store.transaction(() => audit(ctx, { what: error.userSentence, result: 'failed', error, side: null }));
    ctx.log.warn('side waits', { side, code: error.code, inMs: inMs ?? -1 });
  }
  ctx.events.touch('connection');
}
