/**
 * Acting as a person on QuickBooks' own screens: no SyncToken is asked, and screens allow what the API refuses (voiding or
 * deleting a paid invoice takes the payments off it first, closed books can be written to, records can be merged).
 */
import { PERSON } from './actors.ts';
import { conclude, type Meaning } from './changes.ts';
import { business, faultAnswer, noSuchResource, Refusal } from './faults.ts';
import type { Running } from './handle.ts';
import { merge } from './merge.ts';
import { entityAnswer, makeVoid, remove, save } from './operations.ts';
import { applyProfile, type Profile } from './profile.ts';
import { startWork, type Work } from './store.ts';
import { dayOf, stampMs } from './time.ts';
import type { Body, CompanyResponse, Json } from './types.ts';
import { writeOff } from './write-off.ts';

type Members = { readonly [member: string]: Json };

export type PersonAct =
  | { readonly act: 'create'; readonly entity: string; readonly set: Members }
  | { readonly act: 'edit'; readonly entity: string; readonly id: string; readonly set: Members }
  | { readonly act: 'delete' | 'void' | 'deactivate' | 'reactivate'; readonly entity: string; readonly id: string }
  /** Makes one record of two: `id` goes up in `into`. */
  | { readonly act: 'merge'; readonly entity: string; readonly id: string; readonly into: string }
  /** Takes a payment on an invoice: all that is open, or `amount` (decimal text). */
  | {
      readonly act: 'pay';
      readonly invoice: string;
      readonly amount?: string;
      readonly date?: string;
      readonly method?: string;
      readonly reference?: string;
    }
  /** Brings payments (or sales receipts) to the bank: they are locked from then on. */
  | {
      readonly act: 'deposit';
      readonly payments: readonly string[];
      readonly entity?: string;
      /** Bank account; the first one when absent. */
      readonly account?: string;
      readonly date?: string;
    }
  /** Closes the books up to and with a day; null opens them. */
  | { readonly act: 'close-books'; readonly date: string | null; readonly password?: boolean }
  /** Changes what kind of company it is: plan, subscription, country, currency, tax. */
  | { readonly act: 'profile'; readonly set: Profile }
  /** Changes settings: `{ "SalesFormsPrefs": { "CustomTxnNumbers": true } }`. */
  | { readonly act: 'settings'; readonly set: Members };

export function actAsPerson(running: Running, act: PersonAct, now: number): CompanyResponse {
  try {
    const body = perform(running, act, now);
    return {
      status: 200,
      headers: { 'content-type': 'application/json;charset=utf-8' },
      body: JSON.stringify({ ...body, time: stampMs(now) }),
    };
  } catch (error) {
    if (error instanceof Refusal) return faultAnswer(error, now);
    throw error;
  }
}

/** The type an act is about, and whose record is shown afterwards. */
function entityOf(act: PersonAct): string {
  switch (act.act) {
    case 'pay':
      return 'Payment';
    case 'deposit':
      return 'Deposit';
    case 'settings':
    case 'close-books':
      return 'Preferences';
    case 'profile':
      return 'CompanyInfo';
    default:
      return act.entity;
  }
}

function perform(running: Running, act: PersonAct, now: number): Body {
  const { frame, store } = running;
  const work = startWork(store, now, PERSON, new Set());
  const entity = entityOf(act);
  const def = frame.defs.get(entity) ?? frame.byPath.get(entity.toLowerCase());
  if (def === undefined) throw noSuchResource(entity);
  const target = 'id' in act ? { Id: act.id } : {};
  let id: string;
  let meaning: Meaning | undefined;
  switch (act.act) {
    case 'create':
      id = save(work, frame, def, act.set);
      break;
    case 'edit':
      id = save(work, frame, def, { ...act.set, ...target, sparse: true });
      break;
    case 'deactivate':
    case 'reactivate':
      if (act.act === 'deactivate' && def.name === 'Customer') writeOff(work, frame, act.id);
      id = save(work, frame, def, { ...target, sparse: true, Active: act.act === 'reactivate' });
      break;
    case 'delete':
      id = remove(work, frame, def, target);
      break;
    case 'void':
      id = makeVoid(work, frame, def, target);
      meaning = { entity: def.name, id, operation: 'Void' };
      break;
    case 'merge':
      merge(work, frame, def, act.id, act.into);
      id = act.into;
      meaning = { entity: def.name, id, operation: 'Merge', deletedId: act.id };
      break;
    case 'settings':
      id = save(work, frame, def, { ...act.set, Id: '1', sparse: true });
      break;
    case 'close-books':
      id = setProfile(work, { bookCloseDate: act.date, closingPassword: act.password ?? false });
      break;
    case 'profile':
      id = setProfile(work, act.set);
      break;
    case 'pay':
      id = save(work, frame, def, payment(running, act, now));
      break;
    case 'deposit':
      id = save(work, frame, def, deposit(running, act, now));
      break;
  }
  conclude(running, work, meaning);
  return entityAnswer(store, frame, def, id, 'write');
}

function setProfile(work: Work, profile: Profile): string {
  applyProfile(work, profile);
  return '1';
}

function shown({ frame, store }: Running, entity: string, id: string): Members {
  const def = frame.defs.get(entity);
  if (def === undefined) throw noSuchResource(entity);
  return entityAnswer(store, frame, def, id, 'read')[def.name] as Members;
}

function payment(running: Running, act: PersonAct & { act: 'pay' }, now: number): Members {
  const invoice = shown(running, 'Invoice', act.invoice);
  const amount: Json = act.amount ?? invoice.Balance ?? 0;
  const result: { [member: string]: Json } = {
    CustomerRef: invoice.CustomerRef ?? null,
    TotalAmt: amount,
    TxnDate: act.date ?? dayOf(now),
    Line: [{ Amount: amount, LinkedTxn: [{ TxnId: act.invoice, TxnType: 'Invoice' }] }],
  };
  if (act.method !== undefined) result.PaymentMethodRef = { value: act.method };
  if (act.reference !== undefined) result.PaymentRefNum = act.reference;
  return result;
}

function deposit(running: Running, act: PersonAct & { act: 'deposit' }, now: number): Members {
  const entity = act.entity ?? 'Payment';
  const bank = act.account ?? firstBank(running);
  return {
    DepositToAccountRef: { value: bank },
    TxnDate: act.date ?? dayOf(now),
    Line: act.payments.map((id) => ({
      Amount: shown(running, entity, id).TotalAmt ?? 0,
      LinkedTxn: [{ TxnId: id, TxnType: entity, TxnLineId: '0' }],
    })),
  };
}

function firstBank({ store }: Running): string {
  for (const row of store.tables.get('Account')?.values() ?? []) {
    if (!row.deleted && row.body.AccountType === 'Bank') return row.id;
  }
  throw business('The company has no bank account.');
}
