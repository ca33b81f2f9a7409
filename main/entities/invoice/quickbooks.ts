import type { SalesSpec } from '../sales/entity.ts';
import { termsMember } from '../term/field.ts';
import { money, records, refId, text } from '../values.ts';
import type { Invoice } from './schema.ts';

type Raw = Record<string, unknown>;

/** What an invoice can be made of; links of payments and deposits are theirs to write. */
const SOURCES = new Set(['Estimate', 'TimeActivity', 'ReimburseCharge']);

const isEstimate = (link: Raw): boolean => link.TxnType === 'Estimate';

/** The first one: QuickBooks lets an invoice stand on several, which nobody here can make. */
const estimateOf = (raw: Raw): string | null => text(records(raw.LinkedTxn).find(isEstimate)?.TxnId);

/** Lines as they are but for their links to an estimate: QuickBooks writes those from the head. */
const unlinked = (lines: unknown): Raw[] =>
  records(lines).map(({ LinkedTxn, LineEx: _, ...line }) => {
    const kept = records(LinkedTxn).filter((link) => !isEstimate(link));
    return kept.length === 0 ? line : { ...line, LinkedTxn: kept };
  });

/** What an invoice adds to the translation of a sales document. Left out: what it is shipped by. */
export const invoiceQuickbooks: SalesSpec<Invoice>['quickbooks'] = {
  resource: 'Invoice',
  screen: 'invoice?txnId=',
  voidBy: 'operation',
  members: {
    terms: (invoice, creating) => termsMember('SalesTermRef', invoice.terms, creating),
    // QuickBooks always has a due date: without one it takes the terms', so there is nothing to clear.
    dueDate: (invoice) => (invoice.dueDate === null ? {} : { DueDate: invoice.dueDate }),
  },
  read: (raw, common) => ({
    status: 'issued',
    terms: refId(raw.SalesTermRef),
    dueDate: text(raw.DueDate),
    estimate: estimateOf(raw),
    balance: money(raw.Balance) ?? common.total,
  }),
  complete(json, { document, fields, creating, native }) {
    const { estimate } = document;
    if (!fields.has('estimate') || (creating && estimate === null)) return { ok: true, json };
    if (!creating && estimateOf(native) === estimate) return { ok: true, json };
    const others = creating ? [] : records(native.LinkedTxn).filter((link) => SOURCES.has(String(link.TxnType)));
    const links = others.filter((link) => !isEstimate(link));
    const LinkedTxn = estimate === null ? links : [...links, { TxnId: estimate, TxnType: 'Estimate' }];
    // The links on the lines say the same, so the lines go along.
    const lines = creating ? {} : { Line: unlinked(json.Line ?? withoutTotals(native.Line)) };
    return { ok: true, json: { ...json, ...lines, LinkedTxn } };
  },
};

/** Lines that may be sent back: QuickBooks' own subtotals may not. */
const withoutTotals = (lines: unknown): Raw[] =>
  records(lines).filter((line) => line.DetailType !== 'SubTotalLineDetail');
