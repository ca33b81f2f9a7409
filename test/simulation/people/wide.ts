/** People enter what the wide book has besides: offers, credits, refunds, projects, and everything that is bought. */
import type { Side } from '../../../shared/primitives.ts';
import { kindOf } from '../kinds.ts';
import type { Value } from '../ledger.ts';
import type { EntityName, WideName } from '../words.ts';
import { type Desk, TODAY } from './desk.ts';
import { newLine, shareOf } from './entering.ts';
import { enteredLines, idOf, nativeLine, type Seen, saidOf } from './forms.ts';
import type { Window } from './office.ts';
import { accountsOn, boughtLines, newBought } from './purchases.ts';

const ENTERED: Readonly<Record<Exclude<WideName, 'billPayment'> | 'project', number>> = {
  vendor: 5,
  estimate: 6,
  creditMemo: 5,
  refundReceipt: 2,
  purchaseOrder: 3,
  bill: 6,
  vendorCredit: 4,
  expense: 5,
  project: 2,
};
/** Kinds that wait as drafts on the platform until somebody takes this step. */
const DRAFTS: Readonly<Record<string, string>> = { estimate: 'pending', bill: 'approved', expense: 'approved' };

/** Enters something, once there is somebody it is for. */
export async function enter(desk: Desk, side: Side): Promise<void> {
  const what = desk.dice.weighted(ENTERED) as keyof typeof ENTERED;
  if (what === 'vendor') return enterVendor(desk, side);
  if (what === 'project') return enterProject(desk, side);
  return enterDocument(desk, side, what);
}

const enterVendor = async (desk: Desk, side: Side): Promise<void> => {
  const { dice, words } = desk;
  const fields = {
    displayName: words.value('displayName'),
    email: dice.chance(0.6) ? words.value('email') : null,
    phone: dice.chance(0.4) ? words.value('phone') : null,
    address: dice.chance(0.4) ? words.value('address') : null,
  };
  await desk.create(side, 'vendor', words.tag('vendor'), fields, { said: {} });
};

/** Work for a customer: a customer below that one. */
const enterProject = async (desk: Desk, side: Side): Promise<void> => {
  const { words, live, dice, faceOf } = desk;
  const client = dice.maybe(live(side, 'customer').filter((seen) => (faceOf(seen)?.fields.parent ?? null) === null));
  if (!client) return;
  const parts = side === 'platform' ? { parent: idOf(client) } : { ParentRef: { value: idOf(client) }, Job: true };
  const fields = { displayName: words.value('displayName') };
  await desk.create(side, 'customer', words.tag('customer'), fields, { said: { parent: client.tag }, parts });
};

/** What is typed at the head of each document; null fields are left empty. */
const headOf = ({ dice, words }: Desk, entity: EntityName, draft: boolean): Record<string, Value> => {
  const some = (field: string, share: number): Value => (dice.chance(share) ? words.value(field) : null);
  const sold = {
    date: TODAY,
    number: some('number', 0.6),
    privateNote: some('privateNote', 0.3),
    email: some('email', 0.3),
  };
  switch (entity) {
    case 'estimate':
      return { ...sold, expiryDate: some('expiryDate', 0.5), status: draft ? 'draft' : 'pending' };
    case 'creditMemo':
      return sold;
    case 'refundReceipt':
      return { ...sold, reference: some('reference', 0.5) };
    case 'purchaseOrder':
      return { date: TODAY, number: some('number', 0.6), privateNote: some('privateNote', 0.3), status: 'open' };
    case 'bill':
      return {
        date: TODAY,
        reference: some('reference', 0.6),
        dueDate: words.value('dueDate'),
        status: draft ? 'draft' : 'approved',
      };
    case 'vendorCredit':
      return { date: TODAY, reference: some('reference', 0.6) };
    default:
      return { date: TODAY, reference: some('reference', 0.6), status: draft ? 'draft' : 'approved' };
  }
};

async function enterDocument(desk: Desk, side: Side, entity: WideName): Promise<void> {
  const { dice, words, live } = desk;
  const kind = kindOf(entity);
  const party = kind?.party ?? 'customer';
  const whose = dice.maybe(live(side, party));
  if (!whose || !kind) return;
  const draft = side === 'platform' && entity in DRAFTS && dice.chance(0.25);
  const fields = headOf(desk, entity, draft);
  const said: Record<string, Value> = { [party]: whose.tag };
  const platform = side === 'platform';
  const parts: Record<string, unknown> = platform
    ? { [party]: idOf(whose) }
    : { ...kind.refs[party]?.write(idOf(whose)) };
  if (kind.lines === 'sales') {
    const items = live(side, 'item');
    if (items.length === 0) return;
    const lines = Array.from({ length: dice.int(1, 3) }, () =>
      newLine(words, side, dice.pick(items as [Seen, ...Seen[]])),
    );
    for (const line of lines) Object.assign(said, saidOf(line));
    if (platform) Object.assign(parts, { lines: enteredLines(lines), taxRate: null });
    else parts.Line = lines.map((line) => nativeLine({ id: '', ...line }));
  } else {
    const lines = Array.from({ length: dice.int(1, 3) }, () => newBought(desk, side)).flatMap((one) => one ?? []);
    if (lines.length === 0) return;
    for (const line of lines) Object.assign(said, line.said);
    Object.assign(
      parts,
      boughtLines(
        side,
        lines.map(({ line }) => line),
      ),
    );
  }
  if (entity === 'expense' || (entity === 'refundReceipt' && (!platform || dice.chance(0.5)))) {
    const of = entity === 'expense' ? dice.pick(['bank', 'card'] as const) : 'bank';
    const account = dice.maybe(accountsOn(desk, side, of));
    if (!account) return;
    const name = entity === 'expense' ? 'account' : 'paidFrom';
    if (entity === 'expense') fields.paidBy = of === 'bank' ? 'check' : 'creditCard';
    said[name] = account.name;
    Object.assign(parts, platform ? { [name]: account.id } : kind.refs[name]?.write(account.id));
  }
  await desk.create(side, entity, words.tag(entity), fields, { said, parts });
}

const isMoney = (n: number): string => (n / 100).toFixed(2);

/** A share of what is open, so that two who settle the same thing at once do not settle it twice over. */
function amountOf(desk: Desk, document: Seen, open: string): string | null {
  const { dice, faceOf } = desk;
  const money = faceOf(document)?.money;
  const most = Math.floor(Math.min(Number(money?.[open]), Number(money?.total) * shareOf(desk)) * 100);
  return most < 1 ? null : isMoney(dice.int(1, most));
}

/** Pays a bill, or sets a credit against an invoice. */
export async function settle(desk: Desk, side: Side): Promise<void> {
  await (desk.dice.chance(0.6) ? payBill(desk, side) : spendCredit(desk, side));
}

/** A credit of the vendor that pays a bill, with the money or instead of it, and how much of it. */
function vendorCreditFor(desk: Desk, side: Side, vendor: Value, due: string): { seen: Seen; amount: string } | null {
  const { dice, live, faceOf } = desk;
  if (!dice.chance(0.6)) return null;
  const seen = dice.maybe(
    live(side, 'vendorCredit').filter((one) => {
      const face = faceOf(one);
      return face?.fields.vendor === vendor && Number(face?.money.remaining ?? 0) > 1;
    }),
  );
  const most = seen && amountOf(desk, seen, 'remaining');
  return seen && most ? { seen, amount: isMoney(Math.round(Math.min(Number(most), Number(due)) * 100)) } : null;
}

async function payBill(desk: Desk, side: Side): Promise<void> {
  const { dice, words, live, seenOn, faceOf } = desk;
  const bill = dice.maybe(
    live(side, 'bill').filter((seen) => {
      const face = faceOf(seen);
      return Number(face?.money.balance ?? 0) > 1 && face?.fields.status !== 'draft';
    }),
  );
  const vendor = bill && seenOn(side, 'vendor').find((seen) => seen.tag === faceOf(bill)?.fields.vendor);
  const account = dice.maybe(accountsOn(desk, side, 'bank'));
  const amount = bill && amountOf(desk, bill, 'balance');
  const kind = kindOf('billPayment');
  if (!bill || !vendor || !account || !amount || !kind) return;
  const credit = vendorCreditFor(desk, side, vendor.tag, amount);
  const money = isMoney(Math.round((Number(amount) - Number(credit?.amount ?? 0)) * 100));
  const fields = { date: TODAY, reference: words.value('reference'), amount: String(Number(money)), paidBy: 'check' };
  const link = (TxnId: string, TxnType: string, Amount: string) => ({
    Amount: Number(Amount),
    LinkedTxn: [{ TxnId, TxnType }],
  });
  const parts =
    side === 'platform'
      ? {
          vendor: idOf(vendor),
          account: account.id,
          amount: money,
          allocations: [{ bill: idOf(bill), amount }],
          vendorCredits: credit ? [{ vendorCredit: idOf(credit.seen), amount: credit.amount }] : [],
        }
      : {
          ...kind.refs.vendor?.write(idOf(vendor)),
          ...kind.refs.account?.write(account.id),
          Line: [
            link(idOf(bill), 'Bill', amount),
            ...(credit ? [link(idOf(credit.seen), 'VendorCredit', credit.amount)] : []),
          ],
        };
  const said: Record<string, Value> = {
    vendor: vendor.tag,
    account: account.name,
    [`allocations/${bill.tag}`]: String(Number(amount)),
  };
  if (credit) said[`vendorCredits/${credit.seen.tag}`] = String(Number(credit.amount));
  await desk.create(side, 'billPayment', words.tag('billPayment'), fields, { said, parts });
}

async function spendCredit(desk: Desk, side: Side): Promise<void> {
  const { dice, words, live, seenOn, faceOf } = desk;
  const credit = dice.maybe(live(side, 'creditMemo').filter((seen) => Number(faceOf(seen)?.money.remaining ?? 0) > 1));
  const customerTag = credit && faceOf(credit)?.fields.customer;
  const invoice = dice.maybe(
    live(side, 'invoice').filter((seen) => {
      const face = faceOf(seen);
      return face?.fields.customer === customerTag && Number(face?.money.balance ?? 0) > 1;
    }),
  );
  const customer = seenOn(side, 'customer').find((seen) => seen.tag === customerTag);
  const most = credit && amountOf(desk, credit, 'remaining');
  const open = invoice && amountOf(desk, invoice, 'balance');
  if (!credit || !invoice || !customer || !most || !open) return;
  const amount = isMoney(Math.round(Math.min(Number(most), Number(open)) * 100));
  const link = (TxnId: string, TxnType: string) => ({ Amount: Number(amount), LinkedTxn: [{ TxnId, TxnType }] });
  const parts =
    side === 'platform'
      ? {
          customer: idOf(customer),
          amount: '0.00',
          allocations: [{ invoice: idOf(invoice), amount }],
          creditMemos: [{ creditMemo: idOf(credit), amount }],
        }
      : {
          CustomerRef: { value: idOf(customer) },
          TotalAmt: 0,
          Line: [link(idOf(invoice), 'Invoice'), link(idOf(credit), 'CreditMemo')],
        };
  const said = {
    customer: customer.tag,
    [`allocations/${invoice.tag}`]: String(Number(amount)),
    [`creditMemos/${credit.tag}`]: String(Number(amount)),
  };
  const fields = { date: TODAY, amount: '0', reference: words.value('reference') };
  await desk.create(side, 'payment', words.tag('payment'), fields, { said, parts });
}

/** Sends an offer, approves what was bought: from now on it travels. An offer goes on to a yes or a no, an order to its end. */
export async function step(desk: Desk, side: Side): Promise<void> {
  const { dice, live, faceOf } = desk;
  const on = (entity: EntityName): Seen[] => live(side, entity);
  const steps: [Seen, string][] = [
    ...Object.entries(DRAFTS).flatMap(([entity, to]) =>
      on(entity as EntityName).flatMap((seen): [Seen, string][] =>
        faceOf(seen)?.fields.status === 'draft' ? [[seen, to]] : [],
      ),
    ),
    ...on('estimate').flatMap((seen): [Seen, string][] =>
      faceOf(seen)?.fields.status === 'pending' ? [[seen, dice.pick(['accepted', 'rejected'] as const)]] : [],
    ),
    ...on('purchaseOrder').flatMap((seen): [Seen, string][] =>
      faceOf(seen)?.fields.status === 'open' ? [[seen, 'closed']] : [],
    ),
  ];
  const next = dice.maybe(steps);
  if (next) await desk.update(next[0], { status: next[1] });
}

/** Makes an invoice of an offer: in Plumbline's window, or in QuickBooks. */
export async function convert(desk: Desk, side: Side, window: Window | null): Promise<void> {
  const { dice, ledger, live, faceOf } = desk;
  const offer = dice.maybe(
    live(side, 'estimate').filter((seen) => {
      const status = faceOf(seen)?.fields.status;
      return (status === 'pending' || status === 'accepted') && !ledger.subjects.has(`Job of ${seen.tag}`);
    }),
  );
  const face = offer && faceOf(offer);
  const customer = face && live(side, 'customer').find((seen) => seen.tag === face.fields.customer);
  if (!offer || !face || !customer) return;
  desk.touched(side, 'estimate', idOf(offer));
  if (side === 'quickbooks') await convertThere(desk, offer, customer);
  else if (window !== null) await convertHere(desk, offer, window);
  else return;
  // Either side, or both, may have closed it meanwhile: QuickBooks does so by itself.
  const subject = ledger.subjects.get(offer.tag);
  if (ledger.subjects.has(`Job of ${offer.tag}`)) subject?.regrouped.push('status', 'acceptedDate');
}

/** What the invoice of an offer says: whose it is, and the lines. */
const copied = ({ faceOf }: Desk, offer: Seen): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(faceOf(offer)?.fields ?? {}).filter(([field]) => field === 'customer' || field.startsWith('lines/')),
  );

async function convertThere(desk: Desk, offer: Seen, customer: Seen): Promise<void> {
  if (offer.side !== 'quickbooks') return;
  const { words, sides, done, ledger, now } = desk;
  const tag = `Job of ${offer.tag}`;
  const number = words.value('number');
  const native = offer.native as Record<string, unknown>;
  const lines = (native.Line as Record<string, unknown>[]).filter((one) => one.DetailType === 'SalesItemLineDetail');
  const outcome = sides.quickbooks.save('Invoice', {
    CustomerRef: { value: idOf(customer) },
    CustomerMemo: { value: offer.tag },
    DocNumber: number,
    TxnDate: TODAY,
    LinkedTxn: [{ TxnId: idOf(offer), TxnType: 'Estimate' }],
    Line: lines.map(({ Id: _, LineNum: __, ...line }) => line),
  });
  desk.hot = tag;
  if (done(`quickbooks makes an invoice of ${offer.tag}`, outcome))
    ledger.born('invoice', tag, 'quickbooks', now(), {
      ...copied(desk, offer),
      number,
      date: TODAY,
      estimate: offer.tag,
    });
}

async function convertHere(desk: Desk, offer: Seen, window: Window): Promise<void> {
  const { note, ledger, now, live } = desk;
  const tag = `Job of ${offer.tag}`;
  const said = copied(desk, offer);
  const asked = await window.ask('records.convert', {
    entity: 'estimate',
    key: idOf(offer),
    date: TODAY,
    share: { of: 'rest' },
  });
  note(`person makes an invoice of ${offer.tag}: ${asked.kind === 'refused' ? asked.code : asked.kind}`);
  // Whether it came to it before the app died shows at once: the book is where it is made.
  desk.sit();
  if (live('platform', 'invoice').some((seen) => seen.tag === tag))
    ledger.born('invoice', tag, 'platform', now(), { ...said, date: TODAY, estimate: offer.tag });
}
