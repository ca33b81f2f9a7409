import type { Result } from '../../shared/errors.ts';
import type { Body } from '../../shared/primitives.ts';
import { fromCommon, referencesOf } from '../core/common.ts';
import { mergedInto } from '../core/merged.ts';
import type { Connector } from '../core/ports.ts';
import type { StoredRecord } from '../core/ports-store.ts';
import type { Observation, RecordKey } from '../core/types.ts';
import { ingest, recordKey, setState } from './book.ts';
import { type Context, linksOf, translationContext } from './context.ts';
import { endedNames, mergedNames, mergedWinner, rememberMerged, settled } from './ended.ts';
import { guarded } from './observe.ts';

/**
 * Records that a person merged in QuickBooks. The one that went reads like one that was made inactive or deleted; that its
 * documents point at another record now tells them apart. What is found makes planning ask instead of following.
 */

/** A merge moves every document; more than this are not needed to see it, and all are read once it is seen. */
const SAMPLE = 20;
/** Documents read again at a time. */
const READ_BATCH = 100;

/** Looks into the names that ended: reads some of their documents again. Costs nothing where none ended. */
export async function findMerged(ctx: Context, connector: Connector): Promise<Result<null>> {
  const { store } = ctx;
  for (;;) {
    const [first] = endedNames(ctx);
    if (!first) return { ok: true, value: null };
    const record = store.recordOf(first.entity, 'quickbooks', first.id);
    const winner = record?.platformId
      ? await winnerOf(ctx, connector, record, first)
      : { ok: true as const, value: null };
    if (!winner.ok) return winner;
    store.transaction(() => {
      settled(ctx, first);
      if (winner.value === null) return;
      rememberMerged(ctx, first, winner.value);
      const fresh = store.recordOf(first.entity, 'quickbooks', first.id);
      if (fresh) store.putRecord({ ...fresh, dirty: true });
    });
  }
}

async function winnerOf(
  ctx: Context,
  connector: Connector,
  loser: StoredRecord,
  key: RecordKey,
): Promise<Result<string | null>> {
  const referring = ctx.store
    .referencing(key.entity, recordKey(loser), Number.MAX_SAFE_INTEGER)
    .filter((one) => one.quickbooksId !== null && ctx.entities.get(one.entity).descriptor.isDocument);
  const sample = await readAgain(ctx, connector, key, referring.slice(0, SAMPLE));
  if (!sample.ok) return sample;
  const winner = mergedInto(key.entity, key.id, sample.value);
  if (winner === null) return { ok: true, value: null };
  // The others moved as well, and no feed says so.
  const others = await readAgain(ctx, connector, key, referring.slice(SAMPLE));
  if (!others.ok) return others;
  if (ctx.store.observation(key.entity, 'quickbooks', winner) === null) {
    const read = await take(ctx, connector, [{ entity: key.entity, id: winner }]);
    if (!read.ok) return read;
  }
  return { ok: true, value: winner };
}

/** Reads documents that referred to `loser` again; answers each as it was and as it is. */
async function readAgain(ctx: Context, connector: Connector, loser: RecordKey, records: StoredRecord[]) {
  const moved: Parameters<typeof mergedInto>[2][number][] = [];
  for (let i = 0; i < records.length; i += READ_BATCH) {
    const batch = records.slice(i, i + READ_BATCH);
    const before = batch.map((record) => bodyBefore(ctx, loser, record));
    const keys = batch.map(({ entity, quickbooksId }) => ({ entity, id: quickbooksId ?? '' }));
    const read = await take(ctx, connector, keys);
    if (!read.ok) return read;
    for (const seen of read.value) {
      const was = before[keys.findIndex(({ entity, id }) => entity === seen.entity && id === seen.id)];
      if (was && seen.body && seen.life === 'live')
        moved.push({ descriptor: ctx.entities.get(seen.entity).descriptor, before: was, now: seen.body });
    }
  }
  return { ok: true as const, value: moved };
}

/**
 * What QuickBooks last said of a document, or, where the feed has told of its move before we came to look (somebody edited
 * it just before the merge), what both sides last agreed on.
 */
function bodyBefore(ctx: Context, loser: RecordKey, { entity, quickbooksId, base, lines }: StoredRecord): Body | null {
  const { descriptor } = ctx.entities.get(entity);
  const known = ctx.store.observation(entity, 'quickbooks', quickbooksId ?? '')?.body ?? null;
  const refers = (body: Body): boolean =>
    referencesOf(descriptor, body).some((one) => one.entity === loser.entity && one.id === loser.id);
  if (known === null || base === null || refers(known)) return known;
  return fromCommon(descriptor, 'quickbooks', base.body, linksOf(ctx.store), lines).body;
}

async function take(ctx: Context, connector: Connector, keys: RecordKey[]): Promise<Result<Observation[]>> {
  const answer = await guarded(ctx, () => connector.read(keys, translationContext(ctx)));
  if (answer.ok)
    ctx.store.transaction(() => {
      for (const seen of answer.value) ingest(ctx, seen);
    });
  return answer;
}

/** Detail of a record that others were merged into while nobody decided yet what becomes of those. */
const AWAITED = 'Another record was merged into it, which waits in Review';

/**
 * Rows of records that others were merged into while nobody decided yet what becomes of those: they are not made on the
 * platform meanwhile, because the answer may be that they are there already under the old name. They are shown as what
 * waits for a person, and so is what refers to them; once decided, they are planned again.
 */
export function holdAwaited(ctx: Context, entity: string): Set<number> {
  const { store } = ctx;
  const { awaited, free } = winnersOf(ctx, entity);
  if (awaited.size + free.size === 0) return awaited;
  store.transaction(() => {
    for (const rid of awaited) {
      const record = store.record(rid);
      if (!record || (record.state === 'inReview' && !record.dirty)) continue;
      record.dirty = false;
      setState(ctx, record, 'inReview', { detail: AWAITED });
      store.putRecord(record);
    }
    for (const rid of free) {
      const record = store.record(rid);
      if (record && record.state === 'inReview' && record.detail === AWAITED && !record.dirty)
        store.putRecord({ ...record, dirty: true });
    }
  }, 'relaxed');
  return awaited;
}

/** Single records that others were merged into: `awaited` while nobody decided on those, `free` since. By row. */
export function winnersOf(ctx: Context, entity: string): { awaited: Set<number>; free: Set<number> } {
  const awaited = new Set<number>();
  const free = new Set<number>();
  for (const [of, gone, winner] of mergedNames(ctx)) {
    if (of !== entity) continue;
    const loser = ctx.store.recordOf(entity, 'quickbooks', gone);
    const view = loser && ctx.store.view(loser.rid);
    const single = ctx.store.recordOf(entity, 'quickbooks', winner);
    if (!single || single.platformId !== null) continue;
    const open = view && view.record.decision.act === null && mergedWinner(ctx, view) !== null;
    (open ? awaited : free).add(single.rid);
  }
  for (const rid of awaited) free.delete(rid);
  return { awaited, free };
}
