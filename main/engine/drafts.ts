import { Failure, fail } from '../../shared/errors.ts';
import type { Body, Json } from '../../shared/primitives.ts';
import { planRecord } from '../core/plan.ts';
import type { RecordView } from '../core/ports-store.ts';
import { staysHere } from '../core/travels.ts';
import { type Context, linksOf, policyOf, translationContext } from './context.ts';
import { inputOf, planSetting } from './plan-step.ts';
import { refusal } from './refusals.ts';

/** Documents that are drafts: how new ones begin, and what stands in the way of a synced one becoming a draft again. */

/** What a new record of an entity says in the field that tells drafts; null where nothing is set or it has no drafts. */
export function startOf(ctx: Context, entity: string): { field: string; value: string } | null {
  const { travels, fields } = ctx.entities.get(entity).descriptor;
  const { drafts } = policyOf(ctx, entity);
  if (travels === undefined || drafts === null) return null;
  const value = drafts ? stayingValue({ travels, fields }) : travels.values[0];
  return value === undefined ? null : { field: travels.field, value };
}

/** A body about to be made, begun as the settings say where it does not say itself. */
export function begun(ctx: Context, entity: string, body: Body): Body {
  const start = startOf(ctx, entity);
  return start === null || (body[start.field] ?? null) !== null ? body : { ...body, [start.field]: start.value };
}

type Kind = Pick<Context['entities']['all'][number]['descriptor'], 'travels' | 'fields'>;

/** The value that makes a record a draft. */
export const stayingValue = ({ travels, fields }: Kind): string | undefined =>
  fields
    .find((field) => field.name === travels?.field)
    ?.choices?.find(({ value }) => travels?.values.includes(value) === false)?.value;

/**
 * Refuses to make a draft of a synced document that QuickBooks could not give up: with payments on it, in closed books,
 * changed there meanwhile. Error: the refusal itself, or `record.issued`.
 */
export function checkRecall(ctx: Context, view: RecordView, draft: Body): void {
  const { record, platform } = view;
  const { title } = record.index;
  const { descriptor } = ctx.entities.get(record.entity);
  const { balanceField, amountField } = descriptor;
  if (balanceField && amountField && !same(platform?.body[balanceField], platform?.body[amountField]))
    fail('record.issued', { title, reason: 'money is applied to it' });
  if (record.quickbooksId === null) return;
  const policy = policyOf(ctx, record.entity);
  const input = inputOf(ctx, view, linksOf(ctx.store), policy);
  const { verdict } = planRecord({ ...input, platform: platform && { ...platform, body: draft } });
  if (verdict.kind !== 'write')
    fail('record.issued', { title, reason: REASON[verdict.kind] ?? 'it is not equal on both sides yet' });
  else {
    const setting = planSetting(ctx, translationContext(ctx));
    for (const write of verdict.writes) {
      const refused = refusal(ctx, record, write, setting);
      if (refused) throw new Failure(refused);
    }
  }
}

const REASON: Record<string, string> = {
  notSynced: 'it may not be removed in QuickBooks, by your settings or because it was changed there',
};

const same = (one: Json | undefined, other: Json | undefined): boolean => (one ?? null) === (other ?? null);

/** Whether the settings keep a document as it was synced. */
export const isFrozen = (ctx: Context, { record, platform, quickbooks }: RecordView): boolean =>
  policyOf(ctx, record.entity).frozen &&
  ctx.entities.get(record.entity).descriptor.isDocument &&
  record.base !== null &&
  platform?.life === 'live' &&
  quickbooks?.life === 'live';

/** Refuses an edit of a frozen document; the step it stands at (an estimate that was accepted) may change. */
export function refuseFrozen(ctx: Context, view: RecordView, fields: string[]): void {
  const { descriptor } = ctx.entities.get(view.record.entity);
  const { travels, removals, labelPlural } = descriptor;
  if (!isFrozen(ctx, view) || fields.every((name) => name === travels?.field)) return;
  // A draft that still waits to leave QuickBooks is nobody's document yet.
  if (view.platform && staysHere(descriptor, view.platform.body) !== null) return;
  const ways = [
    ...(removals.includes('void') ? ['Void it and make another'] : ['Delete it and make another']),
    ...(travels?.recall === undefined ? [] : ['make it a draft again']),
  ];
  const out = `${ways.join(', or ')}.`;
  fail('record.frozen', { title: view.record.index.title, out, many: labelPlural.toLowerCase() });
}

/** Refuses an edit that would make a synced document a draft without saying what that does in QuickBooks. */
export function refuseSilentRecall(ctx: Context, view: RecordView, before: Body, after: Body): void {
  const { descriptor } = ctx.entities.get(view.record.entity);
  if (descriptor.travels?.recall === undefined || view.record.quickbooksId === null) return;
  if (staysHere(descriptor, before) !== null || staysHere(descriptor, after) === null) return;
  const field = descriptor.fields.find(({ name }) => name === descriptor.travels?.field)?.label ?? '';
  fail('input.invalid', {
    entity: descriptor.name,
    field,
    problem: 'cannot be changed to draft here: “Back to draft” removes it in QuickBooks first',
  });
}
