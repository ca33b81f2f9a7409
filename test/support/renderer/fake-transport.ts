import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { Transport } from '../../../renderer/transport/index.ts';
import type { Progress, Status } from '../../../shared/contract/app.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import { contract } from '../../../shared/contract/index.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { PlanItem, PlanSummary } from '../../../shared/contract/sync.ts';
import { appError } from '../../../shared/errors.ts';
import { DEFAULT_POLICY } from '../../../shared/policy.ts';
import { createBook, type FakeRecord, trouble } from './book.ts';
import { companyEntries } from './companies.ts';
import { fileImportHandlers } from './file-imports.ts';
import { type Handlers, Refusal, refuse } from './handlers.ts';
import { createImportPlan, importHandlers } from './imports.ts';
import { pairHandlers } from './pair-handlers.ts';
import { type FakeRole, peopleHandlers } from './people-handlers.ts';
import { createPlan, outdated } from './plan.ts';
import { programHandlers } from './program-handlers.ts';
import { recordHandlers } from './record-handlers.ts';
import { statusOf } from './status.ts';
import { createUndoPlan, undos } from './undo.ts';
import { activity, mappings, problemGroups, reviewDetail, reviewRows } from './views.ts';

/** States of the window worth looking at. `lost` answers nothing; `production` is a live company. */
export const SCENES = [
  'empty', 'connected', 'previewed', 'braked', 'outdated', 'reading', 'equal', 'busy', 'syncing', 'paused', 'offline', 'error', 'lost',
  'production', 'undoing', 'undone', 'importing',
] as const; // biome-ignore format: one list
export type Scene = (typeof SCENES)[number];

const SANDBOX = {
  companyId: '9341455',
  companyName: 'Larkspur Roofing & Exteriors',
  environment: 'sandboxCompany' as const,
};

/** A pretended engine: believable answers for every query, and commands that take their time and tell by events. */
export function createFakeTransport(scene: Scene, options: { delayMs?: number; as?: FakeRole } = {}): Transport {
  const now = (): number => Date.now();
  const delay = options.delayMs ?? 60;
  const ago = (seconds: number): string => new Date(now() - seconds * 1000).toISOString();
  const descriptors = createEntityRegistry().all.map((module) => module.descriptor);
  const listeners = new Set<(event: AppEvent) => void>();
  const live = !['empty', 'connected', 'previewed', 'braked', 'outdated', 'reading'].includes(scene);
  const production = scene === 'production';
  const troubled = ['busy', 'error', 'offline', 'production'].includes(scene);

  let book: FakeRecord[] = scene === 'empty' ? [] : createBook(now());
  if (troubled) trouble(book);
  let reviews = troubled ? reviewRows(book, now()) : [];
  let problems = troubled ? problemGroups(book, now()) : { total: 0, groups: [], files: [] };
  let revision = 41;
  let company: Status['company'] =
    scene === 'empty' ? null : production ? { ...SANDBOX, environment: 'production' } : SANDBOX;
  let stage: Status['stage'] =
    scene === 'empty'
      ? 'notConnected'
      : live
        ? 'live'
        : scene === 'connected' || scene === 'reading'
          ? 'connected'
          : 'previewed';
  let paused: Status['paused'] =
    scene === 'paused' ? { since: ago(1900), until: new Date(now() + 5_400_000).toISOString() } : null;
  let progress: Progress | null =
    scene === 'syncing'
      ? { label: 'Sending invoices to QuickBooks', done: 9, total: 14, entity: 'invoice' }
      : scene === 'reading'
        ? { label: 'Reading invoices from QuickBooks', done: 412, total: 1180, entity: 'invoice' }
        : null;
  let plan: { plan: PlanSummary; items: PlanItem[] } | null =
    stage === 'previewed'
      ? createPlan(
          book,
          now() - 90_000,
          scene === 'braked'
            ? 'This would deactivate 12 customers in QuickBooks, more than the 10 allowed without asking.'
            : null,
        )
      : null;
  if (plan && scene === 'outdated') plan = outdated(plan);
  if (scene === 'importing') plan = createImportPlan(book, now() - 20_000);
  if (scene === 'undoing') plan = createUndoPlan(book, now() - 20_000, { runId: 'run-3' });
  let undone = scene === 'undone' ? undos(book, now()) : [];
  let settings: Settings = {
    pollActiveSeconds: 15,
    pollIdleSeconds: 300,
    readBudget: 20_000,
    brake: { maxRemovals: 10, maxShare: 0.25, maxCreates: 500 },
    notifications: true,
    openAtLogin: false,
    closeToTray: true,
  };

  const status = (): Status =>
    statusOf({
      scene,
      now: now(),
      revision,
      book,
      reviews,
      problems: problems.total,
      company,
      stage,
      paused,
      progress,
      troubled,
    });

  const emit = (event: Omit<AppEvent, 'revision'>): void => {
    revision += 1;
    const full = { ...event, revision } as AppEvent;
    for (const listener of listeners) listener(full);
  };
  const emitStatus = (): void => {
    emit({ topic: 'status', payload: { ...status(), revision: revision + 1 } } as Omit<AppEvent, 'revision'>);
  };
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  const work = async (label: string, total: number, steps: number, entity: string): Promise<void> => {
    for (let step = 0; step <= steps; step += 1) {
      progress = { label, done: Math.round((total * step) / steps), total, entity };
      emitStatus();
      await wait(120);
    }
    progress = null;
  };

  const handlers: Handlers = {
    'app.status': status,
    'app.describe': () => ({
      version: '0.1.0',
      entities: descriptors,
      access: Object.fromEntries(Object.entries(contract).map(([name, { access }]) => [name, access])),
    }),
    ...peopleHandlers(options.as ?? 'owner', scene !== 'empty', (topic) => emit({ topic, payload: {} })),
    ...programHandlers(scene !== 'empty', () => emit({ topic: 'settings', payload: {} })),
    ...pairHandlers(scene !== 'empty'),
    ...fileImportHandlers(book, now(), live),
    ...importHandlers(book, now(), live, async (made) => {
      await work('Reading customers from QuickBooks', 400, 4, 'customer');
      plan = made;
      emit({ topic: 'plan', payload: { plan: made.plan } });
    }),
    'app.throughput': () => ({
      stepMinutes: 30,
      points: Array.from({ length: 48 }, (_, index) => {
        const busy = index > 14 && index < 40;
        return {
          at: ago((47 - index) * 1800),
          toQuickbooks: busy ? (index * 7) % 19 : index % 3,
          toPlatform: busy ? (index * 5) % 11 : index % 2,
          failed: troubled && (index === 33 || index === 38) ? 2 : 0,
        };
      }),
    }),
    'connection.get': () => ({
      company,
      connectedAt: company ? ago(86_400 * 12) : null,
      tokenRenewedAt: company ? ago(1500) : null,
      tokenExpiresAt: company ? new Date(now() + 86_400_000 * 98).toISOString() : null,
      secretsKind: 'keychain',
      apiBase: company ? 'http://127.0.0.1:41923' : null,
      previousCompany: null,
      error: scene === 'error' ? appError('connection.credentials') : null,
    }),
    'connection.startSandbox': async () => {
      await wait(500);
      company = SANDBOX;
      stage = 'connected';
      emitStatus();
      emit({ topic: 'connection', payload: {} });
      return { company: SANDBOX };
    },
    'connection.begin': () => ({
      authorizeUrl: 'https://appcenter.intuit.com/connect/oauth2?client_id=demo',
      redirectUri: 'http://127.0.0.1:41999/callback',
      state: 'xyz',
    }),
    'connection.complete': () => refuse(appError('connection.state')),
    'connection.test': async () => {
      await wait(400);
      const bad = scene === 'error';
      return {
        ok: !bad,
        company: bad ? null : company,
        checks: [
          {
            name: 'credentials',
            label: 'Credentials',
            outcome: bad ? 'failed' : 'ok',
            sentence: bad ? 'QuickBooks refused the sign-in.' : 'QuickBooks accepts the sign-in.',
          },
          {
            name: 'permission',
            label: 'Permission',
            outcome: bad ? 'notChecked' : 'ok',
            sentence: bad ? 'Not checked: the sign-in comes first.' : 'The person who connected may read and write.',
          },
          {
            name: 'company',
            label: 'Company',
            outcome: bad ? 'notChecked' : 'ok',
            sentence: bad ? 'Not checked: the sign-in comes first.' : 'It is Larkspur Roofing & Exteriors.',
          },
        ],
      };
    },
    'connection.disconnect': () => {
      company = null;
      stage = 'notConnected';
      emitStatus();
      emit({ topic: 'connection', payload: {} });
      return {};
    },
    'workspace.loadDemo': async () => {
      await wait(300);
      book = createBook(now());
      emit({ topic: 'records', payload: { entity: 'customer', keys: null } });
      return { counts: { customer: 38, item: 24, invoice: 52, payment: 30 } };
    },
    'sync.preview': async () => {
      if (!company) refuse(appError('connection.none'));
      await work('Reading customers from QuickBooks', 43, 4, 'customer');
      await work('Reading invoices from QuickBooks', 60, 5, 'invoice');
      plan = createPlan(book, now(), null);
      stage = stage === 'live' ? 'live' : 'previewed';
      emitStatus();
      emit({ topic: 'plan', payload: { plan: plan.plan } });
      return plan.plan;
    },
    'plan.get': () => ({ plan: plan?.plan ?? null }),
    'plan.items': (input) => {
      const search = input.search?.toLowerCase() ?? '';
      const found = (plan?.items ?? []).filter(
        (item) =>
          (!input.entity || item.entity === input.entity) &&
          (!input.action || item.action === input.action) &&
          (input.since ? item.since !== null : item.since !== 'dropped') &&
          item.title.toLowerCase().includes(search),
      );
      const offset = input.offset ?? 0;
      return { total: found.length, items: found.slice(offset, offset + (input.limit ?? 100)) };
    },
    'sync.apply': (input) => {
      if (!plan || plan.plan.planId !== input.planId) refuse(appError('plan.notFound'));
      if (plan?.plan.warning && !input.confirmWarning)
        refuse(appError('sync.brake', { what: 'deactivate 12 customers' }));
      const total = plan?.plan.actionable ?? 0;
      plan = null;
      stage = 'live';
      void (async () => {
        emit({ topic: 'plan', payload: { plan: null } });
        await work('Carrying out the plan', total, 12, 'invoice');
        emitStatus();
        emit({ topic: 'activity', payload: { newest: 240 } });
      })();
      return { runId: 'run-1' };
    },
    'sync.now': () => {
      void work('Reading changes', 4, 4, 'customer').then(emitStatus);
      return { runId: 'run-2' };
    },
    'sync.compare': () => ({ runId: 'run-3' }),
    'sync.pause': (input) => {
      paused = { since: ago(0), until: input.until ?? null };
      emitStatus();
      return {};
    },
    'sync.resume': () => {
      paused = null;
      emitStatus();
      return {};
    },
    'sync.confirmBrake': () => ({}),
    'activity.verify': () => ({ at: new Date(now()).toISOString(), checked: 240, bad: null }),
    'activity.list': (input) => {
      const all = stage === 'live' ? activity(book, now()) : [];
      const found = all.filter(
        (one) =>
          (!input.entity || one.entity === input.entity) &&
          (!input.recordId || one.platformId === input.recordId || one.quickbooksId === input.recordId) &&
          (!input.side || one.side === input.side) &&
          (!input.result || one.result === input.result) &&
          (!input.runId || one.runId === input.runId) &&
          (!input.search || `${one.title} ${one.what}`.toLowerCase().includes(input.search.toLowerCase())) &&
          (!input.before || one.seq < input.before),
      );
      const limit = input.limit ?? 100;
      const next = found.length > limit ? (found[limit - 1]?.seq ?? null) : null;
      return {
        entries: found.slice(0, limit),
        next,
        verified: { at: new Date(now()).toISOString(), checked: 240, bad: null },
      };
    },
    'settings.get': () => settings,
    'settings.set': (input) => {
      settings = { ...settings, ...(JSON.parse(JSON.stringify(input)) as Partial<Settings>) };
      emit({ topic: 'settings', payload: {} });
      return settings;
    },
    'mappings.get': mappings,
    'undo.preview': (input) => {
      plan = createUndoPlan(book, now(), input);
      return plan.plan;
    },
    'companies.list': () => ({
      companies: companyEntries(status(), scene === 'busy'),
      removed: [],
    }),
    'companies.rename': () => ({}),
    'companies.add': () => ({ id: '2' }),
    'companies.remove': () => refuse(appError('companies.last')),
    'undo.list': () => ({ undos: undone }),
    'undo.giveUp': () => {
      undone = [];
      emit({ topic: 'activity', payload: { newest: 241 } });
      return { givenUp: 1 };
    },
    'mappings.previewEntity': () => {
      plan = createPlan(book, now(), null);
      Object.assign(plan.plan, {
        change: { kind: 'entity', entity: 'customer', policy: {} },
        purpose: 'A change of how customers travel',
      });
      return plan.plan;
    },
    'mappings.setEntity': (input) =>
      input.entity === 'customer'
        ? refuse(appError('plan.needed', { count: '42' }))
        : {
            policy: { ...DEFAULT_POLICY, ...JSON.parse(JSON.stringify(input.policy)) },
          },
    'mappings.setLists': () => mappings().lists,
    ...recordHandlers({
      book: () => book,
      reviews: () => reviews,
      problems: () => problems.groups.flatMap((group) => group.problems),
      emit,
    }),
    'review.list': () => ({ total: reviews.length, rows: reviews }),
    'review.get': (input) => {
      const row = reviews.find((one) => one.id === input.id);
      return row ? reviewDetail(row, book) : refuse(appError('review.gone'));
    },
    'review.resolve': (input) => settle(input.id),
    'review.act': (input) => settle(input.id),
    'review.match': (input) => settle(input.id),
    'review.resolveSimilar': () => ({ settled: 1 }),
    'problems.list': () => problems,
    'problems.retry': () => ({}),
    'problems.retryAll': () => ({
      retried: problems.total - problems.files.length,
      files: problems.files.length,
      left: 0,
    }),
    'problems.skip': (input) => drop(input.id),
    'problems.linkExisting': (input) => drop(input.id),
    'problems.redate': (input) => {
      drop(input.id);
      return { before: '2026-02-10', date: '2026-03-01' };
    },
    'problems.note': () => ({ count: 1, subject: 'Closed books', text: '- Invoice 1042' }),
    'problems.renumber': (input) => {
      drop(input.id);
      return { number: '1065' };
    },
  };

  function settle(id: string): Record<string, never> {
    reviews = reviews.filter((row) => row.id !== id);
    emit({ topic: 'review', payload: { total: reviews.length } });
    emitStatus();
    return {};
  }
  function drop(id: string): Record<string, never> {
    const groups = problems.groups
      .map((group) => ({ ...group, problems: group.problems.filter((one) => one.id !== id) }))
      .filter((group) => group.problems.length > 0)
      .map((group) => ({ ...group, count: group.problems.length }));
    const listed = groups.reduce((sum, group) => sum + group.count, 0);
    problems = { ...problems, total: listed + problems.files.length, groups };
    emit({ topic: 'problems', payload: { total: problems.total } });
    emitStatus();
    return {};
  }

  return {
    kind: 'http',
    choose: async () => undefined,
    session: {
      signIn: async () => ({ ok: false, error: appError('access.wrongPassword') }),
      forget: () => undefined,
    },
    async call(name, input) {
      await wait(delay);
      if (scene === 'lost')
        return {
          ok: false,
          error: {
            code: 'window.unreachable', retryable: true, userSentence: 'Plumbline does not answer.',
            remedy: 'Check that it is still running on this computer; this window reconnects by itself.', values: {},
          }, // biome-ignore format: one answer
        };
      const handler = handlers[name] as ((input: unknown) => unknown) | undefined;
      if (!handler) return { ok: false, error: appError('input.unknownCommand', { name }) };
      try {
        return { ok: true, value: (await handler(input)) as never };
      } catch (thrown) {
        if (thrown instanceof Refusal) return { ok: false, error: thrown.error };
        throw thrown;
      }
    },
    subscribe(onEvent, onLink) {
      listeners.add(onEvent);
      onLink({ state: 'connecting' });
      const timer = setTimeout(() => {
        if (scene === 'lost') onLink({ state: 'lost', attempt: 3, retryAt: now() + 4000 });
        else onLink({ state: options.as === 'nobody' ? 'denied' : 'open' });
      }, 10);
      return () => {
        clearTimeout(timer);
        listeners.delete(onEvent);
      };
    },
  };
}
