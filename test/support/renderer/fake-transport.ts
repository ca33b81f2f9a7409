import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { Transport } from '../../../renderer/transport/index.ts';
import type { HealthState, Progress, RecordState, Status } from '../../../shared/contract/app.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import type { InputOf, OperationName, OutputOf } from '../../../shared/contract/index.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { PlanItem, PlanSummary } from '../../../shared/contract/sync.ts';
import { type AppError, appError } from '../../../shared/errors.ts';
import { createBook, type FakeRecord, trouble } from './book.ts';
import { createPlan } from './plan.ts';
import { activity, mappings, problemGroups, reviewDetail, reviewRows } from './views.ts';

/** States of the window worth looking at. `lost` answers nothing; `production` is a live company. */
export const SCENES = [
  'empty', 'connected', 'previewed', 'braked', 'reading', 'equal', 'busy', 'syncing', 'paused', 'offline', 'error', 'lost',
  'production',
] as const; // biome-ignore format: one list
export type Scene = (typeof SCENES)[number];

type Handlers = { [N in OperationName]?: (input: InputOf<N>) => OutputOf<N> | Promise<OutputOf<N>> };

class Refusal extends Error {
  readonly error: AppError;
  constructor(error: AppError) {
    super(error.userSentence);
    this.error = error;
  }
}

const SANDBOX = {
  companyId: '9341455',
  companyName: 'Larkspur Roofing & Exteriors',
  environment: 'sandboxCompany' as const,
};

const SENTENCES: Record<HealthState, [string, string[]]> = {
  upToDate: ['All 168 records are equal on both sides.', []],
  syncing: ['Sending 14 changes to QuickBooks.', []],
  paused: ['Paused by you. Changes are kept and go out when you resume.', []],
  offline: [
    'QuickBooks cannot be reached, so 3 changes wait. Workspace goes on as usual.',
    ['The computer is online; QuickBooks does not answer.', 'Tried last 40 s ago; tried again by itself.'],
  ],
  needsYou: [
    '4 records wait for your decision and 4 could not be sent.',
    ['4 in Review', '4 problems: 2 need another number'],
  ],
  error: [
    'QuickBooks refused the sign-in, so nothing can be sent or read.',
    ['Reconnect in Settings. Nothing is lost.'],
  ],
};

/** A pretended engine: believable answers for every query, and commands that take their time and tell by events. */
export function createFakeTransport(scene: Scene, options: { delayMs?: number } = {}): Transport {
  const now = (): number => Date.now();
  const delay = options.delayMs ?? 60;
  const ago = (seconds: number): string => new Date(now() - seconds * 1000).toISOString();
  const descriptors = createEntityRegistry().all.map((module) => module.descriptor);
  const listeners = new Set<(event: AppEvent) => void>();
  const live = !['empty', 'connected', 'previewed', 'braked', 'reading'].includes(scene);
  const production = scene === 'production';
  const troubled = ['busy', 'error', 'offline', 'production'].includes(scene);

  let book: FakeRecord[] = scene === 'empty' ? [] : createBook(now());
  if (troubled) trouble(book);
  let reviews = troubled ? reviewRows(book, now()) : [];
  let problems = troubled ? problemGroups(book, now()) : { total: 0, groups: [] };
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
  let settings: Settings = {
    pollActiveSeconds: 15,
    pollIdleSeconds: 300,
    brake: { maxRemovals: 10, maxShare: 0.25 },
    notifications: true,
    openAtLogin: false,
    closeToTray: true,
  };

  const healthState = (): HealthState =>
    scene === 'error' ? 'error'
    : scene === 'offline' ? 'offline'
    : paused ? 'paused'
    : progress ? 'syncing'
    : reviews.length + problems.total > 0 ? 'needsYou'
    : 'upToDate'; // biome-ignore format: a ladder

  const status = (): Status => {
    const state = healthState();
    const [sentence, reasons] = stage === 'live' ? SENTENCES[state] : ['Nothing has been written yet.', []];
    const count = (entity: string, ...states: RecordState[]): number =>
      book.filter((one) => one.entity === entity && states.includes(one.state)).length;
    return {
      revision,
      health: { state, sentence, reasons },
      stage,
      platformLabel: 'Workspace',
      company,
      connectedAt: company ? ago(86_400 * 12) : null,
      connectionError:
        scene === 'error'
          ? appError('connection.credentials')
          : scene === 'offline'
            ? appError('connection.offline')
            : null,
      paused,
      progress,
      counts: {
        waiting:
          book.filter((one) => one.state === 'waiting' || one.state === 'sending').length +
          (scene === 'syncing' ? 5 : 0),
        review: reviews.length,
        problems: problems.total,
        equal: book.filter((one) => one.state === 'equal').length,
      },
      receivables:
        stage === 'live'
          ? troubled
            ? { platform: '61902.15', quickbooks: '58814.90', difference: '3087.25' }
            : { platform: '61902.15', quickbooks: '61902.15', difference: '0.00' }
          : null,
      lastProvenEqualAt: stage === 'live' ? ago(troubled ? 5400 : 74) : null,
      lastSyncAt: stage === 'live' ? ago(scene === 'offline' ? 2400 : 8) : null,
      nextSyncAt: stage === 'live' && !paused ? new Date(now() + 7000).toISOString() : null,
      entities: descriptors.map((one, index) => ({
        entity: one.name,
        label: one.labelPlural,
        enabled: true,
        total: book.filter((record) => record.entity === one.name).length,
        equal: count(one.name, 'equal', 'voided'),
        waiting: count(one.name, 'waiting', 'sending'),
        needsYou: count(one.name, 'inReview'),
        failed: count(one.name, 'failed', 'blocked', 'held'),
        lastCheckedAt: stage === 'live' ? ago([8, 8, 9, 9][index] ?? 8) : null,
        lagP95Seconds: stage === 'live' ? ([4.2, 3.1, 11.8, 6.4][index] ?? null) : null,
        lastResult:
          stage === 'live'
            ? (['2 changed, 41 equal', 'All equal', troubled ? '1 sent, 2 refused' : '3 sent, all equal', 'All equal'][
                index
              ] ?? null)
            : null,
      })),
      calls: { corePlus: 1284, core: 212, month: new Date(now()).toISOString().slice(0, 7) },
    };
  };

  const emit = (event: Omit<AppEvent, 'revision'>): void => {
    revision += 1;
    const full = { ...event, revision } as AppEvent;
    for (const listener of listeners) listener(full);
  };
  const emitStatus = (): void => {
    emit({ topic: 'status', payload: { ...status(), revision: revision + 1 } } as Omit<AppEvent, 'revision'>);
  };
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const refuse = (error: AppError): never => {
    throw new Refusal(error);
  };

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
    'app.describe': () => ({ version: '0.1.0', entities: descriptors }),
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
      return { entries: found.slice(0, limit), next: found.length > limit ? (found[limit - 1]?.seq ?? null) : null };
    },
    'settings.get': () => settings,
    'settings.set': (input) => {
      settings = { ...settings, ...(JSON.parse(JSON.stringify(input)) as Partial<Settings>) };
      emit({ topic: 'settings', payload: {} });
      return settings;
    },
    'mappings.get': mappings,
    'mappings.setEntity': (input) => ({
      policy: {
        enabled: true,
        direction: 'both',
        strategy: 'review',
        fieldOwners: {},
        ...JSON.parse(JSON.stringify(input.policy)),
      },
    }),
    'mappings.setLists': () => mappings().lists,
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
    'problems.retryAll': () => ({ retried: problems.total }),
    'problems.skip': (input) => drop(input.id),
    'problems.linkExisting': (input) => drop(input.id),
    'problems.renumber': (input) => {
      drop(input.id);
      return { number: '1065' };
    },
    'records.list': (input) => {
      const search = input.search?.toLowerCase() ?? '';
      const mine = book.filter((one) => one.entity === input.entity);
      const stateCounts: Partial<Record<RecordState, number>> = {};
      for (const one of mine) stateCounts[one.state] = (stateCounts[one.state] ?? 0) + 1;
      const found = mine.filter(
        (one) =>
          (!input.states?.length || input.states.includes(one.state)) &&
          (!input.open || Number(one.body.balance ?? 0) > 0) &&
          (!input.customer || one.body.customer === input.customer) &&
          `${one.title} ${one.who ?? ''}`.toLowerCase().includes(search),
      );
      const { field, descending } = input.sort ?? { field: '', descending: false };
      const value = (one: FakeRecord): string => String(one.body[field] ?? '').padStart(14);
      if (field) found.sort((a, b) => value(a).localeCompare(value(b)) * (descending ? -1 : 1));
      const offset = input.offset ?? 0;
      return { total: found.length, stateCounts, rows: found.slice(offset, offset + (input.limit ?? 100)).map(rowOf) };
    },
    'records.get': (input) => {
      const one = book.find((record) => record.entity === input.entity && record.key === input.key);
      if (!one) return refuse(appError('record.notFound', { entity: input.entity, id: input.key }));
      const titles = Object.fromEntries(book.map((record) => [record.key, record.title]));
      return {
        row: rowOf(one),
        revision: '3',
        platform: one.body,
        quickbooks: one.quickbooks,
        base: one.body,
        platformLife: one.life,
        quickbooksLife: one.quickbooks ? one.life : null,
        quickbooksRevision: one.quickbooks ? '2' : null,
        differs: one.quickbooks
          ? Object.keys(one.body).filter(
              (field) => JSON.stringify(one.body[field]) !== JSON.stringify(one.quickbooks?.[field]),
            )
          : [],
        titles,
        quickbooksUrl: null,
        related: book
          .filter((record) => record.body.customer === one.key)
          .map((record) => {
            const row = rowOf(record);
            return {
              entity: row.entity,
              key: row.key,
              title: row.title,
              date: row.date,
              amount: row.amount,
              state: row.state,
            };
          }),
        reviewId: reviews.find((row) => row.key === one.key)?.id ?? null,
        problemId:
          problems.groups.flatMap((group) => group.problems).find((problem) => problem.key === one.key)?.id ?? null,
        error:
          problems.groups.flatMap((group) => group.problems).find((problem) => problem.key === one.key)?.error ?? null,
      };
    },
    'records.options': (input) => ({
      options: book
        .filter(
          (one) => one.entity === input.entity && one.title.toLowerCase().includes((input.search ?? '').toLowerCase()),
        )
        .slice(0, input.limit ?? 20)
        .map((one) => ({ id: one.key, title: one.title, body: one.body })),
    }),
    'records.create': (input) => {
      const key = `n${book.length}`;
      const title = String(input.body.displayName ?? input.body.name ?? input.body.number ?? 'New');
      book.unshift({
        entity: input.entity, key, platformId: key, quickbooksId: null, title, who: null, body: input.body as FakeRecord['body'], quickbooks: null,
        state: 'waiting', stateDetail: null, life: 'live', changedAt: ago(0),
      }); // biome-ignore format: one record
      emit({ topic: 'records', payload: { entity: input.entity, keys: [key] } });
      return { key, revision: '1' };
    },
    'records.update': (input) => {
      const one = book.find((record) => record.key === input.key);
      if (one) Object.assign(one, { body: { ...one.body, ...input.changes }, state: 'waiting' });
      emit({ topic: 'records', payload: { entity: input.entity, keys: [input.key] } });
      return { revision: '4' };
    },
    'records.remove': (input) => {
      const one = book.find((record) => record.key === input.key);
      if (one) Object.assign(one, { life: input.mode === 'void' ? 'void' : 'inactive', state: 'waiting' });
      emit({ topic: 'records', payload: { entity: input.entity, keys: [input.key] } });
      return {};
    },
    'records.restore': () => ({ revision: '5' }),
    'records.sync': () => ({}),
    'workspace.taxRates': () => ({
      rates: [
        { key: 'petaluma', name: 'Petaluma', percent: '9.5' },
        { key: 'sonoma', name: 'Sonoma County', percent: '9.25' },
      ],
    }),
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
    problems = { total: groups.reduce((sum, group) => sum + group.count, 0), groups };
    emit({ topic: 'problems', payload: { total: problems.total } });
    emitStatus();
    return {};
  }
  function rowOf(one: FakeRecord): OutputOf<'records.list'>['rows'][number] {
    const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    return {
      key: one.key,
      entity: one.entity,
      platformId: one.platformId,
      quickbooksId: one.quickbooksId,
      title: one.title,
      who: one.who,
      date: text(one.body.date),
      amount: text(one.body.total) ?? text(one.body.amount) ?? text(one.body.unitPrice),
      balance: text(one.body.balance),
      life: one.life,
      state: one.state,
      stateDetail: one.stateDetail,
      changedAt: one.changedAt,
      body: one.body,
    };
  }

  return {
    kind: 'http',
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
        else onLink({ state: 'open' });
      }, 10);
      return () => {
        clearTimeout(timer);
        listeners.delete(onEvent);
      };
    },
  };
}
