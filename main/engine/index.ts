import type { Caller } from '../../shared/access.ts';
import type { AppEvent } from '../../shared/contract/events.ts';
import type { InputOf, OperationName, Reply } from '../../shared/contract/index.ts';
import type { SignedIn, SignIn } from '../../shared/contract/people.ts';
import type { Result } from '../../shared/errors.ts';
import { type ApiCaller, apiCallerOf } from './api-keys.ts';
import { createContentDesk } from './attachment-book.ts';
import { createCalls } from './calls.ts';
import { adoptCompany, refreshFacts } from './company.ts';
import { type Context, companyOf, type EngineDeps, enabledEntities, mappingOf } from './context.ts';
import { createEventHub } from './events.ts';
import type { HandlerContext } from './handlers/types.ts';
import { hostFailed } from './host-fault.ts';
import { recoverOutbox } from './probe.ts';
import { rememberValues } from './remembered.ts';
import { afterRestore } from './restored.ts';
import { createScheduler } from './scheduler.ts';
import { calmSide } from './sides.ts';
import { createSignInDesk } from './sign-in.ts';
import { problemCount, statusOf } from './status.ts';
import { createTableDesk } from './table-desk.ts';
import { goOnWithTables } from './table-run.ts';
import { tellBook } from './tax-by-line.ts';

export type { ApiCaller } from './api-keys.ts';
export type { EngineDeps } from './context.ts';

/** The running engine as hosts see it. */
export type Engine = {
  /** Asks one thing by name for somebody. Never throws: what went wrong, or is not theirs to ask, is in the reply. */
  call<N extends OperationName>(name: N, input: InputOf<N>, caller: Caller): Promise<Reply<N>>;
  /** An event as somebody may be told it: documents they may not see are neither named nor counted. */
  eventFor(caller: Caller, event: AppEvent): AppEvent;
  /** Signs somebody in who asks from an address; the token answered stands for them from then on. */
  signIn(input: SignIn & { address: string }): Promise<Result<SignedIn>>;
  /** Who a token stands for now; null for nobody (any more). */
  callerOf(token: string): Caller | null;
  /** Which program a key of the Platform API stands for; null for none (any more). */
  apiCallerOf(key: string): ApiCaller | null;
  /**
   * Hears every event after its commit. A listener counts as someone looking (QuickBooks is read more often) unless it
   * says it works in the background.
   */
  subscribe(listener: (event: AppEvent) => void, options?: { background?: boolean }): () => void;
  /**
   * QuickBooks says that these records changed. Nothing is taken from it but the news: what was seen already (the echo of
   * our own write) and what is not synced cost nothing, the rest is one read soon.
   */
  hint(changes: readonly { entity: string; id: string; at: string | null }[]): void;
  /** Looks after what was under way, brings the connection back and begins to sync. */
  start(): Promise<void>;
  /** Stores the step under way and ends. The engine cannot be started again. */
  stop(): Promise<void>;
};

/** Puts an engine together. Nothing lives outside of it: any number can run beside each other. */
export function createEngine(given: EngineDeps): Engine {
  const deps: EngineDeps = { ...given, store: rememberValues(given.store) };
  deps.entities.define(mappingOf(deps.store).customFields);
  const ctx: HandlerContext = {
    ...deps,
    sides: { platform: calmSide(), quickbooks: calmSide() },
    progress: null,
    hostFault: null,
    runId: null,
    stopping: false,
    adopting: null,
    files: deps.contents ? createContentDesk(deps.contents) : null,
    tableDesk: createTableDesk(),
    caller: null,
    agreed: null,
  } as HandlerContext;
  ctx.events = createEventHub({
    payloads: {
      status: () => statusOf(ctx, ctx.scheduler),
      review: () => ({ total: deps.store.reviewCount() }),
      problems: () => ({ total: problemCount(ctx) }),
      activity: () => ({ newest: deps.store.newestAudit() }),
      plan: () => ({ plan: deps.store.plan() }),
      connection: () => ({}),
      mappings: () => ({}),
      settings: () => ({}),
      people: () => ({}),
      imports: () => ({}),
      companies: () => ({}),
    },
    revision: deps.store.revision(),
    bumpRevision: (by) => deps.store.transaction(() => deps.store.bumpRevision(by), 'relaxed'),
    clock: deps.clock,
    timers: deps.timers,
    failed: (error) => deps.log.error('telling an event failed', { error: String(error) }),
  });
  ctx.scheduler = createScheduler(ctx);
  ctx.desk = createSignInDesk(ctx);
  const calls = createCalls(ctx);
  const stops: (() => void)[] = [];
  let watchers = 0;

  return {
    call: calls.call,
    eventFor: calls.eventFor,
    signIn: (input) => ctx.desk.signIn(input),
    callerOf: (token) => ctx.desk.callerOf(token),
    apiCallerOf: (key) => apiCallerOf(ctx, key),
    subscribe(listener, options = {}) {
      const stop = ctx.events.subscribe(listener);
      if (options.background === true) return stop;
      watchers++;
      ctx.scheduler.setWatching(true);
      let left = false;
      return () => {
        stop();
        if (left) return;
        left = true;
        watchers--;
        if (watchers === 0) ctx.scheduler.setWatching(false);
      };
    },
    hint(changes) {
      if (changes.some((change) => isNews(ctx, change))) ctx.scheduler.hint();
    },
    async start() {
      recoverOutbox(ctx);
      afterRestore(ctx);
      stops.push(ctx.platform.onHint?.(() => ctx.scheduler.hint('platform')) ?? (() => {}));
      const restored = await ctx.connections.restore();
      if (restored.ok && restored.value) await takeOver(ctx);
      else if (!restored.ok) ctx.log.warn('the connection could not be restored', { code: restored.error.code });
      if (!ctx.connections.current()) await refreshFacts(ctx);
      stops.push(
        ctx.connections.onChange(() => {
          void takeOver(ctx).catch((thrown: unknown) => hostFailed(ctx, thrown));
        }),
      );
      // The workspace forgets it with the process.
      if (ctx.store.getMeta('facts') !== null) await tellBook(ctx);
      stops.push(ctx.companies?.onChange(() => ctx.events.touch('companies')) ?? (() => {}));
      ctx.scheduler.start();
      ctx.scheduler.request('sync').catch(() => undefined);
      goOnWithTables(ctx);
      ctx.events.touch('status');
    },
    async stop() {
      ctx.stopping = true;
      for (const stop of stops.splice(0)) stop();
      await ctx.tableDesk.ended();
      await ctx.scheduler.stop();
    },
  };
}

/** Whether a told change may be unknown to us. */
function isNews(ctx: Context, { entity, id, at }: { entity: string; id: string; at: string | null }): boolean {
  if (!enabledEntities(ctx).some((module) => module.descriptor.name === entity)) return false;
  const seen = ctx.store.observation(entity, 'quickbooks', id)?.changedAt ?? null;
  // Told to the second.
  return seen === null || at === null || Math.floor(Date.parse(seen) / 1000) < Math.floor(Date.parse(at) / 1000);
}

/** The connection changed, by our own handlers or by the host: takes a new company over, once. */
async function takeOver(ctx: HandlerContext): Promise<void> {
  const info = ctx.connections.info();
  ctx.events.touch('connection');
  ctx.scheduler.replan();
  if (!info || ctx.stopping) return;
  const known = companyOf(ctx.store);
  if (known?.companyId === info.companyId && known.environment === info.environment && ctx.store.getMeta('facts')) {
    if (ctx.connections.fault() === null) ctx.sides.quickbooks = calmSide();
    ctx.scheduler.hint();
    return;
  }
  const refused = await adoptCompany(ctx, info);
  if (refused) ctx.log.warn('another company was refused', { code: refused.code });
  else ctx.scheduler.hint();
}
