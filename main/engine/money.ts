import type { MoneyExplanation, MoneyPart } from '../../shared/contract/money.ts';
import type { Body } from '../../shared/primitives.ts';
import { toCommon } from '../core/common.ts';
import { fromCents, showMoney, toCents } from '../core/money.ts';
import type { OutboxRow, RecordView, StoredRecord } from '../core/ports-store.ts';
import type { Observation } from '../core/types.ts';
import { audit } from './audit.ts';
import { type Context, factsOf, linksOf } from './context.ts';

/** Money on both sides: why it differs, and the note that is kept where QuickBooks made something else of what was sent. */

function explain(
  ctx: Context,
  record: StoredRecord,
  ours: Body,
  theirs: Body,
  native: unknown,
): MoneyExplanation | null {
  const { descriptor, explain: of } = ctx.entities.get(record.entity);
  const facts = factsOf(ctx.store);
  return (
    of?.({
      ours,
      theirs: toCommon(descriptor, 'quickbooks', theirs, linksOf(ctx.store), record.lines),
      native,
      automated: facts.automatedSalesTax === 'true',
      homeCurrency: facts.homeCurrency ?? 'USD',
    }) ?? null
  );
}

/** A record as both sides show it now; null where one of them has none, or it is no document, or it is over. */
export function explained(ctx: Context, { record, platform, quickbooks }: RecordView): MoneyExplanation | null {
  if (platform?.life !== 'live' || quickbooks?.life !== 'live') return null;
  const native = ctx.store.observation(record.entity, 'quickbooks', quickbooks.id)?.native ?? null;
  return native === null ? null : explain(ctx, record, platform.body, quickbooks.body, native);
}

const signed = (amount: string): string => `${amount.startsWith('-') ? '' : '+'}${showMoney(amount)}`;

/** "QuickBooks found the tax by the address: 10.35% instead of 9.5% (+$0.08)". */
export const partWords = ({ sentence, amount }: MoneyPart): string =>
  `${sentence.replace(/\.$/, '')} (${signed(amount)})`;

/**
 * Keeps a note where QuickBooks answered a write with another total than was sent, with the cause. Inside the transaction
 * of the answer; `record` is already what it made of it.
 */
export function noteOtherTotal(
  ctx: Context,
  record: StoredRecord,
  row: OutboxRow,
  seen: Observation,
  tid: string | null,
): void {
  const { amountField } = ctx.entities.get(row.entity).descriptor;
  if (row.side !== 'quickbooks' || row.common === null || seen.body === null || amountField === undefined) return;
  if (seen.life !== 'live') return;
  const sent = String(row.common[amountField] ?? '0.00');
  const answered = String(seen.body[amountField] ?? '0.00');
  if (toCents(sent) === toCents(answered)) return;
  const explanation = explain(ctx, record, row.common, seen.body, seen.native);
  if (explanation === null) return;
  const words = explanation.parts.map(partWords).join('; ');
  const difference = fromCents(toCents(answered) - toCents(sent));
  audit(ctx, {
    actor: 'QuickBooks',
    record,
    what: `Came to ${showMoney(answered)} instead of ${showMoney(sent)} (${signed(difference)})`,
    result: 'info',
    changes: [{ field: amountField, before: sent, after: answered }],
    requestId: row.request.key,
    tid,
    why: words === '' ? null : words,
  });
}
