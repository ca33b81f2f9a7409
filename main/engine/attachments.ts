import { appError } from '../../shared/errors.ts';
import { fileWays, isLeaving, mayBeOurs, removalThere, type StoredAttachment, twinOf } from '../core/attachments.ts';
import type { FileSide } from '../core/ports.ts';
import { classify, stopsSide } from '../core/retry.ts';
import { dropUnused, ended, noteFile, type Pair, pairOf, put, tell } from './attachment-book.ts';
import { type Context, companyOf, enabledEntities, pauseOf, policyOf } from './context.ts';
import { faultOf, stopsAll } from './faults.ts';
import { sideFailed, sideReady } from './sides.ts';

/**
 * Files follow their records. Nothing is sent to a record before all its files in QuickBooks were looked at, so what a lost
 * answer left there is found and not sent again; nothing is removed there but what went there from here.
 */

/** A metered company is asked for changed files no more often. */
const ASK_EVERY_MS = 15 * 60_000;
const PAGE = 50;

const cursorName = 'files/cursor';
const askedName = 'files/askedAt';

/** Whether any file waits for something: it is not looked into whether it can go. */
export const filesWait = (ctx: Context): boolean => ctx.store.openAttachments('', 1).length > 0;

/** One look at the files of both sides. Answers how many were written. `compares`: everything is listed and tried again. */
export async function syncAttachments(ctx: Context, compares: boolean): Promise<number> {
  const side = ctx.connections.current()?.files;
  const on = enabledEntities(ctx).some(({ descriptor }) => {
    const ways = fileWays(policyOf(ctx, descriptor.name));
    return ways.toQuickbooks || ways.fromQuickbooks;
  });
  if (!side || ctx.files === null || !on || !sideReady(ctx, 'quickbooks')) return 0;
  if (compares) retryRefused(ctx);
  if (!(await observeFiles(ctx, side, compares))) return 0;
  const work: Work = { ctx, side, written: 0 };
  const seen = new Set<string>();
  for (let after = ''; ; ) {
    const open = ctx.store.openAttachments(after, PAGE);
    const last = open.at(-1);
    if (!last) return work.written;
    after = last.id;
    for (const one of open) {
      if (ctx.stopping || pauseOf(ctx) !== null) return work.written;
      const pair = pairOf(ctx, one);
      if (pair === null) {
        abandon(ctx, one);
        continue;
      }
      const mark = `${pair.entity}/${pair.platformId}`;
      if (seen.has(mark)) continue;
      seen.add(mark);
      if (!(await settled(work, one, pair))) return work.written;
    }
    await ctx.timers.yieldNow();
  }
}

type Work = { ctx: Context; side: FileSide; written: number };

/** One record; what throws stops that one file and no other. Answers false when QuickBooks cannot be asked now. */
async function settled(work: Work, one: StoredAttachment, pair: Pair): Promise<boolean> {
  const { ctx } = work;
  try {
    return await settleRecord(work, pair);
  } catch (thrown) {
    if (stopsAll(thrown) || ctx.stopping) throw thrown;
    const error = faultOf(ctx, thrown);
    ctx.store.transaction(() => {
      const now = ctx.store.attachment(one.id);
      // What was sent stays so: it may have arrived.
      if (now && now.state === 'waiting') put(ctx, { ...now, state: 'failed', error });
      else if (now) put(ctx, { ...now, error });
    });
    return true;
  }
}

/** A removal whose record is not on both sides any more has nothing to remove. */
function abandon(ctx: Context, one: StoredAttachment): void {
  if (one.state !== 'removing') return;
  ctx.store.transaction(() => {
    if (one.quickbooksId === null) ctx.store.dropAttachment(one.id);
    else put(ctx, { ...one, state: 'onlyThere', hash: null });
  });
}

/** Once a day what was refused is tried again: what was in the way may be over. */
function retryRefused(ctx: Context): void {
  ctx.store.transaction(() => {
    for (const one of ctx.store.failedAttachments(1_000)) put(ctx, { ...one, state: 'waiting' });
  });
}

/** Reads which files changed. The place in the feed is stored with what it covers. */
async function observeFiles(ctx: Context, side: FileSide, compares: boolean): Promise<boolean> {
  const { store } = ctx;
  const now = ctx.clock.now();
  const askedAt = store.getMeta<number>(askedName);
  const free = companyOf(ctx.store)?.environment === 'sandboxCompany';
  if (!compares && !free && askedAt !== null && Math.abs(now - askedAt) < ASK_EVERY_MS) return true;
  const read = await side.changes(compares ? null : store.getMeta<string>(cursorName));
  if (!read.ok) {
    sideFailed(ctx, 'quickbooks', read.error);
    return false;
  }
  const { files, all, cursor } = read.value;
  const gone = new Set(read.value.gone);
  if (all) {
    const listed = new Set(files.map((file) => file.id));
    for (const id of store.attachmentIdsThere()) {
      if (listed.has(id)) continue;
      // A list may lag behind: only a reading of the file itself says that it is gone.
      const one = await side.read(id);
      if (one.ok && one.value === null) gone.add(id);
    }
  }
  store.transaction(() => {
    for (const file of files) noteFile(ctx, file);
    for (const id of gone) for (const one of store.attachmentsThere(id)) ended(ctx, one);
    store.setMeta(cursorName, cursor);
    store.setMeta(askedName, now);
  });
  return true;
}

/** All files of one record: what is new there is fetched, what is new here is sent, what was removed here is removed. */
async function settleRecord(work: Work, pair: Pair): Promise<boolean> {
  const { ctx, side } = work;
  const ways = fileWays(policyOf(ctx, pair.entity));
  const rows = rowsOf(ctx, pair);
  const leaves = rows.some((one) => isLeaving(one) || (one.state === 'removing' && one.quickbooksId === null));
  if (leaves && ways.toQuickbooks) {
    const there = await side.of({ entity: pair.entity, id: pair.quickbooksId });
    if (!there.ok) return !sideFailed(ctx, 'quickbooks', there.error);
    ctx.store.transaction(() => {
      for (const file of there.value) noteFile(ctx, file);
    });
  }
  for (const one of rowsOf(ctx, pair)) {
    if (one.side !== 'quickbooks' || one.state !== 'waiting') continue;
    const end = await fetchOne(work, pair, one, ways.fromQuickbooks);
    if (end !== 'done') return end === 'record';
  }
  if (!ways.toQuickbooks) return true;
  for (const one of rowsOf(ctx, pair)) {
    if (!isLeaving(one) && one.state !== 'removing') continue;
    const end = await (one.state === 'removing' ? removeOne(work, one) : sendOne(work, pair, one));
    if (end !== 'done') return end === 'record';
  }
  return true;
}

const rowsOf = (ctx: Context, { entity, platformId, quickbooksId }: Pair): StoredAttachment[] =>
  ctx.store.attachmentsOf(entity, platformId, quickbooksId);

/** Whether to go on: with the next file, with the next record, or not at all now. */
type End = 'done' | 'record' | 'side';

/** Fetches a file of QuickBooks and tells whether it is one of ours. Unknown content keeps the record's own files waiting. */
async function fetchOne(work: Work, pair: Pair, one: StoredAttachment, wanted: boolean): Promise<End> {
  const { ctx, side } = work;
  const ours = (): StoredAttachment[] => rowsOf(ctx, pair).filter((other) => other.id !== one.id);
  if (one.quickbooksId === null) return 'done';
  if (!wanted && one.hash !== null) {
    // Compared before, when nothing here was like it.
    ctx.store.transaction(() => void pairUp(ctx, one, twinOf(one.hash ?? '', ours())));
    return 'done';
  }
  if (!wanted && !mayBeOurs(one, ours())) return 'done';
  const got = await side.download(one.quickbooksId);
  if (!got.ok) {
    if (sideFailed(ctx, 'quickbooks', got.error)) return 'side';
    ctx.store.transaction(() => {
      // A person may have removed it meanwhile.
      const now = ctx.store.attachment(one.id);
      if (now?.state === 'waiting') put(ctx, { ...now, error: got.error });
    });
    return 'record';
  }
  const { value: bytes } = got;
  if (bytes === null) {
    ctx.store.transaction(() => ended(ctx, ctx.store.attachment(one.id) ?? one));
    return 'done';
  }
  await ctx.files?.alone(async (contents) => {
    const hash = await contents.put(bytes);
    const had = ctx.store.isContentUsed(hash);
    ctx.store.transaction(() => {
      const now = ctx.store.attachment(one.id);
      if (now?.state !== 'waiting' || pairUp(ctx, now, twinOf(hash, ours()))) return;
      const known = { ...now, hash, size: bytes.length, error: null };
      if (!wanted) return put(ctx, known);
      ctx.store.putAttachment({ ...known, state: 'equal', side: 'platform', recordId: pair.platformId });
      tell(ctx, now, `Copied ${now.name} from QuickBooks`, { side: 'platform' });
      work.written++;
    });
    // Only compared: what nobody wanted here is not kept here.
    if (!wanted && !had) await contents.drop(hash);
    else await dropUnused(ctx, contents, hash);
  });
  return 'done';
}

/** A file of QuickBooks is the same as one of ours: from here on they are one. Answers false where there is no such. */
function pairUp(ctx: Context, there: StoredAttachment, ours: StoredAttachment | null): boolean {
  if (ours === null) return false;
  ctx.store.dropAttachment(there.id);
  const state = ours.state === 'removing' ? ours.state : 'equal';
  const { quickbooksId, revision } = there;
  ctx.store.putAttachment({ ...ours, state, quickbooksId, revision, error: null });
  tell(ctx, ours, `Found ${ours.name} in QuickBooks, the same as here`, { side: 'quickbooks' });
  return true;
}

async function sendOne(work: Work, pair: Pair, one: StoredAttachment): Promise<End> {
  const { ctx, side } = work;
  const bytes =
    one.hash === null ? null : ((await ctx.files?.alone((contents) => contents.get(one.hash ?? ''))) ?? null);
  const sending = ctx.store.transaction(() => {
    const now = ctx.store.attachment(one.id);
    if (!now || !isLeaving(now)) return null;
    // Durable before the first byte leaves, as with every write.
    if (bytes) put(ctx, { ...now, state: 'sent' });
    else put(ctx, { ...now, state: 'failed', error: appError('attachments.lost', { name: now.name }) });
    return bytes === null ? null : now;
  });
  if (sending === null || bytes === null) return 'done';
  const { name, type } = sending;
  const key = `${sending.id}-${sending.tries}`;
  const outcome = await side.upload({ entity: pair.entity, id: pair.quickbooksId }, { name, type, bytes }, key);
  const halted = outcome.kind !== 'confirmed' && stopsSide(classify(outcome.error));
  ctx.store.transaction(() => {
    const now = ctx.store.attachment(one.id);
    if (!now) return;
    // A person may have removed it meanwhile; then what arrived is removed there next.
    const removed = now.state === 'removing';
    if (outcome.kind === 'confirmed') {
      const { id, revision } = outcome.file;
      ctx.store.putAttachment({
        ...now,
        quickbooksId: id,
        revision,
        error: null,
        state: removed ? now.state : 'equal',
      });
      tell(ctx, now, `Sent ${name} to QuickBooks`, { side: 'quickbooks', requestId: key });
      work.written++;
      return;
    }
    const { error } = outcome;
    if (outcome.kind === 'uncertain') return put(ctx, { ...now, error });
    if (removed) {
      ctx.store.dropAttachment(now.id);
      return;
    }
    if (halted || outcome.kind === 'notSent') return put(ctx, { ...now, state: 'waiting', error });
    const failed: StoredAttachment = { ...now, state: 'failed', error, tries: now.tries + 1 };
    ctx.store.putAttachment(failed);
    tell(ctx, failed, `${name}: ${error.userSentence}`, {
      side: 'quickbooks',
      result: 'failed',
      error,
      requestId: key,
    });
  });
  if (outcome.kind === 'confirmed') return 'done';
  if (halted) sideFailed(ctx, 'quickbooks', outcome.error);
  return halted ? 'side' : outcome.kind === 'rejected' ? 'done' : 'record';
}

async function removeOne(work: Work, one: StoredAttachment): Promise<End> {
  const { ctx, side } = work;
  const read = one.quickbooksId === null ? null : await side.read(one.quickbooksId);
  if (read !== null && !read.ok) return sideFailed(ctx, 'quickbooks', read.error) ? 'side' : 'record';
  const there = read?.value ?? null;
  const verdict = removalThere(one, there);
  if (verdict === 'remove' && there !== null) {
    const answer = await side.remove(there.id, there.revision);
    if (!answer.ok) {
      if (sideFailed(ctx, 'quickbooks', answer.error)) return 'side';
      ctx.store.transaction(() => put(ctx, { ...one, error: answer.error }));
      return 'record';
    }
    work.written++;
  }
  await ctx.files?.alone(async (contents) => {
    ctx.store.transaction(() => {
      if (verdict === 'leave') {
        ctx.store.putAttachment({ ...one, state: 'onlyThere', hash: null, error: null });
        tell(ctx, one, `Left ${one.name} in QuickBooks: it was attached or changed there`, { result: 'info' });
        return;
      }
      if (verdict === 'remove') tell(ctx, one, `Removed ${one.name} in QuickBooks`, { side: 'quickbooks' });
      ctx.store.dropAttachment(one.id);
    });
    await dropUnused(ctx, contents, one.hash);
  });
  return 'done';
}
