import { createClient } from './client.ts';
import { feedChecks } from './feed.ts';
import { Broken, createPlatform, NotThere, type Platform } from './platform.ts';
import { recordChecks } from './records.ts';

/** One promise of the Platform API, and how it is asked. `run` throws `Broken` where it is not kept. */
export type Check = { name: string; promise: string; run(platform: Platform): Promise<void> };

/** What became of a check. `skipped`: the platform does not have what it is about. */
export type Verdict = {
  name: string;
  promise: string;
  result: 'kept' | 'broken' | 'skipped';
  /** Why, in one sentence; empty when kept. */
  detail: string;
};

export const CHECKS: readonly Check[] = [...recordChecks, ...feedChecks];

/**
 * Asks a platform for every promise, one after the other, so that no check sees what another changes.
 *
 * @param tag stands in every name and key, so that a second run meets nothing of the first
 */
export async function runSuite(options: {
  url: string;
  key: string;
  tag: string;
  only?: readonly string[];
  told?: (verdict: Verdict) => void;
}): Promise<Verdict[]> {
  const platform = createPlatform(createClient(options.url, options.key), options.tag);
  const verdicts: Verdict[] = [];
  for (const { name, promise, run } of CHECKS) {
    if (options.only !== undefined && !options.only.includes(name)) continue;
    const verdict = { name, promise, ...(await judged(() => run(platform))) };
    verdicts.push(verdict);
    options.told?.(verdict);
  }
  return verdicts;
}

async function judged(run: () => Promise<void>): Promise<Pick<Verdict, 'result' | 'detail'>> {
  try {
    await run();
    return { result: 'kept', detail: '' };
  } catch (thrown) {
    if (thrown instanceof NotThere) return { result: 'skipped', detail: thrown.message };
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? `: ${thrown.cause.message}` : '';
    const detail = thrown instanceof Broken ? thrown.message : `the call failed (${String(thrown)}${cause})`;
    return { result: 'broken', detail };
  }
}
