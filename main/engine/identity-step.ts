import type { EntityDescriptor } from '../../shared/entity.ts';
import type { AppError } from '../../shared/errors.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import { otherSide, type Side } from '../../shared/primitives.ts';
import { type Links, quickbooksOnly, toCommon } from '../core/common.ts';
import { findTwins } from '../core/duplicates.ts';
import { type KeyOrder, type Matching, matchInSteps, type Unlinked } from '../core/identity.ts';
import type { RecordView, ReviewCase } from '../core/ports-store.ts';
import { writableSides } from '../core/rules.ts';
import { staysHere } from '../core/travels.ts';
import type { EntityModule } from '../core/types.ts';
import { audit } from './audit.ts';
import { recordKey, withdrawOpen } from './book.ts';
import { join, suspectsOf } from './claim.ts';
import { type Context, linksOf, policyOf } from './context.ts';
import { faultOf, parkRecord } from './faults.ts';
import { type Agreed, isAgreed } from './plan-draft.ts';
import { review } from './plan-step.ts';
import { inSlices } from './slices.ts';
import { askAgainWhereStale } from './stale-questions.ts';

/**
 * Whether a person already said what becomes of this single record, as it is now. That it is another than its likes on its
 * own side says nothing of a counterpart that turns up on the other.
 */
function decided(view: RecordView): boolean {
  const { act } = view.record.decision;
  if (act?.act === 'apart') return true;
  return act?.act !== 'keep' && saidOfThis(view);
}

/** Whether a person said that it is another record than its likes on its own side, as it is now. */
const kept = (view: RecordView): boolean => view.record.decision.act?.act === 'keep' && saidOfThis(view);

/** Whether a decision was made for exactly these versions. */
function saidOfThis(view: RecordView): boolean {
  const { act } = view.record.decision;
  return (
    act !== null &&
    act.platform === (view.platform?.revision ?? null) &&
    act.quickbooks === (view.quickbooks?.revision ?? null)
  );
}

/** A single as the matching sees it: in use, not decided, and what it must refer to is already on both sides. */
function candidate(
  module: EntityModule,
  view: RecordView,
  side: Side,
  links: Links,
  only: KeyOrder | null,
): Unlinked | null {
  const seen = view[side];
  if (!seen || decided(view) || (seen.life !== 'live' && seen.life !== 'inactive')) return null;
  // A draft is nobody's counterpart yet.
  if (side === 'platform' && staysHere(module.descriptor, seen.body) !== null) return null;
  const body = toCommon(module.descriptor, side, seen.body, links, {});
  if (!settledReferences(module, body, links)) return null;
  const keys = module.matchKeys(body);
  const asleep = seen.life === 'inactive';
  if (only === null || !isContact(module.descriptor)) return { id: seen.id, body, keys, asleep };
  return { id: seen.id, body, keys: keys.filter(({ kind }) => only.includes(kind)), asleep };
}

/** People and firms: what can be written to. */
export const isContact = (descriptor: EntityDescriptor): boolean =>
  descriptor.fields.some((field) => field.kind === 'email');

/** Documents are matched after the records they belong to: before that their keys say nothing. */
function settledReferences(module: EntityModule, body: Unlinked['body'], links: Links): boolean {
  return module.descriptor.fields.every((field) => {
    if (field.kind !== 'ref' || field.required !== true) return true;
    const id = body[field.name];
    return typeof id !== 'string' || links.toQuickbooks(field.entity ?? '', id) !== null;
  });
}

/** Records looked at between two pauses. */
const STEP = 250;

/**
 * Finds which singles of an entity are the same record, letting other work run in between. Stores nothing. A single that
 * cannot be looked at is told to `broken` and matches nothing.
 */
export async function matchSingles(
  ctx: Context,
  module: EntityModule,
  singles: RecordView[],
  {
    links,
    policy = policyOf(ctx, module.descriptor.name),
    keys = null,
  }: {
    links: Links;
    policy?: EntityPolicy | undefined;
    /** People and firms are recognised by these keys alone, in this order. */
    keys?: KeyOrder | null;
  },
  broken: (view: RecordView, error: AppError) => void = () => {},
): Promise<Matching & { twins: Map<string, TwinCase> }> {
  const platform: Unlinked[] = [];
  const quickbooks: Unlinked[] = [];
  for (const [index, view] of singles.entries()) {
    if (index % STEP === STEP - 1) await ctx.timers.yieldNow();
    const side = view.record.platformId === null ? 'quickbooks' : 'platform';
    let found: Unlinked | null;
    try {
      found = candidate(module, view, side, links, keys);
    } catch (thrown) {
      broken(view, faultOf(ctx, thrown));
      continue;
    }
    if (found) (side === 'platform' ? platform : quickbooks).push(found);
  }
  const isApart = (p: string, q: string): boolean => ctx.store.isApart(module.descriptor.name, p, q);
  const steps = matchInSteps(module.descriptor, platform, quickbooks, isApart, keys ?? []);
  const voided = singles.flatMap((view) =>
    view.quickbooks?.life === 'void' && !decided(view) ? [view.quickbooks.id] : [],
  );
  const matching = withLost(ctx, module.descriptor.name, { platform, quickbooks, voided }, await inSteps(ctx, steps));
  const twins = await twinsOf(ctx, module, singles, { platform, quickbooks }, matching, links, policy);
  return { ...matching, twins };
}

/**
 * Adds the questions that lost answers left: what may be the very record that a write made is asked about, not copied. One
 * that was voided there since (`voided`) can still be it: sent as a new one it would be owed again.
 */
function withLost(
  ctx: Context,
  entity: string,
  found: Record<Side, Unlinked[]> & { voided: string[] },
  matching: Matching,
): Matching {
  const linked = new Set(matching.links.flatMap((one) => [one.platformId, one.quickbooksId]));
  const free = new Set(found.quickbooks.map(({ id }) => id).filter((id) => !linked.has(id)));
  const unclear = new Map(matching.unclear.map((one) => [one.platformId, one.candidates]));
  for (const [platformId, suspects] of lostCreates(ctx, entity)) {
    const isHere = found.platform.some(({ id }) => id === platformId);
    if (linked.has(platformId) || !(isHere || isOver(ctx, entity, platformId))) continue;
    // Over on both sides, there is nothing to ask.
    const mayBe = isHere ? new Set([...free, ...found.voided]) : free;
    const open = suspects.filter((id) => mayBe.has(id) && !ctx.store.isApart(entity, platformId, id));
    if (open.length === 0) continue;
    const known = unclear.get(platformId) ?? [];
    const more = open.filter((id) => !known.some(({ quickbooksId }) => quickbooksId === id));
    const asked = more.map((quickbooksId) => ({
      quickbooksId,
      confidence: LOST,
      reason: free.has(quickbooksId) ? 'Made when its answer was lost' : 'Made when its answer was lost, voided since',
    }));
    unclear.set(platformId, [...known, ...asked]);
    for (const id of open) matching.waiting.add(id);
  }
  return { ...matching, unclear: [...unclear].map(([platformId, candidates]) => ({ platformId, candidates })) };
}

/**
 * Voided or deleted since it was sent: what was made of it in QuickBooks is to end as well, not to be copied back. Asked until
 * a person has said what becomes of it.
 */
function isOver(ctx: Context, entity: string, platformId: string): boolean {
  const record = ctx.store.recordOf(entity, 'platform', platformId);
  const view = record && ctx.store.view(record.rid);
  const life = view?.platform?.life;
  return view !== null && (life === 'void' || life === 'deleted') && !decided(view);
}

/** How sure a suspect of a lost answer is: as likely as not. */
const LOST = 0.5;

/** Platform records whose create may have made one of these. */
function lostCreates(ctx: Context, entity: string): Map<string, string[]> {
  const lost = new Map<string, string[]>();
  for (const row of ctx.store.refusedWrites(entity, 'sync.unsure')) {
    const platformId = row.side === 'quickbooks' ? ctx.store.record(row.rid)?.platformId : null;
    if (platformId) lost.set(platformId, suspectsOf(row));
  }
  return lost;
}

async function inSteps<T>(ctx: Context, steps: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await ctx.timers.yieldNow();
  }
}

/** Records of one title looked at: more are a word like "Cash sale", not a name. */
const SAME_TITLE = 20;

/** Singles that would be made on the other side although their own side seems to have them twice, by common key. */
async function twinsOf(
  ctx: Context,
  module: EntityModule,
  singles: RecordView[],
  found: Record<Side, Unlinked[]>,
  matching: Matching,
  links: Links,
  policy: EntityPolicy,
): Promise<Map<string, TwinCase>> {
  const { descriptor } = module;
  const writable = writableSides(policy);
  const taken: Record<Side, Set<string>> = {
    platform: new Set([...matching.links, ...matching.unclear].map(({ platformId }) => platformId)),
    quickbooks: new Set([...matching.links.map(({ quickbooksId }) => quickbooksId), ...matching.waiting]),
  };
  const twins = new Map<string, TwinCase>();
  for (const side of ['platform', 'quickbooks'] as const) {
    if (!writable[otherSide(side)]) continue;
    const views = new Map(singles.flatMap((view) => (view[side] ? [[view[side].id, view] as const] : [])));
    const alone = found[side].filter(({ id }) => {
      const view = views.get(id);
      return !taken[side].has(id) && view?.[side]?.life === 'live' && !kept(view);
    });
    const settled = new Map<string, Unlinked>();
    for (const [index, { id }] of alone.entries()) {
      if (index % STEP === STEP - 1) await ctx.timers.yieldNow();
      const record = views.get(id)?.record;
      // One that waits already is asked about again with all it is like, or its question would come and go.
      if (!record || !(record.dirty || record.state === 'inReview')) continue;
      for (const view of ctx.store.linkedTitled(descriptor.name, record.index.title, SAME_TITLE)) {
        const seen = view[side];
        if (view.platform === null || view.quickbooks === null || seen?.life !== 'live') continue;
        const body = toCommon(descriptor, side, seen.body, links, view.record.lines);
        settled.set(seen.id, { id: seen.id, body, keys: module.matchKeys(body) });
      }
    }
    for (const { id, others, reason } of await inSteps(ctx, findTwins(descriptor, alone, [...settled.values()]))) {
      twins.set(side === 'platform' ? id : quickbooksOnly(id), { kind: 'duplicate', side, others, reason });
    }
  }
  return twins;
}

type TwinCase = Extract<ReviewCase, { kind: 'duplicate' }>;

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
  const free = views.filter((view) => !held.has(view.record.rid));
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
    withdrawOpen(ctx, record);
    ask(ctx, { ...view, record }, twin);
  });
  await inSlices(ctx, free, (view) => {
    if (view.record.state === 'inReview' && !waiting.has(view.record.rid)) reopen(ctx, view);
  });
  return waiting;
}

/** A question about a single; what refers to it waits no more for it to be looked at, but for the answer. */
function ask(ctx: Context, view: RecordView, detail: ReviewCase): void {
  const { record } = view;
  const looked = record.dirty;
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
