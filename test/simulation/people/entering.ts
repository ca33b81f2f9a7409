/** People enter new records: customers, items, invoices, payments, and the same customer twice. */
import type { Side } from '../../../shared/primitives.ts';
import type { Value } from '../ledger.ts';
import type { Words } from '../words.ts';
import { type Desk, TODAY } from './desk.ts';
import { type NewLine, type Seen, saidOf } from './forms.ts';

const isMoney = (n: number): string => (n / 100).toFixed(2);

export const createCustomer = async (desk: Desk, side: Side): Promise<void> => {
  await desk.create(side, 'customer', desk.words.tag('customer'), customerFields(desk), { said: {} });
};
export const createItem = async (desk: Desk, side: Side): Promise<void> => {
  const tag = desk.words.tag('item');
  const bought = desk.sides.entities.length > 4 && side === 'quickbooks';
  // What is only sold cannot stand on a bill.
  const parts = bought ? { ExpenseAccountRef: { value: desk.sides.quickbooks.expenseAccount } } : undefined;
  await desk.create(side, 'item', tag, itemFields(desk), { said: {}, ...(parts ? { parts } : {}) });
};

const customerFields = ({ dice, words }: Desk): Record<string, Value> => ({
  displayName: words.value('displayName'),
  email: dice.chance(0.7) ? words.value('email') : null,
  phone: dice.chance(0.6) ? words.value('phone') : null,
  givenName: dice.chance(0.4) ? words.value('givenName') : null,
  billingAddress: dice.chance(0.4) ? words.value('billingAddress') : null,
});
const itemFields = ({ dice, words }: Desk): Record<string, Value> => ({
  name: words.value('name'),
  description: dice.chance(0.5) ? words.value('description') : null,
  unitPrice: words.value('unitPrice'),
});

export const createInvoice = async (desk: Desk, side: Side): Promise<void> => {
  const { dice, words, live } = desk;
  const customer = dice.maybe(live(side, 'customer'));
  const items = live(side, 'item');
  if (!customer || items.length === 0) return;
  const lines = Array.from({ length: dice.int(1, 3) }, () => newLine(words, side, dice.pick(items)));
  const fields: Record<string, Value> = {
    number: dice.chance(0.6) ? words.value('number') : null,
    date: TODAY,
    dueDate: words.value('dueDate'),
    privateNote: dice.chance(0.3) ? words.value('privateNote') : null,
    email: dice.chance(0.3) ? words.value('email') : null,
  };
  const said: Record<string, Value> = { customer: customer.tag };
  for (const line of lines) Object.assign(said, saidOf(line));
  await desk.create(side, 'invoice', words.tag('invoice'), fields, { customer, lines, said });
};

/** A line with an item of this side; quantity and price are values nobody else uses. */
export const newLine = (words: Words, side: Side, item: Seen): NewLine => ({
  description: words.line(),
  item,
  itemId:
    side === 'platform' && item.side === 'platform' ? item.record.id : item.side === 'quickbooks' ? item.native.Id : '',
  quantity: words.value('quantity'),
  unitPrice: words.value('unitPrice'),
});

/** How much of a document is settled at once, at most. In the wide book more people do, and more often. */
export const shareOf = ({ sides }: Desk): number => (sides.entities.length > 4 ? 0.1 : 0.3);

export const pay = async (desk: Desk, side: Side): Promise<void> => {
  const { dice, words, live, seenOn, faceOf } = desk;
  const open = live(side, 'invoice').filter((seen) => Number(faceOf(seen)?.money.balance ?? 0) > 1);
  const invoice = dice.maybe(open);
  if (!invoice) return;
  const face = faceOf(invoice);
  const customer = seenOn(side, 'customer').find((seen) => seen.tag === face?.fields.customer);
  if (!face || !customer) return;
  // A share of the total at most: two people who pay the same invoice at once do not pay it twice over.
  const most = Math.floor(Math.min(Number(face.money.balance), Number(face.money.total) * shareOf(desk)) * 100);
  if (most < 1) return;
  const amount = isMoney(dice.int(1, most));
  const fields: Record<string, Value> = {
    date: TODAY,
    amount: String(Number(amount)),
    reference: words.value('reference'),
  };
  const said: Record<string, Value> = {
    customer: customer.tag,
    [`allocations/${invoice.tag}`]: String(Number(amount)),
  };
  await desk.create(side, 'payment', words.tag('payment'), fields, { customer, pays: { invoice, amount }, said });
};

/** Somebody enters a customer that is on this side already, under the same name. */
export const double = async (desk: Desk, side: Side): Promise<void> => {
  const { dice, words, ledger, live, faceOf } = desk;
  const first = desk.choose(
    live(side, 'customer').filter((seen) => {
      const subject = ledger.subjects.get(seen.tag);
      return subject && subject.doubleOf === null && subject.parted === null;
    }),
  );
  const face = first && faceOf(first);
  const subject = first && ledger.subjects.get(first.tag);
  if (!first || !face || !subject) return;
  const tag = words.tag('customer');
  const fields = {
    displayName: face.fields.displayName ?? null,
    email: dice.chance(0.7) ? (face.fields.email ?? null) : null,
    phone: dice.chance(0.3) ? words.value('phone') : null,
  };
  if (!(await desk.create(side, 'customer', tag, fields, { said: {} }))) return;
  const again = ledger.subjects.get(tag);
  subject.doubleOf = tag;
  if (again) again.doubleOf = subject.tag;
};

/** Two people enter the same customer on both sides; one writes the e-mail, both the name. */
export const twin = async (desk: Desk): Promise<void> => {
  const { dice, words } = desk;
  const tag = words.tag('customer');
  const shared = { displayName: words.value('displayName'), email: words.value('email') };
  for (const side of ['platform', 'quickbooks'] as const) {
    const fields = { ...shared, phone: dice.chance(0.3) ? words.value('phone') : null };
    await desk.create(side, 'customer', tag, fields, { said: {} });
  }
};
