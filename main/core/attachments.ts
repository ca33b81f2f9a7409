import { FILE_TYPES, MOST_FILE_BYTES } from '../../shared/attachments.ts';
import type { AttachmentState } from '../../shared/contract/attachments.ts';
import { type AppError, appError, type Result } from '../../shared/errors.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import type { Side } from '../../shared/primitives.ts';
import type { RecordKey } from './types.ts';

/** A file as QuickBooks shows it. */
export type RemoteFile = {
  id: string;
  revision: string;
  name: string;
  /** Media type as QuickBooks says it: "application/pdf". */
  type: string;
  /** Bytes; null where it does not say. */
  size: number | null;
  /** Records it hangs on, of kinds we know. */
  refs: RecordKey[];
  /** Whether it hangs on anything beside those. */
  elsewhere: boolean;
};

/** A file on a record, from the moment either side shows it. */
export type StoredAttachment = {
  id: string;
  entity: string;
  /** The side it was first attached on. */
  origin: Side;
  /** The side whose record `recordId` is: the platform's as soon as its content is here. */
  side: Side;
  recordId: string;
  name: string;
  type: string;
  size: number;
  /** SHA-256 of the content, where it was seen; null for a file of QuickBooks that was not fetched. */
  hash: string | null;
  quickbooksId: string | null;
  /** SyncToken in QuickBooks when both were last equal. */
  revision: string | null;
  state: AttachmentState;
  error: AppError | null;
  /** Rises with every refusal: part of the key of the next upload, because a refusal is replayed under the old one. */
  tries: number;
  /** ISO. */
  addedAt: string;
};

/** Refused files of one kind of record, by the side their record was named on. */
export type FailedCount = { entity: string; side: Side; count: number };

/** The part of the engine's memory that holds files; their content lies elsewhere, by its hash. */
export type AttachmentStore = {
  /** A new one, or what became of one. */
  putAttachment(one: StoredAttachment): void;
  dropAttachment(id: string): void;
  attachment(id: string): StoredAttachment | null;
  /** Of one record, by its id on either side, oldest first. */
  attachmentsOf(entity: string, platformId: string | null, quickbooksId: string | null): StoredAttachment[];
  /** Those that wait for something, after one, in order of id. */
  openAttachments(afterId: string, limit: number): StoredAttachment[];
  /** Those that were refused, oldest first. */
  failedAttachments(limit: number): StoredAttachment[];
  /** How many of them there are on records that still stand; with `hide`, on those that everybody may see. */
  failedAttachmentCounts(hide?: boolean): FailedCount[];
  /** Rows of one file of QuickBooks: one for each record it hangs on. */
  attachmentsThere(quickbooksId: string): StoredAttachment[];
  /** Ids in QuickBooks of all files known to be there. */
  attachmentIdsThere(): string[];
  /** Whether any row still names this content. */
  isContentUsed(hash: string): boolean;
};

/** Which ways files of an entity may go. Paused, nothing moves. */
export function fileWays(
  policy: Pick<EntityPolicy, 'enabled' | 'paused' | 'direction' | 'strategy' | 'attachments'>,
): Record<'toQuickbooks' | 'fromQuickbooks', boolean> {
  const on = policy.enabled && !policy.paused;
  const may = (way: 'toQuickbooks' | 'fromQuickbooks'): boolean =>
    on &&
    (policy.direction === 'both' || policy.direction === way) &&
    (policy.attachments === 'both' || policy.attachments === way);
  // Where QuickBooks overwrites everything it is never written.
  return { toQuickbooks: may('toQuickbooks') && policy.strategy !== 'mirror', fromQuickbooks: may('fromQuickbooks') };
}

/** Whether settings still want a refused file on the other side; a pause only puts that off. */
export const stillWanted = (
  side: Side,
  policy: Pick<EntityPolicy, 'enabled' | 'direction' | 'strategy' | 'attachments'>,
): boolean => fileWays({ ...policy, paused: false })[side === 'platform' ? 'toQuickbooks' : 'fromQuickbooks'];

/** Whether it is on its way to QuickBooks: waiting for it, or sent without an answer. */
export const isLeaving = (one: StoredAttachment): boolean =>
  one.side === 'platform' && (one.state === 'waiting' || one.state === 'sent');

/**
 * Our own file that a file of QuickBooks is the same as, among those of one record: the same content, and no other file
 * of QuickBooks stands for it yet.
 */
export const twinOf = (hash: string, ours: readonly StoredAttachment[]): StoredAttachment | null =>
  ours.find((one) => one.quickbooksId === null && one.hash === hash) ?? null;

/** Whether a file of QuickBooks may be one of ours, so that it has to be looked into: names may be altered, sizes not. */
export const mayBeOurs = (there: StoredAttachment, ours: readonly StoredAttachment[]): boolean =>
  ours.some((one) => one.quickbooksId === null && one.hash !== null && one.size === there.size);

/**
 * What a removal here does in QuickBooks. Only what went there from here, hangs on this record alone and was not touched
 * there since is removed; everything else is somebody's there and stays.
 */
export function removalThere(one: StoredAttachment, there: RemoteFile | null): 'gone' | 'remove' | 'leave' {
  if (there === null) return 'gone';
  const alone = there.refs.length === 1 && !there.elsewhere;
  return one.origin === 'platform' && there.revision === one.revision && alone ? 'remove' : 'leave';
}

/** What becomes of a row whose file is not in QuickBooks any more: what is here stays here, and says so. */
export function afterGone(one: StoredAttachment): StoredAttachment | null {
  const kept = one.state === 'equal' || one.state === 'failed' || one.state === 'onlyHere';
  if (!kept || one.hash === null) return null;
  return { ...one, state: 'onlyHere', quickbooksId: null, revision: null, error: null };
}

const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** A file somebody wants to attach: its clean name and media type, or why it cannot be. */
export function checkFile(name: string, size: number): Result<{ name: string; type: string }> {
  // No folders, no control characters; the name is shown and becomes the name of a download.
  const clean = (name.split(/[\\/]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').trim();
  const invalid = (problem: string) => ({
    ok: false as const,
    error: appError('input.invalid', { field: clean === '' ? 'name' : clean, problem }),
  });
  if (clean === '' || clean.length > 200) return invalid('needs a name of at most 200 characters');
  const type = FILE_TYPES[extensionOf(clean)];
  if (type === undefined) return { ok: false, error: appError('attachments.type', { name: clean }) };
  if (size === 0) return invalid('is empty');
  if (size > MOST_FILE_BYTES) return { ok: false, error: appError('attachments.tooLarge', { name: clean }) };
  return { ok: true, value: { name: clean, type } };
}
