import type { Context } from './context.ts';
import { mappingOf, taxesByLine } from './context.ts';

/**
 * Tells the workspace how the company is taxed, whenever that may have changed: outside the US its tax codes become rates
 * that lines can name. Other platforms say by themselves what their lines are taxed at.
 */
export async function tellBook(ctx: Context): Promise<void> {
  if (!ctx.book?.taxByLine) return;
  if (!taxesByLine(ctx.store)) {
    await ctx.book.taxByLine(null);
    return;
  }
  const codes = ctx.store
    .lists('quickbooks')
    .filter((entry) => entry.list === 'taxCode' && entry.active && entry.facts.percent !== undefined)
    .map(({ name, facts }) => ({ name, percent: facts.percent ?? '0' }));
  const told = await ctx.book.taxByLine({ amountsAre: mappingOf(ctx.store).amountsAre ?? 'exclusive', codes });
  if (!told.ok) ctx.log.warn('the workspace did not take the tax codes', { code: told.error.code });
}
