import type { Brake } from '../../shared/policy.ts';

/** What a run is about to do, per entity. Creates do not count: they take nothing away. */
export type RunLoad = { entity: string; label: string; removals: number; updates: number; total: number };

/** Smaller books may change as a whole without it being a mass change. */
const SMALL_BOOK = 20;

/**
 * Whether a run must stop and ask, and the words for why. A mass change is more often a mistake (a wrong import, a
 * script) than a wish; the numbers let a person tell.
 */
export function checkBrake(loads: RunLoad[], brake: Brake): string | null {
  const parts: string[] = [];
  const removals = loads.reduce((sum, load) => sum + load.removals, 0);
  if (removals > brake.maxRemovals) {
    const names = loads
      .filter((load) => load.removals > 0)
      .map((load) => `${load.removals} ${load.label.toLowerCase()}`);
    parts.push(`remove, void or deactivate ${names.join(' and ')}`);
  }
  for (const load of loads) {
    const share = (load.removals + load.updates) / Math.max(load.total, 1);
    if (load.total > SMALL_BOOK && load.updates > 0 && share > brake.maxShare) {
      parts.push(`change ${load.updates} of ${load.total} ${load.label.toLowerCase()}`);
    }
  }
  return parts.length === 0 ? null : parts.join(' and ');
}
