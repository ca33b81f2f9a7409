import { Decimal } from 'decimal.js';
import type { PlanAction, PlanSummary } from '../../../shared/contract/sync.ts';
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

/** Records a plan leaves for a person, in all. */
export const leftOver = (plan: PlanSummary): { review: number; refuse: number } => ({
  review: totalOf(plan, 'review').count,
  refuse: totalOf(plan, 'refuse').count,
});
