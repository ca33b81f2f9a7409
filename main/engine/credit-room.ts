import { type RoomOf, sharesOf, sumOf } from '../core/credit-shares.ts';
import { toCents } from '../core/money.ts';
import type { StoredRecord } from '../core/ports-store.ts';
import { recordKey } from './book.ts';
import type { Context } from './context.ts';

/** Payments looked at that name one document: more make no other answer. */
const LOOKED_AT = 500;

/**
 * What a document's total in QuickBooks leaves for this payment: less what the platform's other payments name of it, those
 * that are there already or were known before this one. Its balance there would also tell of payments that are just being
 * changed; its total tells of itself alone. Null where it cannot be told.
 */
export const roomFor =
  (ctx: Context, record: StoredRecord): RoomOf =>
  (entity, quickbooksId) => {
    const document = ctx.store.recordOf(entity, 'quickbooks', quickbooksId);
    const { amountField } = ctx.entities.get(entity).descriptor;
    const there = ctx.store.observation(entity, 'quickbooks', quickbooksId);
    if (!document?.platformId || amountField === undefined || there?.life !== 'live') return null;
    let room = toCents(String(there.body?.[amountField] ?? '0'));
    for (const other of ctx.store.referencing(entity, recordKey(document), LOOKED_AT)) {
      if (other.rid === record.rid || other.platformId === null) continue;
      if (other.quickbooksId === null && other.rid > record.rid) continue;
      const here = ctx.store.observation(other.entity, 'platform', other.platformId);
      if (here?.life !== 'live') continue;
      for (const { kind, entity: of, name } of ctx.entities.get(other.entity).descriptor.fields)
        if (kind === 'allocations' && of === entity)
          room -= sumOf(sharesOf(here.body?.[name]).filter((share) => share[entity] === document.platformId));
    }
    return room > 0n ? room : 0n;
  };
