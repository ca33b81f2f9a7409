import type { ReviewDetail, ReviewRow } from '../../shared/contract/review.ts';
import { otherSide } from '../../shared/primitives.ts';
import { showMoney, toCents } from '../core/money.ts';
import { planRecord } from '../core/plan.ts';
import type { Act } from '../core/plan-types.ts';
import type { RecordView, StoredRecord, StoredReview } from '../core/ports-store.ts';
import { fieldWords, lifeWords } from '../core/words.ts';
import { type Context, linksOf, policyOf } from './context.ts';
import { mergedWinner } from './ended.ts';
import { inputOf, sideNames } from './plan-step.ts';

/** The words of a review: what happened, what can be done, what each choice changes in money. */

export function reviewWords(ctx: Context, review: StoredReview): { cause: string; sentence: string } {
  const { detail, title } = review;
  const names = sideNames(ctx);
  switch (detail.kind) {
    case 'fields': {
      const { descriptor } = ctx.entities.get(review.entity);
      const { words, plural } = fieldWords(
        descriptor,
        detail.conflicts.map((conflict) => conflict.path),
      );
      const fresh = detail.conflicts.every((conflict) => conflict.base === null);
      return fresh
        ? {
            cause: 'Different on both sides',
            sentence: `${title} was found in ${names.platform} and QuickBooks, and ${words} ${plural ? 'differ' : 'differs'}.`,
          }
        : {
            cause: 'Edited on both sides',
            sentence: `${title}: ${words} changed in ${names.platform} and in QuickBooks.`,
          };
    }
    case 'removal':
      if (detail.cause === 'mergedInQuickbooks') return mergedWords(ctx, review);
      return lifeWords(detail.cause, detail.gone, title, names);
    case 'match': {
      const many = detail.candidates.length === 1 ? 'a record' : `${detail.candidates.length} records`;
      const reason = detail.candidates[0]?.reason ?? '';
      const life = review.rid === null ? null : ctx.store.view(review.rid)?.platform?.life;
      if (life === 'void' || life === 'deleted')
        return {
          cause: life === 'void' ? 'Voided, and maybe in QuickBooks' : 'Deleted, and maybe in QuickBooks',
          sentence: `${title} was ${life === 'void' ? 'voided' : 'deleted'} in ${names.platform} before it was known whether QuickBooks has it. It may be ${many} there.`,
        };
      return { cause: 'May be the same', sentence: `${title} may be the same as ${many} in QuickBooks. ${reason}.` };
    }
    case 'duplicate': {
      const record = review.rid === null ? null : ctx.store.record(review.rid);
      return {
        cause: `Maybe twice in ${names[detail.side]}`,
        sentence: `${record ? duplicateWords(ctx, record, detail) : title}. Copied over, it would be in ${names[otherSide(detail.side)]} twice.`,
      };
    }
    case 'brake':
      return {
        cause: 'Many changes at once',
        sentence: `This run would ${detail.what}, more than usual, so it stopped.`,
      };
  }
}

/** The record a merged one went into, where it is still known. */
function winnerOf(ctx: Context, review: StoredReview): StoredRecord | null {
  const view = review.rid === null ? null : ctx.store.view(review.rid);
  const id = view && mergedWinner(ctx, view);
  return id ? ctx.store.recordOf(review.entity, 'quickbooks', id) : null;
}

function mergedWords(ctx: Context, review: StoredReview): { cause: string; sentence: string } {
  const into = winnerOf(ctx, review)?.index.title ?? 'another record';
  return {
    cause: 'Merged in QuickBooks',
    sentence: `${review.title} was merged into ${into} in QuickBooks and is still in ${sideNames(ctx).platform}.`,
  };
}

/** Merging is followed by linking, where the record it went into is new here, or by retiring the one that went. */
function mergedActs(ctx: Context, review: StoredReview): ActCard[] {
  const { title } = review;
  const names = sideNames(ctx);
  const winner = winnerOf(ctx, review);
  const leave: ActCard = {
    id: 'leave',
    label: 'Leave both as they are',
    sentence: `${title} stays in ${names.platform} and is no longer synced.`,
    danger: false,
  };
  if (winner && winner.platformId === null)
    return [
      {
        id: 'relink',
        label: `Link to ${winner.index.title}`,
        sentence: `${title} in ${names.platform} and ${winner.index.title} in QuickBooks are the same record from now on. Nothing is made or removed.`,
        danger: false,
      },
      leave,
    ];
  return [
    {
      id: 'follow',
      label: `Make ${title} inactive in ${names.platform} too`,
      sentence: `Its documents move to ${winner?.index.title ?? 'the other record'}, as they did in QuickBooks.`,
      danger: false,
    },
    leave,
  ];
}

export const reviewRow = (ctx: Context, review: StoredReview, key: string | null): ReviewRow => ({
  id: review.id,
  kind: review.detail.kind,
  entity: review.entity,
  key,
  title: review.title,
  ...reviewWords(ctx, review),
  amount: review.amount,
  createdAt: review.createdAt,
});

type ActCard = ReviewDetail['acts'][number];

/** The acts of a review about lives or the brake, the safest first. */
export function actsOf(ctx: Context, review: StoredReview): ActCard[] {
  const { detail, title } = review;
  if (detail.kind === 'brake') {
    return [
      {
        id: 'confirm',
        label: 'Go on with this run',
        sentence: `Plumbline will ${detail.what}.`,
        danger: true,
      },
    ];
  }
  const names = sideNames(ctx);
  if (detail.kind === 'duplicate') {
    const [here, there] = [names[detail.side], names[otherSide(detail.side)]];
    return [
      {
        id: 'leave',
        label: 'Leave this one out',
        sentence: `${title} stays in ${here} only and is asked about again when it changes.`,
        danger: false,
      },
      {
        id: 'keepAll',
        label: detail.others.length === 1 ? 'Keep both' : `Keep all ${detail.others.length + 1}`,
        sentence: `They are different records: each is synced, and ${there} gets one of each.`,
        danger: false,
      },
    ];
  }
  if (detail.kind !== 'removal') return [];
  const gone = names[detail.gone];
  const there = names[otherSide(detail.gone)];
  if (detail.cause === 'mergedInQuickbooks') return mergedActs(ctx, review);
  const acts: ActCard[] = [
    {
      id: 'leave',
      label: 'Leave both as they are',
      sentence: `${title} stays in ${there} and is no longer synced.`,
      danger: false,
    },
  ];
  if (detail.cause === 'neverAgreed') {
    acts.push({
      id: 'revive',
      label: `Make it active in ${gone}`,
      sentence: `${title} will be in use on both sides.`,
      danger: false,
    });
  } else {
    acts.push({
      id: 'recreate',
      label: `Make it again in ${gone}`,
      sentence: `${title} is created anew in ${gone} from ${there}.`,
      danger: false,
    });
  }
  acts.push({
    id: 'follow',
    label: `Remove it in ${there} too`,
    sentence: `${title} will be removed in ${there} as well.`,
    danger: true,
  });
  return acts;
}

/** What each pick changes: the new total or the new state, with the difference in money. */
export function consequencesOf(ctx: Context, view: RecordView, review: StoredReview): ReviewDetail['consequences'] {
  if (review.detail.kind !== 'fields') {
    return actsOf(ctx, review).map((act) => ({ choice: act.id, sentence: act.sentence }));
  }
  const { conflicts } = review.detail;
  const { descriptor } = ctx.entities.get(review.entity);
  const names = sideNames(ctx);
  return (['platform', 'quickbooks'] as const).map((pick) => {
    const choices = conflicts.map((at) => ({
      path: at.path,
      value: at[pick],
      platform: at.platform,
      quickbooks: at.quickbooks,
    }));
    const input = inputOf(ctx, view, linksOf(ctx.store), policyOf(ctx, review.entity));
    const plan = planRecord({ ...input, decision: { choices, act: null } });
    const writes = plan.verdict.kind === 'write' || plan.verdict.kind === 'fields' ? plan.verdict.writes : [];
    const money = writes.flatMap((write) => {
      const before = view[write.side]?.body[descriptor.amountField ?? ''];
      const after = write.common?.[descriptor.amountField ?? ''];
      if (typeof before !== 'string' || typeof after !== 'string' || toCents(before) === toCents(after)) return [];
      return [`${names[write.side]} goes from ${showMoney(before)} to ${showMoney(after)}`];
    });
    const change =
      money.length > 0
        ? money.join(', ')
        : descriptor.isDocument
          ? 'no amount changes'
          : `${names[otherSide(pick)]} is updated`;
    return { choice: pick, sentence: `Taking ${names[pick]}: ${change}.` };
  });
}

/** The engine's act behind an act of the screen. */
export const ACTS: Record<string, Act | 'recreate' | 'relink'> = {
  relink: 'relink',
  leave: 'leave',
  revive: 'revive',
  follow: 'follow',
  recreate: 'recreate',
};

/** "Pine Ridge HOA may be in Workspace twice: the same name as Pine Ridge HOA (p0002)". */
export function duplicateWords(
  ctx: Context,
  record: StoredRecord,
  { side, others, reason }: Extract<StoredReview['detail'], { kind: 'duplicate' }>,
): string {
  const { title } = record.index;
  const named = others.slice(0, 3).map((id) => {
    const other = ctx.store.recordOf(record.entity, side, id)?.index.title ?? id;
    return other === title ? `the one with id ${id}` : `${other} (id ${id})`;
  });
  const more = others.length > named.length ? ` and ${others.length - named.length} more` : '';
  const why = reason.charAt(0).toLowerCase() + reason.slice(1);
  return `${title} may be in ${sideNames(ctx)[side]} twice: ${why} as ${named.join(', ')}${more}`;
}
