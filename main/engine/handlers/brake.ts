import { fail } from '../../../shared/errors.ts';
import { audit } from '../audit.ts';
import { agreeToWaiting } from '../brake.ts';
import type { HandlerContext } from './types.ts';

/** Lets what the brake stopped go on; what is planned later is measured anew. */
export function confirmBrake(ctx: HandlerContext): void {
  const review = ctx.store.reviewOf(null);
  if (review?.detail.kind !== 'brake') fail('review.gone');
  ctx.store.transaction(() => {
    agreeToWaiting(ctx);
    audit(ctx, { actor: 'You', what: 'Let a run with many changes go on', result: 'info' });
  });
  ctx.scheduler.hint();
}
