/** Document numbers of sales forms. */
import type { Draft } from '../../entity.ts';
import { business, refuse } from '../../faults.ts';
import { textOf } from '../../members.ts';
import { idsIn, takeNumber } from '../../store.ts';
import { isOn } from './preferences.ts';

const MOST_DOC_NUMBER = 21;

/** Forms that draw from one sequence (recorded for invoice and credit memo). */
export const SEQUENCES = {
  sales: ['Invoice', 'CreditMemo', 'SalesReceipt', 'RefundReceipt'],
  estimates: ['Estimate'],
} as const;

export type Sequence = keyof typeof SEQUENCES;

/** First number a company hands out. */
const FIRST_NUMBER = 1001;

/**
 * With CustomTxnNumbers off QuickBooks numbers the form when none is sent, takes a sent one as given, and keeps the one
 * it has through a full update (recorded); with it on, an omitted number is empty and a used one is refused (6140) unless
 * duplicates are asked for.
 */
export function documentNumber(draft: Draft, sequence: Sequence): void {
  const { body, before, mode, reader, work, frame } = draft;
  const custom = isOn(reader, 'SalesFormsPrefs', 'CustomTxnNumbers');
  const given = textOf(body, 'DocNumber');
  if (given === undefined) {
    if (custom) return;
    const present = mode === 'full' && draft.sent.DocNumber === undefined ? before?.body.DocNumber : undefined;
    if (mode === 'create') body.DocNumber = String(takeNumber(work, `doc:${sequence}`, FIRST_NUMBER));
    else if (present !== undefined) body.DocNumber = present;
    return;
  }
  if (given.length > MOST_DOC_NUMBER)
    throw business(`The Document Number field can contain at most ${MOST_DOC_NUMBER} characters`, 'DocNumber');
  if (!custom || given === before?.body.DocNumber || work.include.has('allowduplicatedocnum')) return;
  for (const name of SEQUENCES[sequence]) {
    const other = idsIn(work, frame.indexer, name, `doc:${name}:${given}`).find((id) => id !== draft.id);
    if (other !== undefined) {
      throw refuse(
        '6140',
        `Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=${given} is assigned to TxnType=${name} with TxnId=${other}`,
        '',
      );
    }
  }
}

/** Files a form under its number. */
export function numberKeys(entity: string, row: { readonly deleted: boolean; readonly body: Draft['body'] }): string[] {
  const number = textOf(row.body, 'DocNumber');
  return row.deleted || number === undefined ? [] : [`doc:${entity}:${number}`];
}
