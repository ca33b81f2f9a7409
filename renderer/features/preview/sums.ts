import { Decimal } from 'decimal.js';
import type { IncomeEffect, PlanAction, PlanSummary } from '../../../shared/contract/sync.ts';
import { PLAN_ACTIONS } from '../../ui/index.ts';

/** Actions that occur in a plan, in the fixed order. */
export const actionsOf = (plan: PlanSummary): PlanAction[] =>
  PLAN_ACTIONS.filter((action) => plan.byEntity.some((row) => (row.counts[action] ?? 0) > 0));

/** Count and money of one action over all entities; money null where no record has an amount. */
export function totalOf(plan: PlanSummary, action: PlanAction): { count: number; money: string | null } {
  const count = plan.byEntity.reduce((sum, row) => sum + (row.counts[action] ?? 0), 0);
  const amounts = plan.byEntity.flatMap((row) => row.money[action] ?? []);
  return { count, money: amounts.length === 0 ? null : add(amounts) };
}

/** Exact sum of amounts, two decimals. */
export const add = (amounts: readonly string[]): string =>
  amounts.reduce((sum, amount) => sum.add(amount), new Decimal(0)).toFixed(2);

/** `to` minus `from`, two decimals. */
export const difference = (from: string, to: string): string => new Decimal(to).sub(from).toFixed(2);

/** Several accounts as one row. */
export function incomeTotal(rows: readonly IncomeEffect[]): IncomeEffect {
  const of = (pick: (row: IncomeEffect) => string): string => add(rows.map(pick));
  return {
    account: null,
    name: 'Total income',
    kind: 'income',
    platformBefore: of((row) => row.platformBefore),
    platformAfter: of((row) => row.platformAfter),
    quickbooksBefore: of((row) => row.quickbooksBefore),
    quickbooksAfter: of((row) => row.quickbooksAfter),
  };
}

/** Records a plan leaves for a person, in all. */
export const leftOver = (plan: PlanSummary): { review: number; refuse: number } => ({
  review: totalOf(plan, 'review').count + totalOf(plan, 'duplicate').count,
  refuse: totalOf(plan, 'refuse').count,
});

/** Width of a column whose heading stands on one line, and of one whose heading is broken; px. */
const ONE_LINE = 148;
const BROKEN = 84;

/** How a table of `actions` columns beside the kinds fits a width in px: nothing may be cut off. 0 is "not measured yet". */
export function matrixLayout(width: number, actions: number): 'grid' | 'stacked' | 'list' {
  const share = width / (actions + 1);
  if (width === 0 || (share < ONE_LINE && share >= BROKEN)) return 'stacked';
  return share < BROKEN ? 'list' : 'grid';
}
