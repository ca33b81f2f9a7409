import { toCents } from '../core/money.ts';
import type { PlannedWrite, Verdict } from '../core/plan-types.ts';
import type { StoredRecord } from '../core/ports-store.ts';
import type { RecordKey } from '../core/types.ts';
import type { Context } from './context.ts';

/**
 * Money waits for the document it settles while that one's greater total is on its way: QuickBooks applies no more than is
 * open there, leaves the rest of the payment unapplied, and that would come back as if somebody had meant it.
 */

/** The verdict without writes that apply money too early to QuickBooks, and the documents they wait for. */
export function withoutEarlyMoney(ctx: Context, record: StoredRecord, verdict: Verdict): [Verdict, RecordKey[]] {
  if (verdict.kind !== 'write' && verdict.kind !== 'fields' && verdict.kind !== 'blocked') return [verdict, []];
  const awaited = new Map<string, RecordKey>();
  const writes = verdict.writes.filter((write) => {
    const early = growing(ctx, record, write);
    for (const key of early) awaited.set(`${key.entity} ${key.id}`, key);
    return early.length === 0;
  });
  const by = [...awaited.values()];
  if (by.length === 0) return [verdict, by];
  if (verdict.kind === 'write') return [{ kind: 'blocked', by, writes }, by];
  return verdict.kind === 'blocked'
    ? [{ ...verdict, by: [...verdict.by, ...by], writes }, by]
    : [{ ...verdict, writes }, by];
}

/** Documents that a write applies money to although their total in QuickBooks is about to grow. */
function growing(ctx: Context, record: StoredRecord, write: PlannedWrite): RecordKey[] {
  if (write.side !== 'quickbooks' || write.common === null) return [];
  const keys: RecordKey[] = [];
  for (const { kind, name, entity } of ctx.entities.get(record.entity).descriptor.fields) {
    if (kind !== 'allocations' || entity === undefined || !write.fields.includes(name)) continue;
    const shares = write.common[name];
    for (const share of Array.isArray(shares) ? shares : []) {
      const id = (share as Record<string, unknown>)[entity];
      if (typeof id === 'string' && grows(ctx, entity, id)) keys.push({ entity, id });
    }
  }
  return keys;
}

const ON_ITS_WAY: ReadonlySet<StoredRecord['state']> = new Set([
  'waiting',
  'sending',
  'inReview',
  'failed',
  'held',
  'blocked',
]);

function grows(ctx: Context, entity: string, key: string): boolean {
  const record = ctx.store.recordByKey(entity, key);
  if (!record?.platformId || !record.quickbooksId || !(record.dirty || ON_ITS_WAY.has(record.state))) return false;
  const { amountField } = ctx.entities.get(entity).descriptor;
  if (amountField === undefined) return false;
  const here = ctx.store.observation(entity, 'platform', record.platformId);
  const there = ctx.store.observation(entity, 'quickbooks', record.quickbooksId);
  if (here?.life !== 'live' || there?.life !== 'live') return false;
  const [total, known] = [here.body?.[amountField], there.body?.[amountField]];
  return typeof total === 'string' && typeof known === 'string' && toCents(total) > toCents(known);
}
