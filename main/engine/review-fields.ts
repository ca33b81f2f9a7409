import type { ReviewField } from '../../shared/contract/review.ts';
import type { FieldDescriptor, LineMember } from '../../shared/entity.ts';
import type { Body, Json } from '../../shared/primitives.ts';
import { refreshCommon, toCommon } from '../core/common.ts';
import { linesOf } from '../core/compare.ts';
import type { PathConflict } from '../core/lines.ts';
import { mergeRecord } from '../core/merge.ts';
import type { RecordView } from '../core/ports-store.ts';
import { type Context, linksOf, policyOf } from './context.ts';
import { shownLine, shownValue } from './show.ts';

/** The three bodies of a record in common form. */
export type Trees = { platform: Body | null; quickbooks: Body | null; base: Body | null };

export function treesOf(ctx: Context, view: RecordView): Trees {
  const { record } = view;
  const { descriptor } = ctx.entities.get(record.entity);
  const links = linksOf(ctx.store);
  return {
    platform: view.platform?.body ?? null,
    quickbooks: view.quickbooks && toCommon(descriptor, 'quickbooks', view.quickbooks.body, links, record.lines),
    base: record.base && refreshCommon(descriptor, record.base.body, links, record.lines),
  };
}

/** Every field for the comparison on screen: the conflicting paths first, then what differs, then the rest. */
export function reviewFields(ctx: Context, view: RecordView, conflicts: PathConflict[]): ReviewField[] {
  const { record } = view;
  const { descriptor } = ctx.entities.get(record.entity);
  const trees = treesOf(ctx, view);
  if (!trees.platform || !trees.quickbooks) return [];
  const merge = mergeRecord({
    descriptor,
    policy: policyOf(ctx, record.entity),
    base: record.base,
    platform: trees.platform,
    quickbooks: trees.quickbooks,
    choices: record.decision.choices,
  });
  const fields: ReviewField[] = conflicts.map((conflict) => conflictField(ctx, descriptor.fields, trees, conflict));
  const inConflict = new Set(conflicts.map((conflict) => conflict.path.split('/')[0]));
  for (const field of descriptor.fields) {
    if (inConflict.has(field.name)) continue;
    const values = {
      base: trees.base?.[field.name] ?? null,
      platform: trees.platform[field.name] ?? null,
      quickbooks: trees.quickbooks[field.name] ?? null,
    };
    const suggestion = Object.hasOwn(merge.to.quickbooks, field.name)
      ? 'platform'
      : Object.hasOwn(merge.to.platform, field.name)
        ? 'quickbooks'
        : null;
    fields.push({
      path: field.name,
      label: field.label,
      kind: field.kind,
      ...values,
      shown: shownAll(ctx, field, values),
      conflicting: false,
      suggestion,
    });
  }
  return fields;
}

const shownAll = (
  ctx: Context,
  field: FieldDescriptor | LineMember,
  values: { base: Json; platform: Json; quickbooks: Json },
): ReviewField['shown'] => ({
  base: shownValue(ctx, field, values.base),
  platform: shownValue(ctx, field, values.platform),
  quickbooks: shownValue(ctx, field, values.quickbooks),
});

function conflictField(ctx: Context, fields: FieldDescriptor[], trees: Trees, conflict: PathConflict): ReviewField {
  const [name = '', lineId, memberName] = conflict.path.split('/');
  const field = fields.find((one) => one.name === name);
  const common = { ...conflict, conflicting: true, suggestion: null };
  if (!field) {
    const shown = {
      base: String(conflict.base),
      platform: String(conflict.platform),
      quickbooks: String(conflict.quickbooks),
    };
    return { ...common, label: name, kind: 'text', shown };
  }
  if (lineId === undefined)
    return { ...common, label: field.label, kind: field.kind, shown: shownAll(ctx, field, conflict) };
  const position = (body: Body | null): number => linesOf(body?.[name]).findIndex((line) => line.id === lineId) + 1;
  const number = position(trees.platform) || position(trees.quickbooks);
  const member = field.line?.find((one) => one.name === memberName);
  if (member) {
    return {
      ...common,
      label: `Line ${number}: ${member.label}`,
      kind: member.kind,
      shown: shownAll(ctx, member, conflict),
    };
  }
  const line = (value: Json): string =>
    value === null ? 'Removed' : (linesOf([value]).map((one) => shownLine(ctx, field, one))[0] ?? '');
  return {
    ...common,
    label: `Line ${number}`,
    kind: field.kind,
    shown: { base: line(conflict.base), platform: line(conflict.platform), quickbooks: line(conflict.quickbooks) },
  };
}
