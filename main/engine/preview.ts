import type { PlanAction, PlanItem, PlanSummary } from '../../shared/contract/sync.ts';
import { type AppError, appError, type Result } from '../../shared/errors.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import { otherSide, type Side } from '../../shared/primitives.ts';
import { keyOf } from '../core/common.ts';
import { fromCents, toCents } from '../core/money.ts';
import { type PlannedWrite, planRecord, type RecordPlan } from '../core/plan.ts';
import type { RecordView } from '../core/ports-store.ts';
import { planText, summarise } from '../core/preview.ts';
import type { EntityModule, FieldChange, RecordKey } from '../core/types.ts';
import { fieldWords, lifeWords } from '../core/words.ts';
import { recordKey } from './book.ts';
import { type Context, enabledEntities, labelOf, nowAt, policyOf, settingsOf, translationContext } from './context.ts';
import { matchSingles } from './identity-step.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import { inputOf, type PlanSetting, planSetting, sideNames } from './plan-step.ts';
import { refusal } from './reconcile.ts';
import { readableChanges } from './show.ts';
import { observeBoth } from './sync-run.ts';

/** Records looked at per slice. */
const PAGE = 300;

/** What a plan under construction knows. */
type Draft = {
  items: PlanItem[];
  overlay: Overlay;
  setting: PlanSetting;
  compared: number;
  equal: number;
  totals: Map<string, number>;
  effect: Record<Side, bigint>;
  /** Inactive singles left out so far, by `entity/key`: carried over after all when something refers to them. */
  asleep: Map<string, RecordView>;
};

/** Reads both sides and plans every record, writing nothing to either. The plan is kept until it is applied. */
export async function preview(ctx: Context): Promise<Result<PlanSummary>> {
  const observed = await observeBoth(ctx, false);
  if (!observed.ok) return observed;
  const { summary, items } = await buildPlan(ctx);
  ctx.store.transaction(() => ctx.store.putPlan(summary, items));
  ctx.events.touch('plan');
  return { ok: true, value: summary };
}

/** Plans every record as it is stored now. The same planner that runs afterwards, so that Apply does exactly this. */
export async function buildPlan(ctx: Context): Promise<{ summary: PlanSummary; items: PlanItem[] }> {
  const draft: Draft = {
    items: [],
    overlay: createOverlay(ctx.store),
    setting: planSetting(ctx, translationContext(ctx)),
    compared: 0,
    equal: 0,
    totals: new Map(),
    effect: { platform: 0n, quickbooks: 0n },
    asleep: new Map(),
  };
  const modules = enabledEntities(ctx);
  for (const module of modules) await draftEntity(ctx, draft, module);
  ctx.progress = null;
  const figures = summarise({
    items: draft.items,
    descriptors: modules.map((module) => module.descriptor),
    totals: draft.totals,
    brake: settingsOf(ctx.store).brake,
    compared: draft.compared,
    equal: draft.equal,
    before: ctx.store.receivables(),
    effect: draft.effect,
  });
  const hash = ctx.hash(planText(draft.items));
  return { summary: { planId: ctx.ids.next(), hash, createdAt: nowAt(ctx), ...figures }, items: draft.items };
}

async function draftEntity(ctx: Context, draft: Draft, module: EntityModule): Promise<void> {
  const entity = module.descriptor.name;
  const views: RecordView[] = [];
  for (let after = 0; ; ) {
    const page = ctx.store.views(entity, after, PAGE);
    if (page.length === 0) break;
    views.push(...page);
    after = page.at(-1)?.record.rid ?? after;
    ctx.progress = {
      label: `Comparing ${module.descriptor.labelPlural.toLowerCase()}`,
      done: views.length,
      total: null,
      entity,
    };
    ctx.events.touch('status');
    await ctx.timers.yieldNow();
  }
  const living = views.filter(({ record }) => record.index.life !== 'deleted' && !record.tombstone);
  draft.totals.set(entity, living.length);
  const singles = living.filter(({ record }) => record.platformId === null || record.quickbooksId === null);
  const matching = await matchSingles(ctx, module, singles, draft.overlay.links);
  const byKey = new Map(singles.map((view) => [recordKey(view.record), view]));
  const paired = new Set<RecordView>();
  const unclear = new Map(matching.unclear.map((one) => [one.platformId, one.candidates]));
  const order: { view: RecordView; reason: string | null }[] = [];
  for (const found of matching.links) {
    const platform = byKey.get(found.platformId);
    const quickbooks = byKey.get(keyOf(null, found.quickbooksId));
    if (!platform || !quickbooks) continue;
    paired.add(platform).add(quickbooks);
    draft.totals.set(entity, (draft.totals.get(entity) ?? 1) - 1);
    draft.overlay.pair(entity, found.platformId, found.quickbooksId);
    order.push({ view: asPair(platform, quickbooks), reason: found.reason });
  }
  for (const view of views) if (!paired.has(view)) order.push({ view, reason: null });
  // A job is planned after the customer it belongs to: again, as long as another round gets further.
  let left = order;
  while (left.length > 0) {
    const later: typeof order = [];
    for (const [index, { view, reason }] of left.entries()) {
      const candidates = view.record.platformId === null ? undefined : unclear.get(view.record.platformId);
      if (candidates && view.quickbooks === null) {
        draft.compared++;
        const many = candidates.length === 1 ? 'a record' : `${candidates.length} records`;
        addItem(ctx, draft, view, 'review', `May be the same as ${many} in QuickBooks: ${candidates[0]?.reason ?? ''}`);
      } else if (view.platform === null && matching.waiting.has(view.quickbooks?.id ?? '')) {
        draft.compared++;
      } else if (!draftRecord(ctx, draft, view, reason)) {
        later.push({ view, reason });
      }
      if (index % 200 === 199) await ctx.timers.yieldNow();
    }
    if (later.length === left.length) {
      for (const { view } of later) draftBlocked(ctx, draft, view);
      break;
    }
    left = later;
  }
}

const asPair = (platform: RecordView, quickbooks: RecordView): RecordView => ({
  record: { ...platform.record, quickbooksId: quickbooks.record.quickbooksId, base: null, lines: {} },
  platform: platform.platform,
  quickbooks: quickbooks.quickbooks,
  hasOpenWrites: platform.hasOpenWrites || quickbooks.hasOpenWrites,
});

const policyIn = (ctx: Context, draft: Draft, view: RecordView): EntityPolicy =>
  draft.setting.policies.get(view.record.entity) ?? policyOf(ctx.store, view.record.entity);

/** Adds what becomes of one record; false when it must wait for another one. */
function draftRecord(ctx: Context, draft: Draft, view: RecordView, linkReason: string | null): boolean {
  const plan = planRecord(inputOf(ctx, view, draft.overlay.links, policyIn(ctx, draft, view)));
  const { verdict } = plan;
  if (verdict.kind === 'blocked') {
    const woken = wake(ctx, draft, verdict.by);
    return woken ? draftRecord(ctx, draft, view, linkReason) : false;
  }
  if (verdict.kind === 'ended') return true;
  draft.compared++;
  if (linkReason !== null) addItem(ctx, draft, view, 'link', linkReason);
  draftVerdict(ctx, draft, view, plan, linkReason !== null);
  return true;
}

function draftVerdict(ctx: Context, draft: Draft, view: RecordView, plan: RecordPlan, linked: boolean): void {
  const { verdict } = plan;
  const title = view.record.index.title;
  const { descriptor } = ctx.entities.get(view.record.entity);
  switch (verdict.kind) {
    case 'equal':
      if (!linked) draft.equal++;
      return;
    case 'notSynced':
      if (view.record.index.life === 'inactive') draft.asleep.set(nameOf(view), view);
      return;
    case 'lives': {
      const words = lifeWords(verdict.cause, verdict.gone, title, sideNames(ctx));
      addItem(ctx, draft, view, 'review', words.sentence);
      return;
    }
    case 'fields': {
      const paths = verdict.conflicts.map((conflict) => conflict.path);
      const { words, plural } = fieldWords(descriptor, paths);
      const verb = plural ? 'differ' : 'differs';
      addItem(ctx, draft, view, 'review', `${words.charAt(0).toUpperCase()}${words.slice(1)} ${verb} on both sides`);
      for (const write of verdict.writes) addWrite(ctx, draft, view, write);
      return;
    }
    case 'write':
      for (const write of verdict.writes) addWrite(ctx, draft, view, write);
      return;
    default:
      return;
  }
}

const nameOf = (view: RecordView): string => `${view.record.entity}/${recordKey(view.record)}`;

/** Carries over an inactive record after all, because something refers to it. */
function wake(ctx: Context, draft: Draft, by: RecordKey[]): boolean {
  let woken = false;
  for (const { entity, id } of by) {
    const name = `${entity}/${id}`;
    const view = draft.asleep.get(name);
    if (!view) continue;
    draft.asleep.delete(name);
    draft.compared--;
    woken = draftRecord(ctx, draft, { ...view, record: { ...view.record, needed: true } }, null) || woken;
  }
  return woken;
}

const ACTION: Record<PlannedWrite['kind'], Record<Side, PlanAction>> = {
  create: { platform: 'createInPlatform', quickbooks: 'createInQuickbooks' },
  update: { platform: 'updateInPlatform', quickbooks: 'updateInQuickbooks' },
  remove: { platform: 'removeInPlatform', quickbooks: 'removeInQuickbooks' },
  restore: { platform: 'updateInPlatform', quickbooks: 'updateInQuickbooks' },
};

function addWrite(ctx: Context, draft: Draft, view: RecordView, write: PlannedWrite): void {
  const { record } = view;
  const error = refusal(ctx, record, write, draft.setting);
  if (error) {
    addItem(ctx, draft, view, 'refuse', error.userSentence, write.changes, error);
    return;
  }
  const from = labelOf(ctx, otherSide(write.side));
  const reason = write.kind === 'create' ? `Only in ${from}` : `Changed in ${from}`;
  addItem(ctx, draft, view, ACTION[write.kind][write.side], reason, write.changes);
  draft.effect[write.side] += receivableEffect(ctx, draft, view, write);
  if (write.kind === 'create') {
    const id = write.side === 'quickbooks' ? record.platformId : record.quickbooksId;
    if (id !== null) draft.overlay.make(record.entity, write.side, id);
  }
}

/** What a write changes in open receivables of its side, in cents. */
function receivableEffect(ctx: Context, draft: Draft, view: RecordView, write: PlannedWrite): bigint {
  const { descriptor } = ctx.entities.get(view.record.entity);
  if (!descriptor.isDocument) return 0n;
  const money = (body: Record<string, unknown> | null | undefined, field: string | undefined): bigint => {
    const value = field === undefined ? undefined : body?.[field];
    return typeof value === 'string' ? toCents(value) : 0n;
  };
  const there = view[write.side]?.body;
  const { balanceField, amountField } = descriptor;
  if (write.kind === 'remove') return -money(there, balanceField);
  if (write.kind === 'update') {
    return balanceField === undefined ? 0n : money(write.common, amountField) - money(there, amountField);
  }
  if (write.kind !== 'create') return 0n;
  let effect = money(view[otherSide(write.side)]?.body, balanceField);
  // Money that settles documents which are on that side already; new ones come with their balance as it is.
  for (const field of descriptor.fields) {
    const entries = field.kind === 'allocations' ? write.common?.[field.name] : null;
    for (const entry of Array.isArray(entries) ? entries : []) {
      const { invoice, amount } = entry as { invoice: string; amount: string };
      if (!draft.overlay.isNew(field.entity ?? '', write.side, invoice)) effect -= toCents(amount);
    }
  }
  return effect;
}

/** What waits for a record that the plan does not carry over. */
function draftBlocked(ctx: Context, draft: Draft, view: RecordView): void {
  const plan = planRecord(inputOf(ctx, view, draft.overlay.links, policyIn(ctx, draft, view)));
  draft.compared++;
  if (plan.verdict.kind !== 'blocked') return;
  const first = plan.verdict.by[0];
  const blocker = first ? (ctx.store.recordByKey(first.entity, first.id)?.index.title ?? null) : null;
  const label = first ? ctx.entities.get(first.entity).descriptor.label.toLowerCase() : 'record';
  const error = appError('sync.blocked', {
    title: view.record.index.title,
    blocker: blocker ?? `a ${label} that is not there any more`,
  });
  addItem(ctx, draft, view, 'refuse', error.userSentence, [], error);
}

function addItem(
  ctx: Context,
  draft: Draft,
  view: RecordView,
  action: PlanAction,
  reason: string,
  changes: FieldChange[] = [],
  error: AppError | null = null,
): void {
  const { record } = view;
  const { descriptor } = ctx.entities.get(record.entity);
  const { index } = record;
  draft.items.push({
    id: `${record.entity}/${recordKey(record)}/${action}`,
    action,
    entity: record.entity,
    title: index.title,
    platformId: record.platformId,
    quickbooksId: record.quickbooksId,
    amount: index.amount === null ? null : fromCents(toCents(index.amount)),
    reason,
    changes: readableChanges(ctx, descriptor.fields, changes),
    error,
  });
}
