import { Decimal } from 'decimal.js';
import type { InputOf, OutputOf } from '../../../shared/contract/index.ts';
import type { PlanItem, PlanSummary } from '../../../shared/contract/sync.ts';
import { appError } from '../../../shared/errors.ts';
import type { FakeRecord } from './book.ts';
import { createPlan } from './plan.ts';

/** A plan of undoing a run: phones go back on both sides, two customers are taken back, and perhaps something stands in the way. */
export function createUndoPlan(
  book: readonly FakeRecord[],
  now: number,
  wanted: InputOf<'undo.preview'>,
): { plan: PlanSummary; items: PlanItem[] } {
  const one = (record: FakeRecord, action: PlanItem['action'], more: Partial<PlanItem>): PlanItem => ({
    id: `${record.entity}/${record.key}/${action}`,
    digest: record.key,
    since: null,
    action,
    entity: record.entity,
    title: record.entity === 'invoice' ? `Invoice ${record.title}` : record.title,
    platformId: record.platformId,
    quickbooksId: record.quickbooksId,
    amount: typeof record.body.total === 'string' ? record.body.total : null,
    reason: 'As it was before',
    changes: [],
    error: null,
    ...more,
  });
  const customers = book.filter((record) => record.entity === 'customer' && record.platformId && record.quickbooksId);
  const invoices = book.filter((record) => record.entity === 'invoice' && record.platformId && record.quickbooksId);
  const phone = [{ field: 'phone', label: 'Phone', before: '(707) 555-0144', after: '(707) 555-0101' }];
  const memo = [{ field: 'memo', label: 'Message to customer', before: 'Second reminder', after: null }];
  const left = new Set(wanted.leave ?? []);
  const items = [
    ...customers
      .slice(0, 5)
      .flatMap((record) => [
        one(record, 'updateInQuickbooks', { changes: phone }),
        one(record, 'updateInPlatform', { changes: phone }),
      ]),
    ...customers
      .slice(5, 7)
      .map((record) => one(record, 'deactivateInQuickbooks', { reason: 'It was made by what is undone' })),
    ...invoices
      .slice(0, 2)
      .flatMap((record) => [
        one(record, 'updateInQuickbooks', { changes: memo }),
        one(record, 'updateInPlatform', { changes: memo }),
      ]),
    ...customers.slice(7, 8).map((record) => {
      const error = appError('undo.changedSince', { title: record.title, what: 'phone', label: 'QuickBooks' });
      return one(record, 'refuse', { reason: error.userSentence, error });
    }),
    ...invoices.slice(2, 3).map((record) => {
      const error = appError('quickbooks.deposited', { title: `Invoice ${record.title}` });
      return one(record, 'refuse', { reason: error.userSentence, error });
    }),
  ].filter((item) => !left.has(`${item.entity}/${item.platformId ?? `qb:${item.quickbooksId}`}`));
  const { plan } = createPlan(book, now, null);
  const byEntity = (['customer', 'invoice'] as const).map((entity) => {
    const counts: PlanSummary['byEntity'][number]['counts'] = {};
    const money: PlanSummary['byEntity'][number]['money'] = {};
    for (const item of items.filter((it) => it.entity === entity)) {
      counts[item.action] = (counts[item.action] ?? 0) + 1;
      if (item.amount) money[item.action] = new Decimal(money[item.action] ?? 0).add(item.amount).toFixed(2);
    }
    return { entity, label: entity === 'customer' ? 'Customers' : 'Invoices', counts, money };
  });
  const same = { platformBefore: '61902.15', platformAfter: '61902.15' };
  const actionable = items.filter(({ action }) => action !== 'refuse').length;
  return {
    plan: {
      ...plan,
      planId: `undo-${now}`,
      change: {
        kind: 'undo',
        run: wanted.runId ?? null,
        entries: wanted.entries ?? [],
        leave: wanted.leave ?? [],
      },
      purpose: 'Undo of 18 changes',
      compared: new Set(items.map((item) => `${item.entity}/${item.platformId}`)).size,
      equal: 0,
      actionable,
      byEntity,
      receivables: { ...same, quickbooksBefore: '61902.15', quickbooksAfter: '61902.15' },
      payables: null,
      income: [],
    },
    items,
  };
}

/** An undo that QuickBooks stopped at one record. */
export function undos(book: readonly FakeRecord[], now: number): OutputOf<'undo.list'>['undos'] {
  const stuck = book.find((record) => record.entity === 'invoice');
  return [
    {
      id: 'run-undo',
      at: new Date(now - 540_000).toISOString(),
      what: '18 changes',
      counts: { waiting: 1, done: 8, over: 0, givenUp: 0 },
      left: stuck
        ? [
            {
              entity: stuck.entity,
              key: stuck.key,
              title: `Invoice ${stuck.title}`,
              state: 'waiting',
              stuck: true,
              error: appError('quickbooks.closedPeriod', { title: `Invoice ${stuck.title}` }),
            },
          ]
        : [],
    },
  ];
}
