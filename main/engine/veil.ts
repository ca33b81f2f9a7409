import type { Caller } from '../../shared/access.ts';
import type { Visibility } from '../../shared/contract/people.ts';
import type { PlanSummary } from '../../shared/contract/sync.ts';
import type { AppError } from '../../shared/errors.ts';
import { fromCents, toCents } from '../core/money.ts';
import type {
  AuditEntry,
  EngineStore,
  ImportPartQuery,
  StoredImportPart,
  StoredRecord,
  UndoPart,
  UndoPartState,
} from '../core/ports-store.ts';
import { REMOVALS } from '../core/preview.ts';

/**
 * What people see who may not see documents made directly in QuickBooks: the engine's memory without those documents and
 * without what refers to them. Reads that tell (lists, counts, sums, titles, the log) are filtered here, at one place; what
 * the sync itself works with is not, so nothing may plan or send on a veiled store.
 */

/** Who sees documents made directly in QuickBooks; Admins unless said otherwise. */
export const visibilityOf = (store: EngineStore): Visibility => store.getMeta<Visibility>('visibility') ?? 'admins';

/** Whether somebody sees documents made directly in QuickBooks. */
export function seesDirect(store: EngineStore, { role }: Pick<Caller, 'role'>): boolean {
  if (role === 'owner') return true;
  const documents = visibilityOf(store);
  return documents === 'everyone' || (documents === 'admins' && role === 'admin');
}

/** More items than any plan has. */
const ALL = Number.MAX_SAFE_INTEGER;

export function veiled(store: EngineStore): EngineStore {
  const hidden = (record: StoredRecord): boolean => store.isHidden(record.rid);
  /** A refusal that names a document of the others ("already used by invoice 1042") keeps its cause only. */
  const calmed = (entity: string | null, error: AppError | null): AppError | null => {
    const id = error?.values.duplicateId;
    const other = entity === null || id === undefined ? null : store.recordOf(entity, 'quickbooks', id);
    if (error === null || other === null || !hidden(other)) return error;
    const userSentence = 'QuickBooks refused it: its number is already used by another document.';
    const { code, remedy, retryable } = error;
    return { code, remedy, retryable, userSentence, values: {} };
  };
  const shown = (record: StoredRecord): StoredRecord => {
    const error = calmed(record.entity, record.error);
    return error === record.error ? record : { ...record, error, detail: null };
  };
  const seen = (record: StoredRecord | null): StoredRecord | null =>
    record === null || hidden(record) ? null : shown(record);
  const told = (entry: AuditEntry): AuditEntry => {
    const error = calmed(entry.entity, entry.error);
    if (error !== entry.error && error !== null) return { ...entry, error, what: error.userSentence };
    // How many changes a plan had counts what is hidden, too.
    return entry.entity === null
      ? {
          ...entry,
          what: entry.what
            .replace(/^Applied the plan of \d+ changes?/, 'Applied a plan')
            .replace(/^(Began an import) of .*|^(Import finished): .*/, '$1$2'),
        }
      : entry;
  };
  const shownParts = (id: string, state: UndoPartState | null): UndoPart[] =>
    store.undoParts(id, state, ALL).filter((part) => !store.isHidden(part.rid));
  const shownImport = (id: string, query: Partial<ImportPartQuery> = {}): StoredImportPart[] =>
    store.importParts({ ...query, id, offset: 0, limit: ALL }).parts.filter(({ entity, quickbooksId }) => {
      const record = quickbooksId === null ? null : store.recordOf(entity, 'quickbooks', quickbooksId);
      return record === null || !hidden(record);
    });
  const plan = (): PlanSummary | null => {
    const stored = store.plan();
    return stored && veiledPlan(store, stored);
  };
  const reads: Partial<EngineStore> = {
    record: (rid) => seen(store.record(rid)),
    recordOf: (entity, side, id) => seen(store.recordOf(entity, side, id)),
    recordByKey: (entity, key) => seen(store.recordByKey(entity, key)),
    view: (rid) => {
      const view = store.view(rid);
      return view === null || hidden(view.record) ? null : { ...view, record: shown(view.record) };
    },
    referencing: (entity, key, limit) =>
      store
        .referencing(entity, key, limit)
        .filter((record) => !hidden(record))
        .map(shown),
    titles: (keys) =>
      store.titles(
        keys.filter(({ entity, id }) => {
          const record = store.recordByKey(entity, id);
          return record !== null && !hidden(record);
        }),
      ),
    counts: () => store.counts(true),
    failedAttachments: (limit) =>
      store.failedAttachments(limit).filter(({ entity, side, recordId }) => {
        const record = store.recordOf(entity, side, recordId);
        return record === null || !hidden(record);
      }),
    failedAttachmentCounts: () => store.failedAttachmentCounts(true),
    openBalances: (entities) => store.openBalances(entities, true),
    listRecords: (query) => {
      const found = store.listRecords({ ...query, hide: true });
      return { ...found, rows: found.rows.map((row) => ({ ...row, record: shown(row.record) })) };
    },
    stateCounts: (query) => store.stateCounts({ ...query, hide: true }),
    problems: (limit) => store.problems(limit, true).map(shown),
    review: (id) => {
      const review = store.review(id);
      return review === null || (review.rid !== null && store.isHidden(review.rid)) ? null : review;
    },
    reviewOf: (rid) => {
      if (rid !== null) return store.isHidden(rid) ? null : store.reviewOf(rid);
      const brake = store.reviewOf(null);
      return brake && { ...brake, detail: MANY };
    },
    reviews: (filter) =>
      store
        .reviews({ ...filter, hide: true })
        .map((review) => (review.detail.kind === 'brake' ? { ...review, detail: MANY } : review)),
    reviewCount: () => store.reviews({ hide: true }).length,
    undos: (limit) => store.undos(limit).map((undo) => ({ ...undo, what: 'Changes' })),
    undoParts: (id, state, limit) => shownParts(id, state).slice(0, limit),
    undoCounts: (id) => {
      const counts = { waiting: 0, done: 0, over: 0, givenUp: 0 };
      for (const part of shownParts(id, null)) counts[part.state]++;
      return counts;
    },
    importParts: (query) => {
      const parts = shownImport(query.id, query);
      return { total: parts.length, parts: parts.slice(query.offset, query.offset + query.limit) };
    },
    importCounts: (id) => shownImport(id).map((part) => ({ ...part, count: 1 })),
    plan,
    planItems: (query) => store.planItems({ ...query, hide: true }),
    audit: (query) => store.audit({ ...query, hide: true }).map(({ seq, entry }) => ({ seq, entry: told(entry) })),
    newestAudit: () => store.newestAudit(true),
    throughput: (sinceAt, stepMinutes) => store.throughput(sinceAt, stepMinutes, true),
  };
  // Everything else is the store's own, however it comes by it.
  return Object.assign(Object.create(store) as EngineStore, reads);
}

/** What the brake stopped, without its numbers. */
const MANY = { kind: 'brake' as const, what: 'change much at once' };

/** A plan's figures without what is hidden. The hash stays: it is still that plan. */
export function veiledPlan(store: EngineStore, plan: PlanSummary): PlanSummary {
  const { items } = store.planItems({ planId: plan.planId, hide: true, offset: 0, limit: ALL });
  const all = store.planItems({ planId: plan.planId, offset: 0, limit: ALL }).total;
  const sizeOf = (hide: boolean): number =>
    store.counts(hide).reduce((sum, { state, count }) => (state === 'deleted' ? sum : sum + count), 0);
  const less = sizeOf(false) - sizeOf(true);
  const byEntity = plan.byEntity.map(({ entity, label }) => {
    const counts: PlanSummary['byEntity'][number]['counts'] = {};
    const cents = new Map<keyof typeof counts, bigint>();
    for (const item of items) {
      if (item.entity !== entity) continue;
      counts[item.action] = (counts[item.action] ?? 0) + 1;
      if (item.amount !== null) cents.set(item.action, (cents.get(item.action) ?? 0n) + toCents(item.amount));
    }
    return {
      entity,
      label,
      counts,
      money: Object.fromEntries([...cents].map(([action, sum]) => [action, fromCents(sum)])),
    };
  });
  const count = (...actions: readonly string[]): number => items.filter((item) => actions.includes(item.action)).length;
  const since = store.planItems({ planId: plan.planId, hide: true, since: true, offset: 0, limit: ALL }).items;
  const marked = (mark: string): number => since.filter((item) => item.since === mark).length;
  return {
    ...plan,
    compared: Math.max(items.length, plan.compared - less),
    equal: Math.max(0, plan.equal - Math.max(0, less - (all - items.length))),
    actionable: items.length - count('duplicate', 'review', 'refuse', 'leaveOut'),
    byEntity,
    receivables: null,
    payables: null,
    income: [],
    since: plan.since && { added: marked('added'), changed: marked('changed'), dropped: marked('dropped') },
    warning:
      plan.warning === null
        ? null
        : `This plan would ${count(...REMOVALS) > 0 ? 'remove or ' : ''}change more than usual. Look closely before you apply it.`,
  };
}
