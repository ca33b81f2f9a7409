/** Deposit: payments taken out of Undeposited Funds, and money from elsewhere, put into the bank together. */
import { checkPartyCurrency, keepRates, rateKept } from '../currency.ts';
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { business, missing, refuse } from '../faults.ts';
import {
  choice,
  day,
  isList,
  isObject,
  list,
  type Members,
  money,
  number,
  object,
  ref,
  refValue,
  standard,
  text,
  textOf,
  whole,
} from '../members.ts';
import { fromCents, toCents } from '../money.ts';
import { keptLinks, keptNumber } from '../settle.ts';
import { getRow, putRow, type Work } from '../store.ts';
import type { Application, Body, Json, Posting, Row } from '../types.ts';
import { linkedTxn } from './parts/lines.ts';
import { party, readParty, shownParty, storedParty } from './parts/named-party.ts';
import { subledger, wrongAccount } from './parts/party-accounts.ts';
import { releaseChanged } from './parts/payable-shares.ts';
import { dateAndNamedCurrency, unlinkToDelete } from './parts/purchase-form.ts';
import { mustRef, resolve } from './parts/refs.ts';
import { checkClosed } from './parts/sales-form.ts';
import { readLinks } from './parts/source-links.ts';
import { systemAccount } from './parts/system-accounts.ts';

const members: Members = {
  DepositToAccountRef: ref('Account'),
  CashBack: object({ AccountRef: ref('Account'), Amount: money(), Memo: text(4000) }),
  TotalAmt: money({ readOnly: true, query: 'filter' }),
  ...standard,
  TxnDate: day({ query: 'filter' }),
  DepartmentRef: ref('Department'),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
  Line: list(
    {
      Id: text(20),
      LineNum: whole(),
      Description: text(4000),
      Amount: money(),
      LinkedTxn: linkedTxn(),
      DetailType: choice(['DepositLineDetail']),
      DepositLineDetail: object(
        {
          Entity: party(),
          ClassRef: ref('Class'),
          AccountRef: ref('Account'),
          PaymentMethodRef: ref('PaymentMethod', { named: false }),
          CheckNum: text(21),
        },
        { tolerated: ['TxnType', 'TaxCodeRef', 'TaxApplicableOn', 'DepositLineDetailEx'] },
      ),
      CustomExtensions: list({}),
    },
    { tolerated: ['ProjectRef', 'LineEx', 'CustomField', 'Received'] },
  ),
  TxnTaxDetail: object({}, { readOnly: true }),
};

const tolerated = [
  'DocNumber',
  'TxnSubType',
  'TxnStatus',
  'LinkedTxn',
  'TxnSource',
  'TaxFormType',
  'TaxFormNum',
  'TransactionLocationType',
  'Tag',
  'TxnApprovalInfo',
  'RecurDataRef',
  'RecurringInfo',
  'ProjectRef',
  'TotalCostAmount',
  'HomeTotalCostAmount',
  'GlobalTaxCalculation',
  'HomeTotalAmt',
  'DepositEx',
]; // prettier-ignore

/** What waits in Undeposited Funds, and whether it brings money in or takes it out. */
const SOURCES: Readonly<Record<string, 1 | -1>> = { Payment: 1, SalesReceipt: 1, RefundReceipt: -1 };

type Wire = { readonly [name: string]: Json };

function prepare(draft: Draft): void {
  const { body, kept } = draft;
  const bank = mustRef(draft, 'DepositToAccountRef', 'Account');
  if (bank.body.AccountType !== 'Bank' && bank.body.AccountType !== 'Other Current Asset')
    throw wrongAccount('DepositToAccountRef');
  const given = body.Line;
  if (!isList(given) || given.length === 0) throw missing('Line');
  dateAndNamedCurrency(draft, [bank, ...given.map((line) => sourceOf(draft, line))]);
  const before = isList(draft.before?.body.Line) ? draft.before.body.Line : [];
  let nextId = typeof kept.nextLine === 'number' ? kept.nextLine : 1;
  let position = 0;
  let total = 0;
  const sources: string[] = [];
  const lines: Json[] = [];
  for (const line of given) {
    if (!isObject(line)) continue;
    if (isList(line.LinkedTxn) && line.LinkedTxn.length > 0) {
      const worked = depositedLine(draft, line);
      if (sources.includes(worked.key)) throw cannotLink('It stands in this deposit twice.');
      sources.push(worked.key);
      total += worked.cents;
      lines.push(worked.wire);
      continue;
    }
    const stood = before.find((past) => isObject(past) && past.Id !== undefined && past.Id === line.Id);
    const id = stood === undefined ? String(nextId) : String(line.Id);
    if (stood === undefined) nextId += 1;
    position += 1;
    const worked = otherLine(draft, line, isObject(stood) ? stood : undefined);
    total += worked.cents;
    lines.push({ Id: id, LineNum: position, ...worked.wire });
  }
  total -= cashBack(draft);
  if (total < 0) throw business('Transaction amount must be 0 or greater.', 'TotalAmt');
  body.Line = lines;
  kept.total = total;
  kept.nextLine = nextId;
  keepRates(draft, sources.map(applicationOf));
  moveLinks(draft.work, draft.id, draft.before, sources);
  releaseChanged(draft, 'Deposit');
}

/** What a line deposits, or the account it names. */
function sourceOf({ reader }: Draft, line: Json): Row | undefined {
  if (!isObject(line)) return undefined;
  const link = readLinks(line.LinkedTxn)[0];
  if (link !== undefined) return reader.get(link.TxnType, link.TxnId);
  const id = isObject(line.DepositLineDetail) ? refValue(line.DepositLineDetail.AccountRef) : undefined;
  return id === undefined ? undefined : reader.get('Account', id);
}

/** Money leaves Undeposited Funds at the rate it came in at; `key` is `Payment:12`. */
function applicationOf(key: string): Application {
  const [entity = '', id = ''] = key.split(':');
  return { entity, id, cents: 0 };
}

function cannotLink(why: string) {
  return refuse('620', `Transaction cannot be linked : ${why}`, 'LinkedTxn');
}

/** A line that deposits a payment: the whole of it, with its method and check number (recorded: no Id, no DetailType). */
function depositedLine(draft: Draft, line: Wire): { wire: Body; cents: number; key: string } {
  const links = readLinks(line.LinkedTxn);
  const link = links[0];
  if (link === undefined || links.length > 1) throw cannotLink('A deposit line links to one transaction.');
  const sign = SOURCES[link.TxnType];
  if (sign === undefined) throw cannotLink(`A ${link.TxnType} cannot be deposited here.`);
  const row = draft.reader.get(link.TxnType, link.TxnId);
  if (row === undefined)
    throw refuse('2500', `Invalid Reference Id : Txn element id ${link.TxnId} not found`, 'LinkedTxn');
  if (row.deleted) throw refuse('610', 'Object Not Found : Another user has deleted this transaction.', '');
  const other = keptLinks(row).find((item) => item.TxnType === 'Deposit' && item.TxnId !== draft.id);
  if (other !== undefined) throw cannotLink(`It is in deposit ${other.TxnId} already.`);
  if (refValue(row.body.DepositToAccountRef) !== systemAccount(draft.reader, 'undeposited'))
    throw cannotLink('It was not put into Undeposited Funds.');
  if (refValue(row.body.CurrencyRef) !== refValue(draft.body.CurrencyRef))
    throw cannotLink('It is in another currency.');
  const cents = sign * keptNumber(row, 'total');
  if (typeof line.Amount === 'number' && toCents(line.Amount) !== cents)
    throw business('The amount of a deposited transaction cannot differ from the transaction itself.', 'Line.Amount');
  const wire: Body = {
    Amount: fromCents(cents),
    LinkedTxn: [{ TxnId: link.TxnId, TxnType: link.TxnType, TxnLineId: '0' }],
  };
  const detail: Body = {};
  if (refValue(row.body.PaymentMethodRef) !== undefined) detail.PaymentMethodRef = row.body.PaymentMethodRef ?? null;
  const number = textOf(row.body, 'PaymentRefNum');
  if (number !== undefined) detail.CheckNum = number;
  if (Object.keys(detail).length > 0) wire.DepositLineDetail = detail;
  return { wire, cents, key: `${link.TxnType}:${link.TxnId}` };
}

/** A line of other money: from an account, perhaps from somebody. */
function otherLine(draft: Draft, line: Wire, stood: Wire | undefined): { wire: Body; cents: number } {
  const sent = isObject(line.DepositLineDetail) ? line.DepositLineDetail : {};
  const past = isObject(stood?.DepositLineDetail) ? stood.DepositLineDetail : {};
  if (typeof line.Amount !== 'number') throw missing('Line.Amount');
  const id = refValue(sent.AccountRef);
  if (id === undefined) throw missing('AccountRef');
  const account = resolve(draft, 'Account', id, 'AccountRef', refValue(past.AccountRef));
  const stoodParty = isObject(past.Entity) && typeof past.Entity.value === 'string' ? past.Entity.value : undefined;
  const type = isObject(sent.Entity) ? sent.Entity.type : undefined;
  const who = readParty(draft, sent.Entity, type, 'Entity', stoodParty);
  const detail: Body = {};
  if (who !== undefined) detail.Entity = storedParty(who);
  const group = refValue(sent.ClassRef);
  if (group !== undefined) {
    resolve(draft, 'Class', group, 'ClassRef', refValue(past.ClassRef));
    detail.ClassRef = { value: group };
  }
  detail.AccountRef = { value: id };
  const method = refValue(sent.PaymentMethodRef);
  if (method !== undefined) {
    resolve(draft, 'PaymentMethod', method, 'PaymentMethodRef', refValue(past.PaymentMethodRef));
    detail.PaymentMethodRef = { value: method };
  }
  const number = textOf(sent, 'CheckNum');
  if (number !== undefined) detail.CheckNum = number;
  const cents = toCents(line.Amount);
  const wire: Body = {};
  const description = textOf(line, 'Description');
  if (description !== undefined) wire.Description = description;
  Object.assign(wire, { Amount: fromCents(cents), DetailType: 'DepositLineDetail', DepositLineDetail: detail });
  wire.CustomExtensions = [];
  const wanted = subledger(account);
  if (wanted !== undefined && who?.entity !== wanted) throw wrongAccount('AccountRef');
  if (wanted !== undefined && who !== undefined) checkPartyCurrency(draft, who);
  return { wire, cents };
}

function cashBack(draft: Draft): number {
  const { body, before } = draft;
  if (!isObject(body.CashBack)) return 0;
  const id = refValue(body.CashBack.AccountRef);
  if (id === undefined) throw missing('CashBack.AccountRef');
  const past = isObject(before?.body.CashBack) ? refValue(before.body.CashBack.AccountRef) : undefined;
  if (subledger(resolve(draft, 'Account', id, 'CashBack', past)) !== undefined) throw wrongAccount('CashBack');
  if (typeof body.CashBack.Amount !== 'number') throw missing('CashBack.Amount');
  const cents = toCents(body.CashBack.Amount);
  if (cents < 0) throw refuse('2290', 'Negative amount not supported for cash back.', 'CashBack');
  return cents;
}

/** Recorded: a deposited payment shows the deposit in LinkedTxn; its own token and time stay. */
function moveLinks(work: Work, deposit: string, before: Row | undefined, now: readonly string[]): void {
  const earlier = sourcesOf(before);
  for (const key of new Set([...earlier, ...now])) {
    const [entity = '', id = ''] = key.split(':');
    const row = getRow(work, entity, id);
    if (row === undefined || earlier.includes(key) === now.includes(key)) continue;
    const others = keptLinks(row).filter((link) => link.TxnType !== 'Deposit' || link.TxnId !== deposit);
    const links = now.includes(key) ? [{ TxnId: deposit, TxnType: 'Deposit' }, ...others] : others;
    putRow(work, entity, { ...row, kept: { ...row.kept, links } });
  }
}

function sourcesOf(row: Row | undefined): string[] {
  return (isList(row?.body.Line) ? row.body.Line : []).flatMap((line) =>
    isObject(line) ? readLinks(line.LinkedTxn).map((link) => `${link.TxnType}:${link.TxnId}`) : [],
  );
}

function postings(row: Row, reader: Reader): Posting[] {
  const result: Posting[] = [];
  const total = keptNumber(row, 'total');
  if (total !== 0) result.push({ account: refValue(row.body.DepositToAccountRef) ?? '', cents: total });
  const back = row.body.CashBack;
  if (isObject(back) && typeof back.Amount === 'number' && back.Amount !== 0)
    result.push({ account: refValue(back.AccountRef) ?? '', cents: toCents(back.Amount) });
  for (const line of isList(row.body.Line) ? row.body.Line : []) {
    if (!isObject(line) || typeof line.Amount !== 'number' || line.Amount === 0) continue;
    const detail = isObject(line.DepositLineDetail) ? line.DepositLineDetail : {};
    const account = refValue(detail.AccountRef) ?? systemAccount(reader, 'undeposited');
    const source = readLinks(line.LinkedTxn)[0];
    const settles = source === undefined ? {} : rateKept(row, applicationOf(`${source.TxnType}:${source.TxnId}`));
    const posting = { account, cents: -toCents(line.Amount), ...settles };
    const name = partyOf(reader, account, detail.Entity);
    result.push(name === undefined ? posting : { ...posting, name });
  }
  return result;
}

/** Whom a line of A/R or A/P speaks of. */
function partyOf(reader: Reader, account: string, entity: Json | undefined): Posting['name'] {
  const ledger = reader.get('Account', account);
  if (ledger === undefined || subledger(ledger) === undefined || !isObject(entity)) return undefined;
  return { entity: String(entity.type), id: String(entity.value) };
}

export const deposit: EntityDef = {
  name: 'Deposit',
  path: 'deposit',
  counter: { name: 'transactions', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  canVoid: false,
  order: 'recent',
  totalCount: true,
  captured: true,
  prepare,
  deleting: (draft) => {
    checkClosed(draft);
    unlinkToDelete(draft);
    moveLinks(draft.work, draft.id, draft.before, []);
  },
  derived: {
    TotalAmt: (row) => fromCents(keptNumber(row, 'total')),
    TxnTaxDetail: () => ({}),
    Line: (row, reader) =>
      (isList(row.body.Line) ? row.body.Line : []).map((line): Json => {
        if (!isObject(line) || !isObject(line.DepositLineDetail)) return line;
        const { Entity, ...rest } = line.DepositLineDetail;
        const who = shownParty(Entity, reader);
        return who === undefined ? line : { ...line, DepositLineDetail: { Entity: who, ...rest } };
      }),
  },
  title: () => undefined,
  postings,
};
