import { appError } from '../../shared/errors.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import type { Links } from '../core/common.ts';
import { towardsPlatform } from '../core/import.ts';
import { applyPatch } from '../core/merge.ts';
import { planRecord } from '../core/plan.ts';
import type { RecordInput, RecordPlan } from '../core/plan-types.ts';
import type { RecordView, ReviewCase, StoredRecord } from '../core/ports-store.ts';
import { classify } from '../core/retry.ts';
import type { RecordKey, TranslationContext } from '../core/types.ts';
import { dropReview, recordKey, setState, stuck, withdrawAll, withdrawOpen } from './book.ts';
import { type AppliedPlan, appliedPlan } from './brake.ts';
import { type Context, factsOf, labelOf, linksOf, nowAt, policyOf, settingMark, triesMark } from './context.ts';
import { withoutEarlyMoney } from './early-money.ts';
import { mergedWinner } from './ended.ts';
import { obstaclesOf } from './obstacles.ts';
import { type PlanMoment, type Reconciled, reconcile } from './reconcile.ts';
import { recreate } from './recreate.ts';
import { shownValue } from './show.ts';
import { undoEnded } from './undo-state.ts';

/** What planning needs beside the record, made once per batch. */
export type PlanSetting = {
  translation: TranslationContext;
  bookCloseDate: string | null;
  policies: Map<string, EntityPolicy>;
  applied: AppliedPlan | null;
  /** State of facts, lists and mappings; and that with how often what was given up was tried once more. */
  mark: string;
  triesMark: string;
  /** These records are what an applied plan was made from: a person saw what is planned of them. */
  shown?: boolean;
  /** An import while sync is not switched on: only the platform is written. */
  importing?: boolean;
};

export const planSetting = (ctx: Context, translation: TranslationContext): PlanSetting => ({
  translation,
  bookCloseDate: factsOf(ctx.store).bookCloseDate ?? null,
  policies: new Map(ctx.entities.all.map(({ descriptor }) => [descriptor.name, policyOf(ctx, descriptor.name)])),
  applied: appliedPlan(ctx),
  mark: settingMark(ctx.store),
  triesMark: triesMark(ctx.store),
});

export function inputOf(ctx: Context, view: RecordView, links: Links, policy: EntityPolicy): RecordInput {
  const { record } = view;
  return {
    module: ctx.entities.get(record.entity),
    policy,
    platform: view.platform,
    quickbooks: view.quickbooks,
    lines: record.lines,
    base: record.base,
    tombstone: record.tombstone,
    links,
    decision: record.decision,
    needed: record.needed,
    merged: mergedWinner(ctx, view) !== null,
  };
}

/**
 * Plans one record and makes the plan durable: writes as `intended` in the outbox, reviews, states. Runs inside the
 * caller's transaction. Carrying nothing out is what makes it safe to run at any time, any number of times.
 */
export function planAndStore(ctx: Context, view: RecordView, setting: PlanSetting, notBefore = 0): void {
  const { record } = view;
  const policy = setting.policies.get(record.entity) ?? policyOf(ctx, record.entity);
  const whole = planRecord(inputOf(ctx, view, linksOf(ctx.store), policy));
  const plan = setting.importing === true ? towardsPlatform(whole) : whole;
  const before = record.state;
  const known = record.base;
  record.dirty = false;
  if (plan.settled) record.base = applyPatch(record.base, plan.settled);
  if (plan.lines) record.lines = plan.lines;
  if (plan.undo) undoEnded(ctx, record, plan.undo);
  if (plan.verdict.kind === 'recalled') {
    dropReview(ctx, record.rid);
    recreate(ctx, view, 'quickbooks');
    return;
  }
  settle(ctx, view, plan, setting, { notBefore, known });
  ctx.store.putRecord(record);
  // While it was dirty it counted as on its way, so what refers to it waited; where it stays stuck, nothing else tells them.
  if (stuck(before) && stuck(record.state)) ctx.store.wakeBlockedBy(record.entity, recordKey(record), 'waiting');
}

type Equal = Extract<RecordPlan['verdict'], { kind: 'equal' }>;

function settle(ctx: Context, view: RecordView, plan: RecordPlan, setting: PlanSetting, moment: PlanMoment): void {
  const { record } = view;
  const [verdict, awaited] = withoutEarlyMoney(ctx, record, plan.verdict);
  switch (verdict.kind) {
    case 'equal':
      finish(ctx, view);
      setState(ctx, record, equalState(verdict), {
        detail: differenceWords(ctx, view, verdict),
        blockedBy: plan.awaits,
      });
      return;
    case 'ended':
      finish(ctx, view);
      record.tombstone = record.platformId !== null && record.quickbooksId !== null;
      setState(ctx, record, view.platform?.life === 'void' && view.quickbooks?.life === 'void' ? 'voided' : 'deleted');
      return;
    case 'recalled':
      return;
    case 'notSynced':
      withdrawOpen(ctx, record);
      dropReview(ctx, record.rid);
      setState(ctx, record, 'notSynced', { detail: verdict.reason });
      return;
    case 'blocked':
      dropReview(ctx, record.rid);
      reconcile(ctx, view, verdict.writes, setting, moment);
      blockedState(ctx, record, verdict.by);
      return;
    case 'write':
      dropReview(ctx, record.rid);
      writeState(ctx, record, reconcile(ctx, view, verdict.writes, setting, moment));
      return;
    case 'fields':
      reconcile(ctx, view, verdict.writes, setting, moment);
      review(ctx, view, { kind: 'fields', conflicts: verdict.conflicts });
      record.blockedBy = awaited;
      return;
    case 'lives':
      withdrawOpen(ctx, record);
      review(ctx, view, { kind: 'removal', cause: verdict.cause, gone: verdict.gone });
      return;
  }
}

/** Nothing is to be done; but only what shows the same on both sides is called equal. */
const equalState = ({ life, drift, apart }: Equal): 'voided' | 'equal' | 'differs' =>
  life === 'void' ? 'voided' : drift.length + apart.length > 0 ? 'differs' : 'equal';

/** "Total: $100.01 in Workspace, $100.00 in QuickBooks; kept apart by your settings: Phone", or null. */
function differenceWords(ctx: Context, view: RecordView, { drift, apart }: Equal): string | null {
  const { fields } = ctx.entities.get(view.record.entity).descriptor;
  const words = drift.flatMap((name) => {
    const field = fields.find((one) => one.name === name);
    if (!field) return [];
    const here = shownValue(ctx, field, view.platform?.body[name]);
    const there = shownValue(ctx, field, view.quickbooks?.body[name]);
    return [`${field.label}: ${here} in ${labelOf(ctx, 'platform')}, ${there} in QuickBooks`];
  });
  for (const [bySetting, why] of [
    [true, 'Kept apart by your settings'],
    [false, 'Kept as each side has it'],
  ] as const) {
    const kept = fields.filter(({ name }) => apart.some((one) => one.field === name && one.bySetting === bySetting));
    if (kept.length > 0) words.push(`${why}: ${kept.map((field) => field.label).join(', ')}`);
  }
  return words.length === 0 ? null : words.join('; ');
}

/** Nothing is left to do or to decide. */
function finish(ctx: Context, { record, hasOpenWrites }: RecordView): void {
  if (hasOpenWrites) withdrawAll(ctx, record);
  dropReview(ctx, record.rid);
  if (record.decision.choices.length > 0 || record.decision.act) record.decision = { choices: [], act: null };
}

/** State of a record whose writes wait, or were refused. */
function writeState(ctx: Context, record: StoredRecord, { refused, parked }: Reconciled): void {
  const error = refused ?? parked?.error ?? null;
  if (error) {
    const state = classify(error) === 'held' ? 'held' : 'failed';
    setState(ctx, record, state, { error, blockedBy: obstaclesOf(ctx, record, error) });
  } else setState(ctx, record, 'waiting');
}

/** Waiting while what it needs is on its way, blocked when that is stuck. */
function blockedState(ctx: Context, record: StoredRecord, by: RecordKey[]): void {
  const blockers = by.map((key) => ({ key, record: ctx.store.recordByKey(key.entity, key.id) }));
  for (const { record: blocker } of blockers) if (blocker) need(ctx, blocker);
  const halted = blockers.find(
    ({ record: blocker }) => !blocker || !(blocker.dirty || blocker.state === 'waiting' || blocker.state === 'sending'),
  );
  const first = halted ?? blockers[0];
  const label = first ? ctx.entities.get(first.key.entity).descriptor.label.toLowerCase() : '';
  const blocker = first?.record?.index.title ?? `a ${label} that is not there any more`;
  const title = record.index.title;
  setState(ctx, record, halted ? 'blocked' : 'waiting', {
    detail: halted ? `Blocked by ${blocker}` : `Waits for ${blocker}`,
    error: halted ? appError('sync.blocked', { title, blocker }) : null,
    blockedBy: by,
  });
}

/**
 * What syncs refers to it: an inactive record is carried over after all, and one whose kind is made only when needed. What
 * is left out for another reason stays left out.
 */
function need(ctx: Context, blocker: StoredRecord): void {
  const act = blocker.decision.act?.act ?? null;
  if (blocker.needed || blocker.state !== 'notSynced' || (act !== null && act !== 'asNeeded')) return;
  const set = policyOf(ctx, blocker.entity).creates[blocker.platformId === null ? 'platform' : 'quickbooks'];
  const rule = act === 'asNeeded' && set === 'always' ? 'needed' : set;
  const counts = rule === 'needed' || (rule === 'always' && blocker.index.life === 'inactive');
  if (!counts) return;
  blocker.needed = true;
  blocker.dirty = true;
  ctx.store.putRecord(blocker);
}

/** Stores what a person must decide. One review per record; it keeps its id while the question stays open. */
export function review(ctx: Context, view: RecordView, detail: ReviewCase): void {
  const { record } = view;
  const known = ctx.store.reviewOf(record.rid);
  const revision = reviewRevision(ctx, view, detail);
  if (known?.revision !== revision || known.detail.kind !== detail.kind) {
    ctx.store.putReview({
      id: known?.id ?? ctx.ids.next(),
      rid: record.rid,
      entity: record.entity,
      title: record.index.title,
      amount: record.index.amount,
      revision,
      detail,
      createdAt: known?.createdAt ?? nowAt(ctx),
    });
    ctx.events.touch('review');
  }
  setState(ctx, record, 'inReview');
}

/** Changes whenever what the person looks at changes. */
const reviewRevision = (ctx: Context, view: RecordView, detail: ReviewCase): string =>
  ctx
    .hash(
      JSON.stringify([
        view.platform?.revision ?? null,
        view.quickbooks?.revision ?? null,
        view.platform?.life,
        view.quickbooks?.life,
        detail,
      ]),
    )
    .slice(0, 16);

export const sideNames = (ctx: Context): { platform: string; quickbooks: string } => ({
  platform: labelOf(ctx, 'platform'),
  quickbooks: 'QuickBooks',
});
