import type { OpenSums, RecordState, Status } from '../../shared/contract/app.ts';
import type { Ledger } from '../../shared/entity.ts';
import { budgetError, budgetState } from '../core/budget.ts';
import { healthOf } from '../core/health.ts';
import { fromCents, toCents } from '../core/money.ts';
import { refusedCounts } from './attachment-book.ts';
import {
  appliedAt,
  type Context,
  enabledEntities,
  iso,
  labelOf,
  openSums,
  pausedEntities,
  pauseOf,
  policyOf,
  readUse,
  shownEntities,
} from './context.ts';
import { hasCursor } from './observe.ts';
import { sideNames } from './plan-step.ts';

/** What the scheduler tells the status. */
export type Timetable = { nextSyncAt(): number | null };

const DAY_MS = 86_400_000;

/** What stands in Problems and needs a person: records that failed or are held, and files that were refused. */
export function problemCount(ctx: Pick<Context, 'store' | 'entities'>): number {
  const files = [...refusedCounts(ctx).values()].reduce((sum, count) => sum + count, 0);
  return ctx.store
    .counts()
    .reduce((sum, { state, count }) => (state === 'failed' || state === 'held' ? sum + count : sum), files);
}

/** The whole state in one answer. Reads counters only, so it costs the same for ten records and a hundred thousand. */
export function statusOf(ctx: Context, timetable: Timetable): Status {
  const { store } = ctx;
  const counts = countsOf(ctx);
  const info = ctx.connections.info();
  const company = info && { companyId: info.companyId, companyName: info.companyName, environment: info.environment };
  const live = appliedAt(store) !== null;
  const plan = store.plan();
  const stage = !company ? 'notConnected' : live ? 'live' : plan ? 'previewed' : 'connected';
  const pause = pauseOf(ctx);
  const fault = ctx.connections.fault();
  const brakeCase = store.reviewOf(null)?.detail;
  const review = store.reviewCount();
  const total = (...states: RecordState[]): number =>
    states.reduce((sum, state) => sum + (counts.all.get(state) ?? 0), 0);
  const read = hasCursor(ctx, 'platform') && hasCursor(ctx, 'quickbooks');
  const open = (ledger: Ledger): OpenSums | null => {
    if (!read) return null;
    const sums = openSums(ctx, ledger);
    return { ...sums, difference: fromCents(toCents(sums.platform) - toCents(sums.quickbooks)) };
  };
  const receivables = open('receivable');
  const payables = open('payable');
  const paused = new Set(pausedEntities(ctx));
  const files = [...counts.files.values()].reduce((sum, count) => sum + count, 0);
  const health = healthOf({
    names: sideNames(ctx),
    stage,
    paused: pause,
    hostFault: ctx.hostFault?.error ?? null,
    connectionFault: fault,
    reads: readsOf(ctx),
    sideErrors: { platform: ctx.sides.platform.error, quickbooks: company ? ctx.sides.quickbooks.error : null },
    progress: ctx.progress,
    counts: {
      waiting: total('waiting', 'sending'),
      review,
      problems: total('failed', 'held'),
      files,
      blocked: total('blocked'),
      equal: total('equal', 'voided'),
      differs: total('differs'),
    },
    pausedParts: ctx.entities.all.flatMap(({ descriptor: { name, labelPlural } }) => {
      const of = counts.of.get(name);
      const waits = (of?.get('waiting') ?? 0) + (of?.get('sending') ?? 0);
      return paused.has(name) ? [{ label: labelPlural, waiting: waits }] : [];
    }),
    brake: brakeCase?.kind === 'brake' ? brakeCase.what : null,
    differences: { receivable: receivables?.difference ?? null, payable: payables?.difference ?? null },
  });
  const next = timetable.nextSyncAt();
  return {
    revision: ctx.events.revision(),
    health,
    stage,
    platformLabel: labelOf(ctx, 'platform'),
    company,
    connectedAt: info?.connectedAt ?? null,
    connectionError: fault ?? (company ? ctx.sides.quickbooks.error : null),
    paused: pause,
    progress: ctx.progress,
    counts: {
      waiting: total('waiting', 'sending'),
      review,
      problems: total('failed', 'held') + files,
      equal: total('equal', 'voided'),
      differs: total('differs'),
    },
    receivables,
    payables,
    lastProvenEqualAt: store.getMeta<string>('lastProvenEqualAt'),
    lastSyncAt: store.getMeta<string>('lastSyncAt'),
    nextSyncAt: next === null ? null : iso(next),
    entities: entityStatus(ctx, counts),
    calls: ctx.connections.calls(),
  };
}

function readsOf(ctx: Context): Parameters<typeof healthOf>[0]['reads'] {
  const use = readUse(ctx);
  const state = use === null ? 'free' : budgetState(use);
  if (use === null || state === 'free') return null;
  return { state, error: budgetError(use), percent: Math.floor((use.used / use.budget) * 100) };
}

type Counts = {
  all: Map<RecordState, number>;
  of: Map<string, Map<RecordState, number>>;
  /** Refused files by the kind of their record. */
  files: Map<string, number>;
};

function countsOf(ctx: Context): Counts {
  const counts: Counts = { all: new Map(), of: new Map(), files: refusedCounts(ctx) };
  const on = new Set(enabledEntities(ctx).map((module) => module.descriptor.name));
  for (const { entity, state, count } of ctx.store.counts()) {
    const own = counts.of.get(entity) ?? new Map<RecordState, number>();
    counts.of.set(entity, own.set(state, count));
    if (on.has(entity)) counts.all.set(state, (counts.all.get(state) ?? 0) + count);
  }
  return counts;
}

function entityStatus(ctx: Context, counts: Counts): Status['entities'] {
  const lastCheckedAt = ctx.store.getMeta<string>('lastSyncAt');
  return shownEntities(ctx).map(({ descriptor }) => {
    const own = counts.of.get(descriptor.name) ?? new Map<RecordState, number>();
    const sum = (...states: RecordState[]): number => states.reduce((all, state) => all + (own.get(state) ?? 0), 0);
    const total = [...own].reduce((all, [state, count]) => (state === 'deleted' ? all : all + count), 0);
    const needsYou = sum('inReview');
    const failed = sum('failed', 'held') + (counts.files.get(descriptor.name) ?? 0);
    const blocked = sum('blocked');
    const differs = sum('differs');
    const waiting = sum('waiting', 'sending');
    const policy = policyOf(ctx, descriptor.name);
    const lag = ctx.store.lagP95(descriptor.name, ctx.clock.now() - DAY_MS);
    return {
      entity: descriptor.name,
      label: descriptor.labelPlural,
      enabled: policy.enabled,
      paused: policy.enabled && policy.paused,
      total,
      equal: sum('equal', 'voided'),
      differs,
      waiting,
      needsYou,
      failed: failed + blocked,
      lastCheckedAt,
      lagP95Seconds: lag === null ? null : Math.round(lag / 100) / 10,
      lastResult: resultWords({ failed, needsYou, blocked, waiting, differs, total, paused: policy.paused }),
    };
  });
}

function resultWords(n: {
  failed: number;
  needsYou: number;
  blocked: number;
  waiting: number;
  differs: number;
  total: number;
  paused: boolean;
}): string | null {
  if (n.failed > 0) return n.failed === 1 ? '1 needs a fix' : `${n.failed} need a fix`;
  if (n.needsYou > 0) return `${n.needsYou} in review`;
  if (n.blocked > 0) return `${n.blocked} blocked`;
  if (n.paused) return n.waiting > 0 ? `${n.waiting} waiting, paused` : 'Paused';
  if (n.waiting > 0) return `${n.waiting} waiting`;
  if (n.differs > 0) return n.differs === 1 ? '1 differs' : `${n.differs} differ`;
  return n.total > 0 ? 'Equal' : null;
}
