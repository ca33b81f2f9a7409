import { aboveOf, type EntityDescriptor, partyOf } from '../../shared/entity.ts';
import type { Body, Json, Side } from '../../shared/primitives.ts';
import { type Links, quickbooksIdOf, referencesOf, toCommon } from './common.ts';
import { fromCents, toCents } from './money.ts';
import type { RecordIndex } from './ports-store.ts';
import { staysHere } from './travels.ts';
import type { EntityModule, Observation, RecordKey } from './types.ts';

const text = (value: Json | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** How a record looks in lists, from the side shown. References are named in common keys. */
export function indexOf(
  module: EntityModule,
  shown: Observation,
  links: Links,
): { index: RecordIndex; references: RecordKey[] } {
  const { descriptor } = module;
  const body: Body = toCommon(descriptor, shown.side, shown.body ?? {}, links, {});
  const named = (name: string | undefined): string | null => (name === undefined ? null : text(body[name]));
  const title = shown.body === null ? descriptor.label : module.title(body);
  const party = partyOf(descriptor);
  // A project is shown with its client as an invoice is with its customer.
  const above = aboveOf(descriptor);
  const owner = party ?? (above?.below ? above : undefined);
  const ownerId = owner ? text(body[owner.name]) : null;
  const email = descriptor.fields.find((field) => field.kind === 'email');
  const words = [title, ...descriptor.searchFields.map((name) => text(body[name]))].filter((word) => word !== null);
  return {
    index: {
      title,
      search: words.join(' ').toLowerCase(),
      who: owner && ownerId !== null ? { entity: owner.entity ?? '', id: ownerId } : null,
      note: party || ownerId !== null ? null : named(email?.name),
      date: named(descriptor.dateField ?? descriptor.fields.find((field) => field.kind === 'date')?.name),
      amount: named(descriptor.amountField),
      balance: named(descriptor.balanceField),
      life: shown.life,
      changedAt: shown.changedAt,
    },
    references: shown.body === null ? [] : referencesOf(descriptor, body),
  };
}

/** 1n where an open balance adds to the sum it counts into, -1n where it lowers it (a credit memo). */
export const balanceSign = ({ balanceSign }: Pick<EntityDescriptor, 'balanceSign'>): bigint =>
  balanceSign === 'credit' ? -1n : 1n;

/** Open balance as it counts into receivables or payables: living documents only, no drafts, credits below zero. */
export function openBalance(module: EntityModule, shown: Observation | null): string | null {
  const { descriptor } = module;
  if (shown?.life !== 'live' || !descriptor.isDocument || descriptor.balanceField === undefined) return null;
  if (shown.side === 'platform' && shown.body !== null && staysHere(descriptor, shown.body) !== null) return null;
  const balance = text(shown.body?.[descriptor.balanceField]);
  return balance === null ? null : fromCents(balanceSign(descriptor) * toCents(balance));
}

/** Which side's record a common key names. */
export function sideOfKey(key: string): { side: Side; id: string } {
  const quickbooksId = quickbooksIdOf(key);
  return quickbooksId === null ? { side: 'platform', id: key } : { side: 'quickbooks', id: quickbooksId };
}
