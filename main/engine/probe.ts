import { type AppError, appError } from '../../shared/errors.ts';
import type { Connector } from '../core/ports.ts';
import type { OutboxRow } from '../core/ports-store.ts';
import { backoff, backoffSince, isDue, MAX_ATTEMPTS } from '../core/retry.ts';
import type { Observation, ProbeOutcome, TranslationContext } from '../core/types.ts';
import { whatIsToDo } from '../core/words.ts';
import { audit } from './audit.ts';
import { ingest, isUnsure, setState } from './book.ts';
import { auditEnd, confirm, step, writeWords } from './confirm.ts';
import { type Context, connectorOf, labelOf, translationContext } from './context.ts';
import { faultOf, parkRecord } from './faults.ts';
import { guarded } from './observe.ts';
import { dated, type Sending } from './outbox.ts';
import { sideNames } from './plan-step.ts';
import { sideFailed, sideReady } from './sides.ts';

/** Writes asked about at once: a company's whole lost batch many times over. */
const AT_ONCE = 500;

/** Finds out what became of writes whose answer was lost, before anything else is sent for their records. */
export async function probeUncertain(ctx: Context, sending: Sending): Promise<number> {
  let settled = 0;
  const now = ctx.clock.now();
  // All of a kind are asked about together: what was lost together is found with one question, and what one of them made
  // is not taken for another's only because that one's turn comes first.
  for (const group of groupsOf(ctx.store.writesIn('uncertain', AT_ONCE))) {
    const [first] = group;
    const connector = first ? connectorOf(ctx, first.side) : null;
    if (!first || !connector || ctx.stopping || !sideReady(ctx, first.side)) continue;
    if (!group.some((row) => isDue(row.notBefore, now))) continue;
    const told = asOneRequest(group, await guardedProbe(ctx, connector, group, translationContext(ctx)));
    const answers = rememberArrival(group, told);
    // What was lost together is asked about together next time too: only then it can go again as the same request.
    const asked: Asked = { at: ctx.clock.now(), random: once(() => ctx.random.next()) };
    for (const [index, row] of group.entries()) {
      const answer = answers[index] ?? unanswered(row);
      try {
        if (settleProbe(ctx, row, answer, asked)) settled++;
        if (answer.kind === 'found') sending.confirmed++;
      } catch (thrown) {
        probeAgain(ctx, row, faultOf(ctx, thrown), asked);
      }
    }
  }
  return settled;
}

function groupsOf(rows: OutboxRow[]): OutboxRow[][] {
  const groups = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const key = `${row.side} ${row.entity}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

/**
 * Changes that were lost together in one request: where one of them is there, the request arrived, and one that is not may
 * have been edited over since. All of them go again then, as the same request: its answer tells, and nothing counts twice.
 * With a new record among them that would trust the other side's memory too far: what was written twice since is taken for
 * ours and somebody's after it.
 */
function asOneRequest(group: OutboxRow[], answers: ProbeOutcome[]): ProbeOutcome[] {
  const settled = [...answers];
  for (const sentAt of new Set(group.map((row) => row.sentAt))) {
    const together = group.flatMap((row, index) =>
      row.sentAt === sentAt ? [{ row, index, answer: answers[index] }] : [],
    );
    const [there, absent] = (['found', 'absent'] as const).map((kind) =>
      together.filter(({ answer }) => answer?.kind === kind),
    );
    if (!there?.length || !absent?.length) continue;
    const changes = together.every(({ row }) => row.request.kind === 'update');
    if (changes && there.length + absent.length === together.length)
      for (const { index } of there) settled[index] = { kind: 'absent' };
    else
      for (const { index, answer } of absent)
        if (answer?.kind === 'absent' && answer.over) settled[index] = { kind: 'found', ...answer.over };
  }
  return settled;
}

/**
 * A create that cannot be told yet, of a request whose others were found, did arrive. Its row remembers that in its error
 * until it is told, for those others are asked about no more.
 */
function rememberArrival(group: OutboxRow[], answers: ProbeOutcome[]): ProbeOutcome[] {
  const there = new Set(group.flatMap((row, index) => (answers[index]?.kind === 'found' ? [row.sentAt] : [])));
  return answers.map((answer, index): ProbeOutcome => {
    const row = group[index];
    if (!row || answer.kind !== 'failed' || row.request.kind !== 'create') return answer;
    if (!hasArrived(row) && !there.has(row.sentAt)) return answer;
    const { error } = answer;
    return { kind: 'failed', error: { ...error, values: { ...error.values, arrived: 'yes' } } };
  });
}

const hasArrived = (row: OutboxRow): boolean => row.error?.values.arrived === 'yes';

const unanswered = (row: OutboxRow): ProbeOutcome => ({
  kind: 'failed',
  error: appError('sync.uncertain', { title: row.title }),
});

/** A value that is made when it is first asked for, and the same from then on. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A question for several writes: when it was answered (ms), and what spreads the wait before the next one (0 to 1). */
type Asked = { at: number; random: () => number };

/** Stores what a probe found; false when it has to be asked again. */
function settleProbe(ctx: Context, row: OutboxRow, answer: ProbeOutcome, asked: Asked): boolean {
  switch (answer.kind) {
    case 'found':
      confirm(ctx, row, 'probeFound', answer.observation, answer.lineIds);
      return true;
    case 'absent':
      absent(ctx, row);
      return true;
    case 'ambiguous':
      parkAmbiguous(ctx, row, answer.candidates);
      return true;
    case 'failed':
      probeAgain(ctx, row, answer.error, asked);
      sideFailed(ctx, row.side, answer.error);
      return false;
  }
}

/**
 * Asks again after a while. Asking is no sending: trouble of the other side brings the write no nearer to being given up. A
 * fault of ours that stays is shown in the end; no other record waits for it.
 */
function probeAgain(ctx: Context, row: OutboxRow, error: AppError, { at, random }: Asked): void {
  const ours = error.code === 'internal.unexpected';
  const attempts = ours ? row.attempts + 1 : row.attempts;
  ctx.store.transaction(() => {
    if (ours && attempts >= MAX_ATTEMPTS) {
      parkRecord(ctx, row.rid, error);
      ctx.store.putWrite(step(row, 'probeAmbiguous', { attempts, error }));
      return;
    }
    const lost = at - Date.parse(row.sentAt ?? row.createdAt);
    const wait = ours
      ? backoff(attempts, random(), error.retryAfterMs)
      : backoffSince(lost, random(), error.retryAfterMs);
    const notBefore = at + wait;
    ctx.store.putWrite(step(row, 'probeFailed', { attempts, error, notBefore }));
  });
}

/** A lost write is sent again at once so often; then with growing pauses, and in the end it is parked. */
const AGAIN_AT_ONCE = 2;

/** As far as can be seen it did not arrive. The same key goes again: should the first one have come through, it counts once. */
function absent(ctx: Context, row: OutboxRow): void {
  const { attempts } = row;
  const wait = attempts <= AGAIN_AT_ONCE ? 0 : ctx.clock.now() + backoff(attempts, ctx.random.next(), undefined);
  ctx.store.transaction(() => {
    const again = step(row, 'probeAbsent', { notBefore: wait });
    const record = ctx.store.record(row.rid);
    if (attempts < MAX_ATTEMPTS) {
      ctx.store.putWrite(again);
      const what = `${whatIsToDo(writeWords(row), sideNames(ctx))}: its answer was lost, so it goes again as the same request`;
      audit(ctx, { record, what, side: row.side, result: 'info', requestId: row.request.key, why: row.why });
      return;
    }
    const error = dated(ctx, row.error ?? appError('sync.uncertain', { title: row.title }));
    ctx.store.putWrite(step(again, 'reject', { error }));
    if (!record) return;
    auditEnd(ctx, record, row, error);
    setState(ctx, record, 'failed', { error });
    ctx.store.putRecord(record);
  });
}

/**
 * Whether a record on the written side is surely not what this create made: it belongs to another pair, or it was planned
 * as a single of its own. While a create is uncertain no new single of its entity there is planned, so that one was there
 * before. Told by what was done, not by times: clocks jump.
 */
function known(ctx: Context, row: OutboxRow, id: string): boolean {
  const other = ctx.store.recordOf(row.entity, row.side, id);
  if (!other || other.rid === row.rid) return false;
  if (other.platformId !== null && other.quickbooksId !== null) return true;
  return !other.dirty && other.state !== 'failed';
}

async function guardedProbe(
  ctx: Context,
  connector: Connector,
  rows: OutboxRow[],
  translation: TranslationContext,
): Promise<ProbeOutcome[]> {
  const rivals = rows.some(({ entity, side }) =>
    ctx.store.refusedWrites(entity, 'sync.unsure').some((other) => other.side === side && isUnsure(other)),
  );
  const lost = rows.map((row) => ({
    request: row.request,
    sentAt: row.sentAt ?? row.createdAt,
    known: (id: string) => known(ctx, row, id),
    rivals,
    arrived: hasArrived(row),
  }));
  const answer = await guarded(ctx, async () => ({
    ok: true as const,
    value: await connector.probe(lost, translation),
  }));
  return answer.ok ? answer.value : rows.map(() => ({ kind: 'failed', error: answer.error }));
}

const mayBe = (count: number, label: string): string =>
  count === 0
    ? `it may have been deleted in ${label} since.`
    : count === 1
      ? `a record in ${label} that was made then, and changed since, could be it.`
      : `${count} records in ${label} could be it.`;

/**
 * A person says what became of it: by linking one that could be it (the next round asks, and keeps those back until
 * then), or by sending it as a new one.
 */
function parkAmbiguous(ctx: Context, row: OutboxRow, candidates: Observation[]): void {
  ctx.store.transaction(() => {
    for (const seen of candidates) ingest(ctx, seen);
    const error = appError('sync.unsure', {
      title: row.title,
      detail: mayBe(candidates.length, labelOf(ctx, row.side)),
      suspects: candidates.map(({ id }) => id).join(' '),
    });
    ctx.store.putWrite(step(row, 'probeAmbiguous', { error }));
    const record = ctx.store.record(row.rid);
    if (!record) return;
    auditEnd(ctx, record, row, error);
    setState(ctx, record, 'failed', { error });
    ctx.store.putRecord(record);
  });
}

/**
 * Before a run: what is still marked as sent is on the wire no more (runs never overlap). Its answer was lost, to a stop, a
 * crash, or because it could not be stored.
 */
export function recoverOutbox(ctx: Context): number {
  const rows = ctx.store.writesIn('sent', 100_000);
  if (rows.length === 0) return 0;
  return ctx.store.transaction(() => {
    for (const row of rows) ctx.store.putWrite(step(row, 'restart', { notBefore: 0 }));
    return rows.length;
  });
}
