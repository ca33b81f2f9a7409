import { toCents } from '../core/money.ts';
import type { PlannedWrite, Verdict } from '../core/plan-types.ts';
import type { StoredRecord } from '../core/ports-store.ts';
import type { RecordKey } from '../core/types.ts';
import { type Context, linksOf } from './context.ts';

/**
 * Money waits for the document it settles while that one's greater total, or its other customer, is on its way: QuickBooks
 * applies no more than is open there, and nothing to a document of somebody else, leaves the rest of the payment unapplied,
 * and that would come back as if somebody had meant it.
 */

/** The verdict without writes that apply money too early to QuickBooks, and the documents they wait for. */
export function withoutEarlyMoney(ctx: Context, record: StoredRecord, verdict: Verdict): [Verdict, RecordKey[]] {
  if (verdict.kind !== 'write' && verdict.kind !== 'fields' && verdict.kind !== 'blocked') return [verdict, []];
  const awaited = new Map<string, RecordKey>();
  const writes = verdict.writes.filter((write) => {
    const early = changing(ctx, record, write);
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

/** Documents that a write applies money to although their total or customer in QuickBooks is about to change. */
function changing(ctx: Context, record: StoredRecord, write: PlannedWrite): RecordKey[] {
  if (write.side !== 'quickbooks' || write.common === null) return [];
  const keys: RecordKey[] = [];
  for (const { kind, name, entity } of ctx.entities.get(record.entity).descriptor.fields) {
    if (kind !== 'allocations' || entity === undefined || !write.fields.includes(name)) continue;
    const shares = write.common[name];
    for (const share of Array.isArray(shares) ? shares : []) {
      const id = (share as Record<string, unknown>)[entity];
      if (typeof id === 'string' && changes(ctx, entity, id)) keys.push({ entity, id });
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

function changes(ctx: Context, entity: string, key: string): boolean {
  const record = ctx.store.recordByKey(entity, key);
  if (!record?.platformId || !record.quickbooksId || !(record.dirty || ON_ITS_WAY.has(record.state))) return false;
  const { amountField, fields } = ctx.entities.get(entity).descriptor;
  if (amountField === undefined) return false;
  const here = ctx.store.observation(entity, 'platform', record.platformId);
  const there = ctx.store.observation(entity, 'quickbooks', record.quickbooksId);
  if (here?.life !== 'live' || there?.life !== 'live') return false;
  const party = fields.find((field) => field.kind === 'ref' && field.required === true);
  const whose = party && here.body?.[party.name];
  if (party && typeof whose === 'string') {
    if (linksOf(ctx.store).toQuickbooks(party.entity ?? '', whose) !== there.body?.[party.name]) return true;
  }
  const [total, known] = [here.body?.[amountField], there.body?.[amountField]];
  return typeof total === 'string' && typeof known === 'string' && toCents(total) > toCents(known);
}
