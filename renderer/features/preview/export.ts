import type { PlanItem, PlanSummary } from '../../../shared/contract/sync.ts';
import type { Json } from '../../../shared/primitives.ts';
import type { useAppStore } from '../../store/index.ts';
import type { TellableError } from '../../ui/index.ts';
import { csvText, offerFile, readable } from '../../ui/index.ts';
import { difference } from './sums.ts';

type Call = ReturnType<typeof useAppStore>['call'];

/** Most items one answer may hold, by the contract. */
const PAGE = 500;

/** Reads every item of the plan and offers it as a file. Answers why it could not, or null. */
export async function exportPlan(call: Call, plan: PlanSummary, format: 'csv' | 'json'): Promise<TellableError | null> {
  const items: PlanItem[] = [];
  for (let total = 1; items.length < total; ) {
    const page = await call('plan.items', { planId: plan.planId, offset: items.length, limit: PAGE });
    if (!page.ok) return page.error;
    items.push(...page.value.items);
    total = page.value.items.length === 0 ? 0 : page.value.total;
  }
  const name = `plumbline-preview-${plan.createdAt.slice(0, 10)}`;
  if (format === 'csv') offerFile(`${name}.csv`, 'text/csv', planCsv(items, plan));
  else offerFile(`${name}.json`, 'application/json', JSON.stringify({ plan, items }, null, 2));
  return null;
}

const HEADINGS = [
  'Action',
  'Kind',
  'Record',
  'Amount',
  'Reason',
  'Field',
  'Before',
  'After',
  'Workspace id',
  'QuickBooks id',
];

/**
 * A plan as a spreadsheet: one row per field that changes, or one row per record where none does; then the effect on open
 * receivables and on each account, one row per side.
 */
export function planCsv(items: readonly PlanItem[], plan?: PlanSummary): string {
  const rows = items.flatMap((item) => {
    const left = [item.action, item.entity, item.title, item.amount, item.error?.userSentence ?? item.reason];
    const right = [item.platformId, item.quickbooksId];
    if (item.changes.length === 0) return [[...left, null, null, null, ...right]];
    return item.changes.map((change) => [...left, change.label, cellOf(change.before), cellOf(change.after), ...right]);
  });
  const effects = plan === undefined ? [] : effectRows(plan);
  return csvText([HEADINGS, ...rows, ...effects]);
}

function effectRows({ receivables: r, income }: PlanSummary): (string | null)[][] {
  const both = (kind: string, name: string, account: string | null, figures: string[]): (string | null)[][] =>
    ['Workspace', 'QuickBooks'].map((side, index) => {
      const [before = '0.00', after = '0.00'] = figures.slice(index * 2);
      return ['effect', kind, name, difference(before, after), null, side, before, after, null, account];
    });
  return [
    ...(r === null
      ? []
      : both('receivables', 'Open receivables (A/R)', null, [
          r.platformBefore,
          r.platformAfter,
          r.quickbooksBefore,
          r.quickbooksAfter,
        ])),
    ...income.flatMap((row) =>
      both(row.kind, row.name, row.account, [
        row.platformBefore,
        row.platformAfter,
        row.quickbooksBefore,
        row.quickbooksAfter,
      ]),
    ),
  ];
}

const cellOf = (value: Json): string => (value === null ? '' : readable(value));
