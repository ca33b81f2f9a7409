import { contract } from '../../../shared/contract/index.ts';
import { iso, shownEntities } from '../context.ts';
import { statusOf } from '../status.ts';
import type { HandlerContext, Handlers } from './types.ts';

/** Width of a step of the day's chart, in minutes: 48 points are as many as one can tell apart. */
const STEP_MINUTES = 30;
const STEPS = 48;

export function appHandlers(ctx: HandlerContext): Handlers<'app'> {
  return {
    'app.status': () => statusOf(ctx, ctx.scheduler),
    'app.describe': () => ({
      version: ctx.version,
      entities: shownEntities(ctx).map((module) => module.descriptor),
      access: Object.fromEntries(Object.entries(contract).map(([name, { access }]) => [name, access])),
    }),
    'app.throughput': () => {
      const step = STEP_MINUTES * 60_000;
      const since = Math.floor(ctx.clock.now() / step) * step - (STEPS - 1) * step;
      const found = new Map(ctx.store.throughput(iso(since), STEP_MINUTES).map((row) => [row.step, row]));
      return {
        stepMinutes: STEP_MINUTES,
        points: Array.from({ length: STEPS }, (_, index) => ({
          at: iso(since + index * step),
          toQuickbooks: found.get(index)?.toQuickbooks ?? 0,
          toPlatform: found.get(index)?.toPlatform ?? 0,
          failed: found.get(index)?.failed ?? 0,
        })),
      };
    },
  };
}
