import type { ReviewDetail } from '../../../shared/contract/review.ts';
import { Failure, fail } from '../../../shared/errors.ts';
import type { Json, Side } from '../../../shared/primitives.ts';
import { referencesOf } from '../../core/common.ts';
import type { PathConflict } from '../../core/lines.ts';
import type { Choice } from '../../core/merge.ts';
import type { RecordView, ReviewCase, StoredReview } from '../../core/ports-store.ts';
import { audit } from '../audit.ts';
import { dropReview, recordKey, setState, withdrawAll } from '../book.ts';
import { mergedWinner } from '../ended.ts';
import { linkChosen } from '../linking.ts';
import { recreate } from '../recreate.ts';
import { reviewFields, treesOf } from '../review-fields.ts';
import { ACTS, actsOf, consequencesOf, reviewRow } from '../review-words.ts';
import { confirmBrake } from './brake.ts';
import type { HandlerContext, Handlers } from './types.ts';

export function reviewHandlers(ctx: HandlerContext): Handlers<'review'> {
  const { store } = ctx;
  return {
    'review.list': (filter) => {
      const rows = store.reviews(filter).map((review) => reviewRow(ctx, review, keyOfReview(ctx, review)));
      return { total: rows.length, rows };
    },
    'review.get': ({ id }) => detailOf(ctx, openReview(ctx, id)),
    'review.resolve': ({ id, revision, choices }) => {
      const review = openReview(ctx, id, revision);
      const { view, detail } = ofKind(ctx, review, 'fields');
      const picked = detail.conflicts.map((at) => {
        const choice = choices[at.path];
        if (choice === undefined) return fail('input.invalid', { field: at.path, problem: 'needs a choice' });
        const value = 'pick' in choice ? at[choice.pick] : choice.value;
        return madeChoice(at, value);
      });
      checkTyped(ctx, view, detail.conflicts, choices, picked);
      decide(ctx, view, picked, 'Settled in Review');
      return {};
    },
    'review.resolveSimilar': ({ entity, paths, pick }) => {
      const wanted = new Set(paths.map(fieldOfPath));
      let settled = 0;
      for (const review of store.reviews({ entity, kind: 'fields' })) {
        if (review.detail.kind !== 'fields' || review.rid === null) continue;
        if (!review.detail.conflicts.every((at) => wanted.has(fieldOfPath(at.path)))) continue;
        const view = store.view(review.rid);
        if (!view) continue;
        decide(
          ctx,
          view,
          review.detail.conflicts.map((at) => madeChoice(at, at[pick])),
          `Settled in Review: ${pick === 'platform' ? ctx.platform.label : 'QuickBooks'}`,
        );
        settled++;
      }
      return { settled };
    },
    'review.act': ({ id, revision, act }) => {
      const review = openReview(ctx, id, revision);
      const chosen = actsOf(ctx, review).find((one) => one.id === act);
      if (!chosen)
        return fail('input.invalid', {
          field: 'act',
          problem: `is one of ${actsOf(ctx, review)
            .map((a) => a.id)
            .join(', ')}`,
        });
      if (review.detail.kind === 'brake') {
        confirmBrake(ctx);
        return {};
      }
      if (review.detail.kind === 'duplicate') {
        settleTwins(ctx, ofKind(ctx, review, 'duplicate'), act, chosen.label);
        ctx.scheduler.hint();
        return {};
      }
      const { view } = ofKind(ctx, review, 'removal');
      const decision = ACTS[act];
      store.transaction(() => {
        dropReview(ctx, view.record.rid);
        if (decision === 'recreate') {
          recreate(ctx, view, review.detail.kind === 'removal' ? review.detail.gone : 'quickbooks');
        } else if (decision === 'relink') {
          relink(ctx, view);
        } else if (decision !== undefined) {
          store.putRecord({
            ...view.record,
            dirty: true,
            decision: { choices: [], act: { act: decision, ...versions(view) } },
          });
        }
        audit(ctx, { actor: 'You', what: `Decided: ${chosen.label}`, record: view.record, result: 'info' });
      });
      ctx.scheduler.hint();
      return {};
    },
    'review.match': ({ id, revision, choice }) => {
      const review = openReview(ctx, id, revision);
      const { view } = ofKind(ctx, review, 'match');
      store.transaction(() => {
        dropReview(ctx, view.record.rid);
        if ('link' in choice) linkChosen(ctx, view.record, choice.link);
        else {
          const act = 'create' in choice ? ('create' as const) : ('leave' as const);
          // Whoever says that it is none of these says so of what a lost request may have made, too: it goes as a new one.
          if (act === 'create') withdrawAll(ctx, view.record);
          const record = { ...view.record, dirty: true, decision: { choices: [], act: { act, ...versions(view) } } };
          setState(ctx, record, 'waiting');
          store.putRecord(record);
          audit(ctx, {
            actor: 'You',
            what: act === 'create' ? 'Decided: a record of its own' : 'Decided: leave it out',
            record,
            result: 'info',
          });
        }
        // What else waited for this choice is looked at again.
        store.markDirty({ entity: view.record.entity, states: ['inReview'] });
      });
      ctx.scheduler.hint();
      return {};
    },
  };
}

const fieldOfPath = (path: string): string => {
  const [field, line, member] = path.split('/');
  return line === undefined ? (field ?? path) : `${field}/${member ?? ''}`;
};

const madeChoice = (at: PathConflict, value: Json): Choice => ({
  path: at.path,
  value,
  platform: at.platform,
  quickbooks: at.quickbooks,
});

const versions = (view: RecordView): Record<Side, string | null> => ({
  platform: view.platform?.revision ?? null,
  quickbooks: view.quickbooks?.revision ?? null,
});

/** Leaves a record out that its side has twice, or says that it and its likes are different: each is made on the other side. */
function settleTwins(
  ctx: HandlerContext,
  { view, detail }: { view: RecordView; detail: Extract<ReviewCase, { kind: 'duplicate' }> },
  chosen: string,
  label: string,
): void {
  const { store } = ctx;
  const { entity } = view.record;
  const others = chosen === 'leave' ? [] : detail.others.map((id) => store.recordOf(entity, detail.side, id));
  const asked = others.filter((record) => record && store.reviewOf(record.rid)?.detail.kind === 'duplicate');
  const views = [view, ...asked.map((record) => record && store.view(record.rid))];
  store.transaction(() => {
    for (const one of views) {
      if (!one) continue;
      dropReview(ctx, one.record.rid);
      const act = chosen === 'leave' ? ('leave' as const) : ('keep' as const);
      const record = { ...one.record, dirty: true, decision: { choices: [], act: { act, ...versions(one) } } };
      setState(ctx, record, 'waiting');
      store.putRecord(record);
      audit(ctx, { actor: 'You', what: `Decided: ${label}`, record, result: 'info' });
    }
    // What else was held up by it is looked at again.
    store.markDirty({ entity, states: ['inReview'] });
  });
}

/** The review, if it is still open and (where a revision is given) still about what the person saw. */
function openReview(ctx: HandlerContext, id: string, revision?: string): StoredReview {
  const review = ctx.store.review(id);
  if (!review || (revision !== undefined && review.revision !== revision)) return fail('review.gone');
  return review;
}

function ofKind<K extends ReviewCase['kind']>(
  ctx: HandlerContext,
  review: StoredReview,
  kind: K,
): { view: RecordView; detail: Extract<ReviewCase, { kind: K }> } {
  const view = review.rid === null ? null : ctx.store.view(review.rid);
  if (!view || review.detail.kind !== kind)
    return fail('input.invalid', { field: 'id', problem: `is not a review of kind "${kind}"` });
  return { view, detail: review.detail as Extract<ReviewCase, { kind: K }> };
}

const keyOfReview = (ctx: HandlerContext, review: StoredReview): string | null => {
  const record = review.rid === null ? null : ctx.store.record(review.rid);
  return record && recordKey(record);
};

/** A typed value must be one the record may hold; picks were checked by the side they come from. */
function checkTyped(
  ctx: HandlerContext,
  view: RecordView,
  conflicts: PathConflict[],
  choices: Record<string, { pick: string } | { value: Json }>,
  picked: Choice[],
): void {
  if (!view.platform) return;
  const module = ctx.entities.get(view.record.entity);
  const body = { ...view.platform.body };
  conflicts.forEach((at, index) => {
    const choice = choices[at.path];
    if (choice && 'value' in choice && !at.path.includes('/')) body[at.path] = picked[index]?.value ?? null;
  });
  const parsed = module.parse(body);
  if (!parsed.ok) throw new Failure(parsed.error);
}

function decide(ctx: HandlerContext, view: RecordView, choices: Choice[], what: string): void {
  ctx.store.transaction(() => {
    const { record } = view;
    dropReview(ctx, record.rid);
    const others = record.decision.choices.filter((old) => !choices.some((choice) => choice.path === old.path));
    const next = { ...record, dirty: true, decision: { choices: [...others, ...choices], act: null } };
    setState(ctx, next, 'waiting');
    ctx.store.putRecord(next);
    audit(ctx, { actor: 'You', what, record, result: 'info' });
  });
  ctx.scheduler.hint();
}

/** Gives a record whose counterpart was merged away the one it was merged into. */
function relink(ctx: HandlerContext, view: RecordView): void {
  const winner = mergedWinner(ctx, view) ?? fail('link.stale');
  recreate(ctx, view, 'quickbooks');
  const living = ctx.store.view(view.record.rid) ?? fail('link.stale');
  linkChosen(ctx, living.record, winner);
}

function detailOf(ctx: HandlerContext, review: StoredReview): ReviewDetail {
  const view = review.rid === null ? null : ctx.store.view(review.rid);
  const row = reviewRow(ctx, review, keyOfReview(ctx, review));
  const common = {
    row,
    revision: review.revision,
    platformLabel: ctx.platform.label,
    acts: actsOf(ctx, review),
  };
  if (!view) {
    return {
      ...common,
      fields: [],
      lives: { base: null, platform: null, quickbooks: null },
      consequences: common.acts.map((act) => ({ choice: act.id, sentence: act.sentence })),
      candidates: [],
      twins: [],
      platform: null,
      quickbooks: null,
      base: null,
      titles: {},
    };
  }
  const { detail } = review;
  const { descriptor } = ctx.entities.get(review.entity);
  const trees = treesOf(ctx, view);
  const keys = Object.values(trees).flatMap((body) => (body ? referencesOf(descriptor, body) : []));
  return {
    ...common,
    fields:
      detail.kind === 'match' || detail.kind === 'duplicate'
        ? []
        : reviewFields(ctx, view, detail.kind === 'fields' ? detail.conflicts : []),
    lives: {
      base: view.record.base?.life ?? null,
      platform: view.platform?.life ?? null,
      quickbooks: view.quickbooks?.life ?? null,
    },
    consequences: consequencesOf(ctx, view, review),
    candidates: detail.kind === 'match' ? candidatesOf(ctx, review.entity, detail.candidates) : [],
    twins: detail.kind === 'duplicate' ? twinsOf(ctx, view, detail) : [],
    ...trees,
    titles: Object.fromEntries(ctx.store.titles(keys)),
  };
}

function candidatesOf(
  ctx: HandlerContext,
  entity: string,
  candidates: Extract<ReviewCase, { kind: 'match' }>['candidates'],
): ReviewDetail['candidates'] {
  return candidates.flatMap(({ quickbooksId, confidence, reason }) => {
    const record = ctx.store.recordOf(entity, 'quickbooks', quickbooksId);
    const body = ctx.store.observation(entity, 'quickbooks', quickbooksId)?.body;
    return record && body ? [{ quickbooksId, title: record.index.title, confidence, reason, body }] : [];
  });
}

/** Documents counted for telling two records apart; more are told as that many. */
const BELONGS = 100;

/** The record asked about, then those it seems to be the same as. */
function twinsOf(
  ctx: HandlerContext,
  view: RecordView,
  detail: Extract<ReviewCase, { kind: 'duplicate' }>,
): ReviewDetail['twins'] {
  const { entity } = view.record;
  const others = detail.others.map((id) => ctx.store.recordOf(entity, detail.side, id));
  return [view.record, ...others].flatMap((record) => {
    if (!record) return [];
    const id = (detail.side === 'platform' ? record.platformId : record.quickbooksId) ?? '';
    const both = record.platformId !== null && record.quickbooksId !== null;
    const belongs = ctx.store.referencing(entity, recordKey(record), BELONGS).length;
    return [{ key: recordKey(record), id, title: record.index.title, both, belongs }];
  });
}
