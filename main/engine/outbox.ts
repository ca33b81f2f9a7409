import { type AppError, appError, type ErrorCode, type Result } from '../../shared/errors.ts';
import type { Side } from '../../shared/primitives.ts';
import type { Connector } from '../core/ports.ts';
import type { OutboxRow } from '../core/ports-store.ts';
import { afterFailure, backoff, classify, passes } from '../core/retry.ts';
import type { Observation, RecordKey, TranslationContext, WriteOutcome, WriteRequest } from '../core/types.ts';
import { ingest, setState } from './book.ts';
import { factsMissed, missFacts, refreshFacts } from './company.ts';
import { auditEnd, confirm, step } from './confirm.ts';
import { type Context, factsOf, nowAt, settingMark, translationContext, triesMark } from './context.ts';
import { faultOf, parkRecord } from './faults.ts';
import { guarded } from './observe.ts';
import { sideFailed, sideReady, sideWorked } from './sides.ts';
import { inSlices } from './slices.ts';

/** Writes handed to a connector at once: one batch of QuickBooks. A pause or a stop takes hold after these at the latest. */
const BATCH = 30;

/** What a run remembers of its own sending: records whose revision was stale again and again. */
export type Sending = {
  stale: Map<number, number>;
  sent: number;
  confirmed: number;
  /** Whether what the company allows was read again in this run, after a refusal that it explains. */
  asked: boolean;
};

export const newSending = (): Sending => ({ stale: new Map(), sent: 0, confirmed: 0, asked: false });

/** Sends everything that may go in one wave; answers how many were sent. */
export async function sendWave(
  ctx: Context,
  side: Side,
  connector: Connector,
  entity: string,
  removals: boolean,
  sending: Sending,
  mayGo: () => boolean,
): Promise<number> {
  let sent = 0;
  while (mayGo() && sideReady(ctx, side)) {
    const { ready, again } = nextWrites(ctx, side, connector, entity, removals);
    if (ready.length === 0) break;
    const flying = markSent(ctx, ready);
    const translation = translationContext(ctx);
    let outcomes: WriteOutcome[];
    try {
      outcomes = await connector.write(
        flying.map((row) => row.request),
        translation,
        again,
      );
    } catch (error) {
      // Nothing is known of any of them: each is probed.
      const reference = ctx.ids.next();
      ctx.log.error('connector threw while writing', { reference, error: String(error) });
      outcomes = [];
    }
    sent += flying.length;
    sending.sent += flying.length;
    const answered = flying.map(
      (row, index): Settled => ({
        row,
        earlier: ready[index]?.sentAt ?? null,
        outcome: outcomes[index] ?? lostAnswer(row),
      }),
    );
    const settled = await asTheyAreNow(ctx, connector, answered, translation);
    const missed = factsMissed(ctx);
    const settle = (one: Settled): void => {
      settleAtOnce(ctx, one);
      // With the refusal, what is to be looked at because of it: the app may die before it has looked.
      if (!sending.asked && refusedAs(one.outcome, 'quickbooks.closedPeriod')) missFacts(ctx);
    };
    await inSlices(ctx, settled, settle, {
      durability: 'durable',
      broken: (one, error) => settleBroken(ctx, one, error),
    });
    sending.confirmed += settled.filter(({ outcome }) => outcome.kind === 'confirmed').length;
    for (const one of settled) {
      if (one.outcome.kind === 'confirmed' || !looksAgain(one.row, one.outcome)) continue;
      try {
        await readAgain(ctx, connector, one, one.outcome.error, sending);
      } catch (thrown) {
        const error = faultOf(ctx, thrown);
        ctx.store.transaction(() => settleBroken(ctx, one, error));
      }
    }
    if (settled.some(({ outcome }) => outcome.kind === 'confirmed')) sideWorked(ctx, side);
    if (!sending.asked && settled.some(({ outcome }) => refusedAs(outcome, 'quickbooks.closedPeriod'))) {
      // The books were closed since we looked: the others dated then are held before they are sent.
      sending.asked = true;
      await refreshFacts(ctx, missed);
    }
  }
  return sent;
}

/** Lost together and sent again together so often; then with others, in smaller batches. */
const SAME_AGAIN = 2;

/**
 * What goes next: never more than one request holds, so that writes with the same time of sending were one request. Those
 * that were lost together go together again, as the same request: had it arrived after all, QuickBooks answers it with what
 * it made then (reference, 2.2).
 */
function nextWrites(
  ctx: Context,
  side: Side,
  connector: Connector,
  entity: string,
  removals: boolean,
): { ready: OutboxRow[]; again: boolean } {
  const rows = ctx.store.readyWrites(side, entity, removals, ctx.clock.now(), BATCH);
  const [first] = rows;
  const most = Math.max(1, connector.batchSize?.() ?? BATCH);
  if (!first || first.sentAt === null || first.attempts > SAME_AGAIN)
    return { ready: rows.slice(0, most), again: false };
  return { ready: rows.filter((row) => row.sentAt === first.sentAt), again: true };
}

/** Durable before the first byte leaves: after a crash these are uncertain, never forgotten and never blindly repeated. */
function markSent(ctx: Context, rows: OutboxRow[]): OutboxRow[] {
  // The newest sending: how long ago it was tells whether it may still be under way. One time marks one request.
  const sentAt = nowAt(ctx);
  return ctx.store.transaction(() =>
    rows.map((row) => {
      const next = step(row, 'send', {
        attempts: row.attempts + 1,
        sentAt,
        runId: ctx.runId,
      });
      ctx.store.putWrite(next);
      ctx.store.markSending(row.rid);
      return next;
    }),
  );
}

const refusedAs = (outcome: WriteOutcome, code: ErrorCode): boolean =>
  outcome.kind === 'rejected' && outcome.error.code === code;

/**
 * An answer. `earlier` is when the same write was sent before, and perhaps arrived although a probe did not find it;
 * `since` what became of the record after that.
 */
type Settled = { row: OutboxRow; earlier: string | null; outcome: WriteOutcome; since?: Observation };

/**
 * A create or change that was sent before may be answered with what it made then, word for word, whatever has become of that
 * since (reference, 2.2): it is read before it is taken for what is there now. One that cannot be read stays uncertain.
 */
async function asTheyAreNow(
  ctx: Context,
  connector: Connector,
  answered: Settled[],
  translation: TranslationContext,
): Promise<Settled[]> {
  const old = answered.filter(
    ({ row, earlier, outcome }) => earlier !== null && REPEATED.has(row.request.kind) && outcome.kind === 'confirmed',
  );
  if (old.length === 0) return answered;
  const keys = old.map(({ row, outcome }) => ({
    entity: row.entity,
    id: outcome.kind === 'confirmed' ? outcome.observation.id : '',
  }));
  const now = await readSurely(ctx, connector, keys, translation);
  return answered.map((one): Settled => {
    const at = old.indexOf(one);
    if (at < 0 || one.outcome.kind !== 'confirmed') return one;
    if (!now.ok) return { ...one, outcome: { kind: 'uncertain', error: now.error } };
    const seen = now.value[at];
    // QuickBooks closes an estimate without counting it as an edit.
    if (!seen || isSame(seen, one.outcome.observation)) return one;
    return { ...one, since: seen };
  });
}

const REPEATED: ReadonlySet<WriteRequest['kind']> = new Set(['create', 'update']);

const isSame = (seen: Observation, answered: Observation): boolean =>
  seen.revision === answered.revision &&
  seen.life === answered.life &&
  JSON.stringify(seen.body) === JSON.stringify(answered.body);

/** Several are read by a list, which may lag behind: what it does not show is asked for by itself. */
async function readSurely(
  ctx: Context,
  connector: Connector,
  keys: RecordKey[],
  translation: TranslationContext,
): Promise<Result<Observation[]>> {
  const listed = await guarded(ctx, () => connector.read(keys, translation));
  if (!listed.ok || keys.length === 1) return listed;
  const seen = [...listed.value];
  for (const [index, key] of keys.entries()) {
    if (seen[index]?.life !== 'deleted') continue;
    const one = await guarded(ctx, () => connector.read([key], translation));
    if (!one.ok) return one;
    if (one.value[0]) seen[index] = one.value[0];
  }
  return { ok: true, value: seen };
}

/** No answer for a write that was sent. */
const lostAnswer = (row: OutboxRow): WriteOutcome => ({
  kind: 'uncertain',
  error: appError('sync.uncertain', { title: row.title }),
});

/** The revision was old, or what was to be written is gone: the other side is read before anything is decided. */
const looksAgain = (row: OutboxRow, outcome: WriteOutcome): boolean =>
  outcome.kind === 'stale' ||
  (outcome.kind === 'rejected' &&
    row.request.id !== null &&
    (outcome.error.code === 'quickbooks.gone' || outcome.error.code === 'record.notFound'));

/** Stores an answer that needs no further call. Part of the caller's transaction. */
function settleAtOnce(ctx: Context, { row, earlier, outcome, since }: Settled): void {
  if (looksAgain(row, outcome)) return;
  switch (outcome.kind) {
    case 'confirmed':
      confirm(ctx, row, 'confirm', outcome.observation, outcome.lineIds, outcome.tid ?? null);
      // Edited, voided or deleted since it was made: news of the other side, as from its feed.
      if (since) ingest(ctx, since);
      return;
    case 'uncertain':
      ctx.store.putWrite(step(row, 'lose', { error: outcome.error, notBefore: 0 }));
      sideFailed(ctx, row.side, outcome.error);
      return;
    case 'rejected': {
      const failure = classify(outcome.error);
      const parks = ['needsUser', 'permanent', 'held', 'blocked'].includes(failure);
      if (parks && earlier !== null) renew(ctx, row, outcome.error);
      else if (parks) park(ctx, row, outcome.error);
      else defer(ctx, row, outcome.error, earlier);
      return;
    }
    default:
      defer(ctx, row, outcome.error, earlier);
  }
}

/** An answer that could not be stored. What may be there is looked for later; what is surely not waits for a person. */
function settleBroken(ctx: Context, { row, outcome }: Settled, error: AppError): void {
  if (outcome.kind === 'confirmed' || outcome.kind === 'uncertain') {
    const notBefore = ctx.clock.now() + backoff(row.attempts, ctx.random.next(), undefined);
    ctx.store.putWrite(step(row, 'lose', { error, notBefore }));
    return;
  }
  parkRecord(ctx, row.rid, error);
  ctx.store.putWrite(step(row, 'reject', { error }));
}

/**
 * This time surely not arrived: it goes again later with the same key. An earlier sending may still have made the record
 * (somebody changed it since, so the probe did not know it again): until the key has been answered the record stays as it
 * is, and nothing that looks new on the other side is taken for another one.
 */
function defer(ctx: Context, row: OutboxRow, error: AppError, earlier: string | null): void {
  const wholeSide = sideFailed(ctx, row.side, error);
  const verdict = afterFailure(error, row.attempts, ctx.random.next());
  if (!wholeSide && verdict.kind === 'park') {
    park(ctx, row, error);
    return;
  }
  const wait = verdict.kind === 'retry' ? verdict.inMs : 0;
  ctx.store.transaction(() => {
    // A fault of the whole side is no attempt of this record.
    const attempts = wholeSide ? row.attempts - 1 : row.attempts;
    ctx.store.putWrite(
      step(row, 'defer', { error, attempts, sentAt: earlier, notBefore: wholeSide ? 0 : ctx.clock.now() + wait }),
    );
    const record = ctx.store.record(row.rid);
    if (!record) return;
    setState(ctx, record, 'waiting', { error: wholeSide ? null : error });
    ctx.store.putRecord(record);
  });
}

/**
 * Refused on being sent again. QuickBooks answers a request it knows as it did then, and what it refused it for may be over
 * (books opened, a number free again): planned anew and asked once more, under a key of its own.
 */
function renew(ctx: Context, row: OutboxRow, error: AppError): void {
  ctx.store.transaction(() => {
    ctx.store.putWrite(step(row, 'renew', { error }));
    waitAnew(ctx, row.rid);
  });
}

function park(ctx: Context, row: OutboxRow, refused: AppError): void {
  const error = dated(ctx, refused);
  ctx.store.transaction(() => {
    ctx.store.putWrite(step(row, 'reject', { error }));
    const record = ctx.store.record(row.rid);
    if (!record) return;
    record.attempts++;
    auditEnd(ctx, record, row, error);
    setState(ctx, record, classify(error) === 'held' ? 'held' : 'failed', { error });
    ctx.store.putRecord(record);
  });
}

/** A refusal that only another company, plan or mapping lifts, or another try, carries the state of these it was given in. */
export function dated(ctx: Context, error: AppError): AppError {
  const marked = (setting: string, more: Record<string, string> = {}): AppError => ({
    ...error,
    values: { ...error.values, ...more, setting },
  });
  if (error.code === 'quickbooks.closedPeriod')
    return marked(triesMark(ctx.store), { closed: factsOf(ctx.store).bookCloseDate ?? '' });
  const failure = classify(error);
  return failure === 'permanent'
    ? marked(settingMark(ctx.store))
    : passes(failure)
      ? marked(triesMark(ctx.store))
      : error;
}

/** Reading again after a stale revision: this often at once, then with growing pauses. */
const STALE_AT_ONCE = 2;

async function readAgain(
  ctx: Context,
  connector: Connector,
  { row, earlier }: Settled,
  error: AppError,
  sending: Sending,
): Promise<void> {
  const { id } = row.request;
  const times = (sending.stale.get(row.rid) ?? 0) + 1;
  sending.stale.set(row.rid, times);
  const translation = translationContext(ctx);
  const answer =
    id === null
      ? { ok: true as const, value: [] }
      : await guarded(ctx, () => connector.read([{ entity: row.entity, id }], translation));
  if (!answer.ok) {
    defer(ctx, row, answer.error, earlier);
    return;
  }
  ctx.store.transaction(() => {
    for (const seen of answer.value) ingest(ctx, seen);
    ctx.store.putWrite(step(row, 'stale', { error }));
    waitAnew(ctx, row.rid);
  });
}

/** The record waits to be planned anew. Part of the caller's transaction. */
function waitAnew(ctx: Context, rid: number): void {
  const record = ctx.store.record(rid);
  if (!record) return;
  record.dirty = true;
  setState(ctx, record, 'waiting');
  ctx.store.putRecord(record);
}

/** Pause before the next write of a record that was stale several times in this run (ms). */
export function staleWait(ctx: Context, sending: Sending, rid: number): number {
  const times = sending.stale.get(rid) ?? 0;
  return times <= STALE_AT_ONCE ? 0 : ctx.clock.now() + backoff(times, ctx.random.next(), undefined);
}
