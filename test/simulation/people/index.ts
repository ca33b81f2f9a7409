/**
 * People at work on both sides: they enter, edit, pay, void, retire and bring back, without knowing of each other. Each
 * act is drawn from the dice, done through the side's own screens, and written into the ledger if the screen took it.
 */
import type { Side } from '../../../shared/primitives.ts';
import { isName, kindOf } from '../kinds.ts';
import type { BookName, EntityName } from '../words.ts';
import { deposit, merge, undeposit } from './bookkeeping.ts';
import { createDesk, type Desk, type DeskParts } from './desk.ts';
import { changeLines, edit, end, meddleWith } from './editing.ts';
import { createCustomer, createInvoice, createItem, double, pay, twin } from './entering.ts';
import { attach, detach } from './files.ts';
import { changeBudget, changeLists, changePolicy, joinAgain, syncOne, unlink, type Window } from './office.ts';
import { settleOne } from './reviewing.ts';
import { convert, enter, settle, step } from './wide.ts';

export type ActKind =
  | 'createCustomer'
  | 'createItem'
  | 'createInvoice'
  /** A day's invoices, entered at one go. */
  | 'rush'
  | 'pay'
  | 'twin'
  | 'edit'
  | 'editLine'
  | 'addLine'
  | 'removeLine'
  | 'deactivate'
  | 'reactivate'
  | 'void'
  | 'delete'
  | 'double'
  | 'merge'
  | 'deposit'
  | 'undeposit'
  | 'settings'
  | 'lists'
  | 'readBudget'
  | 'unlink'
  | 'link'
  | 'syncOne'
  | 'decide'
  /** Done in the app, by `undoer.ts`. */
  | 'undo'
  /** In the wide book alone: something new, a step on (sent, approved, accepted), an invoice of an offer, paying bills and using credits, files. */
  | WideAct;
type WideAct = 'enter' | 'step' | 'convert' | 'settle' | 'attach' | 'detach';

/** How often each act comes; the shares of a working day, with the rare and harmful ones more often than in life. */
export const ACT_WEIGHTS: Readonly<Record<Exclude<ActKind, WideAct>, number>> = {
  createCustomer: 10,
  createItem: 5,
  createInvoice: 16,
  rush: 2,
  pay: 10,
  twin: 3,
  edit: 34,
  editLine: 8,
  addLine: 5,
  removeLine: 3,
  deactivate: 3,
  reactivate: 2,
  void: 2,
  delete: 2,
  double: 2,
  merge: 2,
  deposit: 2,
  undeposit: 1,
  settings: 4,
  lists: 1,
  readBudget: 1,
  unlink: 2,
  link: 2,
  syncOne: 1,
  decide: 3,
  undo: 6,
};

/** The same in the wide book, where most of what people do is about more kinds. */
const WIDE_WEIGHTS: Readonly<Record<ActKind, number>> = {
  ...ACT_WEIGHTS,
  enter: 40,
  settle: 44,
  step: 6,
  convert: 6,
  attach: 30,
  detach: 12,
  edit: 44,
  editLine: 14,
  addLine: 8,
  removeLine: 8,
  delete: 12,
  void: 4,
  deactivate: 5,
  undo: 8,
};
export const weightsOf = (book: BookName): Readonly<Record<string, number>> =>
  book === 'plain' ? ACT_WEIGHTS : WIDE_WEIGHTS;
/** What may stand in both books before they meet. */
export const FIRST_ACTS: Readonly<Record<BookName, readonly [ActKind, ...ActKind[]]>> = {
  plain: ['createCustomer', 'createItem', 'createInvoice', 'twin', 'pay'],
  wide: ['createCustomer', 'createItem', 'createInvoice', 'twin', 'pay', 'enter', 'enter', 'enter', 'settle'],
};

const LINED = new Set<ActKind>(['editLine', 'addLine', 'removeLine']);
/** Whether people can do this to a record of that kind: a cell of the coverage that stays empty for a reason is none. */
export function applies(act: ActKind, entity: EntityName): boolean {
  const kind = kindOf(entity);
  if (act === 'edit' || act === 'attach' || act === 'detach' || act === 'undo' || act === 'syncOne') return true;
  if (LINED.has(act)) return entity === 'invoice' || (kind?.lines ?? null) !== null;
  if (act === 'deactivate' || act === 'reactivate') return isName(entity);
  if (act === 'delete') return !isName(entity);
  if (act === 'void') return kind === null ? !isName(entity) : kind.removals.includes('void');
  if (act === 'enter') return entity === 'customer' || (kind !== null && entity !== 'billPayment');
  if (act === 'settle') return entity === 'payment' || entity === 'billPayment';
  return false;
}

/** Acts in Plumbline's own window; nobody can do one while the app is down. */
const OFFICE = {
  settings: (desk: Desk, window: Window) => changePolicy(desk, window),
  lists: changeLists,
  readBudget: (desk: Desk, window: Window) => changeBudget(desk, window),
  unlink,
  link: joinAgain,
  syncOne,
  decide: settleOne,
} as const;

export function createPeople(parts: DeskParts) {
  const desk = createDesk(parts);
  const atTheWindow = async (kind: keyof typeof OFFICE): Promise<void> => {
    const window = desk.window();
    if (window !== null) await OFFICE[kind](desk, window);
  };
  return {
    desk,
    /** Somebody in QuickBooks edits, voids or deletes most of these documents, all of them new there. */
    meddle: async (made: readonly { resource: string; id: string }[]): Promise<void> => {
      for (const one of made) {
        desk.sit();
        if (desk.dice.chance(0.6)) await meddleWith(desk, one);
      }
    },
    /** Does one act of this kind, or nothing when there is nothing to do it on. */
    act: async (kind: ActKind): Promise<void> => {
      desk.sit();
      const side: Side = desk.dice.chance(0.5) ? 'platform' : 'quickbooks';
      switch (kind) {
        case 'createCustomer':
          return createCustomer(desk, side);
        case 'createItem':
          return createItem(desk, side);
        case 'createInvoice':
          return createInvoice(desk, side);
        case 'rush':
          for (let n = desk.dice.int(4, 8); n > 0; n--) await createInvoice(desk, side);
          return;
        case 'pay':
          return pay(desk, side);
        case 'twin':
          return twin(desk);
        case 'edit':
          return edit(desk, side);
        case 'editLine':
        case 'addLine':
        case 'removeLine':
          return changeLines(desk, side, kind);
        case 'undo':
          return;
        case 'enter':
          return enter(desk, side);
        case 'settle':
          return settle(desk, side);
        case 'step':
          return step(desk, side);
        case 'convert':
          return convert(desk, side, desk.window());
        case 'attach':
          return attach(desk, side, desk.window());
        case 'detach':
          return detach(desk, side, desk.window());
        case 'deactivate':
        case 'reactivate':
        case 'void':
        case 'delete':
          return end(desk, side, kind);
        case 'double':
          return double(desk, side);
        case 'merge':
          return merge(desk);
        case 'deposit':
          return deposit(desk);
        case 'undeposit':
          return undeposit(desk);
        default:
          return atTheWindow(kind);
      }
    },
  };
}
