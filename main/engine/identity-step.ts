import { quickbooksOnly } from '../core/common.ts';
import type { RecordView, ReviewCase } from '../core/ports-store.ts';
import type { EntityModule } from '../core/types.ts';
import { audit } from './audit.ts';
import { recordKey, withdrawOpen } from './book.ts';
import { join } from './claim.ts';
import { type Context, linksOf, policyOf } from './context.ts';
import { parkRecord } from './faults.ts';
import { lostCreates, matchSingles } from './match-singles.ts';
import { type Agreed, isAgreed } from './plan-draft.ts';
import { review } from './plan-step.ts';
import { inSlices } from './slices.ts';
import { askAgainWhereStale } from './stale-questions.ts';

/** Rows that must not be planned as singles: they wait for a decision, or for a write whose fate is not known. */
export type Waiting = Set<number>;

/**
 * Links what is surely the same and asks about what may be. Runs whenever a single changed, so that a record made on both
 * sides in the same minute becomes one record, not two. With `agreed`, only what an applied plan was made from is linked
 * or asked about; what matches something newer waits.
 */
export async function linkSingles(ctx: Context, module: EntityModule, agreed: Agreed | null): Promise<Waiting> {
  const { store } = ctx;
  const entity = module.descriptor.name;
  const waiting: Waiting = new Set();
  if (!policyOf(ctx, entity).enabled) return waiting;
  askAgainWhereStale(ctx, entity);
  if (!store.hasDirtyUnlinked(entity)) return waiting;
  const views = await unlinkedViews(ctx, entity);
  const held = heldBack(ctx, entity, views);
  for (const rid of held) waiting.add(rid);
  for (const view of await likesOf(ctx, module, views, held)) {
    waiting.add(view.record.rid);
    putOff(ctx, view);
  }
  const free = views.filter((view) => !waiting.has(view.record.rid));
  const byId = new Map(free.map((view) => [recordKey(view.record), view]));
  const matching = await matchSingles(ctx, module, free, { links: linksOf(store) }, (view, error) => {
    waiting.add(view.record.rid);
    store.transaction(() => parkRecord(ctx, view.record.rid, error));
  });
  const shown = (view: RecordView | undefined): boolean =>
    agreed === null || (view !== undefined && isAgreed(agreed, view));
  await inSlices(
    ctx,
    matching.links,
    (found) => {
      const pair = [byId.get(found.platformId), byId.get(quickbooksOnly(found.quickbooksId))] as const;
      const platform = still(ctx, pair[0]);
      const quickbooks = still(ctx, pair[1]);
      if (!platform || !quickbooks) return;
      if (!pair.every(shown)) {
        waiting.add(platform.rid).add(quickbooks.rid);
        return;
      }
      join(ctx, platform, quickbooks);
      audit(ctx, { record: platform, what: `Linked: ${lower(found.reason)}` });
    },
    {
      broken: (found, error) => {
        for (const key of [found.platformId, quickbooksOnly(found.quickbooksId)]) {
          const record = still(ctx, byId.get(key));
          if (record) parkRecord(ctx, record.rid, error);
        }
      },
    },
  );
  await inSlices(ctx, matching.unclear, ({ platformId, candidates }) => {
    const view = byId.get(platformId);
    const record = still(ctx, view);
    if (!view || !record) return;
    waiting.add(record.rid);
    if (!shown(view)) return;
    ask(ctx, { ...view, record }, { kind: 'match', candidates });
  });
  await inSlices(ctx, [...matching.waiting], (id) => {
    const record = still(ctx, byId.get(quickbooksOnly(id)));
    if (!record) return;
    waiting.add(record.rid);
    if (record.state === 'inReview' && !record.dirty) return;
    withdrawOpen(ctx, record);
    Object.assign(record, {
      dirty: false,
      state: 'inReview',
      detail: 'May be the same as a record that waits in Review',
    });
    store.putRecord(record);
    store.wakeBlockedBy(entity, recordKey(record));
    ctx.events.record(entity, recordKey(record));
  });
  await inSlices(ctx, [...matching.twins], ([key, twin]) => {
    const view = byId.get(key);
    const record = still(ctx, view);
    if (!view || !record || (!record.dirty && record.state !== 'inReview')) return;
    waiting.add(record.rid);
    if (!shown(view)) return;
    ask(ctx, { ...view, record }, twin);
  });
  await inSlices(ctx, free, (view) => {
    if (view.record.state === 'inReview' && !waiting.has(view.record.rid)) reopen(ctx, view);
  });
  return waiting;
}

/**
 * A question about a single: a copy that was planned and is not sent yet waits for the answer, and so does what refers to it,
 * not for it to be looked at.
 */
function ask(ctx: Context, view: RecordView, detail: ReviewCase): void {
  const { record } = view;
  const looked = record.dirty;
  withdrawOpen(ctx, record);
  record.dirty = false;
  review(ctx, view, detail);
  ctx.store.putRecord(record);
  if (looked) ctx.store.wakeBlockedBy(record.entity, recordKey(record), 'waiting');
}

/** Singles loaded per page. */
const PAGE = 300;

async function unlinkedViews(ctx: Context, entity: string): Promise<RecordView[]> {
  const views: RecordView[] = [];
  for (let after = 0; ; ) {
    const page = ctx.store.unlinkedViews(entity, after, PAGE);
    const last = page.at(-1);
    if (!last) return [...views, ...deletedViews(ctx, entity)];
    views.push(...page);
    after = last.record.rid;
    await ctx.timers.yieldNow();
  }
}

/** What was deleted here while nobody knew whether QuickBooks has it: still a single to ask about. */
const deletedViews = (ctx: Context, entity: string): RecordView[] =>
  [...lostCreates(ctx, entity).keys()].flatMap((id) => {
    const record = ctx.store.recordOf(entity, 'platform', id);
    const view = record && ctx.store.view(record.rid);
    return view?.platform?.life === 'deleted' && view.quickbooks === null ? [view] : [];
  });

/** The record as it is now, if it is still a single: a person may have linked it while we were comparing. */
function still(ctx: Context, view: RecordView | undefined): RecordView['record'] | null {
  const record = view ? ctx.store.record(view.record.rid) : null;
  if (!view || !record || (record.platformId !== null && record.quickbooksId !== null)) return null;
  return recordKey(record) === recordKey(view.record) ? record : null;
}

/** A single that waited for a match which is settled now is planned again. */
function reopen(ctx: Context, view: RecordView): void {
  const record = still(ctx, view);
  if (record?.state !== 'inReview' || record.dirty) return;
  const own = ctx.store.reviewOf(record.rid);
  if (own && own.detail.kind !== 'match' && own.detail.kind !== 'duplicate') return;
  record.dirty = true;
  ctx.store.putRecord(record);
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What may be one with a single that is held back must not be copied to its side meanwhile, either. */
async function likesOf(
  ctx: Context,
  module: EntityModule,
  views: RecordView[],
  held: ReadonlySet<number>,
): Promise<RecordView[]> {
  if (held.size === 0) return [];
  const heldKeys = new Set(views.flatMap(({ record }) => (held.has(record.rid) ? [recordKey(record)] : [])));
  const { links, unclear } = await matchSingles(ctx, module, views, { links: linksOf(ctx.store) });
  const pairs = [
    ...links,
    ...unclear.flatMap(({ platformId, candidates }) =>
      candidates.map(({ quickbooksId }) => ({ platformId, quickbooksId })),
    ),
  ].map(({ platformId, quickbooksId }) => [platformId, quickbooksOnly(quickbooksId)]);
  const likes = new Set(pairs.flatMap((pair) => (pair.some((key) => heldKeys.has(key)) ? pair : [])));
  return views.filter(({ record }) => likes.has(recordKey(record)) && !held.has(record.rid));
}

/** Plans a single anew later: a copy of it that is not sent yet is taken back. */
function putOff(ctx: Context, view: RecordView): void {
  const record = still(ctx, view);
  if (!record) return;
  ctx.store.transaction(() => {
    withdrawOpen(ctx, record);
    ctx.store.putRecord({ ...record, dirty: true });
  });
}

/**
 * While the fate of a create is not known, a new single on the side it went to may be that very record: it is neither
 * linked nor copied back until the write is settled.
 */
function heldBack(ctx: Context, entity: string, views: RecordView[]): Set<number> {
  const held = new Set<number>();
  for (const side of ['platform', 'quickbooks'] as const) {
    if (!ctx.store.uncertainCreates(entity, side)) continue;
    for (const view of views) if (view[side]) held.add(view.record.rid);
  }
  return held;
}
