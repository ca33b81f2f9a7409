import { CDC_CAP } from './cdc.ts';

/** How the company behaves where QuickBooks Online itself varies, or where its behaviour is not documented. */

export type Switches = {
  /** Language of the texts in faults: codes never change, texts do (seen in companies kept in French). */
  language: 'en' | 'fr';
  /** How far behind queries and change data capture may be, ms; 0: never. Direct reads are always current. */
  staleMs: number;
  /** How long replaced rows are kept, ms, so that lists may fall behind for a single question. */
  rememberMs: number;
  /** Rows one answer of change data capture holds at most. */
  changeRows: number;
  /** `shuffled`: items of a batch are carried out in another order than sent, as the documentation allows. */
  batchOrder: 'given' | 'shuffled';
  /** A requestid that was used: its first answer again (documented), or 600. */
  repeatedRequestId: 'replay' | 'refuse';
  /** HTTP status of the fault that a lapsed subscription brings (200 was seen once). */
  lapsedStatus: 400 | 200;
};

export function defaultSwitches(): Switches {
  return {
    language: 'en',
    staleMs: 0,
    rememberMs: 0,
    changeRows: CDC_CAP,
    batchOrder: 'given',
    repeatedRequestId: 'replay',
    lapsedStatus: 400,
  };
}
