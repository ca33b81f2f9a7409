import type { EntityDescriptor, FieldDescriptor, Life } from '../../shared/entity.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import { type Body, type Json, otherSide, type Side } from '../../shared/primitives.ts';
import { isBlank, linesOf, sameValue } from './compare.ts';
import { mergeLines, type PathConflict, type Settle } from './lines.ts';
import { decide, type FieldRule, fieldRule } from './rules.ts';

/**
 * What both sides last agreed on, in common form. A field that is missing in `body` was never agreed (first contact, or
 * a conflict not settled yet). `kept` holds, per side, the value that side has in place of the agreed one although
 * nobody changed it: its own spelling of what was sent, or an edit the settings keep from travelling. Of a field that was
 * never agreed it holds what that side said before somebody emptied it there (`noteEmptied`).
 */
export type Base = { body: Body; kept: Record<Side, Body>; life: Life | null };

export const emptyBase = (): Base => ({ body: {}, kept: { platform: {}, quickbooks: {} }, life: null });

/** A change of the base, by field, so that patches of independent writes can be stored in any order. */
export type BasePatch = { set: Body; keep: Record<Side, Body>; life: Life | null };

export const emptyPatch = (): BasePatch => ({ set: {}, keep: { platform: {}, quickbooks: {} }, life: null });

export function applyPatch(base: Base | null, patch: BasePatch): Base {
  const from = base ?? emptyBase();
  const without = (kept: Body): Body =>
    Object.fromEntries(Object.entries(kept).filter(([field]) => !Object.hasOwn(patch.set, field)));
  return {
    body: { ...from.body, ...patch.set },
    kept: {
      platform: { ...without(from.kept.platform), ...patch.keep.platform },
      quickbooks: { ...without(from.kept.quickbooks), ...patch.keep.quickbooks },
    },
    life: patch.life ?? from.life,
  };
}

/**
 * Remembers what a side said in fields that were never agreed and that somebody has emptied since. References and lines are left out: what they name is known by other ids in a base.
 */
export function noteEmptied(descriptor: EntityDescriptor, base: Base, side: Side, before: Body, now: Body): Base {
  const emptied = descriptor.fields.filter(
    ({ name, kind, derived }) =>
      derived !== true &&
      !REFERS.has(kind) &&
      !Object.hasOwn(base.body, name) &&
      isBlank(now[name]) &&
      !isBlank(before[name]),
  );
  const said = Object.fromEntries(emptied.map(({ name }) => [name, before[name] ?? null]));
  return { ...base, kept: { ...base.kept, [side]: { ...base.kept[side], ...said } } };
}

/** A choice a person made for one path, with the values it was made for: it does not hold for others. */
export type Choice = { path: string; value: Json; platform: Json; quickbooks: Json };

export type MergeInput = {
  descriptor: EntityDescriptor;
  policy: EntityPolicy;
  base: Base | null;
  /** Both in common form. */
  platform: Body;
  quickbooks: Body;
  /**
   * QuickBooks' body with parted records under the names they had when it was agreed on; asked for where a reference
   * differs. That two records were parted keeps apart what refers to them, but it is nobody's edit.
   */
  asAgreed?: () => Body;
  choices: Choice[];
};

/** A field that differs and stays so; `bySetting`: a direction or an owner holds it back. */
export type Apart = { field: string; bySetting: boolean };

export type MergeResult = {
  /** Fields to write, by the side written to. */
  to: Record<Side, Body>;
  conflicts: PathConflict[];
  /** What can be stored as agreed without writing anything. Empty when the base says it already. */
  settled: BasePatch;
  /** What may be stored as agreed once the write to a side is confirmed. */
  after: Record<Side, BasePatch>;
  /** Whether a side was edited since the base in a way that counts on the other; lines and all, derived fields not. */
  edited: Record<Side, boolean>;
  /** Fields that differ and stay so: by the settings, or because each side has its own spelling. */
  apart: Apart[];
};

const baseValue = (base: Base | null, side: Side, field: string): Json =>
  (base && Object.hasOwn(base.kept[side], field) ? base.kept[side][field] : base?.body[field]) ?? null;

/**
 * Three-way merge of two bodies, field by field against the base. Total and deterministic. A field in conflict is left
 * alone on both sides; the others are merged all the same.
 */
export function mergeRecord(input: MergeInput): MergeResult {
  const result: MergeResult = {
    to: { platform: {}, quickbooks: {} },
    conflicts: [],
    settled: emptyPatch(),
    after: { platform: emptyPatch(), quickbooks: emptyPatch() },
    edited: { platform: false, quickbooks: false },
    apart: [],
  };
  for (const field of input.descriptor.fields)
    if (field.derived !== true && field.local !== true) mergeField(input, field, result);
  return result;
}

/**
 * Whether a person is asked about an edit made in QuickBooks: the document is frozen and both sides had agreed on a value. What
 * QuickBooks fills in or decides by itself (a number, tax by address, an estimate closed by its invoice) is no edit, and
 * where a setting makes QuickBooks the source it comes over as ever.
 */
function staysAsSynced(
  { policy, descriptor }: MergeInput,
  field: FieldDescriptor,
  rule: FieldRule,
  agreed: Json,
): boolean {
  if (!policy.frozen || !descriptor.isDocument || !isFree(rule)) return false;
  return field.takenBack !== true && field.name !== descriptor.travels?.field && !isBlank(agreed);
}

function mergeField(input: MergeInput, field: FieldDescriptor, result: MergeResult): void {
  const { base } = input;
  const name = field.name;
  const p = input.platform[name] ?? null;
  const q = input.quickbooks[name] ?? null;
  const baseP = baseValue(base, 'platform', name);
  const baseQ = baseValue(base, 'quickbooks', name);
  const hasBase = base !== null && Object.hasOwn(base.body, name);
  const changed = {
    platform: hasBase && !sameValue(field, p, baseP),
    quickbooks: hasBase && !sameValue(field, q, baseQ),
  };
  const rule = fieldRule(field, input.policy);
  if (changed.platform && mayTravel(rule, 'platform')) result.edited.platform = true;
  const agreedAs =
    changed.quickbooks && REFERS.has(field.kind) ? ((input.asAgreed?.() ?? input.quickbooks)[name] ?? null) : q;
  const typed = changed.quickbooks && !sameValue(field, agreedAs, baseQ);
  if (typed && mayTravel(rule, 'quickbooks')) result.edited.quickbooks = true;
  const same = sameValue(field, p, q);
  const settle: Settle = (at) => settleBy(input.choices, field, at);
  if (staysAsSynced(input, field, rule, baseQ) && changed.quickbooks && !same) {
    const at = { path: name, base: baseQ, platform: p, quickbooks: q };
    const settled = settle(at);
    if (settled) carry(field, settled.value, p, q, result);
    else result.conflicts.push(at);
    return;
  }
  if (byIdentity(field, rule, same, changed)) {
    const merged = mergeLines({
      field,
      base: { platform: linesOf(baseP), quickbooks: linesOf(baseQ) },
      platform: linesOf(p),
      quickbooks: linesOf(q),
      agreedAs: linesOf(agreedAs),
      rule,
      settle,
    });
    if (merged.conflicts.length > 0) result.conflicts.push(...merged.conflicts);
    else carry(field, merged.lines, p, q, result);
    return;
  }
  const collides = { ...changed, quickbooks: changed.platform ? typed : changed.quickbooks };
  // Emptied while they were never agreed: that is an edit, and not a value to be filled in.
  const emptied = (side: Side): boolean => !hasBase && base !== null && !isBlank(base.kept[side][name]);
  const blank = { platform: isBlank(p) && !emptied('platform'), quickbooks: isBlank(q) && !emptied('quickbooks') };
  const verdict = decide({ same, hasBase, changed: collides, blank }, rule);
  switch (verdict) {
    case 'same':
      if (!hasBase || changed.platform || changed.quickbooks) result.settled.set[name] = p;
      break;
    case 'keep':
      result.apart.push({ field: name, bySetting: !isFree(rule) });
      // What a setting holds back stays an edit, so that it travels as soon as the setting is lifted; what nobody forbids
      // was agreed to differ (another spelling of the same).
      if (isFree(rule)) keep(field, base, p, q, result);
      break;
    case 'platform':
      carry(field, p, p, q, result);
      break;
    case 'quickbooks':
      carry(field, q, p, q, result);
      break;
    case 'conflict': {
      const at = { path: name, base: hasBase ? (base.body[name] ?? null) : null, platform: p, quickbooks: q };
      const settled = settle(at);
      if (settled) carry(field, settled.value, p, q, result);
      else result.conflicts.push(at);
    }
  }
}

/** Kinds of fields that name other records. */
const REFERS: ReadonlySet<FieldDescriptor['kind']> = new Set(['ref', 'lines', 'allocations']);

/** Whether the settings let an edit of this side count on the other. */
const mayTravel = (rule: FieldRule, from: Side): boolean =>
  rule.owner !== otherSide(from) && rule.writable[otherSide(from)];

/** Whether the settings let the field travel both ways. */
const isFree = (rule: FieldRule): boolean =>
  rule.owner === 'both' && rule.writable.platform && rule.writable.quickbooks;

/** Lines are merged one by one only where both sides may change them and both did; otherwise they travel whole. */
const byIdentity = (field: FieldDescriptor, rule: FieldRule, same: boolean, changed: Record<Side, boolean>): boolean =>
  field.kind === 'lines' &&
  !same &&
  changed.platform &&
  changed.quickbooks &&
  rule.owner === 'both' &&
  rule.writable.platform &&
  rule.writable.quickbooks;

/** A choice counts while both sides still say what they said when it was made. */
function settleBy(choices: Choice[], field: FieldDescriptor, at: PathConflict): { value: Json } | null {
  const member = at.path.split('/')[2];
  const shape = member ? ((field.line ?? []).find((m) => m.name === member) ?? field) : field;
  const same = (a: Json, b: Json): boolean =>
    at.path.split('/').length === 2
      ? JSON.stringify(a) === JSON.stringify(b)
      : sameValue(shape as FieldDescriptor, a, b);
  const choice = choices.find(
    (c) => c.path === at.path && same(c.platform, at.platform) && same(c.quickbooks, at.quickbooks),
  );
  return choice ? { value: choice.value } : null;
}

/**
 * Sends the merged value to each side that has another. What may be agreed after a write is the other side's value as
 * it is now: it went into the merged one, so that side then counts as unchanged and the written side as changed until
 * the other is written too. No order of answers, and no lost one, can turn that into a lost edit.
 */
function carry(field: FieldDescriptor, value: Json, p: Json, q: Json, result: MergeResult): void {
  if (!sameValue(field, value, q)) {
    result.to.quickbooks[field.name] = value;
    result.after.quickbooks.set[field.name] = p;
  }
  if (!sameValue(field, value, p)) {
    result.to.platform[field.name] = value;
    result.after.platform.set[field.name] = q;
  }
}

/** Notes a difference that stays, unless the base knows it already. */
function keep(field: FieldDescriptor, base: Base | null, p: Json, q: Json, result: MergeResult): void {
  const name = field.name;
  const known = base !== null && Object.hasOwn(base.body, name);
  if (!known) result.settled.set[name] = isBlank(p) ? q : p;
  const agreed = known ? (base.body[name] ?? null) : (result.settled.set[name] ?? null);
  const note = (side: Side, value: Json): void => {
    const already = base !== null && known ? baseValue(base, side, name) : agreed;
    if (!sameValue(field, value, already)) result.settled.keep[side][name] = value;
  };
  note('platform', p);
  note('quickbooks', q);
}

/** Whether a patch would change nothing. */
export const isEmptyPatch = (patch: BasePatch): boolean =>
  patch.life === null &&
  Object.keys(patch.set).length === 0 &&
  Object.keys(patch.keep.platform).length === 0 &&
  Object.keys(patch.keep.quickbooks).length === 0;

/** Whether lines came back with a decision of QuickBooks' own in them: taxed at another rate than they were sent with. */
function taxedOtherwise(field: FieldDescriptor, wanted: Json, got: Json): boolean {
  const members = (field.line ?? []).filter((member) => member.takenBack === true);
  if (members.length === 0) return false;
  const answered = linesOf(got);
  return linesOf(wanted).some((line, index) =>
    members.some(
      (member) => !sameValue({ ...member } as FieldDescriptor, line[member.name], answered[index]?.[member.name]),
    ),
  );
}

/**
 * Completes a patch with the answer of a write. Where the written side stored another spelling of what was sent (and the
 * other side already has what was sent), that spelling is kept as its own; where nothing was sent and the side filled
 * something in (a number, a due date), nothing is kept, so that it travels back as that side's own edit.
 */
export function patchWithAnswer(
  descriptor: EntityDescriptor,
  patch: BasePatch,
  side: Side,
  sent: Body,
  answer: Body,
  policy: EntityPolicy,
): BasePatch {
  const keepSide: Body = { ...patch.keep[side] };
  for (const field of descriptor.fields) {
    const name = field.name;
    if (!Object.hasOwn(patch.set, name) || !Object.hasOwn(sent, name)) continue;
    const wanted = sent[name] ?? null;
    const got = answer[name] ?? null;
    const agreed = patch.set[name] ?? null;
    if (isBlank(wanted) || sameValue(field, wanted, got) || !sameValue(field, wanted, agreed)) continue;
    // What money settles is no matter of spelling: a side that applied it otherwise (the document was voided meanwhile)
    // has changed it, and that travels back.
    if (field.kind === 'allocations') continue;
    // Nor is tax that QuickBooks found by itself: with the old one the totals would never be equal.
    if (field.takenBack === true && mayTravel(fieldRule(field, policy), side)) continue;
    if (taxedOtherwise(field, wanted, got) && mayTravel(fieldRule(field, policy), side)) continue;
    keepSide[name] = got;
  }
  return { ...patch, keep: { ...patch.keep, [side]: keepSide } };
}
