import type { Body, Json } from '../../shared/primitives.ts';
import { otherSide } from '../../shared/primitives.ts';
import { balanceSign } from '../core/book-index.ts';
import { toCents } from '../core/money.ts';
import type { PlannedWrite } from '../core/plan-types.ts';
import type { RecordView } from '../core/ports-store.ts';
import type { Context } from './context.ts';
import type { Overlay } from './overlay.ts';

/** What a plan changes in money, write by write. */

const money = (body: Body | null | undefined, field: string | undefined): bigint => {
  const value: Json | undefined = field === undefined ? undefined : body?.[field];
  return typeof value === 'string' ? toCents(value) : 0n;
};

/** What a write changes in the open sums of its side (receivables, or payables as its entity says), in cents. */
export function openEffect(ctx: Context, overlay: Overlay, view: RecordView, write: PlannedWrite): bigint {
  const { descriptor } = ctx.entities.get(view.record.entity);
  if (!descriptor.isDocument) return 0n;
  const there = view[write.side]?.body;
  const { balanceField, amountField } = descriptor;
  const sign = balanceSign(descriptor);
  if (write.kind === 'remove') return -sign * money(there, balanceField);
  if (write.kind === 'update') {
    return balanceField === undefined ? 0n : sign * (money(write.common, amountField) - money(there, amountField));
  }
  if (write.kind !== 'create') return 0n;
  let effect = sign * money(view[otherSide(write.side)]?.body, balanceField);
  // Money that settles documents which are on that side already; new ones come with their balance as it is.
  for (const field of descriptor.fields) {
    const entries = field.kind === 'allocations' ? write.common?.[field.name] : null;
    for (const entry of Array.isArray(entries) ? entries : []) {
      const entity = field.entity ?? '';
      const { [entity]: id = '', amount } = entry as Record<string, string>;
      if (!overlay.isNew(entity, write.side, id))
        effect -= balanceSign(ctx.entities.get(entity).descriptor) * toCents(amount);
    }
  }
  return effect;
}
