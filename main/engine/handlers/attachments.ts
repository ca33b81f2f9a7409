import { MOST_FILE_BYTES, takesFiles } from '../../../shared/attachments.ts';
import type { Attachment } from '../../../shared/contract/attachments.ts';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { appError, Failure, fail } from '../../../shared/errors.ts';
import { checkFile, fileWays, type StoredAttachment } from '../../core/attachments.ts';
import type { StoredRecord } from '../../core/ports-store.ts';
import { dropUnused, put, refusedFiles, tell, tryAgain } from '../attachment-book.ts';
import { recordKey } from '../book.ts';
import { type Context, nowAt, policyOf } from '../context.ts';
import { moduleOf, viewOf } from '../rows.ts';
import type { HandlerContext, Handlers } from './types.ts';

/** Whether its content is on this computer. One of QuickBooks that was only compared is not. */
const isHere = ({ hash, side, state }: StoredAttachment): boolean =>
  hash !== null && !(side === 'quickbooks' && state === 'waiting');

/** Removed here: there is nothing to show or save any more, but for what stays in QuickBooks. */
const isShown = (one: StoredAttachment): boolean => one.state !== 'removing';

/** Files on records. Content never travels with anything but its own call. */
export function attachmentsHandlers(ctx: HandlerContext): Handlers<'attachments'> {
  const { store } = ctx;
  const recordOf = (entity: string, key: string): StoredRecord => viewOf(ctx, entity, key).record;
  const filesOf = (record: StoredRecord): StoredAttachment[] =>
    store.attachmentsOf(record.entity, record.platformId, record.quickbooksId);
  const desk = () => ctx.files ?? fail('input.invalid', { field: 'files', problem: 'cannot be kept here' });

  function one(entity: string, key: string, id: string): { record: StoredRecord; file: StoredAttachment } {
    const record = recordOf(entity, key);
    const file = filesOf(record).find((found) => found.id === id);
    return file && isShown(file) ? { record, file } : fail('record.notFound', { entity: 'file', id });
  }

  return {
    'attachments.list': ({ entity, key }) => {
      moduleOf(ctx, entity);
      const record = recordOf(entity, key);
      return {
        takes: takesFiles(entity),
        files: filesOf(record)
          .filter(isShown)
          .map((file) => shown(ctx, record, file)),
      };
    },
    'attachments.add': async ({ entity, key, name, base64 }) => {
      const record = recordOf(entity, key);
      const { title } = record.index;
      if (!takesFiles(entity)) return fail('input.invalid', { field: title, problem: 'can have no files' });
      const { platformId } = record;
      if (platformId === null || record.tombstone)
        return fail('input.invalid', { field: title, problem: 'is not in the workspace' });
      const bytes = decode(base64, name);
      const checked = checkFile(name, bytes.length);
      if (!checked.ok) throw new Failure(checked.error);
      const answer = await desk().alone(async (contents) => {
        const hash = await contents.put(bytes);
        return store.transaction(() => {
          const same = filesOf(record).find((file) => file.hash === hash && isShown(file) && isHere(file));
          if (same) return { id: same.id, already: true };
          const file: StoredAttachment = {
            id: ctx.ids.next(),
            entity,
            origin: 'platform',
            side: 'platform',
            recordId: platformId,
            ...checked.value,
            size: bytes.length,
            hash,
            quickbooksId: null,
            revision: null,
            state: 'waiting',
            error: null,
            tries: 0,
            addedAt: nowAt(ctx),
          };
          store.putAttachment(file);
          tell(ctx, file, `Attached ${file.name}`, { actor: 'You', side: 'platform' });
          return { id: file.id, already: false };
        });
      });
      ctx.scheduler.hint('platform');
      return answer;
    },
    'attachments.remove': async ({ entity, key, id }) => {
      const { record, file } = one(entity, key, id);
      if (file.state === 'onlyThere')
        return fail('input.invalid', { field: file.name, problem: 'is in QuickBooks only and is removed there' });
      await desk().alone(async (contents) => {
        store.transaction(() => {
          const now = store.attachment(file.id);
          if (!now) return;
          tell(ctx, now, `Removed ${now.name}`, { actor: 'You', side: 'platform' });
          // What came from QuickBooks stays there; what may be there from here is removed there next.
          if (now.origin === 'quickbooks' && now.quickbooksId !== null)
            put(ctx, { ...now, state: 'onlyThere', hash: null, error: null });
          else if (now.quickbooksId === null && now.state !== 'sent') store.dropAttachment(now.id);
          else put(ctx, { ...now, state: 'removing', error: null });
        });
        await dropUnused(ctx, contents, file.hash);
      });
      if (record.quickbooksId !== null) ctx.scheduler.hint('platform');
      return {};
    },
    'attachments.retry': ({ entity, key, id }) => {
      const { record, file } = one(entity, key, id);
      store.transaction(() => {
        const now = store.attachment(file.id) ?? file;
        if (now.state === 'failed') tryAgain(ctx, now);
        else if (now.state === 'onlyHere' && record.platformId !== null)
          put(ctx, {
            ...now,
            origin: 'platform',
            side: 'platform',
            recordId: record.platformId,
            tries: now.tries + 1,
            state: 'waiting',
          });
        else if (now.state === 'onlyThere' && record.quickbooksId !== null)
          put(ctx, { ...now, side: 'quickbooks', recordId: record.quickbooksId, state: 'waiting' });
      });
      ctx.scheduler.hint('platform');
      return {};
    },
    'attachments.download': async ({ entity, key, id }) => {
      const { file } = one(entity, key, id);
      const { name, type, hash } = file;
      const bytes = hash === null || !isHere(file) ? null : await desk().alone((contents) => contents.get(hash));
      if (bytes === null) throw new Failure(appError('attachments.lost', { name }));
      return { name, type, base64: encode(bytes) };
    },
  };
}

/** The engine knows no platform's buffers; atob is the language's own by now. */
function decode(base64: string, name: string): Uint8Array {
  // Four letters hold three bytes: what is too large is not even decoded.
  if (base64.length > Math.ceil(MOST_FILE_BYTES / 3) * 4 + 4) fail('attachments.tooLarge', { name });
  try {
    const letters = atob(base64);
    const bytes = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
    return bytes;
  } catch {
    return fail('input.invalid', { field: 'base64', problem: 'is not base64' });
  }
}

/** Bytes turned into text at a time: few enough to pass as arguments. */
const CHUNK = 24_576;
function encode(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) parts.push(String.fromCharCode(...bytes.subarray(at, at + CHUNK)));
  return btoa(parts.join(''));
}

function shown(ctx: Context, record: StoredRecord, file: StoredAttachment): Attachment {
  const { id, name, type, size, origin, state, error, addedAt } = file;
  return {
    id,
    name,
    type,
    size,
    origin,
    state,
    error,
    addedAt,
    here: isHere(file),
    note: noteOf(ctx, record, file),
  };
}

/** Files that were refused, with their records; those of records that are not to be seen are left out. */
export function shownRefused(ctx: Context, limit: number): OutputOf<'problems.list'>['files'] {
  return refusedFiles(ctx, limit).flatMap((file) => {
    const record = ctx.store.recordOf(file.entity, file.side, file.recordId);
    if (!record) return [];
    const { entity, index } = record;
    return [{ entity, key: recordKey(record), title: index.title, file: shown(ctx, record, file) }];
  });
}

/** What the state means for this file, in a few words. */
function noteOf(ctx: Context, record: StoredRecord, { state, side, error }: StoredAttachment): string {
  const ways = fileWays(policyOf(ctx, record.entity));
  switch (state) {
    case 'equal':
      return 'On both sides';
    case 'sent':
      return 'On its way to QuickBooks';
    case 'onlyHere':
      return 'Removed in QuickBooks, kept here';
    case 'onlyThere':
    case 'removing':
      return 'Removed here, still in QuickBooks';
    case 'failed':
      return error?.userSentence ?? 'It could not be copied';
    case 'waiting':
      if (side === 'quickbooks') {
        if (!ways.fromQuickbooks) return 'In QuickBooks only, by your settings';
        return record.platformId === null
          ? 'In QuickBooks only, until the record is here'
          : 'Waiting to be copied here';
      }
      if (!ways.toQuickbooks) return 'Here only, by your settings';
      return record.quickbooksId === null ? 'Goes to QuickBooks with its record' : 'Waiting to go to QuickBooks';
  }
}
