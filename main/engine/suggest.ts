import { fillMapping } from '../core/suggest.ts';
import { type Context, mappingOf } from './context.ts';

export type PlatformRate = { key: string; name: string; percent: string };

/** The platform's tax rates, from its lists. */
export const platformRates = (ctx: Context): PlatformRate[] =>
  ctx.store
    .lists('platform')
    .filter((entry) => entry.list === 'taxRate' && entry.active)
    .map((entry) => ({ key: entry.id, name: entry.name, percent: entry.facts.percent ?? '0' }));

/** Takes the sure suggestions for whatever is not paired yet. Inside the caller's transaction. */
export function suggestMapping(ctx: Context): void {
  const before = mappingOf(ctx.store);
  const after = fillMapping(before, platformRates(ctx), ctx.store.lists('quickbooks'));
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  ctx.store.setMeta('mapping', after);
  ctx.events.touch('mappings');
}
