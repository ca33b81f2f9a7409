import type { PlanAction, PlanItem } from '../../shared/contract/sync.ts';
import type { Ledger } from '../../shared/entity.ts';
import { type AppError, appError } from '../../shared/errors.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import { otherSide, type Side } from '../../shared/primitives.ts';
import { fromCents, toCents } from '../core/money.ts';
import { planRecord } from '../core/plan.ts';
import type { PlannedWrite, RecordPlan } from '../core/plan-types.ts';
import type { RecordView } from '../core/ports-store.ts';
import { planAction } from '../core/preview.ts';
import { writableSides } from '../core/rules.ts';
import type { FieldChange, RecordKey } from '../core/types.ts';
import { fieldWords, lifeWords } from '../core/words.ts';
import { recordKey } from './book.ts';
import { categoryAbove } from './categories.ts';
import { type Context, labelOf, policyOf } from './context.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import { openEffect } from './plan-effect.ts';
import { createIncome, type IncomeSums } from './plan-income.ts';
import { inputOf, type PlanSetting, sideNames } from './plan-step.ts';
import type { PlanScope } from './preview.ts';
import { refusal, sentContent } from './refusals.ts';
import { readableChanges } from './show.ts';

/** A plan under construction, and how one record's part is added to it. */

export type Draft = {
  items: PlanItem[];
  overlay: Overlay;
  setting: PlanSetting;
  compared: number;
  equal: number;
  totals: Map<string, number>;
  effect: Record<Ledger, Record<Side, bigint>>;
  income: IncomeSums;
  /** Singles left out so far, inactive or made only when needed, by `entity/key`: carried over after all when something refers to them. */
  asleep: Map<string, RecordView>;
  /** The versions the items rest on. */
  agreed: Agreed;
  scope: PlanScope;
};

/** Versions of the records a plan was made from, by `entity/side/id`: what Apply may act on, and nothing newer. */
export type Agreed = Map<string, string>;

const versionName = (entity: string, side: Side, id: string): string => `${entity}/${side}/${id}`;

/** Whether a record still is, on both sides, what the plan was made from. */
export function isAgreed(agreed: Agreed, view: RecordView): boolean {
  const { entity } = view.record;
  return (['platform', 'quickbooks'] as const).every((side) => {
    const seen = view[side];
    return seen === null || agreed.get(versionName(entity, side, seen.id)) === seen.revision;
  });
}

export function newDraft(ctx: Context, known: PlanSetting, scope: PlanScope): Draft {
  const overlay = createOverlay(ctx.store);
  // Categories the plan makes stand under others too.
  const translation = { ...known.translation, categoryAbove: categoryAbove(ctx, overlay.links) };
  const setting: PlanSetting = { ...known, translation };
  return {
    scope,
    items: [],
    overlay,
    setting,
    compared: 0,
    equal: 0,
    totals: new Map(),
    effect: { receivable: { platform: 0n, quickbooks: 0n }, payable: { platform: 0n, quickbooks: 0n } },
    income: createIncome(ctx, overlay, setting),
    asleep: new Map(),
    agreed: new Map(),
  };
}

const policyIn = (ctx: Context, draft: Draft, view: RecordView): EntityPolicy =>
  draft.setting.policies.get(view.record.entity) ?? policyOf(ctx, view.record.entity);

/** Adds what becomes of one record; false when it must wait for another one. */
export function draftRecord(ctx: Context, draft: Draft, view: RecordView, linkReason: string | null): boolean {
  const plan = planRecord(inputOf(ctx, view, draft.overlay.links, policyIn(ctx, draft, view)));
  const { verdict } = plan;
  if (verdict.kind === 'blocked') {
    const woken = wake(ctx, draft, verdict.by);
    return woken ? draftRecord(ctx, draft, view, linkReason) : false;
  }
  if (verdict.kind === 'ended') return true;
  draft.compared++;
  if (linkReason !== null) addItem(ctx, draft, view, 'link', linkReason);
  draftVerdict(ctx, draft, view, plan, linkReason !== null);
  return true;
}

function draftVerdict(ctx: Context, draft: Draft, view: RecordView, plan: RecordPlan, linked: boolean): void {
  const { verdict } = plan;
  const title = view.record.index.title;
  const { descriptor } = ctx.entities.get(view.record.entity);
  switch (verdict.kind) {
    case 'equal':
      if (!linked) draft.equal++;
      return;
    case 'notSynced':
      if (!view.record.needed) draft.asleep.set(nameOf(view), view);
      return;
    case 'lives': {
      const words = lifeWords(verdict.cause, verdict.gone, title, sideNames(ctx));
      addItem(ctx, draft, view, 'review', words.sentence);
      return;
    }
    case 'fields': {
      const paths = verdict.conflicts.map((conflict) => conflict.path);
      const { words, plural } = fieldWords(descriptor, paths);
      const verb = plural ? 'differ' : 'differs';
      const reason = `${words.charAt(0).toUpperCase()}${words.slice(1)} ${verb} on both sides`;
      addItem(ctx, draft, view, 'review', reason, { content: verdict.conflicts });
      for (const write of verdict.writes) addWrite(ctx, draft, view, write);
      return;
    }
    case 'write':
      for (const write of verdict.writes) addWrite(ctx, draft, view, write);
      return;
    default:
      return;
  }
}

const nameOf = (view: RecordView): string => `${view.record.entity}/${recordKey(view.record)}`;

/** Carries over a record that was left out after all, because something refers to it. */
function wake(ctx: Context, draft: Draft, by: RecordKey[]): boolean {
  let woken = false;
  for (const { entity, id } of by) {
    const name = `${entity}/${id}`;
    const view = draft.asleep.get(name);
    if (!view) continue;
    draft.asleep.delete(name);
    draft.compared--;
    woken = draftRecord(ctx, draft, { ...view, record: { ...view.record, needed: true } }, null) || woken;
  }
  return woken;
}

/** Adds a write with what it does to the books; one that is sure to be refused is told as that. */
export function addWrite(ctx: Context, draft: Draft, view: RecordView, write: PlannedWrite): void {
  const { record } = view;
  const { changes } = write;
  const error = refusal(ctx, record, write, draft.setting);
  if (error) {
    addItem(ctx, draft, view, 'refuse', error.userSentence, { changes, error });
    return;
  }
  const from = labelOf(ctx, otherSide(write.side));
  const reason = write.kind === 'create' ? `Only in ${from}` : `Changed in ${from}`;
  const content = sentContent(ctx, record, write, draft.setting);
  // A removal takes away what is there; the side it follows may say nothing of it any more.
  const { amountField } = ctx.entities.get(record.entity).descriptor;
  const there = write.kind === 'remove' && amountField !== undefined ? view[write.side]?.body[amountField] : null;
  const amount = typeof there === 'string' ? { amount: fromCents(toCents(there)) } : {};
  const added = addItem(ctx, draft, view, planAction(write), reason, { changes, content, ...amount });
  if (added) {
    const module = ctx.entities.get(record.entity);
    const effect = draft.effect[module.descriptor.ledger ?? 'receivable'];
    const takenBack = writableSides(policyIn(ctx, draft, view)).platform;
    const rounding = draft.income.write(module, view, write, content, takenBack);
    effect[write.side] += openEffect(ctx, draft.overlay, view, write);
    // A receipt is never open: nobody owes its cent.
    if (module.descriptor.balanceField !== undefined) {
      effect.quickbooks += rounding;
      if (takenBack) effect.platform += rounding;
    }
  }
  if (write.kind === 'create') {
    const id = write.side === 'quickbooks' ? record.platformId : record.quickbooksId;
    if (id !== null) draft.overlay.make(record.entity, write.side, id);
  }
}

/** Adds what waits for a record that the plan does not carry over, and what of it goes all the same. */
export function draftBlocked(ctx: Context, draft: Draft, view: RecordView): void {
  const plan = planRecord(inputOf(ctx, view, draft.overlay.links, policyIn(ctx, draft, view)));
  draft.compared++;
  if (plan.verdict.kind !== 'blocked') return;
  const first = plan.verdict.by[0];
  const blocker = first ? (ctx.store.recordByKey(first.entity, first.id)?.index.title ?? null) : null;
  const label = first ? ctx.entities.get(first.entity).descriptor.label.toLowerCase() : 'record';
  const error = appError('sync.blocked', {
    title: view.record.index.title,
    blocker: blocker ?? `a ${label} that is not there any more`,
  });
  addItem(ctx, draft, view, 'refuse', error.userSentence, { error });
  for (const write of plan.verdict.writes) addWrite(ctx, draft, view, write);
}

/** Adds an item, if the plan is about it; answers whether it is. `content` is all that its act would write, as it would be sent: part of the item's digest. */
export function addItem(
  ctx: Context,
  draft: Draft,
  view: RecordView,
  action: PlanAction,
  reason: string,
  more: { changes?: FieldChange[]; error?: AppError; content?: unknown; amount?: string } = {},
): boolean {
  const { record } = view;
  const { entity, index, platformId, quickbooksId } = record;
  const { descriptor } = ctx.entities.get(entity);
  const changes = readableChanges(ctx, descriptor.fields, more.changes ?? []);
  const amount = more.amount ?? (index.amount === null ? null : fromCents(toCents(index.amount)));
  const told = [action, entity, platformId, quickbooksId, amount, changes, more.error?.code ?? null];
  const id = `${entity}/${recordKey(record)}/${action}`;
  const digest = ctx.hash(JSON.stringify([told, more.content ?? null])).slice(0, 32);
  const { known, only } = draft.scope;
  if (known?.get(id) === digest || only?.has(record.rid) === false) return false;
  for (const side of ['platform', 'quickbooks'] as const) {
    const seen = view[side];
    if (seen) draft.agreed.set(versionName(entity, side, seen.id), seen.revision);
  }
  draft.items.push({
    id,
    digest,
    since: null,
    action,
    entity,
    title: index.title,
    platformId,
    quickbooksId,
    amount,
    reason,
    changes,
    error: more.error ?? null,
  });
  return true;
}
