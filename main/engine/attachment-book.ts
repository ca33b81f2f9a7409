import type { Side } from '../../shared/primitives.ts';
import { afterGone, type RemoteFile, type StoredAttachment, stillWanted } from '../core/attachments.ts';
import { keyOf } from '../core/common.ts';
import type { Contents } from '../core/ports.ts';
import type { RecordKey } from '../core/types.ts';
import { audit, type Told } from './audit.ts';
import { type Context, nowAt, policyOf } from './context.ts';

/** Rows of files and their content: what is noted, told and kept. Everything here runs inside its caller's transaction. */

/** Lets whoever stores or drops content do so alone, so that none is dropped between its storing and its row. */
export type ContentDesk = { alone<T>(act: (contents: Contents) => Promise<T>): Promise<T> };

export function createContentDesk(contents: Contents): ContentDesk {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    alone(act) {
      const next = tail.then(() => act(contents));
      tail = next.catch(() => undefined);
      return next;
    },
  };
}

/** A record on both sides. */
export type Pair = { entity: string; platformId: string; quickbooksId: string };

/** Id of the record a file hangs on, on a side; null where it is not there. */
export const recordIdOn = (ctx: Context, one: StoredAttachment, side: Side): string | null =>
  one.side === side ? one.recordId : ctx.store.counterpart(one.entity, one.side, one.recordId);

/** The record of a file, where it lives on both sides. */
export function pairOf(ctx: Context, one: StoredAttachment): Pair | null {
  const platformId = recordIdOn(ctx, one, 'platform');
  const quickbooksId = recordIdOn(ctx, one, 'quickbooks');
  if (platformId === null || quickbooksId === null) return null;
  const lives = (side: Side, id: string): boolean => {
    const life = ctx.store.observation(one.entity, side, id)?.life;
    return life !== undefined && life !== 'deleted';
  };
  if (!lives('platform', platformId) || !lives('quickbooks', quickbooksId)) return null;
  return { entity: one.entity, platformId, quickbooksId };
}

/** Says what happened to a file, in the log of its record and to whoever looks at it. */
export function tell(ctx: Context, one: StoredAttachment, what: string, more: Partial<Told> = {}): void {
  const record = ctx.store.recordOf(one.entity, one.side, one.recordId);
  audit(ctx, { what, record, ...more });
  changed(ctx, one);
}

/** The record is to be shown again. */
export function changed(ctx: Context, one: StoredAttachment): void {
  const record = ctx.store.recordOf(one.entity, one.side, one.recordId);
  if (one.state === 'failed') ctx.events.touch('problems');
  if (record) ctx.events.record(record.entity, keyOf(record.platformId, record.quickbooksId));
}

/** Stores a file and shows it. */
export function put(ctx: Context, one: StoredAttachment): void {
  ctx.store.putAttachment(one);
  changed(ctx, one);
}

/**
 * Files that were refused and that somebody has to see to, oldest first: their records stand, and settings want them on the
 * other side.
 */
export const refusedFiles = (ctx: Pick<Context, 'store' | 'entities'>, limit: number): StoredAttachment[] =>
  ctx.store.failedAttachments(limit).filter((one) => {
    const record = ctx.store.recordOf(one.entity, one.side, one.recordId);
    return record !== null && record.state !== 'deleted' && stillWanted(one.side, policyOf(ctx, one.entity));
  });

/** How many of them there are, by kind of record; counted where they are stored. */
export function refusedCounts(ctx: Pick<Context, 'store' | 'entities'>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { entity, side, count } of ctx.store.failedAttachmentCounts())
    if (stillWanted(side, policyOf(ctx, entity))) counts.set(entity, (counts.get(entity) ?? 0) + count);
  return counts;
}

/** A refused file waits to be tried again. */
export function tryAgain(ctx: Context, one: StoredAttachment): void {
  put(ctx, { ...one, state: 'waiting', error: null });
  ctx.events.touch('problems');
}

/** Notes a file as QuickBooks shows it: on records where it is new it is to be copied, where it was taken off it has ended. */
export function noteFile(ctx: Context, file: RemoteFile): void {
  const { store } = ctx;
  const known = store.attachmentsThere(file.id);
  const hangsOn = (one: StoredAttachment, ref: RecordKey): boolean =>
    one.entity === ref.entity && recordIdOn(ctx, one, 'quickbooks') === ref.id;
  for (const ref of file.refs) {
    if (known.some((one) => hangsOn(one, ref))) continue;
    put(ctx, {
      id: ctx.ids.next(),
      entity: ref.entity,
      origin: 'quickbooks',
      side: 'quickbooks',
      recordId: ref.id,
      name: file.name,
      type: file.type || 'application/octet-stream',
      size: file.size ?? 0,
      hash: null,
      quickbooksId: file.id,
      revision: file.revision,
      state: 'waiting',
      error: null,
      tries: 0,
      addedAt: nowAt(ctx),
    });
  }
  for (const one of known) if (!file.refs.some((ref) => hangsOn(one, ref))) ended(ctx, one);
}

/** A file is not on its record in QuickBooks any more. What is here stays here. */
export function ended(ctx: Context, one: StoredAttachment): void {
  const kept = afterGone(one);
  if (kept === null) {
    ctx.store.dropAttachment(one.id);
    changed(ctx, one);
    return;
  }
  if (one.side === 'platform' && pairOf(ctx, one) === null) {
    // It went with its record; should that go there again, so will the file.
    put(ctx, { ...kept, state: 'waiting', tries: one.tries + 1 });
    return;
  }
  ctx.store.putAttachment(kept);
  tell(ctx, kept, `${one.name} was removed in QuickBooks and is kept here`, { result: 'info', side: 'platform' });
}

/**
 * A record has another counterpart in QuickBooks than before, if it had one: its files go there too. What is there already
 * is found before anything is sent.
 */
export function newCounterpart(ctx: Context, entity: string, platformId: string): void {
  for (const one of ctx.store.attachmentsOf(entity, platformId, null))
    if (one.state === 'equal')
      put(ctx, { ...one, state: 'waiting', quickbooksId: null, revision: null, tries: one.tries + 1 });
}

/** Content no row names any more takes up no room. */
export async function dropUnused(ctx: Context, contents: Contents, hash: string | null): Promise<void> {
  if (hash !== null && !ctx.store.isContentUsed(hash)) await contents.drop(hash);
}
