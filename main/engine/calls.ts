import type { Caller } from '../../shared/access.ts';
import type { AppEvent } from '../../shared/contract/events.ts';
import { contract, type InputOf, type OperationName, type OutputOf, type Reply } from '../../shared/contract/index.ts';
import type { PlanSummary } from '../../shared/contract/sync.ts';
import { type AppError, appError, Failure, fail } from '../../shared/errors.ts';
import type { Body } from '../../shared/primitives.ts';
import { referencesOf } from '../core/common.ts';
import { refusalOf, whomToAsk } from '../core/permissions.ts';
import type { EngineStore } from '../core/ports-store.ts';
import type { Context } from './context.ts';
import { apiKeysHandlers } from './handlers/api-keys.ts';
import { appHandlers } from './handlers/app.ts';
import { attachmentsHandlers } from './handlers/attachments.ts';
import { companiesHandlers } from './handlers/companies.ts';
import { connectionHandlers } from './handlers/connection.ts';
import { documentsHandlers } from './handlers/documents.ts';
import { importHandlers } from './handlers/import.ts';
import { importFileHandlers } from './handlers/import-file.ts';
import { pairsHandlers } from './handlers/pairs.ts';
import { peopleHandlers } from './handlers/people.ts';
import { problemsHandlers } from './handlers/problems.ts';
import { recordsHandlers } from './handlers/records.ts';
import { reviewHandlers } from './handlers/review.ts';
import { settingsHandlers } from './handlers/settings.ts';
import { syncHandlers } from './handlers/sync.ts';
import type { Handler, HandlerContext } from './handlers/types.ts';
import { undoHandlers } from './handlers/undo.ts';
import { retryable } from './plan-change.ts';
import { problemCount, statusOf } from './status.ts';
import { seesDirect, veiled, veiledPlan } from './veil.ts';

type AnyInput = { entity?: string; key?: string; id?: string; platformId?: string; quickbooksId?: string } & Record<
  string,
  unknown
>;

/**
 * Answers calls: who asks is checked here, for every operation, before its handler runs; what they may not see is taken
 * out of what they are told.
 */
export function createCalls(ctx: HandlerContext) {
  const handlersOf = (own: HandlerContext) => ({
    ...appHandlers(own),
    ...companiesHandlers(own),
    ...connectionHandlers(own),
    ...syncHandlers(own),
    ...recordsHandlers(own),
    ...documentsHandlers(own),
    ...attachmentsHandlers(own),
    ...reviewHandlers(own),
    ...problemsHandlers(own),
    ...settingsHandlers(own),
    ...peopleHandlers(own),
    ...undoHandlers(own),
    ...importHandlers(own),
    ...importFileHandlers(own),
    ...pairsHandlers(own),
    ...apiKeysHandlers(own),
  });
  const owners = handlersOf(ctx);
  const behindVeil = veiled(ctx.store);

  const ask = (ownerOnly: boolean): string =>
    whomToAsk(
      ctx.store.people().filter((one) => one.active),
      ownerOnly,
    );
  const refused = (caller: Caller, name: OperationName, input: unknown): AppError | null => {
    const entity = (input as AnyInput).entity;
    const module = ctx.entities.all.find((one) => one.descriptor.name === entity);
    const asked = {
      access: contract[name].access,
      entityRights: module?.descriptor.rights,
      ownSession: name.startsWith('session.'),
    };
    return refusalOf(caller, asked, ask);
  };

  const answer = async (name: OperationName, input: unknown, caller: Caller): Promise<unknown> => {
    // The owner at their own computer is who the engine works for when nobody else is named.
    if (isLocal(caller)) return (owners[name] as unknown as Handler<typeof name>)(input as never);
    const restricted = !seesDirect(ctx.store, caller);
    const reads = contract[name].kind === 'query' || name === 'review.resolveSimilar';
    const own = actingFor(ctx, caller, restricted && reads ? behindVeil : ctx.store);
    const handler = handlersOf(own)[name] as unknown as Handler<typeof name>;
    if (!restricted) return inTheirWords(name, await handler(input as never), caller);
    visible(own, behindVeil, name, input as AnyInput);
    const left = name === 'problems.retryAll' ? retryAllOf(actingFor(ctx, caller, behindVeil), input as never) : null;
    try {
      const value = await handler(input as never);
      return inTheirWords(name, left ?? (isPlan(value) ? veiledPlan(ctx.store, value) : value), caller);
    } catch (thrown) {
      throw thrown instanceof Failure ? new Failure(withoutNumbers(thrown.error)) : thrown;
    }
  };

  /** The same event as somebody restricted is told it; made once for all of them. */
  const told = new WeakMap<AppEvent, AppEvent>();
  const retell = (event: AppEvent): AppEvent => {
    const { revision } = event;
    switch (event.topic) {
      case 'status': {
        const status = statusOf(actingFor(ctx, null, behindVeil), ctx.scheduler);
        return { ...event, payload: { ...status, revision } };
      }
      case 'records': {
        const { entity, keys } = event.payload;
        const shown = keys?.filter((key) => {
          const record = ctx.store.recordByKey(entity, key);
          return record !== null && !ctx.store.isHidden(record.rid);
        });
        return { ...event, payload: { entity, keys: shown ?? null } };
      }
      case 'review':
        return { ...event, payload: { total: behindVeil.reviewCount() } };
      case 'problems': {
        const count = problemCount(actingFor(ctx, null, behindVeil));
        return { ...event, payload: { total: count } };
      }
      case 'activity':
        return { ...event, payload: { newest: behindVeil.newestAudit() } };
      case 'plan':
        return { ...event, payload: { plan: behindVeil.plan() } };
      default:
        return event;
    }
  };

  return {
    async call<N extends OperationName>(name: N, input: InputOf<N>, caller: Caller): Promise<Reply<N>> {
      try {
        if (ctx.stopping) return { ok: false, error: appError('sync.paused') };
        const operation = Object.hasOwn(contract, name) ? contract[name] : undefined;
        if (!operation) return { ok: false, error: appError('input.unknownCommand', { name: String(name) }) };
        const parsed = operation.input.safeParse(input ?? {});
        if (!parsed.success) return { ok: false, error: inputError(parsed.error.issues) };
        const error = refused(caller, name, parsed.data);
        if (error) return { ok: false, error };
        return { ok: true, value: (await answer(name, parsed.data, caller)) as OutputOf<N> };
      } catch (thrown) {
        return { ok: false, error: failure(ctx, String(name), thrown) };
      }
    },
    /** An event as somebody may be told it. */
    eventFor(caller: Caller, event: AppEvent): AppEvent {
      if (seesDirect(ctx.store, caller)) return event;
      const known = told.get(event);
      if (known) return known;
      const made = retell(event);
      told.set(event, made);
      return made;
    },
  };
}

const isLocal = ({ role, session }: Caller): boolean => role === 'owner' && session === null;

/** The engine's own parts, with who asks and what they see put in; whatever is set goes to the engine itself. */
function actingFor(ctx: HandlerContext, caller: Caller | null, store: EngineStore): HandlerContext {
  return new Proxy(ctx, {
    get: (target, name) => (name === 'caller' ? caller : name === 'store' ? store : Reflect.get(target, name)),
    set: (target, name, value) => Reflect.set(target, name, value),
  });
}

/** A command names what it is about: what its caller may not see is not there for them. */
function visible(own: HandlerContext, shown: EngineStore, name: OperationName, input: AnyInput): void {
  const { entity, key, id, platformId, quickbooksId } = input;
  if (entity !== undefined) {
    const gone = (what: string): never => fail('record.notFound', { entity, id: what });
    const there = (found: unknown, hidden: unknown): boolean => found !== null || hidden === null;
    if (key !== undefined && !there(shown.recordByKey(entity, key), own.store.recordByKey(entity, key))) gone(key);
    for (const [side, one] of [['platform', platformId] as const, ['quickbooks', quickbooksId] as const])
      if (one !== undefined && !there(shown.recordOf(entity, side, one), own.store.recordOf(entity, side, one)))
        gone(one);
    const body = input.body ?? input.changes;
    const module = own.entities.all.find((one) => one.descriptor.name === entity);
    if (module && typeof body === 'object' && body !== null)
      for (const to of safeReferences(module.descriptor, body as Body))
        if (!there(shown.recordByKey(to.entity, to.id), own.store.recordByKey(to.entity, to.id)))
          fail('input.invalid', { field: to.entity, problem: `${to.id} is not there` });
  }
  if (id === undefined) return;
  if (name.startsWith('review.') && shown.review(id) === null) fail('review.gone');
  if (name.startsWith('problems.') && /^\d+$/.test(id) && own.store.isHidden(Number(id)))
    fail('record.notFound', { entity: 'problem', id });
}

/** References in a body that was not checked yet: what is no reference refers to nothing. */
function safeReferences(...given: Parameters<typeof referencesOf>): ReturnType<typeof referencesOf> {
  try {
    return referencesOf(...given);
  } catch {
    return [];
  }
}

const isPlan = (value: unknown): value is PlanSummary =>
  typeof value === 'object' && value !== null && 'planId' in value && 'byEntity' in value;

/** What a retry of all tries, of what its caller sees. */
function retryAllOf(own: HandlerContext, { cause }: { cause?: string }): OutputOf<'problems.retryAll'> {
  const { records, files, left } = retryable(own, cause ?? null);
  return { retried: records.length, files: files.length, left };
}

/** Refusals of plans and runs count what is hidden, too. */
function withoutNumbers(error: AppError): AppError {
  switch (error.code) {
    case 'sync.brake':
      return appError('sync.brake', { what: 'change much at once' });
    case 'plan.stale':
      return appError('plan.stale', { reason: 'it is another one by now' });
    case 'plan.needed':
      return appError('plan.needed', { count: 'many' });
    default:
      return error;
  }
}

/** "You" in the log is whoever had no name then: the owner, to everybody else. */
function inTheirWords(name: OperationName, value: unknown, caller: Caller): unknown {
  if (name !== 'activity.list' || caller.role === 'owner') return value;
  const list = value as OutputOf<'activity.list'>;
  const entries = list.entries.map((entry) => (entry.actor === 'You' ? { ...entry, actor: 'Owner' } : entry));
  return { ...list, entries };
}

/** The first thing wrong with an input, by name. */
function inputError(issues: readonly { path: PropertyKey[]; message: string; code?: string }[]): AppError {
  const first = issues[0];
  const field = first?.path.map(String).join('.') || 'input';
  return appError('input.invalid', { field, problem: first?.message ?? 'is not valid' });
}

/** What a handler threw, as data; a fault of ours gets a reference that is in the log too. */
function failure(ctx: Context, name: string, thrown: unknown): AppError {
  if (thrown instanceof Failure) return thrown.error;
  const reference = ctx.ids.next();
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  ctx.log.error('a handler failed', { name, reference, stack });
  return appError('internal.unexpected', { reference });
}
