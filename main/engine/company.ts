import { type AppError, appError } from '../../shared/errors.ts';
import type { ConnectedCompany } from '../core/ports.ts';
import { audit } from './audit.ts';
import { type Context, companyOf, connectorOf, factsOf, type KnownCompany } from './context.ts';
import { guarded } from './observe.ts';
import { oweRetranslation, retranslateWhenDue } from './retranslate.ts';
import { calmSide } from './sides.ts';
import { suggestMapping } from './suggest.ts';
import { tellBook } from './tax-by-line.ts';

/** Which company this book belongs to, and what is known of it. */

const same = (known: KnownCompany, info: ConnectedCompany): boolean =>
  known.companyId === info.companyId && known.environment === info.environment;

/**
 * Takes over a connection that was just made. A book belongs to one company: another one is refused and disconnected,
 * because its ids would mean other records.
 */
export function adoptCompany(ctx: Context, info: ConnectedCompany): Promise<AppError | null> {
  if (ctx.adopting?.companyId === info.companyId) return ctx.adopting.done;
  const done = takeOver(ctx, info).finally(() => {
    ctx.adopting = null;
  });
  ctx.adopting = { companyId: info.companyId, done };
  return done;
}

async function takeOver(ctx: Context, info: ConnectedCompany): Promise<AppError | null> {
  const known = companyOf(ctx.store);
  if (known && !same(known, info)) {
    await ctx.connections.disconnect();
    return appError('connection.wrongCompany', { found: info.companyName, expected: known.companyName });
  }
  ctx.sides.quickbooks = calmSide();
  const { companyId, companyName, environment } = info;
  const renewed = known?.companyName === companyName;
  if (!renewed) {
    ctx.store.transaction(() => {
      ctx.store.setMeta('company', { companyId, companyName, environment } satisfies KnownCompany);
      audit(ctx, { actor: 'You', what: `Connected to ${companyName}`, result: 'info' });
    });
  }
  await refreshFacts(ctx);
  ctx.events.touch('connection');
  return null;
}

/** Set while the last look at the facts failed: the next run looks again, whatever they were. */
const MISSED = 'factsMissed';

export const factsWanted = (ctx: Context): boolean => ctx.store.getMeta('facts') === null || factsMissed(ctx);

export const factsMissed = (ctx: Context): boolean => ctx.store.getMeta<boolean>(MISSED) === true;

/** Until the next look the facts count as missed: who dies before it looks after the next start. Part of a transaction. */
export const missFacts = (ctx: Context): void => ctx.store.setMeta(MISSED, true);

/**
 * Reads what may change how records are translated: company facts, accounts, tax codes, the platform's own lists. What
 * changed, or may have changed while it could not be read, is planned again: books that were closed and opened meanwhile
 * read the same before and after.
 */
export async function refreshFacts(ctx: Context, missed = factsMissed(ctx)): Promise<AppError | null> {
  const error = await readFacts(ctx, missed);
  if ((error !== null) !== factsMissed(ctx)) ctx.store.transaction(() => ctx.store.setMeta(MISSED, error !== null));
  return error;
}

/**
 * What only another try can show to be over goes once more: a write given up after passing trouble, and one refused for closed
 * books of which QuickBooks tells no day (this user may not see it, or they were opened right then).
 */
export function tryOnceMore(ctx: Context): void {
  ctx.store.transaction(() => {
    ctx.store.setMeta('tries', (ctx.store.getMeta<number>('tries') ?? 0) + 1);
    // What waits for another record, too: some of its fields go by themselves, and were refused.
    ctx.store.markDirty({ states: ['failed', 'held', 'blocked'] });
  });
}

async function readFacts(ctx: Context, missed: boolean): Promise<AppError | null> {
  const quickbooks = connectorOf(ctx, 'quickbooks');
  const facts = (): string =>
    JSON.stringify([ctx.store.lists('platform'), ctx.store.lists('quickbooks'), factsOf(ctx.store)]);
  const before = facts();
  const note = (): void => {
    if (missed || facts() !== before) oweRetranslation(ctx);
  };
  if (quickbooks) {
    const info = await guarded(ctx, () => quickbooks.test());
    if (!info.ok) return info.error;
    const lists = await guarded(ctx, () => quickbooks.lists());
    if (!lists.ok) return lists.error;
    ctx.store.transaction(() => {
      ctx.store.setMeta('facts', info.value.facts);
      ctx.store.putLists('quickbooks', lists.value);
      note();
    });
  }
  await tellBook(ctx);
  const own = await guarded(ctx, () => ctx.platform.lists());
  if (!own.ok) return own.error;
  ctx.store.transaction(() => {
    ctx.store.putLists('platform', own.value);
    suggestMapping(ctx);
    note();
  });
  if (await retranslateWhenDue(ctx)) ctx.events.touch('mappings');
  return null;
}
