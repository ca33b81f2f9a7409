/**
 * Links of a sale to what it was made from: an estimate, time, a cost passed on. They stand in the head and on the lines
 * (recorded). Links of payments belong to the payments and are kept apart.
 */
import type { Draft } from '../../entity.ts';
import { business, missing, refuse } from '../../faults.ts';
import { isList, isObject } from '../../members.ts';
import type { Body, Json } from '../../types.ts';
import { readLinks } from './source-links.ts';

type Link = { readonly TxnId: string; readonly TxnType: string };

/** Written by the payments, deposits and charges themselves; what a client echoes of them is left out. */
const FOREIGN = new Set(['Payment', 'CreditMemo', 'Deposit', 'BillPaymentCheck', 'StatementCharge', 'JournalEntry']);

/** Completes the links of head and lines from those of the request. `types`: what this form can be made from. */
export function sourceLinks(draft: Draft, types: readonly string[]): void {
  const { body, before, sent } = draft;
  const given = isList(sent.LinkedTxn) ? checked(draft, sent.LinkedTxn, types) : undefined;
  const head = given ?? sources(before?.body.LinkedTxn);
  // A head sent without lines says what the lines may still name.
  const strict = given !== undefined && sent.Line === undefined;
  const estimate = head.filter((link) => link.TxnType === 'Estimate');
  const lines = (isList(body.Line) ? body.Line : []).map((line): Json => {
    if (!isObject(line) || line.Id === undefined) return line;
    const own = isList(line.LinkedTxn) ? checked(draft, line.LinkedTxn, types) : [];
    const links = strict ? own.filter((link) => holds(head, link)) : own;
    for (const link of links) if (!holds(head, link)) head.push(link);
    // The estimate an invoice was made from stands on each of its lines.
    const all = links.length === 0 && estimate.length === 1 ? estimate : links;
    return withLinks(line, all);
  });
  body.Line = lines;
  if (head.length === 0) delete body.LinkedTxn;
  else body.LinkedTxn = head;
}

const holds = (links: readonly Link[], wanted: Link) =>
  links.some((link) => link.TxnId === wanted.TxnId && link.TxnType === wanted.TxnType);

/** The line with its links where they stand in recordings: after the amount. */
function withLinks(line: { readonly [member: string]: Json }, links: readonly Link[]): Body {
  const result: Body = {};
  for (const [name, value] of Object.entries(line)) {
    if (name === 'LinkedTxn') continue;
    if (name === 'DetailType' && links.length > 0) result.LinkedTxn = links;
    result[name] = value;
  }
  return result;
}

function sources(value: Json | undefined): Link[] {
  return readLinks(value).flatMap(({ TxnId, TxnType }) => (FOREIGN.has(TxnType) ? [] : [{ TxnId, TxnType }]));
}

function checked(draft: Draft, sent: readonly Json[], types: readonly string[]): Link[] {
  const links: Link[] = [];
  for (const link of sent) {
    if (!isObject(link) || (typeof link.TxnType === 'string' && FOREIGN.has(link.TxnType))) continue;
    const { TxnId, TxnType } = link;
    if (typeof TxnType !== 'string' || typeof TxnId !== 'string') throw missing('LinkedTxn.TxnId');
    if (!types.includes(TxnType))
      throw refuse('620', `Transaction of type ${TxnType} cannot be linked here.`, 'LinkedTxn');
    const known = draft.reader.get(TxnType, TxnId);
    if (known === undefined || known.deleted)
      throw business(`The entity ${TxnType} ${TxnId} that you are trying to link does not exist. ${TxnType} ${TxnId}`);
    if (!holds(links, { TxnId, TxnType })) links.push({ TxnId, TxnType });
  }
  return links;
}
