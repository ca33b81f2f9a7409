import { Failure, fail, type Result } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import type { RecordView } from '../../core/ports-store.ts';
import type { Observation } from '../../core/types.ts';
import { audit } from '../audit.ts';
import { ingest } from '../book.ts';
import type { HandlerContext } from './types.ts';

/** What every edit of the workspace's book through our own screens has in common. */

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Failure(result.error);
  return result.value;
}

/** Own edits are seen at once; the feed brings them again and finds nothing new. */
export function edited(
  ctx: HandlerContext,
  seen: Observation,
  what: string,
  changes: Parameters<typeof audit>[1]['changes'],
): void {
  ctx.store.transaction(() => {
    ingest(ctx, seen);
    const record = ctx.store.recordOf(seen.entity, 'platform', seen.id);
    audit(ctx, {
      actor: 'You',
      what: `${what} in ${ctx.platform.label}`,
      record,
      side: 'platform',
      changes: changes ?? [],
    });
  });
  ctx.scheduler.hint('platform');
}

export function editable(ctx: HandlerContext, view: RecordView): { id: string; body: Body } {
  if (!view.platform) {
    return fail('input.invalid', {
      field: view.record.index.title,
      problem: `is only in QuickBooks; it can be changed here once it is in ${ctx.platform.label}`,
    });
  }
  return { id: view.platform.id, body: view.platform.body };
}
