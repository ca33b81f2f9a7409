import type { AuditEntry, EngineStore, RunRow, StoredReview } from '../../../main/core/ports-store.ts';
import type { PlanItem, PlanSummary } from '../../../shared/contract/sync.ts';
import { compare, contains, createTable, keep, type Undo, violated } from './kept.ts';

type Reviews = Pick<
  EngineStore,
  | 'review'
  | 'reviewOf'
  | 'reviews'
  | 'putReview'
  | 'dropReview'
  | 'reviewCount'
  | 'putPlan'
  | 'plan'
  | 'planItems'
  | 'dropPlan'
>;

const RANK: Record<StoredReview['detail']['kind'], number> = {
  brake: 0,
  removal: 1,
  fields: 2,
  match: 3,
  duplicate: 4,
};

/** Whether a record with one of these ids is left out by `hide`. */
type HiddenByIds = (entity: string, ids: { platformId: string | null; quickbooksId: string | null }) => boolean;

/** What waits for a person, and the plan shown before the first write. */
export function createReviews(
  undo: Undo,
  exists: (rid: number) => boolean,
  hiddenByIds: HiddenByIds,
  isHidden: (rid: number) => boolean,
) {
  const reviews = createTable<string, StoredReview>(undo);
  const plan = createTable<'plan', { summary: PlanSummary; items: PlanItem[] }>(undo);
  const ofRid = (rid: number | null): StoredReview | undefined => {
    for (const review of reviews.values()) if (review.rid === rid) return review;
    return undefined;
  };
  const copy = (review: StoredReview | undefined): StoredReview | null => (review ? { ...review } : null);
  const part: Reviews = {
    review: (id) => copy(reviews.get(id)),
    reviewOf: (rid) => copy(ofRid(rid)),
    reviews: ({ entity, kind, hide }) =>
      [...reviews.values()]
        .filter((one) => hide !== true || one.rid === null || !isHidden(one.rid))
        .filter(
          (one) => (entity === undefined || one.entity === entity) && (kind === undefined || one.detail.kind === kind),
        )
        .sort(
          (a, b) =>
            RANK[a.detail.kind] - RANK[b.detail.kind] ||
            compare(a.entity, b.entity) ||
            compare(a.createdAt, b.createdAt) ||
            compare(a.id, b.id),
        )
        .map((one) => ({ ...one })),
    putReview: (review) => {
      const known = reviews.get(review.id);
      if (known) {
        const { title, amount, revision, detail } = review;
        reviews.set(review.id, keep({ ...known, title, amount, revision, detail }));
        return;
      }
      if (review.rid !== null && ofRid(review.rid)) violated('review.rid');
      if (review.rid !== null && !exists(review.rid)) violated('review.rid exists');
      reviews.set(review.id, keep(review));
    },
    dropReview: (id) => {
      reviews.delete(id);
    },
    reviewCount: () => reviews.size,
    putPlan: (summary, items) => {
      plan.set('plan', keep({ summary, items }));
    },
    plan: () => plan.get('plan')?.summary ?? null,
    planItems: ({ planId, entity, action, search, since, hide, offset, limit }) => {
      const held = plan.get('plan');
      const found = (held?.summary.planId === planId ? held.items : []).filter(
        (item) =>
          (hide !== true || !hiddenByIds(item.entity, item)) &&
          (entity === undefined || item.entity === entity) &&
          (action === undefined || item.action === action) &&
          (since === true ? item.since !== null : item.since !== 'dropped') &&
          (!search || item.title.toLowerCase().includes(search.toLowerCase())),
      );
      return { total: found.length, items: found.slice(offset, offset + limit) };
    },
    dropPlan: () => {
      plan.delete('plan');
    },
  };
  return {
    part,
    dropOf: (rid: number): void => {
      const review = ofRid(rid);
      if (review) reviews.delete(review.id);
    },
  };
}

type Journal = Pick<
  EngineStore,
  'putRun' | 'appendAudit' | 'audit' | 'newestAudit' | 'verifyAudit' | 'auditHash' | 'throughput' | 'addLag' | 'lagP95'
>;

/** The log, runs and lags. */
export function createJournal(undo: Undo, hiddenByIds: HiddenByIds): Journal {
  const log: AuditEntry[] = [];
  const shown = (entry: AuditEntry, hide: boolean | undefined): boolean =>
    hide !== true || entry.entity === null || !hiddenByIds(entry.entity, entry);
  const runs = createTable<string, RunRow>(undo);
  let lags: { entity: string; at: number; ms: number }[] = [];
  const lately = (entity: string, since: number): number[] =>
    lags
      .filter((lag) => lag.entity === entity && lag.at >= since)
      .map((lag) => lag.ms)
      .sort((a, b) => a - b);
  return {
    putRun: (run) => {
      const known = runs.get(run.runId);
      runs.set(run.runId, keep(known ? { ...known, endedAt: run.endedAt, result: run.result } : { ...run }));
    },
    appendAudit: (entry) => {
      log.push(keep(entry));
      undo.did(() => log.pop());
      return log.length;
    },
    audit: (query) =>
      log
        .map((entry, at) => ({ seq: at + 1, entry }))
        .filter(
          ({ seq, entry }) =>
            shown(entry, query.hide) &&
            (query.entity === undefined || entry.entity === query.entity) &&
            (query.runId === undefined || entry.runId === query.runId) &&
            (query.side === undefined || entry.side === query.side) &&
            (query.result === undefined || entry.result === query.result) &&
            (query.recordId === undefined ||
              entry.platformId === query.recordId ||
              entry.quickbooksId === query.recordId) &&
            contains(`${entry.title ?? ''} ${entry.what} ${entry.actor}`, query.search) &&
            (query.before === undefined || seq < query.before),
        )
        .reverse()
        .slice(0, query.limit),
    newestAudit: (hide) => log.findLastIndex((entry) => shown(entry, hide)) + 1,
    // Nothing can change an entry behind the engine's back here.
    verifyAudit: (after, limit) => {
      const checked = Math.max(0, Math.min(limit, log.length - after.seq));
      return { checked, place: { seq: after.seq + checked, hash: '' }, bad: null };
    },
    auditHash: (seq) => (seq >= 1 && seq <= log.length ? '' : null),
    throughput: (sinceAt, stepMinutes, hide) => {
      const since = Date.parse(sinceAt);
      const steps = new Map<number, { step: number; toQuickbooks: number; toPlatform: number; failed: number }>();
      for (const entry of log) {
        const { at, side, result } = entry;
        if (!shown(entry, hide) || Date.parse(at) < since) continue;
        const step = Math.floor((Date.parse(at) - since) / (stepMinutes * 60_000));
        const sums = steps.get(step) ?? { step, toQuickbooks: 0, toPlatform: 0, failed: 0 };
        steps.set(step, sums);
        if (result === 'done' && side === 'quickbooks') sums.toQuickbooks += 1;
        if (result === 'done' && side === 'platform') sums.toPlatform += 1;
        if (result === 'failed') sums.failed += 1;
      }
      return [...steps.values()].sort((a, b) => a.step - b.step);
    },
    addLag: (entity, at, ms) => {
      const before = lags;
      undo.did(() => {
        lags = before;
      });
      lags = [...before.filter((lag) => lag.entity !== entity || lag.at >= at - 2 * 86_400_000), { entity, at, ms }];
    },
    lagP95: (entity, since) => {
      const found = lately(entity, since);
      return found[Math.min(found.length - 1, Math.floor(found.length * 0.95))] ?? null;
    },
  };
}
