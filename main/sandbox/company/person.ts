/**
 * Acting as a person on QuickBooks' own screens: no SyncToken is asked, and screens allow what the API refuses (voiding or
 * deleting a paid invoice takes the payments off it first).
 */
import { PERSON } from './actors.ts';
import { conclude } from './changes.ts';
import { faultAnswer, noSuchResource, Refusal } from './faults.ts';
import type { Running } from './handle.ts';
import { entityAnswer, makeVoid, remove, save } from './operations.ts';
import { startWork } from './store.ts';
import { dayOf, stampMs } from './time.ts';
import type { Body, CompanyResponse, Json } from './types.ts';

type Members = { readonly [member: string]: Json };

export type PersonAct =
  | { readonly act: 'create'; readonly entity: string; readonly set: Members }
  | { readonly act: 'edit'; readonly entity: string; readonly id: string; readonly set: Members }
  | { readonly act: 'delete' | 'void' | 'deactivate' | 'reactivate'; readonly entity: string; readonly id: string }
  /** Takes a payment on an invoice: all that is open, or `amount` (decimal text). */
  | {
      readonly act: 'pay';
      readonly invoice: string;
      readonly amount?: string;
      readonly date?: string;
      readonly method?: string;
      readonly reference?: string;
    }
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

function perform(running: Running, act: PersonAct, now: number): Body {
  const { frame, store } = running;
  const work = startWork(store, now, PERSON, new Set());
  const entity = act.act === 'pay' ? 'Payment' : act.act === 'settings' ? 'Preferences' : act.entity;
  const def = frame.defs.get(entity) ?? frame.byPath.get(entity.toLowerCase());
  if (def === undefined) throw noSuchResource(entity);
  const target = 'id' in act ? { Id: act.id } : {};
  let id: string;
  switch (act.act) {
    case 'create':
      id = save(work, frame, def, act.set);
      break;
    case 'edit':
      id = save(work, frame, def, { ...act.set, ...target, sparse: true });
      break;
    case 'deactivate':
    case 'reactivate':
      id = save(work, frame, def, { ...target, sparse: true, Active: act.act === 'reactivate' });
      break;
    case 'delete':
      id = remove(work, frame, def, target);
      break;
    case 'void':
      id = makeVoid(work, frame, def, target);
      break;
    case 'settings':
      id = save(work, frame, def, { ...act.set, Id: '1', sparse: true });
      break;
    case 'pay':
      id = save(work, frame, def, payment(running, act, now));
      break;
  }
  conclude(running, work, act.act === 'void' ? { entity: def.name, id, operation: 'Void' } : undefined);
  return entityAnswer(store, frame, def, id, 'write');
}

function payment(running: Running, act: PersonAct & { act: 'pay' }, now: number): Members {
  const { frame, store } = running;
  const def = frame.defs.get('Invoice');
  if (def === undefined) throw noSuchResource('invoice');
  const shown = entityAnswer(store, frame, def, act.invoice, 'read').Invoice as Members;
  const amount: Json = act.amount ?? shown.Balance ?? 0;
  const result: { [member: string]: Json } = {
    CustomerRef: shown.CustomerRef ?? null,
    TotalAmt: amount,
    TxnDate: act.date ?? dayOf(now),
    Line: [{ Amount: amount, LinkedTxn: [{ TxnId: act.invoice, TxnType: 'Invoice' }] }],
  };
  if (act.method !== undefined) result.PaymentMethodRef = { value: act.method };
  if (act.reference !== undefined) result.PaymentRefNum = act.reference;
  return result;
}
