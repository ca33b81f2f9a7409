/** `/{entity}/{id}/pdf`: a form as a customer or vendor gets it on paper. */
import type { EntityDef, Frame } from '../entity.ts';
import { refuse } from '../faults.ts';
import { isObject, textOf } from '../members.ts';
import { checkId, entityAnswer } from '../operations.ts';
import type { Store } from '../store.ts';
import type { Json } from '../types.ts';
import { PAGE, type Page, pdfDocument, rule, write } from './document.ts';
import { wrap } from './font.ts';
import { type FormLine, factsOf, linesOf, money, totalsOf, type Wire } from './form-content.ts';

const TITLES: Readonly<Record<string, string>> = {
  Invoice: 'INVOICE',
  Estimate: 'ESTIMATE',
  CreditMemo: 'CREDIT MEMO',
  SalesReceipt: 'SALES RECEIPT',
  RefundReceipt: 'REFUND RECEIPT',
  Payment: 'RECEIPT OF PAYMENT',
  PurchaseOrder: 'PURCHASE ORDER',
};

const LEFT = 54;
const RIGHT = PAGE.width - 54;
const TOP = PAGE.height - 60;
/** Nothing but the page number stands below. */
const BOTTOM = 72;
const COLUMNS = { quantity: 400, rate: 480, amount: RIGHT } as const;
const TEXT_WIDTH = 290;
const LEADING = 13;
const BODY = 9;

/** Pages being filled from top to bottom. */
type Sheet = { readonly pages: Page[]; y: number };

const current = (sheet: Sheet): Page => sheet.pages[sheet.pages.length - 1] ?? { marks: [] };

/** The form as a PDF file in ASCII. */
export function formPdf(store: Store, frame: Frame, def: EntityDef, id: string): string {
  const title = TITLES[def.name];
  if (title === undefined) throw refuse('500', `Operation pdf is not supported for ${def.name}.`);
  const form = entityAnswer(store, frame, def, checkId(id), 'read')[def.name] as Wire;
  const company = store.tables.get('CompanyInfo')?.get('1')?.body ?? {};
  const sheet: Sheet = { pages: [{ marks: [] }], y: TOP };
  heading(sheet, company, title);
  parties(sheet, form);
  columns(sheet);
  for (const line of linesOf(form, store)) row(sheet, line);
  totals(sheet, form);
  message(sheet, form);
  for (const [index, page] of sheet.pages.entries())
    write(page, `Page ${index + 1} of ${sheet.pages.length}`, { x: RIGHT, y: 40, size: 8, right: true });
  return pdfDocument(sheet.pages, `${title} ${textOf(form, 'DocNumber') ?? id}`);
}

/** Makes room for `height` points; on a new page the columns are named again. */
function room(sheet: Sheet, height: number, named: boolean): void {
  if (sheet.y - height >= BOTTOM) return;
  sheet.pages.push({ marks: [] });
  sheet.y = TOP;
  if (named) columns(sheet);
}

function heading(sheet: Sheet, company: Wire, title: string): void {
  const page = current(sheet);
  write(page, textOf(company, 'CompanyName') ?? '', { x: LEFT, y: TOP, size: 14, face: 'bold' });
  write(page, title, { x: RIGHT, y: TOP, size: 14, face: 'bold', right: true });
  sheet.y = TOP - 16;
  const phone = isObject(company.PrimaryPhone) ? textOf(company.PrimaryPhone, 'FreeFormNumber') : undefined;
  const email = isObject(company.Email) ? textOf(company.Email, 'Address') : undefined;
  for (const line of [...addressLines(company.CompanyAddr), phone ?? '', email ?? '']) {
    if (line === '') continue;
    write(page, line, { x: LEFT, y: sheet.y, size: BODY });
    sheet.y -= LEADING;
  }
  sheet.y -= LEADING;
}

function addressLines(address: Json | undefined): string[] {
  if (!isObject(address)) return [];
  const part = (name: string) => textOf(address, name) ?? '';
  const place = [part('City'), `${part('CountrySubDivisionCode')} ${part('PostalCode')}`.trim()]
    .filter((text) => text !== '')
    .join(', ');
  return [part('Line1'), part('Line2'), part('Line3'), part('Line4'), part('Line5'), place].filter(
    (text) => text !== '',
  );
}

/** Who it is for on the left; number, dates and terms on the right. */
function parties(sheet: Sheet, form: Wire): void {
  const page = current(sheet);
  const start = sheet.y;
  const vendor = isObject(form.VendorRef);
  const party = isObject(form.VendorRef) ? form.VendorRef : isObject(form.CustomerRef) ? form.CustomerRef : undefined;
  if (party !== undefined) {
    write(page, vendor ? 'VENDOR' : 'BILL TO', { x: LEFT, y: sheet.y, size: 8, face: 'bold' });
    const name = textOf(party, 'name') ?? '';
    const address = addressLines(vendor ? form.VendorAddr : form.BillAddr).filter((line) => line !== name);
    for (const line of [name, ...address].flatMap((text) => wrap(text, 280, BODY, 'plain'))) {
      sheet.y -= LEADING;
      write(page, line, { x: LEFT, y: sheet.y, size: BODY });
    }
  }
  let y = start;
  for (const [label, value] of factsOf(form)) {
    write(page, label, { x: 440, y, size: 8, face: 'bold', right: true });
    write(page, value, { x: 448, y, size: BODY });
    y -= LEADING;
  }
  sheet.y = Math.min(sheet.y, y) - 2 * LEADING;
}

function columns(sheet: Sheet): void {
  const page = current(sheet);
  const y = sheet.y;
  write(page, 'ACTIVITY', { x: LEFT, y, size: 8, face: 'bold' });
  write(page, 'QTY', { x: COLUMNS.quantity, y, size: 8, face: 'bold', right: true });
  write(page, 'RATE', { x: COLUMNS.rate, y, size: 8, face: 'bold', right: true });
  write(page, 'AMOUNT', { x: COLUMNS.amount, y, size: 8, face: 'bold', right: true });
  rule(page, LEFT, RIGHT, y - 5);
  sheet.y = y - 5 - LEADING;
}

function row(sheet: Sheet, line: FormLine): void {
  const x = LEFT + line.depth * 12;
  const width = TEXT_WIDTH - line.depth * 12;
  const texts = [
    ...(line.name === '' ? [] : wrap(line.name, width, BODY, 'bold').map((text) => ({ text, face: 'bold' as const }))),
    ...(line.text === ''
      ? []
      : wrap(line.text, width, BODY, 'plain').map((text) => ({ text, face: 'plain' as const }))),
  ];
  const size = BODY;
  for (const [index, { text, face }] of (texts.length === 0
    ? [{ text: '', face: 'plain' as const }]
    : texts
  ).entries()) {
    room(sheet, LEADING, true);
    const page = current(sheet);
    const y = sheet.y;
    write(page, text, { x, y, size, face });
    if (index === 0) {
      write(page, line.quantity, { x: COLUMNS.quantity, y, size, right: true });
      write(page, line.rate, { x: COLUMNS.rate, y, size, right: true });
      write(page, line.amount, { x: COLUMNS.amount, y, size, right: true });
    }
    sheet.y -= LEADING;
  }
  sheet.y -= 4;
}

function totals(sheet: Sheet, form: Wire): void {
  const rows = totalsOf(form);
  room(sheet, (rows.length + 1) * LEADING, false);
  const page = current(sheet);
  rule(page, LEFT, RIGHT, sheet.y + 6);
  for (const [index, [label, cents]] of rows.entries()) {
    const face = index === rows.length - 1 ? 'bold' : 'plain';
    sheet.y -= LEADING;
    write(page, label, { x: COLUMNS.rate, y: sheet.y, size: BODY, face, right: true });
    write(page, money(cents), { x: COLUMNS.amount, y: sheet.y, size: BODY, face, right: true });
  }
  sheet.y -= 2 * LEADING;
}

function message(sheet: Sheet, form: Wire): void {
  const memo = isObject(form.CustomerMemo) ? textOf(form.CustomerMemo, 'value') : textOf(form, 'Memo');
  for (const text of memo === undefined ? [] : wrap(memo, RIGHT - LEFT, BODY, 'plain')) {
    room(sheet, LEADING, false);
    write(current(sheet), text, { x: LEFT, y: sheet.y, size: BODY });
    sheet.y -= LEADING;
  }
}
