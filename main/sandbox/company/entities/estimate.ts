/**
 * Estimate: a promise of a sale. It posts nothing and has numbers of its own. An invoice that names it closes it: new time,
 * the same token (recorded); when the last such invoice goes, the estimate is what it was before.
 */

import { homeAmount } from '../currency.ts';
import type { Draft, EntityDef, LinkSource, LinkTarget } from '../entity.ts';
import { business } from '../faults.ts';
import { choice, day, isList, isObject, type Members, ref, standard, text, textOf } from '../members.ts';
import { fromCents } from '../money.ts';
import { keptLinks, keptNumber } from '../settle.ts';
import { liveRow, putRow } from '../store.ts';
import type { Json } from '../types.ts';
import { numberKeys } from './parts/doc-number.ts';
import { emailForm } from './parts/email-form.ts';
import { linkedTxn, salesLines } from './parts/lines.ts';
import { isOn } from './parts/preferences.ts';
import { requireRef } from './parts/refs.ts';
import { prepareForm } from './parts/sales-form.ts';
import {
  billEmail,
  deliveryInfo,
  emailStatus,
  SALES_TOLERATED,
  salesHead,
  salesParty,
  salesTotals,
  shipping,
} from './parts/sales-members.ts';
import { txnTaxDetail } from './parts/sales-tax.ts';
import { readLinks } from './parts/source-links.ts';

const members: Members = {
  ExpirationDate: day(),
  AcceptedBy: text(4000),
  AcceptedDate: day(),
  ...standard,
  ...salesHead,
  TxnStatus: choice(['Pending', 'Accepted', 'Closed', 'Rejected', 'Converted']),
  LinkedTxn: { ...linkedTxn(), readOnly: true },
  Line: salesLines(),
  TxnTaxDetail: txnTaxDetail(),
  ...salesParty,
  SalesTermRef: ref('Term'),
  DueDate: day({ query: 'filter' }),
  ...shipping,
  ...salesTotals(),
  EmailStatus: emailStatus(),
  ...billEmail,
  DeliveryInfo: deliveryInfo(),
};

const tolerated = [
  ...SALES_TOLERATED,
  'Balance',
  'PaymentMethodRef',
  'PaymentRefNum',
  'DepositToAccountRef',
  'EstimateEx',
];

function prepare(draft: Draft): void {
  const { body, before, mode } = draft;
  if (mode === 'create' && !isOn(draft.reader, 'SalesFormsPrefs', 'AllowEstimates'))
    throw business('Estimates are turned off in the company settings.');
  prepareForm(draft, { sequence: 'estimates', due: false, posts: false });
  requireRef(draft, 'SalesTermRef', 'Term');
  // While invoices stand on it its status is theirs; what a client echoes back does not stick.
  const closed = before !== undefined && keptLinks(before).length > 0;
  if (closed && before.body.TxnStatus !== undefined) body.TxnStatus = before.body.TxnStatus;
  body.TxnStatus ??= 'Pending';
}

/** An invoice that names it came, changed or went. */
function linked({ work, row }: LinkTarget, by: LinkSource): void {
  if (by.entity !== 'Invoice') return;
  const names = !by.row.deleted && readLinks(by.row.body.LinkedTxn).some((link) => link.TxnId === row.id);
  const others = keptLinks(row).filter((link) => link.TxnId !== by.row.id);
  if (names === others.length < keptLinks(row).length) return;
  const links: readonly Json[] = names ? [...others, { TxnId: by.row.id, TxnType: 'Invoice' }] : others;
  putRow(work, 'Estimate', { ...row, updated: work.now, kept: { ...row.kept, links } });
}

/** Invoices made from it lose the link: new time, same token, as the estimate has it the other way round. */
function deleting({ work, id, before }: Draft): void {
  for (const link of before === undefined ? [] : keptLinks(before)) {
    const row = liveRow(work, link.TxnType, link.TxnId);
    if (row === undefined) continue;
    const others = (value: Json | undefined): Json[] =>
      (isList(value) ? value : []).filter(
        (item) => !(isObject(item) && item.TxnType === 'Estimate' && item.TxnId === id),
      );
    const body: { [member: string]: Json } = { ...row.body };
    const left = others(body.LinkedTxn);
    if (left.length > 0) body.LinkedTxn = left;
    else delete body.LinkedTxn;
    body.Line = (isList(body.Line) ? body.Line : []).map((line): Json => {
      if (!isObject(line) || line.LinkedTxn === undefined) return line;
      const { LinkedTxn, ...rest } = line;
      const kept = others(LinkedTxn);
      return kept.length > 0 ? { ...line, LinkedTxn: kept } : rest;
    });
    putRow(work, link.TxnType, { ...row, updated: work.now, body });
  }
}

export const estimate: EntityDef = {
  name: 'Estimate',
  path: 'estimate',
  counter: { name: 'transactions', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  canVoid: false,
  order: 'recent',
  totalCount: false,
  captured: true,
  prepare,
  deleting,
  linked,
  sending: emailForm,
  derived: {
    TotalAmt: (row) => fromCents(keptNumber(row, 'total')),
    HomeTotalAmt: (row, reader) => homeAmount(row, reader, keptNumber(row, 'total')),
    TxnStatus: (row) => (keptLinks(row).length > 0 ? 'Closed' : (row.body.TxnStatus ?? 'Pending')),
    LinkedTxn: (row) => {
      const links = keptLinks(row);
      return links.length === 0 ? undefined : links;
    },
  },
  title: (row) => textOf(row.body, 'DocNumber'),
  groupKeys: (row) => numberKeys('Estimate', row),
};
