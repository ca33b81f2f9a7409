/**
 * People at work on both sides: they enter, edit, pay, void, retire and bring back, without knowing of each other. Each
 * act is drawn from the dice, done through the side's own screens, and written into the ledger if the screen took it.
 */
import type { Body, Json, Side } from '../../shared/primitives.ts';
import type { Dice } from './dice.ts';
import { platformTag, quickbooksTag } from './faces.ts';
import type { Ledger, LifeAct, Subject, Value } from './ledger.ts';
import { type Native, type PlatformRecord, resourceOf, type Sides, type Snapshot, snapshot } from './sides.ts';
import { CLEARABLE, EDITABLE, type EntityName, type Words } from './words.ts';

export type ActKind =
  | 'createCustomer'
  | 'createItem'
  | 'createInvoice'
  | 'pay'
  | 'twin'
  | 'edit'
  | 'editLine'
  | 'addLine'
  | 'removeLine'
  | 'deactivate'
  | 'reactivate'
  | 'void'
  | 'delete';

/** How often each act comes; the shares of a working day, with the rare and harmful ones more often than in life. */
export const ACT_WEIGHTS: Readonly<Record<ActKind, number>> = {
  createCustomer: 10,
  createItem: 5,
  createInvoice: 16,
  pay: 10,
  twin: 3,
  edit: 34,
  editLine: 8,
  addLine: 5,
  removeLine: 3,
  deactivate: 3,
  reactivate: 2,
  void: 2,
  delete: 2,
};

export type PeopleParts = {
  dice: Dice;
  words: Words;
  ledger: Ledger;
  sides: Sides;
  now(): number;
  note(what: string): void;
  /** A person looks at this record, to do something with it. */
  touched(side: Side, entity: EntityName, id: string): void;
};

/** A record as whoever acts on it sees it. */
type Seen =
  | { side: 'platform'; entity: EntityName; tag: string; record: PlatformRecord }
  | { side: 'quickbooks'; entity: EntityName; tag: string; native: Native };

/** Fields by which two records are known to be one customer. */
const IDENTIFYING = new Set(['displayName', 'email', 'phone', 'mobile']);

/** The day on which everything is entered. */
export const TODAY = '2026-05-04';
const isMoney = (n: number): string => (n / 100).toFixed(2);

export function createPeople({ dice, words, ledger, sides, now, note, touched }: PeopleParts) {
  const seenOn = (side: Side, entity: EntityName): Seen[] =>
    side === 'platform'
      ? sides.platform.records(entity).flatMap((record): Seen[] => {
          const tag = platformTag(entity, record.body);
          return tag === null || record.life === 'deleted' ? [] : [{ side, entity, tag, record }];
        })
      : sides.quickbooks.records(resourceOf(entity)).flatMap((native): Seen[] => {
          const tag = quickbooksTag(resourceOf(entity), native);
          return tag === null || native.status === 'Deleted' ? [] : [{ side, entity, tag, native }];
        });
  /** Both sides as they stand before the act under way. */
  let shown: Snapshot | null = null;
  const faceOf = (seen: Seen) => {
    shown ??= snapshot(sides);
    const faces = shown.byTag.get(seen.tag)?.[seen.side] ?? [];
    return faces.find((face) => face.id === (seen.side === 'platform' ? seen.record.id : seen.native.Id)) ?? null;
  };
  const live = (side: Side, entity: EntityName): Seen[] =>
    seenOn(side, entity).filter((seen) => faceOf(seen)?.life === 'live');

  /** What was touched last: people correct what they have just entered, and two of them look at the same thing. */
  let hot: string | null = null;
  const choose = (from: Seen[]): Seen | undefined => {
    const warm = from.filter((seen) => seen.tag === hot);
    return warm.length > 0 && dice.chance(0.6) ? dice.pick(warm) : dice.maybe(from);
  };

  const done = (what: string, outcome: { ok: true } | { ok: false; why: string }): boolean => {
    note(`person ${what}${outcome.ok ? '' : ` (refused: ${outcome.why})`}`);
    return outcome.ok;
  };

  /** Creates on a side with these values; the tag goes into its own member. */
  const create = async (side: Side, entity: EntityName, tag: string, fields: Record<string, Value>, refs: Refs) => {
    const outcome =
      side === 'platform'
        ? await sides.platform.create(entity, platformBody(entity, tag, fields, refs))
        : sides.quickbooks.save(
            resourceOf(entity),
            nativeBody(entity, tag, fields, refs, sides.quickbooks.incomeAccount),
          );
    hot = tag;
    if (done(`${side} creates ${entity} ${tag}`, outcome))
      ledger.born(entity, tag, side, now(), { ...fields, ...refs.said });
  };

  const chooseSide = (): Side => (dice.chance(0.5) ? 'platform' : 'quickbooks');

  const customerFields = (): Record<string, Value> => ({
    displayName: words.value('displayName'),
    email: dice.chance(0.7) ? words.value('email') : null,
    phone: dice.chance(0.6) ? words.value('phone') : null,
    givenName: dice.chance(0.4) ? words.value('givenName') : null,
    billingAddress: dice.chance(0.4) ? words.value('billingAddress') : null,
  });
  const itemFields = (): Record<string, Value> => ({
    name: words.value('name'),
    description: dice.chance(0.5) ? words.value('description') : null,
    unitPrice: words.value('unitPrice'),
  });

  const createInvoice = async (side: Side): Promise<void> => {
    const customer = dice.maybe(live(side, 'customer'));
    const items = live(side, 'item');
    if (!customer || items.length === 0) return;
    const lines = Array.from({ length: dice.int(1, 3) }, () => newLine(side, dice.pick(items)));
    const fields: Record<string, Value> = {
      number: dice.chance(0.6) ? words.value('number') : null,
      date: TODAY,
      dueDate: words.value('dueDate'),
      privateNote: dice.chance(0.3) ? words.value('privateNote') : null,
      email: dice.chance(0.3) ? words.value('email') : null,
    };
    const said: Record<string, Value> = { customer: customer.tag };
    for (const line of lines) Object.assign(said, saidOf(line));
    await create(side, 'invoice', words.tag('invoice'), fields, { customer, lines, said });
  };

  /** A line with an item of this side; quantity and price are values nobody else uses. */
  const newLine = (side: Side, item: Seen): NewLine => ({
    description: words.line(),
    item,
    itemId:
      side === 'platform' && item.side === 'platform'
        ? item.record.id
        : item.side === 'quickbooks'
          ? item.native.Id
          : '',
    quantity: words.value('quantity'),
    unitPrice: words.value('unitPrice'),
  });

  const pay = async (side: Side): Promise<void> => {
    const open = live(side, 'invoice').filter((seen) => Number(faceOf(seen)?.money.balance ?? 0) > 1);
    const invoice = dice.maybe(open);
    if (!invoice) return;
    const face = faceOf(invoice);
    const customer = seenOn(side, 'customer').find((seen) => seen.tag === face?.fields.customer);
    if (!face || !customer) return;
    // A share of the total at most: two people who pay the same invoice at once do not pay it twice over.
    const most = Math.floor(Math.min(Number(face.money.balance), Number(face.money.total) * 0.3) * 100);
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
    await create(side, 'payment', words.tag('payment'), fields, { customer, pays: { invoice, amount }, said });
  };

  /** Two people enter the same customer on both sides; one writes the e-mail, both the name. */
  const twin = async (): Promise<void> => {
    const tag = words.tag('customer');
    const shared = { displayName: words.value('displayName'), email: words.value('email') };
    for (const side of ['platform', 'quickbooks'] as const) {
      const fields = { ...shared, phone: dice.chance(0.3) ? words.value('phone') : null };
      await create(side, 'customer', tag, fields, { said: {} });
    }
  };

  const update = async (seen: Seen, changes: Record<string, Value>): Promise<void> => {
    const face = faceOf(seen);
    const subject = ledger.subjects.get(seen.tag);
    if (!face || !subject) return;
    touched(seen.side, seen.entity, idOf(seen));
    const outcome =
      seen.side === 'platform'
        ? await sides.platform.update(seen.record, platformChanges(changes))
        : sides.quickbooks.save(resourceOf(seen.entity), { Id: seen.native.Id, ...nativeChanges(seen, changes) });
    const what = Object.entries(changes).map(([field, value]) => `${field}=${value ?? '∅'}`);
    if (!done(`${seen.side} edits ${seen.tag} ${what.join(' ')}`, outcome)) return;
    for (const [field, value] of Object.entries(changes)) {
      // Emptying what is empty says nothing.
      if ((face.fields[field] ?? null) !== value)
        ledger.edited(subject, field, seen.side, now(), face.fields[field] ?? null, value);
    }
  };

  const edit = async (side: Side): Promise<void> => {
    const entity = dice.weighted({ customer: 10, item: 4, invoice: 6, payment: 2 }) as EntityName;
    const hotEntity = ledger.subjects.get(hot ?? '')?.entity as EntityName | undefined;
    const seen = choose(live(side, hotEntity !== undefined && dice.chance(0.5) ? hotEntity : entity));
    if (!seen) return;
    hot = seen.tag;
    const changes: Record<string, Value> = {};
    for (let n = dice.int(1, 2); n > 0; n--) {
      const field = dice.pick(EDITABLE[seen.entity]);
      // What two people entered apart is the same customer only as long as the names and addresses they gave it say so.
      if (IDENTIFYING.has(field) && (ledger.subjects.get(seen.tag)?.born.length ?? 0) > 1) continue;
      const clear = CLEARABLE.has(field) && dice.chance(0.15);
      changes[field] = clear ? null : words.value(field);
    }
    if (Object.keys(changes).length > 0) await update(seen, changes);
  };

  /** Edits, adds or takes away a line. */
  const changeLines = async (side: Side, kind: 'editLine' | 'addLine' | 'removeLine'): Promise<void> => {
    const seen = choose(live(side, 'invoice'));
    if (!seen) return;
    hot = seen.tag;
    const face = faceOf(seen);
    const subject = ledger.subjects.get(seen.tag);
    const lines = linesOf(seen);
    const target = dice.maybe(lines);
    touched(side, 'invoice', idOf(seen));
    if (!face || !subject || !target) return;
    // Below what was paid a document may not fall: only unpaid ones lose lines.
    if (kind === 'removeLine' && (lines.length < 2 || face.money.balance !== face.money.total)) return;
    const changes: Record<string, Value> = {};
    let next: LineOf[] = lines;
    if (kind === 'editLine') {
      const quantity = words.value('quantity');
      changes[`lines/${target.description}/quantity`] = quantity;
      next = lines.map((line) => (line === target ? { ...line, quantity } : line));
    } else if (kind === 'addLine') {
      const item = dice.maybe(live(side, 'item'));
      if (!item) return;
      const line = newLine(side, item);
      Object.assign(changes, saidOf(line));
      next = [...lines, { id: '', ...line }];
    } else {
      for (const member of ['item', 'quantity', 'unitPrice']) changes[`lines/${target.description}/${member}`] = null;
      next = lines.filter((line) => line !== target);
    }
    const outcome =
      seen.side === 'platform'
        ? await sides.platform.update(seen.record, { lines: platformLines(seen.record, next) })
        : sides.quickbooks.save('Invoice', { Id: seen.native.Id, sparse: true, Line: nativeLines(seen.native, next) });
    if (!done(`${side} ${kind} ${seen.tag} ${target.description} ${JSON.stringify(changes)}`, outcome)) return;
    for (const [field, value] of Object.entries(changes))
      ledger.edited(subject, field, side, now(), face.fields[field] ?? null, value);
  };

  const end = async (side: Side, kind: LifeAct['kind']): Promise<void> => {
    const names = kind === 'deactivate' || kind === 'reactivate';
    const entity: EntityName = names
      ? dice.pick(['customer', 'item'] as const)
      : dice.pick(['invoice', 'payment'] as const);
    const wanted = kind === 'reactivate' ? 'inactive' : 'live';
    const seen = dice.maybe(seenOn(side, entity).filter((one) => faceOf(one)?.life === wanted));
    if (!seen) return;
    touched(side, entity, idOf(seen));
    // What carries payments is ended in the order a bookkeeper would: the payments first.
    const face = faceOf(seen);
    if (entity === 'invoice' && face?.money.balance !== face?.money.total) return;
    const outcome =
      seen.side === 'platform'
        ? kind === 'reactivate'
          ? await sides.platform.restore(seen.record)
          : await sides.platform.remove(seen.record, kind)
        : names
          ? sides.quickbooks.save(resourceOf(entity), { Id: seen.native.Id, Active: kind === 'reactivate' })
          : sides.quickbooks.operate(resourceOf(entity), kind === 'void' ? 'void' : 'delete', seen.native);
    if (!done(`${side} ${kind}s ${seen.tag}`, outcome)) return;
    const subject = ledger.subjects.get(seen.tag);
    if (subject) ledger.lived(subject, { at: now(), side, kind });
  };

  return {
    /** Does one act of this kind, or nothing when there is nothing to do it on. */
    act: async (kind: ActKind): Promise<void> => {
      shown = null;
      const side = chooseSide();
      switch (kind) {
        case 'createCustomer':
          return create(side, 'customer', words.tag('customer'), customerFields(), { said: {} });
        case 'createItem':
          return create(side, 'item', words.tag('item'), itemFields(), { said: {} });
        case 'createInvoice':
          return createInvoice(side);
        case 'pay':
          return pay(side);
        case 'twin':
          return twin();
        case 'edit':
          return edit(side);
        case 'editLine':
        case 'addLine':
        case 'removeLine':
          return changeLines(side, kind);
        default:
          return end(side, kind);
      }
    },
  };
}

type NewLine = { description: string; item: Seen; itemId: string; quantity: Value; unitPrice: Value };
type LineOf = { id: string; description: string; itemId: string; quantity: Value; unitPrice: Value };
/** What a new document refers to. `said` are those references as the ledger writes them. */
type Refs = {
  customer?: Seen;
  lines?: NewLine[];
  pays?: { invoice: Seen; amount: string };
  said: Record<string, Value>;
};

const idOf = (seen: Seen): string => (seen.side === 'platform' ? seen.record.id : seen.native.Id);
const saidOf = (line: NewLine): Record<string, Value> => ({
  [`lines/${line.description}/item`]: line.item.tag,
  [`lines/${line.description}/quantity`]: line.quantity,
  [`lines/${line.description}/unitPrice`]: line.unitPrice,
});
const amountOf = (line: { quantity: Value; unitPrice: Value }): string =>
  (Math.round(Number(line.quantity) * Math.round(Number(line.unitPrice) * 100)) / 100).toFixed(2);

const platformAddress = (street: Value): Json =>
  street === null ? null : { line1: street, line2: null, city: null, region: null, postalCode: null, country: null };

/** The platform's body of a new record. */
function platformBody(entity: EntityName, tag: string, fields: Record<string, Value>, refs: Refs): Body {
  const body: Body = platformChanges(fields);
  if (entity === 'customer') return { ...body, companyName: tag, taxable: false };
  if (entity === 'item') return { ...body, sku: tag, type: 'service', taxable: false };
  body.memo = tag;
  if (refs.customer) body.customer = idOf(refs.customer);
  if (entity === 'invoice') {
    return { ...body, lines: (refs.lines ?? []).map((line) => platformLine({ id: '', ...line })), taxRate: null };
  }
  const allocations: Json = refs.pays ? [{ invoice: idOf(refs.pays.invoice), amount: refs.pays.amount }] : [];
  return { ...body, amount: refs.pays?.amount ?? '0.00', allocations, credits: '0.00' };
}

function platformChanges(changes: Record<string, Value>): Body {
  const body: Body = {};
  for (const [field, value] of Object.entries(changes))
    body[field] =
      field === 'billingAddress' ? platformAddress(value) : field === 'amount' ? Number(value).toFixed(2) : value;
  return body;
}

const platformLine = (line: LineOf): Body => ({
  id: line.id,
  kind: 'item',
  item: line.itemId,
  description: line.description,
  quantity: line.quantity,
  unitPrice: line.unitPrice,
  percent: null,
  amount: amountOf(line),
  taxable: false,
});

/** The lines of a document with what is not ours kept as it was. */
const platformLines = (record: PlatformRecord, lines: LineOf[]): Json => {
  const old = new Map((record.body.lines as Body[]).map((line) => [line.id, line]));
  return lines.map((line) => ({ ...(old.get(line.id) ?? {}), ...platformLine(line) }));
};

function linesOf(seen: Seen): LineOf[] {
  if (seen.side === 'platform')
    return (seen.record.body.lines as Body[])
      .filter((line) => line.kind === 'item')
      .map((line) => ({
        id: String(line.id),
        description: String(line.description),
        itemId: String(line.item),
        quantity: line.quantity as Value,
        unitPrice: line.unitPrice as Value,
      }));
  return ((seen.native.Line ?? []) as Record<string, never>[])
    .filter((line) => line.DetailType === 'SalesItemLineDetail')
    .map((line) => {
      const detail = line.SalesItemLineDetail as unknown as {
        ItemRef: { value: string };
        Qty: number;
        UnitPrice: number;
      };
      return {
        id: String(line.Id),
        description: String(line.Description),
        itemId: detail.ItemRef.value,
        quantity: String(detail.Qty),
        unitPrice: String(detail.UnitPrice),
      };
    });
}

/** The QuickBooks members of our field names. */
const MEMBER: Record<string, (value: Value) => Record<string, unknown>> = {
  displayName: (value) => ({ DisplayName: value }),
  givenName: (value) => ({ GivenName: value ?? '' }),
  familyName: (value) => ({ FamilyName: value ?? '' }),
  email: (value) => ({ PrimaryEmailAddr: { Address: value ?? '' } }),
  phone: (value) => ({ PrimaryPhone: { FreeFormNumber: value ?? '' } }),
  mobile: (value) => ({ Mobile: { FreeFormNumber: value ?? '' } }),
  notes: (value) => ({ Notes: value ?? '' }),
  billingAddress: (value) => ({ BillAddr: { Line1: value ?? '' } }),
  name: (value) => ({ Name: value }),
  description: (value) => ({ Description: value ?? '' }),
  unitPrice: (value) => ({ UnitPrice: Number(value ?? 0) }),
  purchaseCost: (value) => ({ PurchaseCost: Number(value ?? 0) }),
  number: (value) => ({ DocNumber: value }),
  date: (value) => ({ TxnDate: value }),
  dueDate: (value) => ({ DueDate: value }),
  privateNote: (value) => ({ PrivateNote: value ?? '' }),
  reference: (value) => ({ PaymentRefNum: value }),
  amount: (value) => ({ TotalAmt: Number(value) }),
};

function nativeMembers(entity: EntityName, fields: Record<string, Value>): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (field === 'email' && entity === 'invoice') Object.assign(members, { BillEmail: { Address: value } });
    else Object.assign(members, MEMBER[field]?.(value) ?? {});
  }
  return members;
}

const nativeChanges = (seen: Seen, changes: Record<string, Value>): Record<string, unknown> => ({
  sparse: true,
  ...nativeMembers(seen.entity, changes),
});

const nativeLine = (line: LineOf): Record<string, unknown> => ({
  ...(line.id === '' ? {} : { Id: line.id }),
  DetailType: 'SalesItemLineDetail',
  Description: line.description,
  Amount: Number(amountOf(line)),
  SalesItemLineDetail: {
    ItemRef: { value: line.itemId },
    Qty: Number(line.quantity),
    UnitPrice: Number(line.unitPrice),
    TaxCodeRef: { value: 'NON' },
  },
});

/** Every line of the document, because QuickBooks replaces the whole set. */
const nativeLines = (native: Native, lines: LineOf[]): unknown[] => {
  const others = ((native.Line ?? []) as Record<string, unknown>[]).filter(
    (line) => line.DetailType !== 'SalesItemLineDetail' && line.DetailType !== 'SubTotalLineDetail',
  );
  return [...lines.map(nativeLine), ...others];
};

/** The QuickBooks record a person types in. */
function nativeBody(
  entity: EntityName,
  tag: string,
  fields: Record<string, Value>,
  refs: Refs,
  incomeAccount: string,
): Record<string, unknown> {
  const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  const members = nativeMembers(entity, filled);
  if (entity === 'customer') return { ...members, CompanyName: tag, Taxable: false };
  if (entity === 'item')
    return { ...members, Sku: tag, Type: 'Service', Taxable: false, IncomeAccountRef: { value: incomeAccount } };
  if (refs.customer) members.CustomerRef = { value: idOf(refs.customer) };
  if (entity === 'invoice')
    return {
      ...members,
      CustomerMemo: { value: tag },
      Line: (refs.lines ?? []).map((line) => nativeLine({ id: '', ...line })),
    };
  return {
    ...members,
    PrivateNote: tag,
    ...(refs.pays
      ? {
          TotalAmt: Number(refs.pays.amount),
          Line: [
            { Amount: Number(refs.pays.amount), LinkedTxn: [{ TxnId: idOf(refs.pays.invoice), TxnType: 'Invoice' }] },
          ],
        }
      : {}),
  };
}

/** The thing a tag stands for, when the ledger knows it. */
export const subjectOf = (ledger: Ledger, tag: string | null): Subject | null =>
  tag === null ? null : (ledger.subjects.get(tag) ?? null);
