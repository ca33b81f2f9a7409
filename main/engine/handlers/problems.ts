import type { Problem } from '../../../shared/contract/review.ts';
import { appError, ERROR_CATALOGUE, type ErrorCode, Failure, fail } from '../../../shared/errors.ts';
import { following } from '../../core/numbers.ts';
import type { PlatformBook } from '../../core/ports.ts';
import type { StoredRecord } from '../../core/ports-store.ts';
import { isOpen } from '../../core/undo.ts';
import { whatIsToDo } from '../../core/words.ts';
import { audit } from '../audit.ts';
import { ingest, recordKey, setState, withdrawOpen } from '../book.ts';
import { connectorOf, iso, labelOf, translationContext } from '../context.ts';
import { linkChosen } from '../linking.ts';
import { isTaken, takeNumber } from '../numbering.ts';
import { guarded } from '../observe.ts';
import { again, needsNoPlan, retryable, storeChange } from '../plan-change.ts';
import { sideNames } from '../plan-step.ts';
import { giveUp } from '../undo-state.ts';
import { shownRefused } from './attachments.ts';
import { closedBooksHandlers } from './closed-books.ts';
import { lookAgain, problemView } from './retry.ts';
import { previewChange } from './sync.ts';
import type { HandlerContext, Handlers } from './types.ts';

/** Problems shown at once; the rest is counted. */
const SHOWN = 1000;

/** Heading of a group: what its records have in common. */
const HEADING: Partial<Record<ErrorCode, string>> = {
  'quickbooks.duplicateName': 'Name already used in QuickBooks',
  'quickbooks.duplicateNumber': 'Number already used in QuickBooks',
  'quickbooks.closedPeriod': 'Dated in a closed period',
  'quickbooks.missing': 'Refers to something inactive in QuickBooks',
  'quickbooks.hasBalance': 'Still has a balance',
  'quickbooks.hasPayments': 'Has payments in QuickBooks',
  'quickbooks.losesPayments': 'Would lose payments in QuickBooks',
  'quickbooks.rejected': 'Refused by QuickBooks',
  'quickbooks.wrongAccount': 'An account is missing or of the wrong kind',
  'quickbooks.notAllowed': 'Not part of this QuickBooks plan',
  'quickbooks.lacksFeature': 'Not part of this QuickBooks plan',
  'platform.rejected': 'Refused by the platform',
  'sync.needsMapping': 'Needs a mapping',
  'sync.notTranslatable': 'Cannot be carried over as it is',
  'sync.noLines': 'Would be left without lines',
  'sync.circle': 'Keeps changing back',
  'sync.blocked': 'Waits for another record',
  'quickbooks.deposited': 'Part of a bank deposit',
  'quickbooks.bankMatched': 'Matched to a bank transaction',
};

export function problemsHandlers(ctx: HandlerContext): Handlers<'problems'> {
  const { store } = ctx;
  return {
    ...closedBooksHandlers(ctx),
    'problems.list': () => {
      const records = store.problems(SHOWN);
      const byCause = new Map<string, Problem[]>();
      const folded = new Set<number>();
      const troubled = new Map(records.map((record) => [`${record.entity}/${recordKey(record)}`, record]));
      for (const record of records) {
        if (record.state !== 'blocked') continue;
        if (record.blockedBy.some((key) => isRoot(troubled.get(`${key.entity}/${key.id}`)))) folded.add(record.rid);
      }
      for (const record of records) {
        if (folded.has(record.rid)) continue;
        const problem = problemOf(ctx, record, records);
        byCause.set(problem.error.code, [...(byCause.get(problem.error.code) ?? []), problem]);
      }
      const groups = [...byCause].map(([cause, problems]) => ({
        cause,
        heading: HEADING[cause as ErrorCode] ?? 'Could not be synced',
        remedy: remedyOf(problems),
        count: problems.length,
        firstAt: problems.map((one) => one.firstAt).sort()[0] ?? iso(ctx.clock.now()),
        lastAt:
          problems
            .map((one) => one.lastAt)
            .sort()
            .at(-1) ?? iso(ctx.clock.now()),
        problems,
      }));
      groups.sort((a, b) => b.count - a.count || (a.cause < b.cause ? -1 : 1));
      const files = shownRefused(ctx, SHOWN);
      const total = records.filter((record) => record.state !== 'blocked').length + files.length;
      return { total, groups, files };
    },
    'problems.retry': async ({ id }) => {
      const before = problemView(ctx, id).record;
      await lookAgain(ctx, [before]);
      const view = problemView(ctx, id);
      store.transaction(() => again(ctx, view.record));
      ctx.scheduler.hint();
      return {};
    },
    'problems.retryAll': async ({ cause }) => {
      await needsNoPlan(ctx, { kind: 'retry', cause: cause ?? null });
      await lookAgain(ctx, retryable(ctx, cause ?? null).records);
      const { records, files, left } = retryable(ctx, cause ?? null);
      store.transaction(() => storeChange(ctx, { kind: 'retry', cause: cause ?? null }));
      if (records.length > 0) ctx.scheduler.hint();
      else if (files.length > 0) ctx.scheduler.hint('platform');
      return { retried: records.length, files: files.length, left };
    },
    'problems.previewRetry': async ({ cause }) => {
      await lookAgain(ctx, retryable(ctx, cause ?? null).records);
      return previewChange(ctx, { kind: 'retry', cause: cause ?? null });
    },
    'problems.skip': ({ id }) => {
      const view = problemView(ctx, id);
      // What could not be put back is left as it is, and goes on being synced.
      if (isOpen(view.record.decision.undo)) {
        store.transaction(() => giveUp(ctx, view.record));
        ctx.scheduler.hint();
        return {};
      }
      store.transaction(() => {
        withdrawOpen(ctx, view.record);
        const act = {
          act: 'leave' as const,
          platform: view.platform?.revision ?? null,
          quickbooks: view.quickbooks?.revision ?? null,
        };
        const record: StoredRecord = { ...view.record, decision: { ...view.record.decision, act } };
        setState(ctx, record, 'notSynced', { detail: 'Left out by your decision' });
        store.putRecord(record);
        audit(ctx, { actor: 'You', what: 'Left out until it changes', record, result: 'info' });
      });
      return {};
    },
    'problems.renumber': async ({ id }) => {
      const view = problemView(ctx, id);
      const { record } = view;
      const module = ctx.entities.get(record.entity);
      const { book } = ctx;
      const field = module.descriptor.fields.find((one) => one.name === 'number');
      if (!book || !view.platform || !field)
        return fail('input.invalid', { field: record.index.title, problem: 'has no number to change here' });
      const given = takeNumber(ctx, record.entity);
      const number = given?.number ?? (await proposed(ctx, book, record.entity));
      if (number === null) return fail('input.invalid', { field: 'Number', problem: 'is not given by the workspace' });
      const parsed = module.parse({ ...view.platform.body, number });
      if (!parsed.ok) {
        given?.giveBack();
        throw new Failure(parsed.error);
      }
      const saved = await book.update(
        record.entity,
        view.platform.id,
        view.platform.revision,
        module.derive(parsed.body),
      );
      if (!saved.ok) {
        given?.giveBack();
        throw new Failure(saved.error);
      }
      store.transaction(() => {
        ingest(ctx, saved.value);
        const fresh = store.record(record.rid) ?? record;
        again(ctx, fresh);
        const changes = [{ field: 'number', before: view.platform?.body.number ?? null, after: number }];
        audit(ctx, { actor: 'You', what: `Renumbered to ${number}`, record: fresh, side: 'platform', changes });
      });
      ctx.scheduler.hint();
      return { number };
    },
    'problems.linkExisting': async ({ id, quickbooksId }) => {
      const view = problemView(ctx, id);
      const wanted = quickbooksId ?? view.record.error?.values.duplicateId;
      if (wanted === undefined)
        return fail('input.invalid', {
          field: 'quickbooksId',
          problem: 'is needed: QuickBooks did not say which record it is',
        });
      if (!store.recordOf(view.record.entity, 'quickbooks', wanted)) await readOne(ctx, view.record.entity, wanted);
      store.transaction(() => linkChosen(ctx, view.record, wanted));
      ctx.scheduler.hint();
      return {};
    },
  };
}

/** The number the book proposes, or the next one after it that neither side has; null where the book gives none. */
async function proposed(ctx: HandlerContext, book: PlatformBook, entity: string): Promise<string | null> {
  let number = await book.nextNumber(entity);
  while (number !== null && isTaken(ctx, entity, number)) number = following(number);
  return number;
}

const isRoot = (record: StoredRecord | undefined): boolean => record !== undefined && record.state !== 'blocked';

/** The remedy of a group: a problem's own words where they are all the same, else the catalogue's. */
function remedyOf(problems: Problem[]): string {
  const first = problems[0];
  if (!first) return '';
  return problems.every((one) => one.error.remedy === first.error.remedy)
    ? first.error.remedy
    : ERROR_CATALOGUE[first.error.code].remedy.replace(/\{\w+\}/g, 'it');
}

/** Reads a record that was not seen yet, so that it can be linked. */
async function readOne(ctx: HandlerContext, entity: string, id: string): Promise<void> {
  const connector = connectorOf(ctx, 'quickbooks');
  if (!connector) throw new Failure(appError('connection.none'));
  const answer = await guarded(ctx, () => connector.read([{ entity, id }], translationContext(ctx)));
  if (!answer.ok) throw new Failure(answer.error);
  ctx.store.transaction(() => {
    for (const seen of answer.value) ingest(ctx, seen);
  });
}

function problemOf(ctx: HandlerContext, record: StoredRecord, all: StoredRecord[]): Problem {
  const write = ctx.store.openWrites(record.rid)[0] ?? null;
  const key = recordKey(record);
  const error = record.error ?? appError('sync.blocked', { title: record.index.title, blocker: 'another record' });
  const at = iso(record.failedFirst ?? ctx.clock.now());
  const names = sideNames(ctx);
  const act = write
    ? whatIsToDo({ kind: write.request.kind, mode: write.request.mode ?? null, side: write.side }, names)
    : record.platformId === null
      ? `Create in ${labelOf(ctx, 'platform')}`
      : record.quickbooksId === null
        ? 'Create in QuickBooks'
        : 'Update';
  return {
    id: String(record.rid),
    entity: record.entity,
    key,
    title: record.index.title,
    state: record.state === 'held' ? 'held' : record.state === 'blocked' ? 'blocked' : 'failed',
    error,
    attempts: Math.max(record.attempts, write?.attempts ?? 0),
    firstAt: at,
    lastAt: iso(record.failedLast ?? ctx.clock.now()),
    nextAttemptAt: null,
    blocks: all
      .filter(
        (other) => other.state === 'blocked' && other.blockedBy.some((b) => b.entity === record.entity && b.id === key),
      )
      .map((other) => ({ entity: other.entity, key: recordKey(other), title: other.index.title })),
    requestId: write?.request.key ?? null,
    act,
  };
}
