import { appError } from '../../shared/errors.ts';
import type { Side } from '../../shared/primitives.ts';
import { audit } from './audit.ts';
import { armBrake } from './brake.ts';
import { step } from './confirm.ts';
import type { Context } from './context.ts';
import { dropCursor } from './observe.ts';

/** What was put back from a backup, and when that was made (ISO); null where nothing was. */
export type RestoredMark = { at: string; engine: string | null; workspace: string | null };

/** Name of the mark among the small values; the restore stores it in the database it puts back. */
export const restoredMeta = 'restored';

const SIDES: readonly Side[] = ['platform', 'quickbooks'];

/**
 * The first thing after a restore. What was written since the backup is not known here, so nothing is taken for granted:
 * what was meant to be sent may have gone out, both sides are compared in full, and a run that would remove anything asks.
 * One act: after a crash in it, it is done again.
 */
export function afterRestore(ctx: Context): void {
  const { store } = ctx;
  const mark = store.getMeta<RestoredMark>(restoredMeta);
  if (mark === null) return;
  store.transaction(() => {
    for (const row of store.writesIn('intended', 1_000_000)) {
      const error = appError('sync.uncertain', { title: row.title });
      store.putWrite(step(row, 'restore', { error, notBefore: 0, sentAt: row.sentAt ?? row.createdAt }));
    }
    for (const side of SIDES) dropCursor(ctx, side);
    store.dropPlan();
    armBrake(ctx);
    store.setMeta(restoredMeta, null);
    const what = [
      ...(mark.workspace === null ? [] : [`the book from the backup of ${shown(mark.workspace)}`]),
      ...(mark.engine === null ? [] : [`the memory of syncing from the backup of ${shown(mark.engine)}`]),
    ].join(' and ');
    audit(ctx, { actor: 'You', what: `Restored ${what}; both sides are compared in full`, result: 'info' });
  });
  ctx.log.warn('restored from a backup', { engine: mark.engine, workspace: mark.workspace });
}

const shown = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} (UTC)`;
