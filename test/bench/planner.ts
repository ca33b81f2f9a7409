/** How many records a second the planner decides, beside the plainest comparison there is. */
import { noDecision, planRecord, type RecordInput } from '../../main/core/plan.ts';
import { createEntityRegistry } from '../../main/entities/index.ts';
import type { Body } from '../../shared/primitives.ts';

export type PlannerFigures = {
  records: number;
  changedShare: number;
  recordsPerSecond: number;
  plainRecordsPerSecond: number;
  /** Time of the planner as a multiple of the plain loop's. */
  timesPlainLoop: number;
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

/**
 * Plans `count` linked customers, a share of them edited on one side. The plain loop compares each side's JSON with the
 * base's and decides nothing.
 */
export function benchPlanner(count: number, changedShare = 0.01): PlannerFigures {
  const module = createEntityRegistry().get('customer');
  const links = { toQuickbooks: (_: string, id: string) => id, toPlatform: (_: string, id: string) => id };
  const every = Math.round(1 / changedShare);
  const inputs = Array.from({ length: count }, (_, n): RecordInput => {
    const body = customer(n);
    const edited = n % every === 0 ? { ...body, phone: '(555) 999-0000' } : { ...body };
    return {
      module,
      policy: { enabled: true, paused: false, direction: 'both', strategy: 'review', fieldOwners: {} },
      platform: { id: `P${n}`, revision: '7', life: 'live', body: edited },
      quickbooks: { id: String(n), revision: '3', life: 'live', body: { ...body } },
      lines: {},
      base: { body, kept: { platform: {}, quickbooks: {} }, life: 'live' },
      tombstone: false,
      links,
      decision: noDecision(),
      needed: false,
    };
  });
  const timed = (run: () => number): number => {
    run();
    const times = [1, 2, 3].map(() => {
      const started = performance.now();
      const found = run();
      if (found !== Math.ceil(count / every)) throw new Error(`found ${found} changes of ${Math.ceil(count / every)}`);
      return performance.now() - started;
    });
    return Math.min(...times);
  };
  const planned = timed(() => {
    let writes = 0;
    for (const input of inputs) if (planRecord(input).verdict.kind === 'write') writes += 1;
    return writes;
  });
  const plain = timed(() => {
    let changed = 0;
    for (const { base, platform, quickbooks } of inputs) {
      const agreed = JSON.stringify(base?.body);
      if (JSON.stringify(platform?.body) !== agreed || JSON.stringify(quickbooks?.body) !== agreed) changed += 1;
    }
    return changed;
  });
  return {
    records: count,
    changedShare,
    recordsPerSecond: Math.round((count / planned) * 1000),
    plainRecordsPerSecond: Math.round((count / plain) * 1000),
    timesPlainLoop: Math.round((planned / plain) * 100) / 100,
  };
}
