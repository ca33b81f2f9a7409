/** What forms that buy from a vendor (bill, vendor credit, purchase order, purchase) have in common. */

import { namedCurrency, transactionCurrency } from '../../currency.ts';
import type { Draft } from '../../entity.ts';
import { business, refuse } from '../../faults.ts';
import { isObject, refValue, textOf } from '../../members.ts';
import { keptLinks } from '../../settle.ts';
import { getRow, idsIn, takeNumber } from '../../store.ts';
import { dayOf } from '../../time.ts';
import type { Row } from '../../types.ts';
import { releaseAll } from './applied.ts';
import { wrongAccount } from './party-accounts.ts';
import { keepAddress } from './people.ts';
import { otherPreference } from './preferences.ts';
import { mustRef, requireRef } from './refs.ts';
import { checkClosed, termDue } from './sales-form.ts';
import { systemAccount } from './system-accounts.ts';

/**
 * Date and currency: the vendor's, else the company's own. Recorded: a full update without TxnDate moves a form to today.
 * A rate means something in another currency only.
 */
export function dateAndCurrency(draft: Draft, vendor?: Row): void {
  const { body, work } = draft;
  body.TxnDate ??= dayOf(work.now);
  checkClosed(draft);
  transactionCurrency(draft, vendor);
  requireRef(draft, 'DepartmentRef', 'Department');
}

/** The same for what belongs to nobody; `hints` are rows whose currency it takes when it names none. */
export function dateAndNamedCurrency(draft: Draft, hints: readonly (Row | undefined)[]): void {
  const { body, work } = draft;
  body.TxnDate ??= dayOf(work.now);
  checkClosed(draft);
  namedCurrency(draft, hints);
  requireRef(draft, 'DepartmentRef', 'Department');
}

/** The vendor, and the account it is owed from: the company's own unless another A/P account is named. */
export function vendorAndAccount(draft: Draft): Row {
  const vendor = mustRef(draft, 'VendorRef', 'Vendor');
  const { body, before } = draft;
  body.APAccountRef ??= before?.body.APAccountRef ?? { value: systemAccount(draft.reader, 'payable') };
  const account = requireRef(draft, 'APAccountRef', 'Account');
  if (account?.body.AccountType !== 'Accounts Payable') throw wrongAccount('APAccountRef');
  return vendor;
}

/** Recorded: the vendor's address, with its row id. Another vendor brings another address. */
export function vendorAddress(draft: Draft, vendor: Row): void {
  const { body, before, sent } = draft;
  const moved = before !== undefined && refValue(before.body.VendorRef) !== vendor.id;
  if (isObject(sent.VendorAddr)) keepAddress(draft, 'VendorAddr');
  else if (before === undefined || moved) {
    if (vendor.body.BillAddr === undefined) delete body.VendorAddr;
    else body.VendorAddr = vendor.body.BillAddr;
  } else if (before.body.VendorAddr !== undefined) body.VendorAddr = before.body.VendorAddr;
}

/** Recorded: without a term a bill is due the day it is dated. */
export function dueDate(draft: Draft, vendor: Row): void {
  const { body, before, mode, sent } = draft;
  if (mode === 'create' && body.SalesTermRef === undefined && vendor.body.TermRef !== undefined) {
    body.SalesTermRef = vendor.body.TermRef;
  }
  const term = requireRef(draft, 'SalesTermRef', 'Term');
  if (sent.DueDate !== undefined && sent.DueDate !== null) return;
  const same = before !== undefined && before.body.TxnDate === body.TxnDate;
  const sameTerm = refValue(before?.body.SalesTermRef) === refValue(body.SalesTermRef);
  if (mode === 'sparse' && body.DueDate !== undefined && same && sameTerm) return;
  body.DueDate = term === undefined ? String(body.TxnDate) : termDue(String(body.TxnDate), term);
}

const MOST_DOC_NUMBER = 21;

export function checkNumberLength({ body }: Draft): string | undefined {
  const given = textOf(body, 'DocNumber');
  if (given !== undefined && given.length > MOST_DOC_NUMBER)
    throw business(`The Document Number field can contain at most ${MOST_DOC_NUMBER} characters`, 'DocNumber');
  return given;
}

/**
 * Refuses (6140) a number in use, where the company wants to be warned (`preference` of OtherPrefs). `same` says which of
 * the records of that number stand in the way; `type` names them in the refusal.
 */
export function checkDuplicate(
  draft: Draft,
  entity: string,
  rule: { readonly preference: string; readonly type: string; readonly same: (row: Row) => boolean },
): void {
  const given = checkNumberLength(draft);
  const { before, reader, work, frame } = draft;
  if (given === undefined || given === before?.body.DocNumber || work.include.has('allowduplicatedocnum')) return;
  if (otherPreference(reader, rule.preference) !== 'true') return;
  for (const id of idsIn(work, frame.indexer, entity, `doc:${entity}:${given}`)) {
    const row = id === draft.id ? undefined : getRow(work, entity, id);
    if (row === undefined || row.deleted || !rule.same(row)) continue;
    throw refuse(
      '6140',
      `Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=${given} is assigned to TxnType=${rule.type} with TxnId=${id}`,
      '',
    );
  }
}

/** The next number of a sequence of its own, unless the company numbers by hand (`preference` of OtherPrefs). */
export function ownSequence(draft: Draft, sequence: string, preference: string): void {
  const given = checkNumberLength(draft);
  if (given !== undefined || draft.mode !== 'create') return;
  if (otherPreference(draft.reader, preference) === 'true') return;
  draft.body.DocNumber = String(takeNumber(draft.work, `doc:${sequence}`, 1001));
}

/** The key a numbered form is filed under. */
export function numberKeys(entity: string, row: Row): string[] {
  const number = textOf(row.body, 'DocNumber');
  return row.deleted || number === undefined ? [] : [`doc:${entity}:${number}`];
}

/** The API refuses to delete what has been paid; a person's screen takes the payments off first. */
export function unlinkToDelete(draft: Draft): void {
  const { before } = draft;
  if (before === undefined || keptLinks(before).length === 0) return;
  if (!draft.work.actor.screen) {
    throw business('This transaction has payments applied to it. Unlink them before you delete it.');
  }
  releaseAll(draft, before);
}
