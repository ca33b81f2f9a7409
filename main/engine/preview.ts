import type { PlanItem, PlanSummary } from '../../shared/contract/sync.ts';
import type { Result } from '../../shared/errors.ts';
import { keyOf } from '../core/common.ts';
import type { RecordView } from '../core/ports-store.ts';
import type { EntityModule } from '../core/types.ts';
import { recordKey } from './book.ts';
import { type Context, translationContext } from './context.ts';
import type { NewPart } from './import-plan.ts';
import { matchSingles } from './match-singles.ts';
import { winnersOf } from './merged.ts';
import { type Agreed, addItem, type Draft, draftBlocked, draftRecord, newDraft } from './plan-draft.ts';
import { type PlanSetting, planSetting } from './plan-step.ts';
import { summaryOf } from './plan-whole.ts';
import { duplicateWords } from './review-words.ts';
import { observeBoth } from './sync-run.ts';

/** Records looked at per slice. */
const PAGE = 300;

/** Reads both sides and plans every record, writing nothing to either. The plan is kept until it is applied. */
export async function preview(ctx: Context): Promise<Result<PlanSummary>> {
  const observed = await observeBoth(ctx, false);
  if (!observed.ok) return observed;
  const { summary, items } = await buildPlan(ctx);
  ctx.store.transaction(() => ctx.store.putPlan(summary, items));
  ctx.events.touch('plan');
  return { ok: true, value: summary };
}

export type BuiltPlan = {
  summary: PlanSummary;
  items: PlanItem[];
  agreed: Agreed;
  /** Of an import: its records, in writing order. */
  parts?: NewPart[];
};

/** How a plan differs from the plan of everything as it is set now. */
export type PlanScope = {
  setting?: PlanSetting;
  /** QuickBooks' records are read anew from their raw form: the mapping is another. */
  reread?: boolean;
  /** Items, by id and digest, that are no part of this plan. */
  known?: ReadonlyMap<string, string>;
  /** Only items of these rows. */
  only?: ReadonlySet<number>;
  /** Only its items are asked for: what stands in the books before it is not added up. */
  bare?: boolean;
};

/** Plans every record as it is stored now. The same planner that runs afterwards, so that Apply does exactly this. */
export async function buildPlan(ctx: Context, scope: PlanScope = {}): Promise<BuiltPlan> {
  const setting = scope.setting ?? planSetting(ctx, translationContext(ctx));
  const draft = newDraft(ctx, setting, scope);
  const modules = ctx.entities.all.filter(({ descriptor }) => setting.policies.get(descriptor.name)?.enabled ?? true);
  for (const module of modules) await draftEntity(ctx, draft, module);
  if (ctx.runId === null) ctx.progress = null;
  const on = new Set(modules.map(({ descriptor }) => descriptor.name));
  const summary = summaryOf(ctx, draft, ({ name }) => on.has(name));
  return { summary, items: draft.items, agreed: draft.agreed };
}

/** Every record of an entity with both sides, as a plan looks at it. */
export async function readViews(ctx: Context, module: EntityModule, draft: Draft): Promise<RecordView[]> {
  const entity = module.descriptor.name;
  const label = `Comparing ${module.descriptor.labelPlural.toLowerCase()}`;
  const views: RecordView[] = [];
  for (let after = 0; ; ) {
    const page = ctx.store.views(entity, after, PAGE);
    if (page.length === 0) return views;
    views.push(...(draft.scope.reread ? page.map((view) => reread(ctx, module, view, draft)) : page));
    after = page.at(-1)?.record.rid ?? after;
    // A plan of a change may be made while a run shows how far it is.
    if (ctx.runId === null) ctx.progress = { label, done: views.length, total: null, entity };
    ctx.events.touch('status');
    await ctx.timers.yieldNow();
  }
}

/** A record as it would be read with the plan's own mapping. */
function reread(ctx: Context, module: EntityModule, view: RecordView, draft: Draft): RecordView {
  const seen = view.quickbooks;
  const known = seen && ctx.store.observation(view.record.entity, 'quickbooks', seen.id);
  if (!seen || !known || known.native === null || known.life === 'deleted') return view;
  const { life, body } = module.quickbooks.read(known.native, draft.setting.translation);
  return { ...view, quickbooks: { ...seen, life, body: body ?? seen.body } };
}

async function draftEntity(ctx: Context, draft: Draft, module: EntityModule): Promise<void> {
  const entity = module.descriptor.name;
  const views = await readViews(ctx, module, draft);
  const living = views.filter(({ record }) => record.index.life !== 'deleted' && !record.tombstone);
  draft.totals.set(entity, living.length);
  if (!draft.scope.bare) draft.income.before(module, views);
  const singles = living.filter(({ record }) => record.platformId === null || record.quickbooksId === null);
  const matching = await matchSingles(ctx, module, singles, {
    links: draft.overlay.links,
    policy: draft.setting.policies.get(entity),
  });
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
  const twinOf = ({ record }: RecordView) =>
    record.platformId !== null && record.quickbooksId !== null ? undefined : matching.twins.get(recordKey(record));
  const { awaited } = winnersOf(ctx, entity);
  // A job is planned after the customer it belongs to: again, as long as another round gets further.
  let left = order;
  while (left.length > 0) {
    const later: typeof order = [];
    for (const [index, { view, reason }] of left.entries()) {
      const twin = twinOf(view);
      const candidates = view.record.platformId === null ? undefined : unclear.get(view.record.platformId);
      if (candidates && view.quickbooks === null) {
        draft.compared++;
        const many = candidates.length === 1 ? 'a record' : `${candidates.length} records`;
        const words = `May be the same as ${many} in QuickBooks: ${candidates[0]?.reason ?? ''}`;
        addItem(ctx, draft, view, 'review', words, { content: candidates });
      } else if (twin) {
        draft.compared++;
        addItem(ctx, draft, view, 'duplicate', duplicateWords(ctx, view.record, twin), { content: twin });
      } else if (
        (view.platform === null && matching.waiting.has(view.quickbooks?.id ?? '')) ||
        awaited.has(view.record.rid)
      ) {
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

/** Two singles as the record they are to become. */
export const asPair = (platform: RecordView, quickbooks: RecordView): RecordView => ({
  record: { ...platform.record, quickbooksId: quickbooks.record.quickbooksId, base: null, lines: {} },
  platform: platform.platform,
  quickbooks: quickbooks.quickbooks,
  hasOpenWrites: platform.hasOpenWrites || quickbooks.hasOpenWrites,
});
