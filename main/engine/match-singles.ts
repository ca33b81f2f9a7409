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
import { suspectsOf } from './claim.ts';
import { type Context, policyOf } from './context.ts';
import { faultOf } from './faults.ts';

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
export function lostCreates(ctx: Context, entity: string): Map<string, string[]> {
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
