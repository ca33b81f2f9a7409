/**
 * Side effects between records. A type says what it posts, applies and moves; here the difference between its old and new
 * self is carried to accounts, balances, open documents and stock, with the tokens and times QuickBooks moves:
 *
 *   applied or unapplied money  -> the other document: SyncToken + 1, new time, Balance, LinkedTxn
 *   postings to A/R or A/P      -> the customer or vendor and its parents: new time, same token
 *   postings to balance sheet   -> the account: new time, same token
 *   stock                       -> the item: new time, same token
 *   LinkedTxn of another kind   -> the type that is linked decides (`linked`): an order closes, time becomes billed
 */
import { workReader } from './answers.ts';
import type { EntityDef, Frame, LinkSource } from './entity.ts';
import { business, outOfRange } from './faults.ts';
import { ledgerLines } from './ledger.ts';
import { isList, isObject, refValue } from './members.ts';
import { addDecimal } from './money.ts';
import { getRow, liveRow, putRow, type Work } from './store.ts';
import type { Json, Kept, LinkedTxn, Row } from './types.ts';

/** Integer kept under a name, 0 when absent. */
export function keptNumber(row: { readonly kept: Kept }, name: string): number {
  const value = row.kept[name];
  return typeof value === 'number' ? value : 0;
}

export function keptLinks(row: { readonly kept: Kept }): readonly LinkedTxn[] {
  const value = row.kept.links;
  if (!isList(value)) return [];
  return value.flatMap((item) =>
    isObject(item) && typeof item.TxnId === 'string' && typeof item.TxnType === 'string'
      ? [{ TxnId: item.TxnId, TxnType: item.TxnType }]
      : [],
  );
}

/** Rows as they were when their effects were last carried, by work: one work may save several records. */
const settled = new WeakMap<Work, Map<string, Row>>();

/** Carries the effects of every row the work changed since the last call. Call after the operation put its own rows. */
export function settle(work: Work, frame: Frame): void {
  const done = settled.get(work) ?? new Map<string, Row>();
  settled.set(work, done);
  const changes = () =>
    [...work.changed].map(([key, { entity, row, before }]) => ({ entity, row, before: done.get(key) ?? before }));
  for (const { entity, row, before } of changes()) {
    const def = frame.defs.get(entity);
    if (def !== undefined) settleApplications(work, def, row, before);
    tellLinked(work, frame, { entity, row, before });
  }
  for (const { entity, row } of changes()) {
    const def = frame.defs.get(entity);
    if (def?.settled === true) releaseExcess(work, frame, def, row);
  }
  for (const { entity, row, before } of changes()) {
    const def = frame.defs.get(entity);
    if (def !== undefined) settleLedger(work, frame, def, row, before);
  }
  for (const [key, { row }] of work.changed) done.set(key, row);
}

/** Link types that are not names of entities. */
const LINK_ENTITIES: Readonly<Record<string, string>> = {
  BillPaymentCheck: 'BillPayment',
  BillPaymentCreditCard: 'BillPayment',
};

/** The entity a link's TxnType stands for. */
export function linkEntity(type: string): string {
  return LINK_ENTITIES[type] ?? type;
}

/** Every transaction a record names in LinkedTxn, in its head and on its lines, as `Entity:id`. */
function linksOf(row: Row | undefined): Set<string> {
  const found = new Set<string>();
  const collect = (value: Json | undefined) => {
    for (const link of isList(value) ? value : []) {
      if (isObject(link) && typeof link.TxnId === 'string' && typeof link.TxnType === 'string')
        found.add(`${linkEntity(link.TxnType)}:${link.TxnId}`);
    }
  };
  collect(row?.body.LinkedTxn);
  const lines = row?.body.Line;
  for (const line of isList(lines) ? lines : []) if (isObject(line)) collect(line.LinkedTxn);
  return found;
}

function tellLinked(work: Work, frame: Frame, by: LinkSource): void {
  for (const key of new Set([...linksOf(by.before), ...linksOf(by.row)])) {
    const [entity = '', id = ''] = key.split(':');
    const hook = frame.defs.get(entity)?.linked;
    const target = hook === undefined ? undefined : liveRow(work, entity, id);
    if (target !== undefined) hook?.({ work, frame, row: target }, by);
  }
}

/** Amounts have ten digits before the point; beyond that sums of cents would not stay exact. */
const MOST_CENTS = 1_000_000_000_000;

type Sums = Map<string, number>;

function add(sums: Sums, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

function applied(def: EntityDef, row: Row | undefined): Sums {
  const sums: Sums = new Map();
  if (row === undefined || row.deleted) return sums;
  for (const item of def.applications?.(row) ?? []) add(sums, `${item.entity}:${item.id}`, item.cents);
  return sums;
}

/** `saved` is a record whose own save already moved its token. */
function settleApplications(work: Work, def: EntityDef, row: Row, before: Row | undefined, saved?: string): void {
  if (def.applications === undefined) return;
  const old = applied(def, before);
  const now = applied(def, row);
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const had = old.get(key);
    const has = now.get(key);
    if (had === has) continue;
    const [entity = '', id = ''] = key.split(':');
    const target = getRow(work, entity, id);
    if (target === undefined || target.deleted) continue;
    const link: LinkedTxn = { TxnId: row.id, TxnType: def.linkType?.(row) ?? def.name };
    const others = keptLinks(target).filter(
      (item) => !(item.TxnId === row.id && linkEntity(item.TxnType) === def.name),
    );
    // Recorded: the newest link stands first.
    const links: readonly Json[] =
      has === undefined ? others : had === undefined ? [link, ...others] : keptLinks(target);
    putRow(work, entity, {
      ...target,
      token: key === saved ? target.token : target.token + 1,
      updated: work.now,
      kept: { ...target.kept, applied: keptNumber(target, 'applied') + (has ?? 0) - (had ?? 0), links },
    });
  }
}

/** A document that shrank below what was paid on it gives the excess back to its payments, newest first. */
function releaseExcess(work: Work, frame: Frame, def: EntityDef, row: Row): void {
  let excess = keptNumber(row, 'applied') - (keptNumber(row, 'total') - keptNumber(row, 'deposit'));
  if (excess <= 0 || row.deleted) return;
  for (const link of keptLinks(row)) {
    if (excess <= 0) break;
    const entity = linkEntity(link.TxnType);
    const payer = frame.defs.get(entity);
    const payment = getRow(work, entity, link.TxnId);
    if (payer?.release === undefined || payment === undefined) continue;
    excess -= payer.release({ work, row: payment }, row.id, excess);
    const after = getRow(work, entity, link.TxnId);
    // A payer that set a credit against it takes both sides back, so other documents may move too.
    if (after !== undefined) settleApplications(work, payer, after, payment, `${def.name}:${row.id}`);
  }
}

function settleLedger(work: Work, frame: Frame, def: EntityDef, row: Row, before: Row | undefined): void {
  const reader = workReader(work);
  if (def.postings !== undefined) {
    const accounts: Sums = new Map();
    const owns: Sums = new Map();
    const names: Sums = new Map();
    let sum = 0;
    const enter = (source: Row, sign: 1 | -1) => {
      for (const line of ledgerLines(def, source, reader)) {
        if (Math.abs(line.cents) > MOST_CENTS) throw outOfRange('TotalAmt');
        add(accounts, line.account, sign * line.cents);
        add(owns, line.account, sign * line.own);
        sum += sign * line.cents;
        if (line.name !== undefined) add(names, `${line.name.entity}:${line.name.id}`, sign * line.own);
      }
    };
    if (before !== undefined && !before.deleted) enter(before, -1);
    if (!row.deleted) enter(row, 1);
    if (sum !== 0) throw new Error(`${def.name} ${row.id} does not balance: off by ${sum} cents`);
    const currency = refValue(row.body.CurrencyRef);
    for (const [id, cents] of accounts) moveAccount(work, id, { cents, own: owns.get(id) ?? 0, currency });
    for (const [key, cents] of names) {
      const [entity = '', id = ''] = key.split(':');
      if (cents !== 0) moveName(work, frame, entity, id, cents);
    }
  }
  if (def.quantities !== undefined) moveStock(work, def, row, before);
}

/** The time a side effect shows. Seeding writes a past that other records have already left behind. */
function later(row: Row, work: Work): number {
  return Math.max(row.updated, work.now);
}

/** `own` is the amount in the record's currency: an account kept in a currency of its own shows that. */
function moveAccount(
  work: Work,
  id: string,
  { cents, own, currency }: { readonly cents: number; readonly own: number; readonly currency: string | undefined },
): void {
  const account = getRow(work, 'Account', id);
  if (account === undefined) throw new Error(`Account ${id} does not exist`);
  const foreign = account.kept.own !== undefined;
  if (cents === 0 && (!foreign || own === 0)) return;
  if (foreign && refValue(account.body.CurrencyRef) !== currency)
    throw business('The currency of the transaction must be that of the accounts it uses.', 'CurrencyRef');
  const balance = keptNumber(account, 'balance') + cents;
  const kept = foreign
    ? { ...account.kept, balance, own: keptNumber(account, 'own') + own }
    : { ...account.kept, balance };
  // Income and expense accounts show no balance, so nothing of theirs is seen to move (recorded).
  // What an account of foreign money is worth at home is not shown either.
  const { Classification } = account.body;
  const balanceSheet = Classification === 'Asset' || Classification === 'Liability' || Classification === 'Equity';
  const seen = balanceSheet && (!foreign || own !== 0);
  putRow(work, 'Account', seen ? { ...account, kept, updated: later(account, work) } : { ...account, kept });
  let parent = refValue(account.body.ParentRef);
  for (let step = 0; parent !== undefined && step < 10; step += 1) {
    const above = getRow(work, 'Account', parent);
    if (above === undefined) return;
    putRow(work, 'Account', { ...above, kept: { ...above.kept, below: keptNumber(above, 'below') + cents } });
    parent = refValue(above.body.ParentRef);
  }
}

function moveName(work: Work, frame: Frame, entity: string, id: string, cents: number): void {
  let name = getRow(work, entity, id);
  let own = true;
  const limit = frame.defs.size + 10;
  for (let step = 0; name !== undefined && step < limit; step += 1) {
    const kept = own
      ? { ...name.kept, open: keptNumber(name, 'open') + cents, openWithJobs: keptNumber(name, 'openWithJobs') + cents }
      : { ...name.kept, openWithJobs: keptNumber(name, 'openWithJobs') + cents };
    putRow(work, entity, { ...name, kept, updated: later(name, work) });
    own = false;
    const parent = refValue(name.body.ParentRef);
    name = parent === undefined ? undefined : getRow(work, entity, parent);
  }
}

function moveStock(work: Work, def: EntityDef, row: Row, before: Row | undefined): void {
  const reader = workReader(work);
  const changes = new Map<string, string>();
  const enter = (source: Row, undo: boolean) => {
    for (const { item, change } of def.quantities?.(source, reader) ?? []) {
      const signed = undo ? addDecimal(0, change.startsWith('-') ? change.slice(1) : `-${change}`) : change;
      changes.set(item, addDecimal(changes.get(item) ?? '0', signed));
    }
  };
  if (before !== undefined && !before.deleted) enter(before, true);
  if (!row.deleted) enter(row, false);
  for (const [id, change] of changes) {
    const item = getRow(work, 'Item', id);
    if (item === undefined || change === '0') continue;
    const onHand = typeof item.kept.quantity === 'string' ? item.kept.quantity : '0';
    const kept = { ...item.kept, quantity: addDecimal(onHand, change) };
    putRow(work, 'Item', { ...item, updated: later(item, work), kept });
  }
}
