import type { PlanAction, PlanItem, PlanSummary } from '../../shared/contract/sync.ts';
import type { EntityDescriptor } from '../../shared/entity.ts';
import type { Brake } from '../../shared/policy.ts';
import type { Side } from '../../shared/primitives.ts';
import { checkBrake, type RunLoad } from './brake.ts';
import { fromCents, toCents } from './money.ts';

/** The figures of a plan, from its items. */
export function summarise(input: {
  items: PlanItem[];
  descriptors: EntityDescriptor[];
  /** Records per entity, for the brake. */
  totals: Map<string, number>;
  brake: Brake;
  compared: number;
  equal: number;
  before: Record<Side, string>;
  /** What Apply changes in open receivables, in cents. */
  effect: Record<Side, bigint>;
}): Omit<PlanSummary, 'planId' | 'hash' | 'createdAt'> {
  const byEntity = input.descriptors.map((descriptor) => {
    const counts: Partial<Record<PlanAction, number>> = {};
    const cents: Partial<Record<PlanAction, bigint>> = {};
    for (const item of input.items) {
      if (item.entity !== descriptor.name) continue;
      counts[item.action] = (counts[item.action] ?? 0) + 1;
      if (descriptor.isDocument) cents[item.action] = (cents[item.action] ?? 0n) + toCents(item.amount);
    }
    const money = Object.fromEntries(Object.entries(cents).map(([action, sum]) => [action, fromCents(sum)]));
    return { entity: descriptor.name, label: descriptor.labelPlural, counts, money };
  });
  const what = checkBrake(loadsOf(input.items, byEntity, input.totals), input.brake);
  const { before, effect } = input;
  return {
    compared: input.compared,
    equal: input.equal,
    actionable: input.items.filter((item) => item.action !== 'review' && item.action !== 'refuse').length,
    byEntity,
    receivables: {
      platformBefore: before.platform,
      platformAfter: fromCents(toCents(before.platform) + effect.platform),
      quickbooksBefore: before.quickbooks,
      quickbooksAfter: fromCents(toCents(before.quickbooks) + effect.quickbooks),
    },
    warning: what === null ? null : `This plan would ${what}. Look closely before you apply it.`,
  };
}

/** Filling what was empty takes nothing away, so it does not count as a change. */
function loadsOf(items: PlanItem[], byEntity: PlanSummary['byEntity'], totals: Map<string, number>): RunLoad[] {
  return byEntity.map(({ entity, label, counts }) => ({
    entity,
    label,
    removals: (counts.removeInPlatform ?? 0) + (counts.removeInQuickbooks ?? 0),
    updates: items.filter(
      (item) =>
        item.entity === entity &&
        item.action.startsWith('update') &&
        item.changes.some((change) => change.before !== null),
    ).length,
    total: totals.get(entity) ?? 0,
  }));
}

/** What a plan says, as one text: equal texts mean the very same acts on the very same values. */
export const planText = (items: PlanItem[]): string =>
  JSON.stringify(
    items.map(({ action, entity, platformId, quickbooksId, amount, changes, error }) => [
      action,
      entity,
      platformId,
      quickbooksId,
      amount,
      changes.map(({ field, before, after }) => [field, before, after]),
      error?.code ?? null,
    ]),
  );
