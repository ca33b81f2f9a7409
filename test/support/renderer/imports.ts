import type { ImportPart, ImportResult, ImportSummary } from '../../../shared/contract/import.ts';
import type { ImportScope } from '../../../shared/contract/import-scope.ts';
import type { PlanAction, PlanItem, PlanSummary } from '../../../shared/contract/sync.ts';
import { appError } from '../../../shared/errors.ts';
import type { FakeRecord } from './book.ts';
import { type Handlers, refuse } from './handlers.ts';
import { createPlan } from './plan.ts';

const SCOPE: ImportScope = {
  entities: ['customer', 'estimate', 'invoice', 'payment', 'creditMemo'],
  from: '2026-01-01',
  to: null,
  inactive: false,
  keys: ['email', 'name', 'phone'],
  companies: true,
  collisions: 'keep',
};

const WHY: Record<ImportResult, string> = {
  made: 'Only in QuickBooks',
  linked: 'Same e-mail address; both keep their own: Phone, Billing address',
  updated: 'Changed in QuickBooks',
  asked: 'May be the same as Pine Ridge HOA: same phone number',
  failed: 'Name: is already taken by another customer here.',
  left: 'Inactive in QuickBooks',
  cancelled: 'Only in QuickBooks',
  waiting: 'Only in QuickBooks',
};

const resultOf = (index: number, state: ImportSummary['state']): ImportResult => {
  if (state !== 'done' && index % 100 > 46) return state === 'running' ? 'waiting' : 'cancelled';
  if (index % 29 === 7) return 'asked';
  if (index % 41 === 11) return 'failed';
  if (index % 11 === 5) return 'left';
  return index % 4 === 1 ? 'linked' : 'made';
};

function partsOf(book: readonly FakeRecord[], state: ImportSummary['state']): ImportPart[] {
  return book
    .filter(({ entity }) => ['customer', 'invoice', 'payment'].includes(entity))
    .map((record, n) => {
      const result = resultOf(n, state);
      const withoutEmail = record.entity === 'customer' && n % 6 === 2;
      const bare = withoutEmail && result === 'made';
      return {
        n,
        entity: record.entity,
        key: result === 'waiting' ? null : record.key,
        title: record.entity === 'invoice' ? `Invoice ${record.title}` : record.title,
        amount: typeof record.body.total === 'string' ? record.body.total : null,
        result,
        reason: bare
          ? 'Only in QuickBooks: without an e-mail address, and nobody here has its name or phone number'
          : WHY[result],
        withoutEmail,
      };
    });
}

function summaryOf(id: string, at: string, state: ImportSummary['state'], parts: ImportPart[]): ImportSummary {
  const counted = (list: ImportPart[]): { total: number; counts: ImportSummary['counts'] } => {
    const counts: ImportSummary['counts'] = {};
    for (const { result } of list) counts[result] = (counts[result] ?? 0) + 1;
    return { total: list.length, counts };
  };
  const labels = { customer: 'Customers', invoice: 'Invoices', payment: 'Payments' };
  return {
    id,
    at,
    endedAt: state === 'running' ? null : at,
    state,
    by: 'You',
    scope: SCOPE,
    ...counted(parts),
    byEntity: Object.entries(labels).map(([entity, label]) => ({
      entity,
      label,
      ...counted(parts.filter((part) => part.entity === entity)),
    })),
    withoutEmail: parts.filter((part) => part.withoutEmail).length,
  };
}

/** Imports of the pretended engine: one under way, one cancelled, one done; none where nothing was synced yet. */
export function importHandlers(
  book: readonly FakeRecord[],
  now: number,
  begun: boolean,
  planned: (plan: { plan: PlanSummary; items: PlanItem[] }) => Promise<void>,
): Handlers {
  const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString();
  const all = (
    [
      ['running', 'running', 20],
      ['cancelled', 'cancelled', 5_400],
      ['done', 'done', 96_000],
    ] as const
  ).map(([id, state, age]) => {
    const parts = partsOf(book, state);
    return { summary: summaryOf(id, ago(age), state, parts), parts };
  });
  const known = (id: string) =>
    all.find(({ summary }) => summary.id === id) ?? refuse(appError('import.notFound', { done: 'shown' }));
  return {
    'import.list': () => ({ imports: begun ? all.map(({ summary }) => summary) : [] }),
    'import.get': ({ id }) => ({ import: known(id).summary }),
    'import.parts': ({ id, results, entity, withoutEmail, search = '', offset = 0, limit = 100 }) => {
      const found = known(id).parts.filter(
        (part) =>
          (results === undefined || results.includes(part.result)) &&
          (entity === undefined || part.entity === entity) &&
          (withoutEmail === undefined || part.withoutEmail === withoutEmail) &&
          `${part.title} ${part.reason}`.toLowerCase().includes(search.toLowerCase()),
      );
      return { total: found.length, parts: found.slice(offset, offset + limit) };
    },
    'import.cancel': () => ({}),
    'import.resume': () => ({}),
    'import.preview': async (scope) => {
      const plan = createImportPlan(book, now, scope);
      await planned(plan);
      return plan.plan;
    },
  };
}

/** The plan of an import: customers made and linked, some left out. */
export function createImportPlan(
  book: readonly FakeRecord[],
  now: number,
  scope: ImportScope = SCOPE,
): { plan: PlanSummary; items: PlanItem[] } {
  const { plan, items } = createPlan(book, now, null);
  const ACTION: Partial<Record<ImportResult, PlanAction>> = {
    made: 'createInPlatform',
    linked: 'link',
    asked: 'review',
    left: 'leaveOut',
  };
  const mine = items
    .filter(({ entity }) => ['customer', 'invoice', 'payment'].includes(entity))
    .map((item, index): PlanItem => {
      const result = resultOf(index, 'done');
      const action = ACTION[result] ?? 'createInPlatform';
      return {
        ...item,
        action,
        reason: WHY[result],
        error: null,
        changes: action === 'createInPlatform' ? item.changes : [],
      };
    });
  const byEntity = plan.byEntity
    .filter(({ entity }) => entity !== 'item')
    .map((row) => {
      const counts: typeof row.counts = {};
      for (const { entity, action } of mine) if (entity === row.entity) counts[action] = (counts[action] ?? 0) + 1;
      return { ...row, counts, money: {} };
    });
  return {
    plan: {
      ...plan,
      planId: `import-${now}`,
      change: { kind: 'import', scope },
      purpose: 'Import from QuickBooks',
      byEntity,
      actionable: mine.filter(({ action }) => action !== 'review' && action !== 'leaveOut').length,
      income: [],
    },
    items: mine,
  };
}
