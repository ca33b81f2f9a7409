import { z } from 'zod';
import { lifeSchema } from '../../../shared/entity.ts';
import { type AppError, appError, Failure, type Result } from '../../../shared/errors.ts';
import { bodySchema } from '../../../shared/primitives.ts';
import type { BookStore, StoredRecord } from '../../core/book-store.ts';
import type { Clock, Connector } from '../../core/ports.ts';
import type { ChangesPage, ListEntry, ProbeOutcome, WriteOutcome, WriteRequest } from '../../core/types.ts';
import { cursorAt, placeOf } from './cursor.ts';
import type { BookAnswer, BookChange, Ledger } from './ledger.ts';
import { lineIdsOf, neverHere, observationOf } from './observe.ts';

/** Records read in one go: some milliseconds of work, so the window stays quick while a large book is read. */
const PAGE = 500;

const OTHER_BOOK = 'the workspace is another book than before, or was restored from a backup';

/** The answer kept under a write's key: the record exactly as that write left it. */
const answerSchema = z.object({
  change: z.number(),
  edited: z.number(),
  life: lifeSchema,
  body: bodySchema,
  createdAt: z.number(),
  updatedAt: z.number(),
});

export type ConnectorParts = {
  store: BookStore;
  ledger: Ledger;
  clock: Clock;
  label: string;
  onHint: (listener: () => void) => () => void;
};

/** The workspace as one side of a sync. */
export function createConnector({ store, ledger, clock, label, onHint }: ConnectorParts): Connector {
  const confirmed = (record: StoredRecord): WriteOutcome & { kind: 'confirmed' } => ({
    kind: 'confirmed',
    observation: observationOf(record),
    lineIds: lineIdsOf(ledger.shapes.get(record.entity), record),
  });

  const titleOf = (request: WriteRequest): string => {
    const module = ledger.shapes.get(request.entity)?.module;
    const body = request.body ?? (request.id === null ? null : store.get(request.entity, request.id)?.body);
    return module && body ? module.title(body) : `${request.entity} ${request.id ?? ''}`.trim();
  };

  /** What this key wrote before, as it was then; the record as it is now if later writes replaced that answer. */
  const before = (key: string): { record: StoredRecord; exact: boolean } | null => {
    const kept = store.applied(key);
    if (kept === null) return null;
    const { entity, id } = kept;
    if (kept.answer !== '')
      return { record: { entity, id, ...answerSchema.parse(JSON.parse(kept.answer)) }, exact: true };
    const record = store.get(entity, id);
    return record === null ? null : { record, exact: false };
  };

  const writeOne = (request: WriteRequest): WriteOutcome => {
    const prior = before(request.key);
    // A replay of a write whose record moved on by later ones: only a create still needs to learn its id.
    if (prior !== null && (prior.exact || request.kind === 'create')) return confirmed(prior.record);
    if (prior !== null) return { kind: 'stale', error: appError('record.stale', { entity: request.entity }) };
    const answer = applyRequest(ledger, request);
    if (!answer.ok)
      return answer.stale
        ? { kind: 'stale', error: answer.error }
        : { kind: 'rejected', error: refusal(label, titleOf(request), answer.error) };
    const { entity, id, ...kept } = answer.record;
    store.remember(request.key, { entity, id }, clock.now(), JSON.stringify(kept));
    return confirmed(answer.record);
  };

  /** What changed after a cursor; null when the cursor is not of this book. */
  const changesSince = (cursor: string, entities: string[]): ChangesPage | null => {
    const newest = store.newestChange();
    const place = placeOf(cursor, store.bookId, newest);
    if (place === null) return null;
    const records = store.changedSince(place, entities, PAGE);
    const more = records.length === PAGE;
    const reached = more ? (records.at(-1)?.change ?? newest) : newest;
    return { observations: records.map(observationOf), cursor: cursorAt(store.bookId, reached), more };
  };

  return {
    side: 'platform',
    label,
    test: async () =>
      attempt(() => ({ companyId: store.bookId, companyName: label, environment: 'workspace', facts: {} })),
    lists: async () => attempt(() => listEntries(store)),
    cursorNow: async () => attempt(() => cursorAt(store.bookId, store.newestChange())),
    list: async (entity, page) =>
      attempt(() => {
        const records = store.page(entity, page, PAGE);
        return {
          observations: records.map(observationOf),
          next: records.length < PAGE ? null : (records.at(-1)?.id ?? null),
        };
      }),
    changes: async (cursor, entities) => {
      const answer = attempt(() => changesSince(cursor, entities));
      if (!answer.ok) return answer;
      if (answer.value !== null) return { ok: true, value: answer.value };
      return { ok: false, fullNeeded: true, error: appError('plan.stale', { reason: OTHER_BOOK }) };
    },
    read: async (keys) =>
      attempt(() =>
        keys.map((key) => {
          const record = store.get(key.entity, key.id);
          return record === null ? neverHere(key) : observationOf(record);
        }),
      ),
    write: async (requests) => {
      try {
        return store.transaction(() => requests.map(writeOne));
      } catch (error) {
        // The transaction was undone as a whole: nothing counted.
        if (error instanceof Failure) return requests.map(() => ({ kind: 'notSent', error: error.error }));
        throw error;
      }
    },
    probe: async (lost) =>
      lost.map(({ request }): ProbeOutcome => {
        const found = attempt(() => before(request.key));
        if (!found.ok) return { kind: 'failed', error: found.error };
        if (found.value === null) return { kind: 'absent' };
        const { observation, lineIds } = confirmed(found.value.record);
        return { kind: 'found', observation, lineIds };
      }),
    onHint,
  };
}

function applyRequest(ledger: Ledger, request: WriteRequest): BookAnswer {
  const change = changeOf(request);
  return change === null
    ? {
        ok: false,
        stale: false,
        error: appError('input.invalid', { field: 'Request', problem: `a ${request.kind} lacks what it needs` }),
      }
    : ledger.apply(change, 'sync');
}

function changeOf({ entity, kind, id, revision, body, mode }: WriteRequest): BookChange | null {
  if (kind === 'create') return body === null ? null : { kind, entity, body };
  if (id === null || revision === null) return null;
  if (kind === 'update') return body === null ? null : { kind, entity, id, revision, body };
  if (kind === 'remove') return mode === undefined ? null : { kind, entity, id, revision, mode };
  return { kind, entity, id, revision, body };
}

/** A refusal as it stands in Problems: which record, and the rule in its own words. */
function refusal(label: string, title: string, error: AppError): AppError {
  return appError('platform.rejected', { label, title, detail: error.userSentence, cause: error.code });
}

/**
 * Tax rates and payment methods. The methods have a list name of their own: `paymentMethod` is QuickBooks' list, whose ids
 * mean other things.
 */
const listEntries = (store: BookStore): ListEntry[] => [
  ...store.taxRates().map(({ key, name, percent, active }) => ({
    list: 'taxRate',
    id: key,
    name,
    facts: { percent },
    active,
  })),
  ...store.paymentMethods().map(({ id, name, active }) => ({
    list: 'platformPaymentMethod',
    id,
    name,
    facts: {},
    active,
  })),
];

/** A failure of the storage as data; anything else is a fault of ours and is thrown on. */
export function attempt<T>(act: () => T): Result<T> {
  try {
    return { ok: true, value: act() };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, error: error.error };
    throw error;
  }
}
