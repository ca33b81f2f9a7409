import type { PlanChange, PlanSummary } from '../../../shared/contract/sync.ts';
import { appError, Failure, fail } from '../../../shared/errors.ts';
import { markSince, REMOVALS, sinceWords } from '../../core/preview.ts';
import { audit } from '../audit.ts';
import { agreeToPlan } from '../brake.ts';
import { appliedAt, companyOf, nowAt, pauseOf } from '../context.ts';
import { planChange, storeChange } from '../plan-change.ts';
import { buildPlan, preview } from '../preview.ts';
import { retranslate } from '../retranslate.ts';
import { calmSide } from '../sides.ts';
import { observeBoth, type RunKind } from '../sync-run.ts';
import { undoRefused } from '../undo.ts';
import { lastLogCheck, verifyLog } from '../verify-log.ts';
import { confirmBrake } from './brake.ts';
import type { HandlerContext, Handlers } from './types.ts';

export function syncHandlers(ctx: HandlerContext): Handlers<'sync'> & Handlers<'plan'> & Handlers<'activity'> {
  const { store } = ctx;
  const needConnection = (): void => {
    if (!ctx.connections.current()) throw new Failure(ctx.connections.fault() ?? appError('connection.none'));
  };
  /** A person asked: a side that waits is tried at once. */
  const run = async (kind: RunKind): Promise<{ runId: string }> => {
    needConnection();
    if (pauseOf(ctx)) fail('sync.paused');
    ctx.sides.platform = calmSide();
    ctx.sides.quickbooks = calmSide();
    const result = await ctx.scheduler.request(kind);
    if (result.error) throw new Failure(result.error);
    return { runId: result.runId };
  };
  return {
    'sync.preview': async () => {
      needConnection();
      ctx.sides.platform = calmSide();
      ctx.sides.quickbooks = calmSide();
      const plan = await ctx.scheduler.exclusive(() => preview(ctx));
      if (!plan.ok) throw new Failure(plan.error);
      return plan.value;
    },
    'plan.get': () => {
      const plan = store.plan();
      if (plan === null) return { plan };
      // One kept by an older version does not know of income.
      const { income = [], taxByAddress = false }: Partial<PlanSummary> = plan;
      return { plan: { ...plan, income, taxByAddress } };
    },
    'plan.items': (input) => {
      if (store.plan()?.planId !== input.planId) fail('plan.notFound');
      return store.planItems(input);
    },
    'sync.apply': (input) => ctx.scheduler.exclusive(() => apply(ctx, input)),
    'sync.now': () => run('sync'),
    'sync.compare': () => run('compare'),
    'sync.pause': ({ until }) => {
      if (until !== null && Date.parse(until) <= ctx.clock.now()) {
        fail('input.invalid', { field: 'until', problem: 'is in the past' });
      }
      store.transaction(() => {
        store.setMeta('paused', { since: nowAt(ctx), until });
        audit(ctx, { actor: 'You', what: 'Paused sync', result: 'info' });
      });
      ctx.events.touch('status');
      ctx.scheduler.replan();
      return {};
    },
    'sync.resume': () => {
      store.transaction(() => {
        store.setMeta('paused', null);
        audit(ctx, { actor: 'You', what: 'Resumed sync', result: 'info' });
      });
      ctx.events.touch('status');
      ctx.scheduler.replan();
      ctx.scheduler.hint();
      return {};
    },
    'sync.confirmBrake': () => {
      confirmBrake(ctx);
      return {};
    },
    'activity.verify': () => verifyLog(ctx),
    'activity.list': (input) => {
      const found = store.audit(input);
      return {
        entries: found.map(({ seq, entry }) => ({ seq, ...entry })),
        next: found.length < input.limit ? null : (found.at(-1)?.seq ?? null),
        verified: lastLogCheck(ctx),
      };
    },
  };
}

/** Plans a change and lets the plan stand, to be looked at and applied. The change is made by Apply. */
export async function previewChange(ctx: HandlerContext, change: PlanChange): Promise<PlanSummary> {
  const { summary, items } = await planChange(ctx, change);
  ctx.store.transaction(() => ctx.store.putPlan(summary, items));
  ctx.events.touch('plan');
  return summary;
}

const removes = ({ counts }: PlanSummary['byEntity'][number]): boolean =>
  REMOVALS.some((action) => (counts[action] ?? 0) > 0);

/**
 * Carries out exactly the plan that was shown. Both sides are read again first; if that gives another plan, nothing is
 * written and the new plan stands to be looked at.
 */
async function apply(
  ctx: HandlerContext,
  input: { planId: string; hash: string; confirmWarning: boolean },
): Promise<{ runId: string }> {
  const { store } = ctx;
  const plan = store.plan();
  if (plan?.planId !== input.planId) return fail('plan.notFound');
  if (plan.hash !== input.hash) return fail('plan.stale', { reason: 'it is not the plan that was shown' });
  if (plan.warning !== null && !input.confirmWarning) {
    return fail('sync.brake', {
      what: plan.warning.replace(/^This plan would /, '').replace(/\. Look closely.*$/, ''),
    });
  }
  const observed = await observeBoth(ctx, false);
  if (!observed.ok) throw new Failure(observed.error);
  const { change } = plan;
  const fresh = await (change ? planChange(ctx, change) : buildPlan(ctx));
  if (fresh.summary.hash !== plan.hash) {
    const shown = store.planItems({ planId: plan.planId, offset: 0, limit: Number.MAX_SAFE_INTEGER }).items;
    const { items, since } = markSince(shown, fresh.items);
    store.transaction(() => store.putPlan({ ...fresh.summary, since }, items));
    ctx.events.touch('plan');
    return fail('plan.stale', { reason: sinceWords(since) });
  }
  const runId = ctx.ids.next();
  const undoes = change?.kind === 'undo';
  const imports = change?.kind === 'import';
  // As a whole or not at all: what is in the way of one record is in the way of the undo.
  const refused = undoes ? plan.byEntity.reduce((sum, { counts }) => sum + (counts.refuse ?? 0), 0) : 0;
  if (refused > 0) throw new Failure(undoRefused(refused));
  store.transaction(() => {
    // An undo and an import say nothing of what else waits: their own writes carry the agreement.
    if (!undoes && !imports) {
      // What was imported before sync was switched on was planned for one side only.
      if (appliedAt(store) === null && store.imports(1).length > 0) store.markDirty({});
      store.setMeta('appliedAt', store.getMeta<string>('appliedAt') ?? nowAt(ctx));
      // The numbers were shown and agreed to: the brake does not ask again for what was pending.
      agreeToPlan(ctx, plan.byEntity.some(removes));
    }
    if (change) storeChange(ctx, change, runId, fresh.parts);
    store.dropPlan();
    const company = companyOf(store)?.companyName ?? 'QuickBooks';
    audit(ctx, {
      actor: 'You',
      what: `Applied the plan of ${plan.actionable} changes with ${company}${plan.purpose === null ? '' : ` (${plan.purpose.toLowerCase()})`}`,
      result: 'info',
    });
  });
  if (change?.kind === 'lists') await retranslate(ctx);
  // The run carries out these records as they were shown, before it looks at anything newer.
  if (appliedAt(store) !== null) ctx.agreed = fresh.agreed;
  ctx.events.touch('plan');
  ctx.scheduler.request('apply', runId).catch(() => undefined);
  return { runId };
}
