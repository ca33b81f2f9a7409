import type { RecordRow } from '../../shared/contract/records.ts';
import { appError, Failure, fail } from '../../shared/errors.ts';
import type { Body } from '../../shared/primitives.ts';
import { fromCents, toCents } from '../core/money.ts';
import type { RecordView, StoredRecord } from '../core/ports-store.ts';
import type { EntityModule } from '../core/types.ts';
import { recordKey } from './book.ts';
import type { Context } from './context.ts';

/** Records as the contract shows them. */

export function moduleOf(ctx: Context, entity: string): EntityModule {
  const module = ctx.entities.all.find((one) => one.descriptor.name === entity);
  if (!module)
    throw new Failure(appError('input.invalid', { field: 'entity', problem: `"${entity}" is not an entity` }));
  return module;
}

export function viewOf(ctx: Context, entity: string, key: string): RecordView {
  const { label } = moduleOf(ctx, entity).descriptor;
  const record = ctx.store.recordByKey(entity, key);
  const view = record ? ctx.store.view(record.rid) : null;
  return view ?? fail('record.notFound', { entity: label.toLowerCase(), id: key });
}

const money = (amount: string | null): string | null => (amount === null ? null : fromCents(toCents(amount)));

export function rowOf(record: StoredRecord, who: string | null, body: Body): RecordRow {
  const { index } = record;
  return {
    key: recordKey(record),
    entity: record.entity,
    platformId: record.platformId,
    quickbooksId: record.quickbooksId,
    title: index.title,
    who: who ?? index.note,
    date: index.date,
    amount: money(index.amount),
    balance: money(index.balance),
    life: index.life,
    state: record.state,
    stateDetail: record.detail ?? record.error?.userSentence ?? null,
    changedAt: index.changedAt,
    body,
  };
}

export function rowOfView(ctx: Context, view: RecordView): RecordRow {
  const { who } = view.record.index;
  const title = who ? (ctx.store.titles([who]).get(who.id) ?? null) : null;
  return rowOf(view.record, title, view.platform?.body ?? view.quickbooks?.body ?? {});
}
