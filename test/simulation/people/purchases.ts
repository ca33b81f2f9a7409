/** Lines of what is bought: booked to an account or an item, perhaps for a customer. */
import type { Body, Json, Side } from '../../../shared/primitives.ts';
import { resourceOf } from '../kinds.ts';
import type { Value } from '../ledger.ts';
import { list, number, raw, words } from '../reading.ts';
import type { Desk } from './desk.ts';
import { idOf, isSettled, type LineChange, type Seen } from './forms.ts';

/** A line as somebody at a screen has it; `account`, `item` and `customer` are ids of that side. */
type BoughtLine = {
  id: string;
  description: string;
  account: string | null;
  item: string | null;
  quantity: Value;
  unitPrice: Value;
  amount: Value;
  customer: string | null;
  billable: boolean;
};

/** An account of a side: its id, and the name that says which it is. */
export type Account = { id: string; name: string };

/** QuickBooks' types of accounts, as the platform calls them. */
const ACCOUNT_TYPES = {
  cost: ['Expense', 'Cost of Goods Sold', 'expense', 'costOfGoodsSold'],
  bank: ['Bank', 'bank'],
  card: ['Credit Card', 'creditCard'],
} as const;

/** Accounts of a side that are in use; the platform has none before the first sync. */
export function accountsOn({ sides }: Desk, side: Side, of: keyof typeof ACCOUNT_TYPES): Account[] {
  const types: readonly string[] = ACCOUNT_TYPES[of];
  return side === 'platform'
    ? sides.platform
        .records('account')
        .flatMap(({ id, life, body }) =>
          life === 'live' && types.includes(String(body.type)) ? [{ id, name: String(body.name) }] : [],
        )
    : sides.quickbooks
        .records('Account')
        .flatMap(({ Id, AccountType, Name, Active }) =>
          Active !== false && types.includes(String(AccountType)) ? [{ id: Id, name: String(Name) }] : [],
        );
}

const amountOf = ({ item, quantity, unitPrice, amount }: BoughtLine): string =>
  item === null
    ? Number(amount).toFixed(2)
    : (Math.round(Number(quantity) * Math.round(Number(unitPrice) * 100)) / 100).toFixed(2);

const platformLine = (line: BoughtLine): Body => ({ ...line, amount: amountOf(line) });

const nativeLine = (line: BoughtLine): Record<string, unknown> => {
  const shared = {
    ...(line.customer === null ? {} : { CustomerRef: { value: line.customer } }),
    BillableStatus: line.billable ? 'Billable' : 'NotBillable',
  };
  const head = {
    ...(line.id === '' ? {} : { Id: line.id }),
    Description: line.description,
    Amount: Number(amountOf(line)),
  };
  return line.item === null
    ? {
        ...head,
        DetailType: 'AccountBasedExpenseLineDetail',
        AccountBasedExpenseLineDetail: { ...shared, AccountRef: { value: line.account } },
      }
    : {
        ...head,
        DetailType: 'ItemBasedExpenseLineDetail',
        ItemBasedExpenseLineDetail: {
          ...shared,
          ItemRef: { value: line.item },
          Qty: Number(line.quantity),
          UnitPrice: Number(line.unitPrice),
        },
      };
};

/** Lines as that side's book takes them. */
export const boughtLines = (side: Side, lines: readonly BoughtLine[]): Record<string, unknown> =>
  side === 'platform' ? { lines: lines.map(platformLine) as Json } : { Line: lines.map(nativeLine) };

/** A new line and what the ledger writes of it; null while there is nothing to book it to. */
export function newBought(desk: Desk, side: Side): { line: BoughtLine; said: Record<string, Value> } | null {
  const { dice, words: typed, live } = desk;
  const account = dice.maybe(accountsOn(desk, side, 'cost'));
  // Only what can be bought: what QuickBooks knows no expense account of, it takes on no bill.
  const items = live(side, 'item').filter((seen) =>
    seen.side === 'platform'
      ? seen.record.body.expenseAccount != null
      : raw(seen.native.ExpenseAccountRef).value != null,
  );
  const item = account && !dice.chance(0.3) ? undefined : dice.maybe(items);
  if (!account && !item) return null;
  const customer = dice.chance(0.3) ? dice.maybe(live(side, 'customer')) : undefined;
  const description = typed.line();
  const at = `lines/${description}`;
  const line: BoughtLine = {
    id: '',
    description,
    account: item ? null : (account?.id ?? null),
    item: item ? idOf(item) : null,
    quantity: item ? typed.value('quantity') : null,
    unitPrice: item ? typed.value('unitPrice') : null,
    amount: item ? null : typed.value('lineAmount'),
    customer: customer ? idOf(customer) : null,
    billable: customer !== undefined && dice.chance(0.5),
  };
  const said: Record<string, Value> = item
    ? { [`${at}/item`]: item.tag, [`${at}/quantity`]: line.quantity, [`${at}/unitPrice`]: line.unitPrice }
    : { [`${at}/account`]: account?.name ?? null, [`${at}/amount`]: line.amount };
  if (customer) said[`${at}/customer`] = customer.tag;
  if (line.billable) said[`${at}/billable`] = 'yes';
  return { line, said };
}

function linesOf(seen: Seen): BoughtLine[] {
  if (seen.side === 'platform') return structuredClone(seen.record.body.lines) as BoughtLine[];
  return list(seen.native.Line).map((line) => {
    const detail = raw(line[String(line.DetailType)]);
    const item = words(raw(detail.ItemRef).value);
    return {
      id: String(line.Id),
      description: String(line.Description),
      account: words(raw(detail.AccountRef).value),
      item,
      quantity: item === null ? null : number(detail.Qty),
      unitPrice: item === null ? null : number(detail.UnitPrice),
      amount: number(line.Amount),
      customer: words(raw(detail.CustomerRef).value),
      billable: detail.BillableStatus === 'Billable',
    };
  });
}

/** Edits, adds or takes away a line of something bought. */
export async function changePurchase(desk: Desk, seen: Seen, kind: LineChange): Promise<void> {
  const { dice, words: typed, ledger, sides, faceOf, touched, done, now } = desk;
  const { side } = seen;
  desk.hot = seen.tag;
  const face = faceOf(seen);
  const subject = ledger.subjects.get(seen.tag);
  const lines = linesOf(seen);
  const target = dice.maybe(lines);
  touched(side, seen.entity, idOf(seen));
  if (!face || !subject || !target) return;
  if (kind === 'removeLine' && (lines.length < 2 || isSettled(face))) return;
  const at = `lines/${target.description}`;
  const changes: Record<string, Value> = {};
  let next = lines;
  if (kind === 'editLine') {
    const member = target.item === null ? 'amount' : 'quantity';
    const value = typed.value(member === 'amount' ? 'lineAmount' : 'quantity');
    changes[`${at}/${member}`] = value;
    next = lines.map((line) => (line === target ? { ...line, [member]: value } : line));
  } else if (kind === 'addLine') {
    const added = newBought(desk, side);
    if (!added) return;
    Object.assign(changes, added.said);
    next = [...lines, added.line];
  } else {
    for (const field of Object.keys(face.fields))
      if (field.startsWith(`${at}/`) && face.fields[field] !== null) changes[field] = null;
    next = lines.filter((line) => line !== target);
  }
  const outcome =
    seen.side === 'platform'
      ? await sides.platform.update(seen.record, boughtLines(side, next) as Body)
      : sides.quickbooks.save(resourceOf(seen.entity), {
          Id: seen.native.Id,
          sparse: true,
          ...boughtLines(side, next),
        });
  if (!done(`${side} ${kind} ${seen.tag} ${target.description} ${JSON.stringify(changes)}`, outcome)) return;
  for (const [field, value] of Object.entries(changes))
    ledger.edited(subject, field, side, now(), face.fields[field] ?? null, value);
}
