import { fail } from '../../../shared/errors.ts';
import { audit } from '../audit.ts';
import { dropReview } from '../book.ts';
import type { HandlerContext } from './types.ts';

/** Lets the run that the brake stopped go on, once. */
export function confirmBrake(ctx: HandlerContext): void {
  const review = ctx.store.reviewOf(null);
  if (review?.detail.kind !== 'brake') fail('review.gone');
  ctx.store.transaction(() => {
    ctx.store.setMeta('brakeConfirmed', true);
    dropReview(ctx, null);
    audit(ctx, { actor: 'You', what: 'Let a run with many changes go on', result: 'info' });
  });
  ctx.scheduler.hint();
}
