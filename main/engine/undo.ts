import type { PlanChange } from '../../shared/contract/sync.ts';
import { type AppError, appError, Failure, fail } from '../../shared/errors.ts';
import type { Side } from '../../shared/primitives.ts';
import { refreshCommon, toCommon } from '../core/common.ts';
import { planRecord } from '../core/plan.ts';
import { pairLines, refreshBase } from '../core/plan-pair.ts';
import type { PlannedWrite } from '../core/plan-types.ts';
import { planUndo } from '../core/plan-undo.ts';
import type { AuditEntry, RecordView, StoredRecord } from '../core/ports-store.ts';
import { planAction } from '../core/preview.ts';
import { decideUndo, isOpen, type UndoAction, type UndoVerdict, type UndoWish } from '../core/undo.ts';
import { audit } from './audit.ts';
import { dropReview, recordKey, setState, withdrawOpen } from './book.ts';
import { appliedAt, type Context, labelOf, linksOf, nowAt, policyOf, translationContext } from './context.ts';
import { addItem, type Draft, newDraft } from './plan-draft.ts';
import { openEffect } from './plan-effect.ts';
import { inputOf, type PlanSetting, planSetting } from './plan-step.ts';
import { summaryOf } from './plan-whole.ts';
import type { BuiltPlan } from './preview.ts';
import { recreate } from './recreate.ts';
import { refusal, sentContent } from './refusals.ts';

/** Undoing: which writes of the log, what that asks of each record, its plan, and making it a decision. */

export type UndoChange = Extract<PlanChange, { kind: 'undo' }>;

/** One record of an undo. */
type Target = {
  view: RecordView;
  verdict: Exclude<UndoVerdict, { kind: 'obstacle' }> | { kind: 'refused'; error: AppError };
};

/** More than any run ever wrote. */
const ALL = 1_000_000;
/** Records that refer to one and are looked at. */
const LOOKED_AT = 500;

/** The confirmed writes that are chosen, oldest first. Error: `undo.nothing`, `input.invalid`. */
function chosenWrites(ctx: Context, change: UndoChange): AuditEntry[] {
  const { store } = ctx;
  const found = change.run === null ? [] : store.audit({ runId: change.run, result: 'done', limit: ALL });
  const all = new Map(found.map(({ seq, entry }) => [seq, entry]));
  for (const seq of change.entries) {
    const [one] = store.audit({ before: seq + 1, limit: 1 });
    if (one?.seq !== seq || one.entry.act === null)
      fail('input.invalid', { field: 'entries', problem: `entry ${seq} is no write that can be undone` });
    all.set(seq, one.entry);
  }
  const writes = [...all].filter(([, entry]) => entry.act !== null).sort(([a], [b]) => a - b);
  if (writes.length === 0) fail('undo.nothing');
  return writes.map(([, entry]) => entry);
}

/** The writes by record, in writing order of the entities. */
function byRecord(ctx: Context, change: UndoChange): { record: StoredRecord; entries: AuditEntry[] }[] {
  const groups = new Map<number, { record: StoredRecord; entries: AuditEntry[] }>();
  for (const entry of chosenWrites(ctx, change)) {
    const id = entry.side === 'quickbooks' ? entry.quickbooksId : entry.platformId;
    const record = entry.entity && entry.side && id ? ctx.store.recordOf(entry.entity, entry.side, id) : null;
    if (!record || change.leave.includes(`${record.entity}/${recordKey(record)}`)) continue;
    const known = groups.get(record.rid);
    if (known) known.entries.push(entry);
    else groups.set(record.rid, { record, entries: [entry] });
  }
  const rank = (entity: string): number => ctx.entities.get(entity).descriptor.rank;
  return [...groups.values()].sort(
    (a, b) => rank(a.record.entity) - rank(b.record.entity) || a.record.rid - b.record.rid,
  );
}

/** What undoing asks of each record, or why it cannot be. */
function targetsOf(ctx: Context, change: UndoChange, setting: PlanSetting): Target[] {
  const targets = byRecord(ctx, change).flatMap(({ record, entries }): Target[] => {
    const view = ctx.store.view(record.rid);
    if (!view) return [];
    const verdict = decide(ctx, view, entries, setting);
    if (verdict.kind !== 'obstacle') return verdict.kind === 'nothing' ? [] : [{ view, verdict }];
    const { code, values, side } = verdict.obstacle;
    const label = side ? { label: labelOf(ctx, side) } : {};
    return [
      { view, verdict: { kind: 'refused', error: appError(code, { title: record.index.title, ...values, ...label }) } },
    ];
  });
  const together = new Set(targets.map(({ view }) => view.record.rid));
  return targets.map((target) => {
    if (target.verdict.kind === 'refused') return target;
    const error = standsInTheWay(ctx, target, setting, together);
    return error ? { ...target, verdict: { kind: 'refused', error } } : target;
  });
}

function decide(ctx: Context, view: RecordView, entries: AuditEntry[], setting: PlanSetting): UndoVerdict {
  const { record } = view;
  const { descriptor } = ctx.entities.get(record.entity);
  const links = linksOf(ctx.store);
  const policy = setting.policies.get(record.entity) ?? policyOf(ctx, record.entity);
  const input = inputOf(ctx, view, links, policy);
  const lines =
    view.platform && view.quickbooks ? pairLines(input, view.platform.body, view.quickbooks.body) : record.lines;
  const quickbooks = view.quickbooks && {
    ...view.quickbooks,
    body: toCommon(descriptor, 'quickbooks', view.quickbooks.body, links, lines),
  };
  const actions = entries.map((entry): UndoAction => {
    const changes = entry.changes.map(({ field, before, after, raw }) => {
      const now = (value: typeof before) => refreshCommon(descriptor, { [field]: value }, links, lines)[field] ?? null;
      return { field, before: now(raw?.before ?? before), after: now(raw?.after ?? after) };
    });
    return { side: entry.side ?? 'quickbooks', act: entry.act ?? 'update', changes };
  });
  const base = record.base && refreshBase(descriptor, record.base, links, lines);
  const { undo } = record.decision;
  return decideUndo({
    descriptor,
    policy,
    platform: view.platform,
    quickbooks,
    base,
    leftOut: undo?.done ? undo : null,
    actions,
  });
}

/** What other records, closed books or writes under way have against it. */
function standsInTheWay(
  ctx: Context,
  { view, verdict }: Target,
  setting: PlanSetting,
  together: ReadonlySet<number>,
): AppError | null {
  const { record } = view;
  const title = record.index.title;
  const flying = ctx.store.openWrites(record.rid).some(({ state }) => state === 'sent' || state === 'uncertain');
  if (flying || isOpen(record.decision.undo)) return appError('link.busy', { title });
  if (verdict.kind !== 'wish') return null;
  const { out } = verdict.wish;
  if (out !== null) {
    const by = ctx.store
      .referencing(record.entity, recordKey(record), LOOKED_AT)
      .find((other) => other.rid !== record.rid && !together.has(other.rid) && other.index.life === 'live');
    if (by) return appError('undo.referred', { title, by: by.index.title });
  }
  const planned = writesOf(ctx, view, { ...verdict.wish, id: '' }, setting);
  if (planned === null) return appError('undo.gone', { title: 'What it referred to', label: 'QuickBooks' });
  for (const write of planned) {
    const error = refusal(ctx, record, write, setting, together);
    if (error) return error;
  }
  return null;
}

/** Everything a wish writes, both sides; null where it can no longer be said. */
function writesOf(ctx: Context, view: RecordView, wish: UndoWish, setting: PlanSetting): PlannedWrite[] | null {
  const { platform, quickbooks, record } = view;
  if (!platform || !quickbooks) return null;
  const links = linksOf(ctx.store);
  const policy = setting.policies.get(record.entity) ?? policyOf(ctx, record.entity);
  const decision = { ...record.decision, undo: wish };
  const input = { ...inputOf(ctx, view, links, policy), decision, tombstone: false };
  const lines = pairLines(input, platform.body, quickbooks.body);
  const { descriptor } = ctx.entities.get(record.entity);
  const commons = {
    platform: platform.body,
    quickbooks: toCommon(descriptor, 'quickbooks', quickbooks.body, links, lines),
  };
  const planned = planUndo(input, lines, { platform, quickbooks }, commons);
  return planned?.step.kind === 'go' ? planned.writes : null;
}

/** The plan of an undo: what it writes on both sides, and what stands in the way. Stores nothing. */
export function buildUndo(ctx: Context, change: UndoChange): BuiltPlan {
  const setting = planSetting(ctx, translationContext(ctx));
  const draft = newDraft(ctx, setting, {});
  const targets = targetsOf(ctx, change, setting);
  incomeBefore(ctx, draft, targets);
  for (const target of targets) draftTarget(ctx, draft, target);
  if (draft.items.length === 0) fail('undo.nothing');
  for (const { entity, state, count } of ctx.store.counts())
    if (state !== 'deleted') draft.totals.set(entity, (draft.totals.get(entity) ?? 0) + count);
  const touched = new Set(draft.items.map(({ entity }) => entity));
  const summary = summaryOf(ctx, draft, ({ name }) => touched.has(name), change);
  return { summary, items: draft.items, agreed: draft.agreed };
}

function draftTarget(ctx: Context, draft: Draft, { view, verdict }: Target): void {
  draft.compared++;
  if (verdict.kind === 'nothing') return;
  if (verdict.kind === 'refused') {
    addItem(ctx, draft, view, 'refuse', verdict.error.userSentence, { error: verdict.error });
    return;
  }
  if (verdict.kind === 'again') {
    draftAgain(ctx, draft, view, verdict.side);
    return;
  }
  const writes = writesOf(ctx, view, { ...verdict.wish, id: '' }, draft.setting) ?? [];
  for (const side of ['quickbooks', 'platform'] as const) {
    const here = writes.filter((write) => write.side === side);
    const [first] = here;
    if (!first) continue;
    const content = here.map((write) => sentContent(ctx, view.record, write, draft.setting));
    const changes = here.flatMap((write) => write.changes);
    const { amountField } = ctx.entities.get(view.record.entity).descriptor;
    const there = first.kind === 'remove' && amountField !== undefined ? view[side]?.body[amountField] : null;
    const amount = typeof there === 'string' ? { amount: there } : {};
    const reason = verdict.wish.out === side ? 'It was made by what is undone' : 'As it was before';
    addItem(ctx, draft, view, planAction(first), reason, { changes, content, ...amount });
    here.forEach((write, index) => {
      addMoney(ctx, draft, view, write, content[index]);
    });
  }
}

/** What a write changes in open sums and in income. */
function addMoney(ctx: Context, draft: Draft, view: RecordView, write: PlannedWrite, sent: unknown): void {
  const module = ctx.entities.get(view.record.entity);
  const effect = draft.effect[module.descriptor.ledger ?? 'receivable'];
  const rounding = draft.income.write(module, view, write, sent, false);
  effect[write.side] += openEffect(ctx, draft.overlay, view, write);
  effect.quickbooks += rounding;
}

/** Records read at once for what stands before. */
const PAGE = 1000;

/** What stands in income now, of the kinds of documents that are touched. */
function incomeBefore(ctx: Context, draft: Draft, targets: Target[]): void {
  for (const module of ctx.entities.all) {
    const entity = module.descriptor.name;
    if (!module.postings || !targets.some(({ view }) => view.record.entity === entity)) continue;
    const views: RecordView[] = [];
    for (let page = ctx.store.views(entity, 0, PAGE); page.length > 0; ) {
      views.push(...page);
      page = ctx.store.views(entity, page.at(-1)?.record.rid ?? 0, PAGE);
    }
    draft.income.before(module, views);
  }
}

/** A record made anew where its creation had been undone. */
function draftAgain(ctx: Context, draft: Draft, view: RecordView, side: Side): void {
  const single = alone(view, side);
  const policy = draft.setting.policies.get(view.record.entity) ?? policyOf(ctx, view.record.entity);
  const { verdict } = planRecord(inputOf(ctx, single, draft.overlay.links, policy));
  const write = verdict.kind === 'write' ? verdict.writes[0] : undefined;
  if (!write) {
    const error = appError('undo.cannotRestore', {
      title: view.record.index.title,
      how: view[side]?.life === 'void' ? 'voided' : 'deleted',
      label: labelOf(ctx, side),
    });
    addItem(ctx, draft, view, 'refuse', error.userSentence, { error });
    return;
  }
  const content = sentContent(ctx, single.record, write, draft.setting);
  addItem(ctx, draft, single, planAction(write), 'Made anew, as it was before', { changes: write.changes, content });
  addMoney(ctx, draft, single, write, content);
  const id = side === 'quickbooks' ? single.record.platformId : single.record.quickbooksId;
  if (id !== null) draft.overlay.make(single.record.entity, side, id);
}

/** A pair as if its record on one side had never been. */
const alone = (view: RecordView, gone: Side): RecordView => ({
  ...view,
  [gone]: null,
  record: {
    ...view.record,
    ...(gone === 'platform' ? { platformId: null } : { quickbooksId: null }),
    base: null,
    lines: {},
    tombstone: false,
    decision: { choices: [], act: null },
  },
});

/** "12 changes", "one change of Pine Ridge HOA": what an undo is of. */
export function undoWords(ctx: Context, change: UndoChange): string {
  const writes = chosenWrites(ctx, change);
  const [first] = writes;
  return writes.length === 1 && first ? `one change of ${first.title ?? 'a record'}` : `${writes.length} changes`;
}

/**
 * Makes a looked-at undo a decision of its records, which the next runs carry out whatever ends the app. Refuses it whole
 * when anything stands in the way. Inside the caller's transaction. Errors: `undo.refused`, `undo.nothing`.
 */
export function storeUndo(ctx: Context, change: UndoChange, id: string): void {
  const { store } = ctx;
  if (appliedAt(store) === null) fail('undo.nothing');
  const targets = targetsOf(ctx, change, planSetting(ctx, translationContext(ctx)));
  const refused = targets.filter(({ verdict }) => verdict.kind === 'refused').length;
  if (refused > 0) throw new Failure(undoRefused(refused));
  if (targets.length === 0) fail('undo.nothing');
  const what = undoWords(ctx, change);
  store.putUndo({ id, at: nowAt(ctx), what });
  for (const { view, verdict } of targets) {
    const { rid } = view.record;
    if (verdict.kind === 'wish') wish(ctx, view, { ...verdict.wish, id });
    else if (verdict.kind === 'again') again(ctx, view, verdict.side, id);
    store.putUndoPart({ undoId: id, rid, state: 'waiting', error: null });
  }
  audit(ctx, { actor: 'You', what: `Undo of ${what}`, result: 'info', runId: id });
}

export const undoRefused = (count: number): AppError =>
  appError('undo.refused', { count: count === 1 ? 'one record is' : `${count} records are` });

function wish(ctx: Context, view: RecordView, undo: UndoWish): void {
  withdrawOpen(ctx, view.record);
  dropReview(ctx, view.record.rid);
  const next: StoredRecord = {
    ...view.record,
    decision: { choices: [], act: null, undo },
    tombstone: false,
    dirty: true,
  };
  setState(ctx, next, 'waiting');
  ctx.store.putRecord(next);
}

function again(ctx: Context, view: RecordView, side: Side, id: string): void {
  recreate(ctx, view, side);
  const living = ctx.store.view(view.record.rid) ?? fail('link.stale');
  const act = {
    act: 'create' as const,
    platform: living.platform?.revision ?? null,
    quickbooks: living.quickbooks?.revision ?? null,
  };
  const lives = { platform: null, quickbooks: null };
  const undo: UndoWish = { id, fields: [], lives, out: null, done: false, again: true };
  ctx.store.putRecord({ ...living.record, decision: { choices: [], act, undo } });
}
