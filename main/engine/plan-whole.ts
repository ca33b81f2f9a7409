import type { PlanSummary } from '../../shared/contract/sync.ts';
import { type EntityDescriptor, inGroups } from '../../shared/entity.ts';
import { planText, summarise } from '../core/preview.ts';
import { type Context, nowAt, openSums, settingsOf } from './context.ts';
import type { Draft } from './plan-draft.ts';

/** What a drafted plan comes to, with the hash Apply is bound to; of the kinds of records it is about. */
export function summaryOf(
  ctx: Context,
  draft: Draft,
  about: (descriptor: EntityDescriptor) => boolean,
  change: PlanSummary['change'] = null,
): PlanSummary {
  const figures = summarise({
    items: draft.items,
    descriptors: inGroups(ctx.entities.all.map(({ descriptor }) => descriptor).filter(about), ({ group }) => group),
    totals: draft.totals,
    brake: settingsOf(ctx.store).brake,
    compared: draft.compared,
    equal: draft.equal,
    before: { receivable: openSums(ctx, 'receivable'), payable: openSums(ctx, 'payable') },
    effect: draft.effect,
    income: draft.income.effects(),
    taxByAddress: draft.income.taxByAddress(),
  });
  const hash = ctx.hash(planText(draft.items));
  return { planId: ctx.ids.next(), hash, createdAt: nowAt(ctx), since: null, change, purpose: null, ...figures };
}
