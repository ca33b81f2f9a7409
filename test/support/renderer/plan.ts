import { Decimal } from 'decimal.js';
import type { IncomeEffect, PlanAction, PlanItem, PlanSummary } from '../../../shared/contract/sync.ts';
import { appError } from '../../../shared/errors.ts';
import type { FakeRecord } from './book.ts';

const LABELS: Record<string, string> = {
  customer: 'Customers',
  item: 'Items',
  invoice: 'Invoices',
  payment: 'Payments',
};

const actionOf = (record: FakeRecord, index: number): PlanAction | null => {
  if (record.entity === 'customer') {
    if (index % 9 === 4) return 'updateInQuickbooks';
    if (index % 7 === 3) return 'createInPlatform';
    if (index === 13 || index === 27) return 'review';
    if (index === 5 || index === 6) return 'duplicate';
    return index % 4 === 1 ? 'createInQuickbooks' : 'link';
  }
  if (record.entity === 'item')
    return index % 6 === 0 ? 'createInQuickbooks' : index % 11 === 2 ? 'updateInPlatform' : 'link';
  if (record.entity === 'invoice')
    return index % 17 === 5
      ? 'voidInQuickbooks'
      : index % 23 === 7
        ? 'deleteInQuickbooks'
        : index % 21 === 20
          ? 'refuse'
          : index % 2 === 0
            ? 'createInQuickbooks'
            : 'createInPlatform';
  return index % 3 === 0 ? 'createInQuickbooks' : 'createInPlatform';
};

const account = (id: string, name: string, figures: string[], kind: 'income' | 'tax' = 'income'): IncomeEffect => {
  const [platformBefore = '', platformAfter = '', quickbooksBefore = '', quickbooksAfter = ''] = figures;
  return { account: id, name, kind, platformBefore, platformAfter, quickbooksBefore, quickbooksAfter };
};

/** A contractor's accounts: most end equal, one is left apart by what waits in Review. */
const INCOME: IncomeEffect[] = [
  account('86', 'Discounts given', ['-412.50', '-902.75', '-490.25', '-902.75']),
  account('79', 'Landscaping Services:Job Materials:Fountains and Garden Lighting', [
    '2246.50',
    '4990.00',
    '2743.50',
    '4990.00',
  ]),
  account('45', 'Landscaping Services', ['21480.00', '38214.62', '16734.62', '38214.62']),
  account('82', 'Roofing Labor', ['18960.00', '18960.00', '0.00', '18410.00']),
  account('54', 'Sales of Product Income', ['912.75', '912.75', '912.75', '7.20']),
  account('90', 'CDTFA Payable', ['1204.11', '2731.90', '1527.80', '2731.90'], 'tax'),
];

/** A plan of first contact over the pretended book. */
export function createPlan(
  book: readonly FakeRecord[],
  now: number,
  warning: string | null,
): { plan: PlanSummary; items: PlanItem[] } {
  const items: PlanItem[] = book.flatMap((record, index) => {
    const action = actionOf(record, index);
    if (action === null) return [];
    const amount =
      record.entity === 'invoice' ? record.body.total : record.entity === 'payment' ? record.body.amount : null;
    return [
      {
        id: `plan-${record.key}`,
        digest: record.key,
        since: null,
        action,
        entity: record.entity,
        title: record.entity === 'invoice' ? `Invoice ${record.title} · ${record.who}` : record.title,
        platformId: action === 'createInPlatform' ? null : record.platformId,
        quickbooksId: action === 'createInQuickbooks' ? null : record.quickbooksId,
        amount: typeof amount === 'string' ? amount : null,
        reason:
          action === 'link'
            ? 'Same e-mail address'
            : action === 'createInQuickbooks'
              ? 'Only in Workspace'
              : action === 'createInPlatform'
                ? 'Only in QuickBooks'
                : action === 'duplicate'
                  ? 'May be in Workspace twice: same name as another customer'
                  : action === 'review'
                    ? 'Two customers in QuickBooks could be this one'
                    : action === 'voidInQuickbooks' || action === 'deleteInQuickbooks'
                      ? 'Changed in Workspace'
                      : action === 'refuse'
                        ? 'It needs a tax code'
                        : 'Changed on one side only',
        changes: changesOf(action, record),
        error:
          action === 'refuse'
            ? appError('sync.needsMapping', { title: `Invoice ${record.title}`, what: 'tax code' })
            : null,
      },
    ];
  });
  const byEntity = [...new Set(items.map((item) => item.entity))].map((entity) => {
    const counts: Partial<Record<PlanAction, number>> = {};
    const money: Partial<Record<PlanAction, string>> = {};
    for (const item of items.filter((one) => one.entity === entity)) {
      counts[item.action] = (counts[item.action] ?? 0) + 1;
      if (item.amount) money[item.action] = new Decimal(money[item.action] ?? 0).add(item.amount).toFixed(2);
    }
    return { entity, label: LABELS[entity] ?? entity, counts, money };
  });
  return {
    plan: {
      planId: `plan-${now}`,
      hash: 'a1b2c3d4',
      createdAt: new Date(now).toISOString(),
      since: null,
      change: null,
      purpose: null,
      compared: book.length + 12,
      equal: 12,
      actionable: items.filter((item) => !['review', 'duplicate', 'refuse'].includes(item.action)).length,
      byEntity,
      receivables: {
        platformBefore: '38214.60',
        platformAfter: '61902.15',
        quickbooksBefore: '24130.00',
        quickbooksAfter: '61902.15',
      },
      payables: {
        platformBefore: '0.00',
        platformAfter: '9283.80',
        quickbooksBefore: '9283.80',
        quickbooksAfter: '9283.80',
      },
      income: INCOME,
      taxByAddress: warning !== null,
      warning,
    },
    items,
  };
}

/** The same plan after things moved on: some items new, some different, some gone. */
export function outdated({ plan, items }: { plan: PlanSummary; items: PlanItem[] }): {
  plan: PlanSummary;
  items: PlanItem[];
} {
  const marks = new Map([
    [4, 'changed'],
    [9, 'added'],
    [40, 'added'],
    [41, 'changed'],
    [52, 'dropped'],
  ] as const);
  return {
    plan: { ...plan, since: { added: 2, changed: 2, dropped: 1 } },
    items: items.map((item, index) => ({ ...item, since: marks.get(index as 4) ?? null })),
  };
}

function changesOf(action: PlanAction, record: FakeRecord): PlanItem['changes'] {
  if (action === 'updateInQuickbooks' || action === 'updateInPlatform')
    return [
      { field: 'phone', label: 'Phone', before: '(707) 555-0100', after: record.body.phone ?? '(707) 555-0111' },
      { field: 'notes', label: 'Notes', before: null, after: 'Gate code 4471. Call before arriving.' },
    ];
  if (!action.startsWith('create')) return [];
  return Object.entries(record.body)
    .filter(([, value]) => value !== null)
    .slice(0, 7)
    .map(([field, value]) => ({
      field,
      label: field.replace(/([A-Z])/g, ' $1').replace(/^./, (letter) => letter.toUpperCase()),
      before: null,
      after: value,
    }));
}
