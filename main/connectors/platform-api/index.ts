import type { z } from 'zod';
import { appError, type Result } from '../../../shared/errors.ts';
import {
  changesPageSchema,
  companySchema,
  listsSchema,
  MOST_IDS,
  recordsPageSchema,
  type WireRecord,
  writtenSchema,
} from '../../../shared/platform-api/wire.ts';
import type { Connector } from '../../core/ports.ts';
import type {
  EntityRegistry,
  LostWrite,
  Observation,
  ProbeOutcome,
  RecordKey,
  WriteOutcome,
  WriteRequest,
} from '../../core/types.ts';
import { type Call, type ClientParts, createClient, failureOf, unreadable } from './client.ts';

export type { PlatformTransport } from './client.ts';

export type PlatformApiParts = Omit<ClientParts, 'label'> & {
  entities: EntityRegistry;
  /** The word the user sees for this side. */
  label?: string;
  /** The company this book is synced with: its id, null before the first contact. Another one is never read or written. */
  company: { known(): string | null; keep(id: string): void };
};

/** Writes under way at once: enough to hide the way there and back, few enough for any server. */
const AT_ONCE = 6;

/** A platform that serves the Platform API, as one side of a sync. Retries are the engine's. */
export function createPlatformApiConnector({
  entities,
  company,
  label = 'Platform',
  ...client
}: PlatformApiParts): Connector {
  const send = createClient({ ...client, label });
  let checked = false;

  const read = async <T extends z.ZodType>(call: Call, schema: T): Promise<Result<z.output<T>>> => {
    const called = await send(call);
    if (called.kind !== 'answered') return { ok: false, error: failureOf(called) };
    const parsed = schema.safeParse(called.json);
    return parsed.success
      ? { ok: true, value: parsed.data }
      : unreadable(label, `${call.path.split('?')[0]}: ${parsed.error.issues[0]?.path.join('.')}`);
  };

  const test: Connector['test'] = async () => {
    const answer = await read({ method: 'GET', path: '/' }, companySchema);
    if (!answer.ok) return answer;
    const { id, name, environment } = answer.value;
    const known = company.known();
    if (known !== null && known !== id)
      return { ok: false, error: appError('platform.otherCompany', { expected: known, found: `${name} (${id})` }) };
    if (known === null) company.keep(id);
    checked = true;
    return {
      ok: true,
      value: { companyId: id, companyName: name, environment: 'platform', facts: { environment } },
    };
  };

  /** Nothing is read as ours, and nothing written, before it is known to be the same company as ever. */
  const ready = async (): Promise<Result<null>> => {
    if (checked) return { ok: true, value: null };
    const answer = await test();
    return answer.ok ? { ok: true, value: null } : answer;
  };

  const guarded = async <T>(act: () => Promise<Result<T>>): Promise<Result<T>> => {
    const state = await ready();
    return state.ok ? act() : state;
  };

  const titleOf = (request: WriteRequest): string => {
    const module = entities.all.find((one) => one.descriptor.name === request.entity);
    return module && request.body ? module.title(request.body) : `${request.entity} ${request.id ?? ''}`.trim();
  };

  const writeOne = async (request: WriteRequest): Promise<WriteOutcome> => {
    const called = await send(callOf(request));
    switch (called.kind) {
      case 'answered': {
        const written = writtenSchema.safeParse(called.json);
        if (!written.success)
          return { kind: 'uncertain', error: appError('sync.uncertain', { title: titleOf(request) }) };
        return { kind: 'confirmed', observation: observationOf(written.data.record), lineIds: written.data.lineIds };
      }
      case 'refused': {
        const { error } = called.failure;
        if (error.code === 'record.stale')
          return { kind: 'stale', error: appError('record.stale', { entity: request.entity }) };
        const detail =
          error.code === 'platform.rejected' ? (error.values.detail ?? error.userSentence) : error.userSentence;
        const cause = error.values.cause ?? error.code;
        const native = { httpStatus: called.status, faultCode: error.code };
        return {
          kind: 'rejected',
          error: appError('platform.rejected', { label, title: titleOf(request), detail, cause }, { native }),
        };
      }
      case 'notSent':
        return { kind: 'notSent', error: called.error };
      case 'lost':
        return { kind: 'uncertain', error: appError('sync.uncertain', { title: titleOf(request) }) };
    }
  };

  const probeOne = async ({ request }: LostWrite): Promise<ProbeOutcome> => {
    const called = await send({ method: 'GET', path: `/writes/${encodeURIComponent(request.key)}` });
    if (called.kind === 'answered') {
      const written = writtenSchema.safeParse(called.json);
      if (!written.success)
        return { kind: 'failed', error: appError('platform.protocol', { label, detail: '/writes' }) };
      return { kind: 'found', observation: observationOf(written.data.record), lineIds: written.data.lineIds };
    }
    // Only the platform's own word that there was no such write counts, not any 404 on the way.
    if (called.kind === 'refused' && called.status === 404 && called.failure.error.code === 'record.notFound')
      return { kind: 'absent' };
    return { kind: 'failed', error: failureOf(called) };
  };

  const readSome = async (entity: string, ids: string[]): Promise<Result<Observation[]>> => {
    const path = `/records/${entity}?ids=${ids.map(encodeURIComponent).join(',')}`;
    const answer = await read({ method: 'GET', path }, recordsPageSchema);
    if (!answer.ok) return answer;
    const found = new Map(answer.value.records.map((record) => [record.id, observationOf(record)]));
    return { ok: true, value: ids.map((id) => found.get(id) ?? neverThere({ entity, id })) };
  };

  return {
    side: 'platform',
    label,
    test,
    lists: () =>
      guarded(async () => {
        const answer = await read({ method: 'GET', path: '/lists' }, listsSchema);
        return answer.ok ? { ok: true, value: answer.value.entries } : answer;
      }),
    cursorNow: () =>
      guarded(async () => {
        const answer = await read({ method: 'GET', path: '/changes' }, changesPageSchema);
        return answer.ok ? { ok: true, value: answer.value.cursor } : answer;
      }),
    list: (entity, page) =>
      guarded(async () => {
        const query = page === null ? '' : `?page=${encodeURIComponent(page)}`;
        const answer = await read({ method: 'GET', path: `/records/${entity}${query}` }, recordsPageSchema);
        if (!answer.ok) return answer;
        return { ok: true, value: { observations: answer.value.records.map(observationOf), next: answer.value.next } };
      }),
    changes: async (cursor, wanted) => {
      const state = await ready();
      if (!state.ok) return state;
      const query = `cursor=${encodeURIComponent(cursor)}&entities=${wanted.join(',')}`;
      const called = await send({ method: 'GET', path: `/changes?${query}` });
      if (called.kind === 'refused' && called.failure.fullNeeded === true) {
        const { values, userSentence } = called.failure.error;
        return {
          ok: false,
          fullNeeded: true,
          error: appError('plan.stale', { reason: values.reason ?? userSentence }),
        };
      }
      if (called.kind !== 'answered') return { ok: false, error: failureOf(called) };
      const page = changesPageSchema.safeParse(called.json);
      if (!page.success) return unreadable(label, '/changes');
      const { records, more } = page.data;
      return { ok: true, value: { observations: records.map(observationOf), cursor: page.data.cursor, more } };
    },
    read: (keys) =>
      guarded(async () => {
        const found = new Map<string, Observation>();
        for (const [entity, ids] of Map.groupBy(keys, (key) => key.entity))
          for (let at = 0; at < ids.length; at += MOST_IDS) {
            const some = await readSome(
              entity,
              ids.slice(at, at + MOST_IDS).map((key) => key.id),
            );
            if (!some.ok) return some;
            for (const one of some.value) found.set(`${one.entity}/${one.id}`, one);
          }
        return { ok: true, value: keys.map((key) => found.get(`${key.entity}/${key.id}`) ?? neverThere(key)) };
      }),
    write: async (requests) => {
      const state = await ready();
      if (!state.ok) return requests.map(() => ({ kind: 'notSent', error: state.error }));
      return inTurns(requests, writeOne);
    },
    probe: async (lost) => {
      const state = await ready();
      if (!state.ok) return lost.map(() => ({ kind: 'failed', error: state.error }));
      return inTurns(lost, probeOne);
    },
  };
}

function callOf({ entity, kind, id, revision, body, mode, fields, key }: WriteRequest): Call {
  const path = `/records/${entity}${id === null ? '' : `/${encodeURIComponent(id)}`}`;
  switch (kind) {
    case 'create':
      return { method: 'POST', path, input: { body }, key };
    case 'update':
      return { method: 'PUT', path, input: { body, fields }, key, revision };
    case 'remove':
      return { method: 'POST', path: `${path}/remove`, input: { mode }, key, revision };
    case 'restore':
      return { method: 'POST', path: `${path}/restore`, input: { body }, key, revision };
  }
}

/** Some at once, answers in the order asked. */
async function inTurns<I, O>(items: I[], act: (item: I) => Promise<O>): Promise<O[]> {
  const answers = new Array<O>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) answers[at] = await act(items[at] as I);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return answers;
}

const observationOf = (record: WireRecord): Observation => ({ ...record, side: 'platform', native: null });

const neverThere = ({ entity, id }: RecordKey): Observation => ({
  entity,
  id,
  side: 'platform',
  revision: '0',
  life: 'deleted',
  body: null,
  native: null,
  changedAt: null,
});
