/** How many records a second the planner decides, beside the plainest comparison there is. */

import { planRecord } from '../../main/core/plan.ts';
import { noDecision, type RecordInput } from '../../main/core/plan-types.ts';
import { createEntityRegistry } from '../../main/entities/index.ts';
import { DEFAULT_POLICY } from '../../shared/policy.ts';
import type { Body } from '../../shared/primitives.ts';

export type PlannerFigures = {
  records: number;
  changedShare: number;
  recordsPerSecond: number;
  plainRecordsPerSecond: number;
  /** Time of the planner as a multiple of the plain loop's. */
  timesPlainLoop: number;
  /**
   * Memory in megabytes after a collection, once a tenth of the records was planned and at the end: equal when planning
   * keeps nothing. Null where the process may not collect by itself (`node --expose-gc`).
   */
  heapMegabytes: { atTenth: number; atEnd: number } | null;
  /** The most the process ever held resident, in megabytes, by the same two moments. */
  peakRssMegabytes: { atTenth: number; atEnd: number };
};

const customer = (n: number): Body => ({
  displayName: `Customer ${n}`,
  companyName: `Company ${n} LLC`,
  givenName: 'Ada',
  familyName: `Boone-${n}`,
  email: `customer${n}@example.com`,
  phone: `(555) 010-${String(n % 10_000).padStart(4, '0')}`,
  mobile: null,
  billingAddress: {
    line1: `${n} Oak Street`,
    line2: null,
    city: 'Tucson',
    region: 'AZ',
    postalCode: '85701',
    country: null,
  },
  shippingAddress: null,
  notes: n % 3 === 0 ? `Gate code ${n}` : null,
  taxable: true,
  parent: null,
});

const module = createEntityRegistry().get('customer');
const links = { toQuickbooks: (_: string, id: string) => id, toPlatform: (_: string, id: string) => id };

/** A linked record as the store hands it over: three bodies of their own. Every `every`-th was edited here. */
function triple(n: number, every: number): RecordInput {
  const edited = n % every === 0 ? { ...customer(n), phone: '(555) 999-0000' } : customer(n);
  return {
    module,
    policy: DEFAULT_POLICY,
    platform: { id: `P${n}`, revision: '7', life: 'live', body: edited },
    quickbooks: { id: String(n), revision: '3', life: 'live', body: customer(n) },
    lines: {},
    base: { body: customer(n), kept: { platform: {}, quickbooks: {} }, life: 'live' },
    tombstone: false,
    links,
    decision: noDecision(),
    needed: false,
  };
}

function planAll(inputs: RecordInput[]): number {
  let writes = 0;
  for (const input of inputs) if (planRecord(input).verdict.kind === 'write') writes += 1;
  return writes;
}

function compareAll(inputs: RecordInput[]): number {
  let changed = 0;
  for (const { base, platform, quickbooks } of inputs) {
    const agreed = JSON.stringify(base?.body);
    if (JSON.stringify(platform?.body) !== agreed || JSON.stringify(quickbooks?.body) !== agreed) changed += 1;
  }
  return changed;
}

/** Records in memory at once, as a store hands out pages: what was planned is forgotten. */
const PAGE = 1000;
const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;

/**
 * Plans `count` linked customers page by page, a share of them edited on one side. The plain loop compares each side's JSON
 * with the base's and decides nothing; both take turns, page for page, and making the records is not counted.
 */
export function benchPlanner(count: number, changedShare: number): PlannerFigures {
  const every = changedShare === 0 ? Number.POSITIVE_INFINITY : Math.round(1 / changedShare);
  const pageOf = (from: number): RecordInput[] =>
    Array.from({ length: Math.min(PAGE, count - from) }, (_, n) => triple(from + n + 1, every));
  // Once beforehand, so that what is compiled on the way is compiled.
  const warm = pageOf(0);
  for (let i = 0; i < 10; i++) planAll(warm) + compareAll(warm);
  const { gc } = globalThis as { gc?: () => void };
  const heap = (): number => {
    gc?.();
    return megabytes(process.memoryUsage().heapUsed);
  };
  const peak = (): number => megabytes(process.resourceUsage().maxRSS * 1024);
  const spent = { planned: 0, plain: 0 };
  const found = { planned: 0, plain: 0 };
  let tenth = { heap: 0, rss: 0 };
  const turns = { planned: planAll, plain: compareAll };
  for (let from = 0; from < count; from += PAGE) {
    const page = pageOf(from);
    const order = (from / PAGE) % 2 === 0 ? (['planned', 'plain'] as const) : (['plain', 'planned'] as const);
    for (const turn of order) {
      const started = performance.now();
      found[turn] += turns[turn](page);
      spent[turn] += performance.now() - started;
    }
    if (from < count / 10 && from + PAGE >= count / 10) tenth = { heap: heap(), rss: peak() };
  }
  const wanted = changedShare === 0 ? 0 : Math.floor(count / every);
  if (found.planned !== wanted || found.plain !== wanted)
    throw new Error(`found ${found.planned} and ${found.plain} changes of ${wanted}`);
  return {
    records: count,
    changedShare,
    recordsPerSecond: Math.round((count / spent.planned) * 1000),
    plainRecordsPerSecond: Math.round((count / spent.plain) * 1000),
    timesPlainLoop: Math.round((spent.planned / spent.plain) * 100) / 100,
    heapMegabytes: gc === undefined ? null : { atTenth: tenth.heap, atEnd: heap() },
    peakRssMegabytes: { atTenth: tenth.rss, atEnd: peak() },
  };
}
