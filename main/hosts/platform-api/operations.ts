import type { z } from 'zod';
import { type AppError, appError, Failure, fail, type Result } from '../../../shared/errors.ts';
import { type PlatformOperationName, platformOperations } from '../../../shared/platform-api/operations.ts';
import {
  allows,
  LONGEST_KEY,
  MOST_IDS,
  PLATFORM_API_VERSION,
  type PlatformCompany,
  type WireRecord,
  type Written,
  wireEntitySchema,
} from '../../../shared/platform-api/wire.ts';
import type { Connector } from '../../core/ports.ts';
import type { EntityRegistry, LostWrite, Observation, TranslationContext, WriteRequest } from '../../core/types.ts';
import type { ApiCaller } from '../../engine/index.ts';
import { invalid } from '../gate.ts';
import type { OutgoingWebhooks } from './webhooks.ts';

/** One call whose key was found good. `header` answers by lower-case name. */
export type PlatformCall = {
  caller: ApiCaller;
  parts: Record<string, string>;
  query: URLSearchParams;
  header(name: string): string | undefined;
  input: unknown;
};

/** Thrown where a header that must be there is missing: told as 428 rather than 400. */
export class Precondition extends Failure {}

/** Keys of this interface stand beside those of our own engine: neither may be taken for the other. */
const bookKey = (key: string): string => `api:${key}`;

/** The workspace translates nothing. */
const NO_CONTEXT = { mapping: {}, lists: [], homeCurrency: '' } as unknown as TranslationContext;

export type OperationParts = {
  connector: Connector;
  entities: EntityRegistry;
  touched: () => void;
  webhooks: OutgoingWebhooks;
};

/** The operations over a connector: every rule of the book stays behind it. What is refused is thrown as a Failure. */
export function createOperations({ connector, entities, touched, webhooks }: OperationParts) {
  const names = (): string[] => entities.all.map((module) => module.descriptor.name);

  const known = (entity: string): string =>
    names().includes(entity)
      ? entity
      : fail('input.invalid', { field: 'entity', problem: `"${entity.slice(0, 60)}" is not known here` });

  const permitted = (caller: ApiCaller, entity: string, act: 'read' | 'write'): string => {
    if (!allows(caller.scopes, known(entity), act))
      fail('access.scope', {
        what: `${act} ${entities.get(entity).descriptor.labelPlural}`,
        scope: `${entity}:${act}`,
      });
    return entity;
  };

  const readable = ({ caller, query }: PlatformCall): string[] => {
    const wanted = query.get('entities');
    if (wanted === null) return names().filter((name) => allows(caller.scopes, name, 'read'));
    return wanted
      .split(',')
      .filter(Boolean)
      .map((entity) => permitted(caller, entity, 'read'));
  };

  const changes = async (call: PlatformCall) => {
    const wanted = readable(call);
    const cursor = call.query.get('cursor');
    if (cursor === null) return { records: [], cursor: value(await connector.cursorNow()), more: false };
    const answer = await connector.changes(cursor, wanted, NO_CONTEXT);
    if (!answer.ok && 'fullNeeded' in answer)
      return fail('platform.cursor', { reason: answer.error.values.reason ?? answer.error.userSentence });
    const page = value(answer);
    return { records: page.observations.map(wireRecordOf), cursor: page.cursor, more: page.more };
  };

  const list = async (call: PlatformCall) => {
    const entity = permitted(call.caller, call.parts.entity ?? '', 'read');
    const ids = call.query.get('ids');
    if (ids !== null) {
      const wanted = [...new Set(ids.split(',').filter(Boolean))];
      if (wanted.length > MOST_IDS) fail('input.invalid', { field: 'ids', problem: `names more than ${MOST_IDS}` });
      const found = value(
        await connector.read(
          wanted.map((id) => ({ entity, id })),
          NO_CONTEXT,
        ),
      );
      return { records: found.filter(wasThere).map(wireRecordOf), next: null };
    }
    const page = value(await connector.list(entity, call.query.get('page'), NO_CONTEXT));
    return { records: page.observations.map(wireRecordOf), next: page.next };
  };

  const get = async ({ caller, parts }: PlatformCall) => {
    const entity = permitted(caller, parts.entity ?? '', 'read');
    const id = parts.id ?? '';
    const [found] = value(await connector.read([{ entity, id }], NO_CONTEXT));
    return found && wasThere(found) ? wireRecordOf(found) : fail('record.notFound', { entity, id });
  };

  const write = async (
    call: PlatformCall,
    kind: WriteRequest['kind'],
    input: Pick<WriteRequest, 'body'> & Partial<Pick<WriteRequest, 'mode' | 'fields'>>,
  ): Promise<Written> => {
    const entity = permitted(call.caller, call.parts.entity ?? '', 'write');
    const id = kind === 'create' ? null : (call.parts.id ?? '');
    const key = bookKey(keyOf(call));
    const revision = kind === 'create' ? null : revisionOf(call);
    const request: WriteRequest = { entity, kind, id, revision, fields: [], native: null, key, ...input };
    const [outcome] = await connector.write([request], NO_CONTEXT);
    if (outcome?.kind !== 'confirmed') throw new Failure(outcome?.error ?? appError('internal.unexpected', {}));
    const { observation, lineIds } = outcome;
    if (observation.entity !== entity || (id !== null && observation.id !== id)) fail('platform.keyUsed');
    touched();
    return { record: wireRecordOf(observation), lineIds };
  };

  /** What became of a write, by its key. */
  const written = async ({ caller, parts }: PlatformCall): Promise<Written> => {
    const key = parts.key ?? '';
    const lost = { request: { key: bookKey(key) }, sentAt: '' } as LostWrite;
    const [answer] = await connector.probe([lost], NO_CONTEXT);
    if (answer?.kind === 'failed') throw new Failure(answer.error);
    if (answer?.kind !== 'found') return fail('record.notFound', { entity: 'write', id: key.slice(0, LONGEST_KEY) });
    permitted(caller, answer.observation.entity, 'read');
    return { record: wireRecordOf(answer.observation), lineIds: answer.lineIds };
  };

  const company = async ({ caller }: PlatformCall): Promise<PlatformCompany> => {
    const { companyId, companyName } = value(await connector.test());
    return {
      id: companyId,
      name: companyName,
      environment: 'production',
      version: PLATFORM_API_VERSION,
      scopes: [...caller.scopes],
      entities: entities.all.map((module) => wireEntitySchema.parse(module.descriptor)),
    };
  };

  return {
    company,
    lists: async () => ({ entries: value(await connector.lists()) }),
    changes,
    list,
    get,
    create: (call) => write(call, 'create', parsed(platformOperations.create.input, call.input)),
    update: (call) => {
      const { body } = parsed(platformOperations.update.input, call.input);
      return write(call, 'update', { body });
    },
    remove: (call) => write(call, 'remove', { body: null, ...parsed(platformOperations.remove.input, call.input) }),
    restore: (call) => {
      const { body } = parsed(platformOperations.restore.input, call.input);
      return write(call, 'restore', { body: body ?? null });
    },
    written,
    webhooks: async ({ caller }) => ({ webhooks: webhooks.list(caller) }),
    addWebhook: ({ caller, input }) => webhooks.add(caller, parsed(platformOperations.addWebhook.input, input).url),
    removeWebhook: async ({ caller, parts, input }) => {
      parsed(platformOperations.removeWebhook.input, input);
      await webhooks.remove(caller, parts.id ?? '');
      return {};
    },
  } satisfies Record<PlatformOperationName, (call: PlatformCall) => Promise<unknown>>;
}

const wireRecordOf = ({ entity, id, revision, life, body, changedAt }: Observation): WireRecord => ({
  entity,
  id,
  revision,
  life,
  body,
  changedAt,
});

/** A tombstone without a body stands for what never was. */
const wasThere = (found: Observation): boolean => found.life !== 'deleted' || found.body !== null;

function value<T>(result: Result<T> | { ok: false; error: AppError }): T {
  if (!result.ok) throw new Failure(result.error);
  return result.value;
}

function parsed<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const read = schema.safeParse(input);
  if (!read.success) throw new Failure(invalid(read.error));
  return read.data;
}

const missing = (field: string, problem: string): never => {
  throw new Precondition(appError('input.invalid', { field, problem }));
};

function keyOf(call: PlatformCall): string {
  const key = call.header('idempotency-key');
  if (key === undefined) return missing('Idempotency-Key', 'is needed: a name of its own for every write');
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > LONGEST_KEY)
    return fail('input.invalid', {
      field: 'Idempotency-Key',
      problem: `must be 1 to ${LONGEST_KEY} visible characters`,
    });
  return key;
}

function revisionOf(call: PlatformCall): string {
  const given = call.header('if-match');
  if (given === undefined) return missing('If-Match', 'is needed: the revision the write is based on');
  return /^"([^"]*)"$/.exec(given)?.[1] ?? given;
}
