import { OWNER_ID } from '../../shared/access.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Side } from '../../shared/primitives.ts';
import type { AuditChange, AuditEntry, StoredRecord } from '../core/ports-store.ts';
import type { FieldChange } from '../core/types.ts';
import type { AuditAct } from '../core/undo.ts';
import { type Context, nowAt } from './context.ts';
import { readableChanges } from './show.ts';

export type Told = {
  /** 'You' stands for whoever asked. */
  actor?: string;
  what: string;
  record?: StoredRecord | null;
  side?: Side | null;
  result?: AuditEntry['result'];
  changes?: FieldChange[];
  error?: AppError | null;
  requestId?: string | null;
  /** QuickBooks' trace id of the answer; a failure carries its own. */
  tid?: string | null;
  /** What caused it: a revision, a decision, a setting. */
  why?: string | null;
  /** What a confirmed write did. */
  act?: AuditAct | null;
  /** The run it belongs to, where that is not the one under way. */
  runId?: string | null;
  /** Changes of what is no record (settings), as they are shown. */
  shown?: AuditChange[];
};

/** Appends to the log, inside the transaction of what it tells. */
export function audit(ctx: Context, told: Told): void {
  const record = told.record ?? null;
  const fields = record ? ctx.entities.get(record.entity).descriptor.fields : [];
  ctx.store.appendAudit({
    at: nowAt(ctx),
    actor: told.actor === 'You' ? whoAsked(ctx) : (told.actor ?? 'Sync'),
    entity: record?.entity ?? null,
    title: record?.index.title ?? null,
    platformId: record?.platformId ?? null,
    quickbooksId: record?.quickbooksId ?? null,
    what: told.what,
    side: told.side ?? null,
    result: told.result ?? 'done',
    runId: told.runId ?? ctx.runId,
    changes: told.shown ?? readableChanges(ctx, fields, told.changes ?? [], true),
    error: told.error ?? null,
    requestId: told.requestId ?? null,
    intuitTid: told.tid ?? told.error?.native?.intuitTid ?? null,
    why: told.why ?? null,
    act: told.act ?? null,
  });
  ctx.events.touch('activity');
}

/** Name of the person who asked: "You" where there is only the owner, who has not said their name. */
const whoAsked = (ctx: Context): string => ctx.caller?.name ?? ctx.store.person(OWNER_ID)?.name ?? 'You';
