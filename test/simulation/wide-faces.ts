/** How a record of the wide book reads on each side: its kind says where QuickBooks keeps what the platform's field holds. */
import type { Body, Json } from '../../shared/primitives.ts';
import type { Face, TagOf } from './faces.ts';
import { type Kind, platformValue } from './kinds.ts';
import type { Value } from './ledger.ts';
import { cents, list, number, plainName, type Raw, raw, words } from './reading.ts';
import type { WideName } from './words.ts';

type Fields = Record<string, Value>;

export const refOf =
  (tagOf: TagOf) =>
  (entity: string, id: unknown): Value =>
    typeof id === 'string' && id !== '' ? (tagOf(entity, id) ?? `?${id}`) : null;

/** What the platform shows of a kind. */
export function platformFields(entity: WideName, kind: Kind, body: Body, tagOf: TagOf): Pick<Face, 'fields' | 'money'> {
  const ref = refOf(tagOf);
  const fields: Fields = {};
  for (const name of Object.keys(kind.columns)) fields[name] = platformValue(entity, name, body[name]);
  for (const [name, { entity: to }] of Object.entries(kind.refs)) fields[name] = ref(to, body[name]);
  for (const line of kind.lines === null ? [] : list(body.lines)) {
    const at = `lines/${words(line.description) ?? '?'}`;
    const item = ref('item', line.item);
    fields[`${at}/item`] = item;
    fields[`${at}/quantity`] = number(line.quantity);
    fields[`${at}/unitPrice`] = number(line.unitPrice);
    if (kind.lines !== 'purchases') continue;
    fields[`${at}/account`] = ref('account', line.account);
    fields[`${at}/customer`] = ref('customer', line.customer);
    fields[`${at}/billable`] = line.billable === true ? 'yes' : null;
    if (item === null) fields[`${at}/amount`] = number(line.amount);
  }
  for (const { field, entity: of } of kind.settles)
    for (const one of list(body[field])) fields[`${field}/${ref(of, one[of])}`] = number(one.amount);
  const money: Face['money'] = {};
  for (const name of Object.keys(kind.money)) money[name] = cents(body[name] as Json);
  return { fields, money };
}

/** What QuickBooks shows of it. */
export function nativeFields(
  kind: Kind,
  native: Raw,
  inactive: boolean,
  tagOf: TagOf,
): Pick<Face, 'fields' | 'money'> & { voided: boolean } {
  const ref = refOf(tagOf);
  const fields: Fields = {};
  for (const [name, column] of Object.entries(kind.columns)) fields[name] = column.read(native);
  if (inactive && 'displayName' in fields) fields.displayName = plainName(native.DisplayName);
  for (const [name, { entity, read }] of Object.entries(kind.refs)) fields[name] = ref(entity, read(native));
  for (const line of list(native.Line)) {
    const at = `lines/${words(line.Description) ?? '?'}`;
    const detail = raw(line[String(line.DetailType)]);
    if (line.DetailType === 'SalesItemLineDetail' || line.DetailType === 'ItemBasedExpenseLineDetail') {
      fields[`${at}/item`] = ref('item', raw(detail.ItemRef).value);
      fields[`${at}/quantity`] = number(detail.Qty);
      fields[`${at}/unitPrice`] = number(detail.UnitPrice);
    } else if (line.DetailType === 'AccountBasedExpenseLineDetail') {
      fields[`${at}/account`] = ref('account', raw(detail.AccountRef).value);
      fields[`${at}/amount`] = number(line.Amount);
    }
    if (kind.lines !== 'purchases') continue;
    fields[`${at}/customer`] = ref('customer', raw(detail.CustomerRef).value);
    fields[`${at}/billable`] = /^(Billable|HasBeenBilled)$/.test(String(detail.BillableStatus)) ? 'yes' : null;
  }
  for (const { field, entity, type } of kind.settles)
    for (const line of list(native.Line)) {
      const link = list(line.LinkedTxn).find((one) => one.TxnType === type);
      if (link) fields[`${field}/${ref(entity, link.TxnId)}`] = number(line.Amount);
    }
  const money: Face['money'] = {};
  for (const [name, read] of Object.entries(kind.money)) money[name] = cents(read(native));
  const voided = Number(native.TotalAmt) === 0 && /^voided/i.test(String(native.PrivateNote ?? ''));
  return { fields, money, voided };
}
