import { appError } from '../../../shared/errors.ts';
import type { Clock, Hash } from '../../core/ports.ts';
import type { EntityModule, TranslationContext, WriteOutcome, WriteRequest } from '../../core/types.ts';
import { BATCH_MOST, type BatchSize } from './batch-size.ts';
import type { BatchItem, CallFailure, QuickbooksClient, Reply } from './client.ts';
import { errorCodeOf, type Fault, faultIn, mayHaveHappened, toAppError } from './errors.ts';
import { readOne } from './listing.ts';
import { lineIdsFor, observe } from './observe.ts';

type Json = Record<string, unknown>;
type Prepared = { request: WriteRequest; module: EntityModule; title: string; json: Json };

type Dependencies = {
  client: QuickbooksClient;
  moduleOf: (entity: string) => EntityModule;
  hash: Hash;
  clock: Clock;
  batches: BatchSize;
  /** They went out together before: as the same batch again, which QuickBooks answers without writing twice. */
  again: boolean;
  context: TranslationContext;
};

const titleOf = (module: EntityModule, request: WriteRequest): string =>
  request.body ? module.title(request.body) : `${module.descriptor.label} ${request.id ?? ''}`.trim();

const confirmed = (item: Prepared, native: unknown, context: TranslationContext, tid: string | null): WriteOutcome => ({
  kind: 'confirmed',
  observation: observe(item.module, native, context),
  lineIds: lineIdsFor(item.module, item.request.body, native),
  tid,
});

/** What a refusal means for one write. Some need a look at the record first. */
async function refused(deps: Dependencies, item: Prepared, fault: Fault): Promise<WriteOutcome> {
  const error = toAppError(fault, item.title);
  if (mayHaveHappened(fault)) return { kind: 'uncertain', error };
  const code = errorCodeOf(fault);
  if (code === 'quickbooks.stale') return { kind: 'stale', error };
  if (code.startsWith('connection.')) return { kind: 'notSent', error };
  // 610 is told both of a record that is gone and of one it refers to; only reading it tells which.
  if (fault.code === '610' && item.request.id !== null) {
    const now = await readOne(deps.client, item.module, item.request.id, deps.context);
    if (!now.ok) return { kind: 'notSent', error: now.error };
    if (now.value.life === 'deleted') {
      if (item.request.kind === 'remove') return { kind: 'confirmed', observation: now.value, lineIds: [] };
      return {
        kind: 'rejected',
        error: appError(
          'quickbooks.gone',
          { title: item.title },
          { ...(error.native ? { native: error.native } : {}) },
        ),
      };
    }
  }
  const { needs, labelPlural } = item.module.descriptor;
  // Of a kind that not every company has, the refusal says what is missing rather than that something is.
  if (code === 'quickbooks.notAllowed' && needs !== undefined) {
    const kind = labelPlural.toLowerCase();
    const native = error.native ? { native: error.native } : {};
    return { kind: 'rejected', error: appError('quickbooks.lacksFeature', { title: item.title, needs, kind }, native) };
  }
  return { kind: 'rejected', error };
}

async function failedCall(deps: Dependencies, item: Prepared, failure: CallFailure): Promise<WriteOutcome> {
  if (failure.fault) return refused(deps, item, failure.fault);
  const error = failure.error(item.title);
  if (failure.reach === 'unsent') return { kind: 'notSent', error };
  if (failure.reach === 'refused') return { kind: 'rejected', error };
  return {
    kind: 'uncertain',
    error: appError('sync.uncertain', { title: item.title }, error.native ? { native: error.native } : {}),
  };
}

function sendOne(client: QuickbooksClient, { request, module, json }: Prepared): Promise<Reply<unknown>> {
  const { resource, voidBy } = module.quickbooks;
  if (request.kind === 'create') return client.create(resource, json, request.key);
  if (request.kind === 'remove' && request.mode === 'delete') return client.remove(resource, json, request.key);
  if (request.kind === 'remove' && request.mode === 'void' && voidBy)
    return client.void(resource, voidBy, json, request.key);
  return client.update(resource, json, request.key);
}

async function single(deps: Dependencies, item: Prepared): Promise<WriteOutcome> {
  const reply = await sendOne(deps.client, item);
  return reply.ok ? confirmed(item, reply.value, deps.context, reply.tid) : failedCall(deps, item, reply.failure);
}

/** A document write that can share a batch. Voids have an address of their own; names go one at a time (reference, 6.0). */
const batchable = ({ request, module }: Prepared): boolean =>
  module.descriptor.isDocument && !(request.kind === 'remove' && request.mode === 'void');

function batchItem({ request, module, json }: Prepared, index: number): BatchItem {
  const operation = request.kind === 'create' ? 'create' : request.kind === 'remove' ? 'delete' : 'update';
  return { bId: `i${index}`, operation, [module.quickbooks.resource]: json };
}

/**
 * Several documents in one call. The batch has one requestid for all, made from the keys of its items: the same group
 * sent again is the same request, another group is not, so an item of a lost batch must be probed before it is sent
 * again.
 */
async function together(deps: Dependencies, items: Prepared[]): Promise<WriteOutcome[]> {
  const key = `b-${deps.hash(items.map((item) => item.request.key).join('\n')).slice(0, 32)}`;
  const started = deps.clock.now();
  const reply = await deps.client.batch(items.map(batchItem), key);
  // A pause that our own flow limit keeps says nothing about this batch: it was not sent.
  const sent = reply.ok || reply.failure.fault !== null || reply.failure.reach !== 'unsent';
  if (sent) {
    deps.batches.went({
      items: items.length,
      tookMs: deps.clock.now() - started,
      throttled:
        !reply.ok && reply.failure.fault !== null && errorCodeOf(reply.failure.fault) === 'connection.throttled',
      answered: reply.ok || reply.failure.reach !== 'unknown',
    });
  }
  if (!reply.ok) {
    const { failure } = reply;
    return inTurn(items, (item) => failedCall(deps, item, failure));
  }
  const answers = reply.value;
  return inTurn(items, async (item, index) => {
    const answer = answers.get(`i${index}`) ?? {};
    const fault = faultIn(answer, 400, null);
    if (fault) return refused(deps, item, fault);
    const native = answer[item.module.quickbooks.resource];
    if (native !== undefined) return confirmed(item, native, deps.context, reply.tid);
    return { kind: 'uncertain', error: appError('sync.uncertain', { title: item.title }) };
  });
}

/** One outcome each, in order. An answer that cannot be read is a lost one: it stops none of the others. */
async function inTurn(
  items: Prepared[],
  act: (item: Prepared, index: number) => Promise<WriteOutcome>,
): Promise<WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  for (const [index, item] of items.entries()) {
    try {
      outcomes.push(await act(item, index));
    } catch {
      outcomes.push({ kind: 'uncertain', error: appError('sync.uncertain', { title: item.title }) });
    }
  }
  return outcomes;
}

/** A write in QuickBooks' words, or why there are none. A translation that throws is a fault of ours with one record. */
function prepare(deps: Dependencies, request: WriteRequest): Prepared | WriteOutcome {
  const module = deps.moduleOf(request.entity);
  try {
    const title = titleOf(module, request);
    const written = module.quickbooks.write(request, deps.context);
    return written.ok ? { request, module, title, json: written.json } : { kind: 'rejected', error: written.error };
  } catch {
    return { kind: 'rejected', error: appError('internal.unexpected', { reference: request.key }) };
  }
}

/**
 * Sends writes, one call after the other: parallel writes to one customer or one list fail each other (reference, trap
 * 25). Documents share batches; after an outcome that stops the connection, the rest is not sent at all.
 */
export async function sendWrites(deps: Dependencies, requests: WriteRequest[]): Promise<WriteOutcome[]> {
  const outcomes = new Map<WriteRequest, WriteOutcome>();
  const ready: Prepared[] = [];
  for (const request of requests) {
    const prepared = prepare(deps, request);
    if ('json' in prepared) ready.push(prepared);
    else outcomes.set(request, prepared);
  }
  let stopped: WriteOutcome | null = null;
  for (let from = 0; from < ready.length; ) {
    // Asked for each time: the batch before may have said that this one must be smaller.
    const group = nextGroup(ready, from, deps.again ? BATCH_MOST : deps.batches.most());
    from += group.length;
    let results: WriteOutcome[];
    const halt: WriteOutcome | null = stopped;
    if (halt) results = group.map(() => halt);
    else if (group.length > 1) results = await together(deps, group);
    else results = await inTurn(group, (item) => single(deps, item));
    for (const [index, item] of group.entries()) {
      const outcome = results[index];
      if (outcome) outcomes.set(item.request, outcome);
      if (outcome?.kind === 'notSent') stopped = outcome;
    }
  }
  return requests.map(
    (request) =>
      outcomes.get(request) ?? { kind: 'notSent', error: appError('internal.unexpected', { reference: request.key }) },
  );
}

/** The writes that go next: a run of documents as large as a batch may be now, or one that goes alone. */
function nextGroup(items: Prepared[], from: number, most: number): Prepared[] {
  const group: Prepared[] = [];
  for (const item of items.slice(from, from + most)) {
    if (!batchable(item)) break;
    group.push(item);
  }
  return group.length > 0 ? group : items.slice(from, from + 1);
}
