import type { IncomeEffect, OpenEffect, PlanAction, PlanItem, PlanSummary } from '../../shared/contract/sync.ts';
import type { EntityDescriptor, Ledger } from '../../shared/entity.ts';
import type { Brake } from '../../shared/policy.ts';
import type { Side } from '../../shared/primitives.ts';
import { checkBrake, type RunLoad } from './brake.ts';
import { fromCents, toCents } from './money.ts';
import type { PlannedWrite } from './plan-types.ts';

/** The figures of a plan, from its items. */
export function summarise(input: {
  items: PlanItem[];
  descriptors: EntityDescriptor[];
  /** Records per entity, for the brake. */
  totals: Map<string, number>;
  brake: Brake;
  compared: number;
  equal: number;
  before: Record<Ledger, Record<Side, string>>;
  /** What Apply changes in the open sums, in cents. */
  effect: Record<Ledger, Record<Side, bigint>>;
  income: IncomeEffect[];
  taxByAddress: boolean;
}): Omit<PlanSummary, 'planId' | 'hash' | 'createdAt' | 'since' | 'change' | 'purpose'> {
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
  const open = (ledger: Ledger): OpenEffect => {
    const before = input.before[ledger];
    const effect = input.effect[ledger];
    return {
      platformBefore: before.platform,
      platformAfter: fromCents(toCents(before.platform) + effect.platform),
      quickbooksBefore: before.quickbooks,
      quickbooksAfter: fromCents(toCents(before.quickbooks) + effect.quickbooks),
    };
  };
  return {
    compared: input.compared,
    equal: input.equal,
    actionable: input.items.filter(isActionable).length,
    byEntity,
    receivables: open('receivable'),
    payables: open('payable'),
    income: input.income,
    taxByAddress: input.taxByAddress,
    warning: what === null ? null : `This plan would ${what}. Look closely before you apply it.`,
  };
}

/** Acts that take a record out of use on a side; a void, a deletion and a deactivation are told apart everywhere. */
export const REMOVALS: readonly PlanAction[] = [
  'voidInPlatform',
  'voidInQuickbooks',
  'deleteInPlatform',
  'deleteInQuickbooks',
  'deactivateInPlatform',
  'deactivateInQuickbooks',
];

/** The plan's word for a write. A removal without a mode is a deletion: the strongest of the three. */
export function planAction(write: PlannedWrite): PlanAction {
  const act = write.kind === 'remove' ? (write.mode ?? 'delete') : write.kind === 'create' ? 'create' : 'update';
  return `${act}In${write.side === 'platform' ? 'Platform' : 'Quickbooks'}`;
}

/** Filling what was empty takes nothing away, so it does not count as a change. */
function loadsOf(items: PlanItem[], byEntity: PlanSummary['byEntity'], totals: Map<string, number>): RunLoad[] {
  return byEntity.map(({ entity, label, counts }) => ({
    entity,
    label,
    removals: REMOVALS.reduce((sum, action) => sum + (counts[action] ?? 0), 0),
    updates: items.filter(
      (item) =>
        item.entity === entity &&
        item.action.startsWith('update') &&
        item.changes.some((change) => change.before !== null),
    ).length,
    // A plan shows what it would make: that is no surprise to stop at.
    creates: 0,
    total: totals.get(entity) ?? 0,
    sent: { removals: 0, updates: 0, creates: 0 },
  }));
}

/** Whether Apply would carry an item out; the others wait for a person. */
export const isActionable = ({ action }: PlanItem): boolean =>
  action !== 'review' && action !== 'duplicate' && action !== 'refuse' && action !== 'leaveOut';

/** What a plan says, as one text: equal texts mean the very same acts writing the very same values. */
export const planText = (items: PlanItem[]): string => JSON.stringify(items.map(({ id, digest }) => [id, digest]));

/**
 * The items of a new plan, each marked with what became of it since an older one: new acts, acts that would write
 * something else, and at the end those that are no longer to be done.
 */
export function markSince(
  before: PlanItem[],
  after: PlanItem[],
): { items: PlanItem[]; since: NonNullable<PlanSummary['since']> } {
  const known = new Map(before.filter((item) => item.since !== 'dropped').map((item) => [item.id, item]));
  const since = { added: 0, changed: 0, dropped: 0 };
  const items = after.map((item): PlanItem => {
    const old = known.get(item.id);
    known.delete(item.id);
    if (old?.digest === item.digest) return item;
    since[old ? 'changed' : 'added']++;
    return { ...item, since: old ? 'changed' : 'added' };
  });
  for (const item of known.values()) {
    since.dropped++;
    items.push({ ...item, since: 'dropped' });
  }
  return { items, since };
}

/** "2 acts were added, 1 was dropped and 3 would write something else since it was made". */
export function sinceWords({ added, changed, dropped }: NonNullable<PlanSummary['since']>): string {
  const were = (count: number): string => (count === 1 ? 'was' : 'were');
  const parts = [
    added > 0 ? [added, `${were(added)} added`] : null,
    dropped > 0 ? [dropped, `${were(dropped)} dropped`] : null,
    changed > 0 ? [changed, 'would write something else'] : null,
  ].flatMap((part) => (part ? [part] : []));
  const words = parts.map(([count, what], index) =>
    index === 0 ? `${count} ${count === 1 ? 'change' : 'changes'} ${what}` : `${count} ${what}`,
  );
  if (words.length === 0) return 'the order of its changes is another';
  const list = words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
  return `${list} since it was made`;
}
