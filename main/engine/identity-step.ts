import type { Side } from '../../shared/primitives.ts';
import { type Links, toCommon } from '../core/common.ts';
import { type Matching, matchRecords, type Unlinked } from '../core/identity.ts';
import type { RecordView } from '../core/ports-store.ts';
import type { EntityModule } from '../core/types.ts';
import { audit } from './audit.ts';
import { link, recordKey } from './book.ts';
import { type Context, linksOf, policyOf } from './context.ts';
import { review } from './plan-step.ts';

/** Whether a person already said what becomes of this single record, as it is now. */
function decided(view: RecordView): boolean {
  const { act } = view.record.decision;
  return (
    act !== null &&
    act.platform === (view.platform?.revision ?? null) &&
    act.quickbooks === (view.quickbooks?.revision ?? null)
  );
}

/** Singles that take part in matching: in use, not decided, and what they must refer to is already on both sides. */
function candidates(module: EntityModule, views: RecordView[], side: Side, links: Links): Unlinked[] {
  const out: Unlinked[] = [];
  for (const view of views) {
    const seen = view[side];
    if (!seen || view[side === 'platform' ? 'quickbooks' : 'platform'] || decided(view)) continue;
    if (seen.life !== 'live' && seen.life !== 'inactive') continue;
    const body = toCommon(module.descriptor, side, seen.body, links, {});
    if (!settledReferences(module, body, links)) continue;
    out.push({ id: seen.id, body, keys: module.matchKeys(body) });
  }
  return out;
}

/** Documents are matched after the records they belong to: before that their keys say nothing. */
function settledReferences(module: EntityModule, body: Unlinked['body'], links: Links): boolean {
  return module.descriptor.fields.every((field) => {
    if (field.kind !== 'ref' || field.required !== true) return true;
    const id = body[field.name];
    return typeof id !== 'string' || links.toQuickbooks(field.entity ?? '', id) !== null;
  });
}

/** Finds which singles of an entity are the same record. Pure but for reading the store. */
export function matchSingles(module: EntityModule, views: RecordView[], links: Links): Matching {
  const platform = candidates(module, views, 'platform', links);
  const quickbooks = candidates(module, views, 'quickbooks', links);
  if (platform.length === 0 || quickbooks.length === 0) return { links: [], unclear: [], waiting: new Set() };
  return matchRecords(module.descriptor, platform, quickbooks);
}

/** Rows that must not be planned as singles: they wait for a decision, or for a write whose fate is not known. */
export type Waiting = Set<number>;

/**
 * Links what is surely the same and asks about what may be. Runs whenever a single changed, so that a record made on both
 * sides in the same minute becomes one record, not two. Inside the caller's transaction.
 */
export function linkSingles(ctx: Context, module: EntityModule): Waiting {
  const { store } = ctx;
  const entity = module.descriptor.name;
  const waiting: Waiting = new Set();
  if (!store.hasDirtyUnlinked(entity)) return waiting;
  const policy = policyOf(store, entity);
  if (!policy.enabled) return waiting;
  const views = store.unlinkedViews(entity);
  const held = heldBack(ctx, entity, views);
  for (const rid of held) waiting.add(rid);
  const free = views.filter((view) => !held.has(view.record.rid));
  const byId = new Map(free.map((view) => [recordKey(view.record), view]));
  const matching = matchSingles(module, free, linksOf(store));
  for (const found of matching.links) {
    const platform = byId.get(found.platformId)?.record;
    const quickbooks = byId.get(`qb:${found.quickbooksId}`)?.record;
    if (!platform || !quickbooks) continue;
    link(ctx, platform, quickbooks);
    audit(ctx, { record: platform, what: `Linked: ${lower(found.reason)}` });
  }
  for (const { platformId, candidates: found } of matching.unclear) {
    const view = byId.get(platformId);
    if (!view) continue;
    waiting.add(view.record.rid);
    view.record.dirty = false;
    review(ctx, view, { kind: 'match', candidates: found });
    store.putRecord(view.record);
  }
  for (const id of matching.waiting) {
    const view = byId.get(`qb:${id}`);
    if (!view) continue;
    waiting.add(view.record.rid);
    if (view.record.state === 'inReview' && !view.record.dirty) continue;
    view.record.dirty = false;
    view.record.state = 'inReview';
    view.record.detail = 'May be the same as a record that waits in Review';
    store.putRecord(view.record);
    ctx.events.record(entity, recordKey(view.record));
  }
  for (const view of free) if (!waiting.has(view.record.rid)) reopen(ctx, view);
  return waiting;
}

/** A single that waited for a match which is settled now is planned again. */
function reopen(ctx: Context, { record }: RecordView): void {
  if (record.state !== 'inReview' || record.dirty) return;
  const own = ctx.store.reviewOf(record.rid);
  if (own && own.detail.kind !== 'match') return;
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
