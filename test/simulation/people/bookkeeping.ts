/** What a bookkeeper does in QuickBooks alone: merges two records into one, brings payments to the bank and takes them out. */

import { resourceOf } from '../kinds.ts';
import type { LifeAct } from '../ledger.ts';
import { snapshot } from '../sides.ts';
import type { Desk } from './desk.ts';
import { idOf } from './forms.ts';

/** Makes one customer or item of two. What pointed at the one that goes points at the other, without a new version. */
export async function merge(desk: Desk): Promise<void> {
  const { dice, ledger, sides, live, touched, done, now } = desk;
  const entity = dice.weighted({ customer: 3, item: 1 }) as 'customer' | 'item';
  const all = live('quickbooks', entity);
  const goes = desk.choose(all);
  // Rather the one that somebody entered twice.
  const twin = all.find((seen) => ledger.subjects.get(seen.tag)?.doubleOf === goes?.tag);
  const stays = twin ?? dice.maybe(all.filter((seen) => seen !== goes));
  const subject = goes && ledger.subjects.get(goes.tag);
  if (!goes || !stays || !subject) return;
  touched('quickbooks', entity, idOf(goes));
  const before = snapshot(sides).quickbooks;
  if (
    !done(
      `quickbooks merges ${goes.tag} into ${stays.tag}`,
      sides.quickbooks.merge(resourceOf(entity), idOf(goes), idOf(stays)),
    )
  )
    return;
  const act: LifeAct = { at: now(), side: 'quickbooks', kind: 'merge', into: stays.tag };
  ledger.lived(subject, act);
  for (const face of before) {
    const document = face.tag === null ? undefined : ledger.subjects.get(face.tag);
    if (!document || face.life !== 'live') continue;
    for (const [field, value] of Object.entries(face.fields))
      if (value === goes.tag && /(^|\/)(customer|item|vendor|parent)$/.test(field))
        ledger.edited(document, field, 'quickbooks', now(), goes.tag, stays.tag);
  }
}

/** Brings a payment to the bank: nothing of it can be changed from then on. */
export async function deposit(desk: Desk): Promise<void> {
  const { ledger, sides, live, faceOf, touched, done } = desk;
  const payment = desk.choose(
    live('quickbooks', 'payment').filter(
      (seen) => !ledger.subjects.get(seen.tag)?.deposited && Number(faceOf(seen)?.fields.amount ?? 0) > 0,
    ),
  );
  const subject = payment && ledger.subjects.get(payment.tag);
  if (!payment || !subject) return;
  touched('quickbooks', 'payment', idOf(payment));
  if (done(`quickbooks deposits ${payment.tag}`, sides.quickbooks.deposit(idOf(payment)))) subject.deposited = true;
}

/** Deletes a deposit: its payments are free again. */
export async function undeposit(desk: Desk): Promise<void> {
  const { dice, sides, done } = desk;
  const id = dice.maybe(sides.quickbooks.deposits());
  if (id !== undefined) done(`quickbooks deletes deposit ${id}`, sides.quickbooks.undeposit(id));
}
