import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation, TranslationContext, WriteRequest } from '../../core/types.ts';
import { isVoid, noteOf } from '../documents.ts';
import { readAmountsAre, taxesByLine, writeAmountsAre } from '../tax/codes.ts';
import {
  Dec,
  longText,
  money,
  moneyOrNull,
  notTranslatable,
  put,
  putIn,
  readHead,
  record,
  refId,
  sparseHead,
  text,
} from '../values.ts';
import { type ByLine, type Naming, readLines, writeLines } from './lines.ts';
import type { SalesDocument } from './schema.ts';
import { readTax, writeTax } from './tax.ts';
import { deriveSales, sharedTax, subtotalOf, taxByLine } from './totals.ts';

type Raw = Record<string, unknown>;

/** The QuickBooks members of one field. A create may leave out what is empty; an update must clear it. */
export type Member<T> = (document: T, creating: boolean, native: Raw) => Raw;

/** What is known where a document's JSON is completed. `fields`: what changes, everything on a create. */
export type Completing<T> = {
  document: T;
  fields: ReadonlySet<string>;
  creating: boolean;
  native: Raw;
  context: TranslationContext;
  title: string;
};

/** What a kind of sales document adds to what all of them have. */
export type SalesTranslation<T extends SalesDocument> = {
  resource: string;
  screen: string;
  /** How QuickBooks voids it; absent where it cannot. */
  voidBy?: 'operation' | 'include';
  /** The document in a sentence: "invoice". */
  noun: string;
  titleOf(document: T): string;
  /** Names of all its fields. */
  fields: string[];
  /** Members of its own fields, by field; those of `complete` are not among them. */
  members: Record<string, Member<T>>;
  /** Its own fields, read; `common` is what all of them have. */
  read(raw: Raw, common: SalesDocument, context: TranslationContext): Omit<T, keyof SalesDocument>;
  /** Members that hang on more than one field, or may be refused; `json` holds all others. */
  complete?(json: Raw, at: Completing<T>): { ok: true; json: Raw } | ReturnType<typeof notTranslatable>;
  lock?: NonNullable<QuickbooksTranslation['lock']>;
};

/** Members of the plain fields every sales document has; lines and tax have rules of their own. */
const PLAIN: Record<string, Member<SalesDocument>> = {
  number: (document, creating) => put('DocNumber', document.number, creating),
  customer: ({ customer }, creating) =>
    customer === null && creating ? {} : { CustomerRef: { value: customer ?? '' } },
  date: (document) => ({ TxnDate: document.date }),
  memo: (document, creating) => putIn('CustomerMemo', 'value', document.memo, creating),
  privateNote: (document, creating) => put('PrivateNote', document.privateNote, creating),
  email: (document, creating) => putIn('BillEmail', 'Address', document.email, creating),
};

/** Fields of a voided document that must stay as they are: its word "Voided" and its zero amounts. */
const FIXED_WHEN_VOID = new Set(['privateNote', 'lines', 'taxModel', 'taxRate', 'taxPercent']);

function writeDocument<T extends SalesDocument>(
  spec: SalesTranslation<T>,
  request: WriteRequest,
  context: TranslationContext,
): ReturnType<QuickbooksTranslation['write']> {
  const document = request.body as unknown as T;
  const native = record(request.native);
  const creating = request.kind === 'create';
  const naming: Naming = { title: spec.titleOf(document), noun: spec.noun };
  const json: Raw = creating ? {} : sparseHead(request);
  const voided = !creating && isVoid(native);
  const plain: Record<string, Member<T>> = { ...PLAIN, ...spec.members };
  const fields = new Set(creating ? spec.fields : request.fields);
  if (voided) for (const name of FIXED_WHEN_VOID) fields.delete(name);
  const by = byLineOf(document, native, fields, creating, context);
  if (by) fields.add('lines');
  for (const field of fields) Object.assign(json, plain[field]?.(document, creating, native));
  if (fields.has('lines')) {
    const lines = by ? by.lines : document.lines;
    const discountAccount = context.mapping.discountAccount ?? null;
    const written = writeLines(lines, creating ? {} : native, naming, { by: by ?? undefined, discountAccount });
    if (!written.ok) return written;
    json.Line = written.lines;
  }
  // Each line names its code; without TxnTaxDetail QuickBooks works the tax out anew (reference, 6.5).
  if (by) Object.assign(json, writeAmountsAre(by.amountsAre));
  else if (fields.has('taxRate') || fields.has('taxPercent')) {
    const tax = writeTax(document, native, context, creating, naming.title);
    if (!tax.ok) return tax;
    Object.assign(json, tax.member);
  }
  const at = { document, fields, creating, native, context, title: naming.title };
  return spec.complete?.(json, at) ?? { ok: true, json };
}

const TAXED = ['lines', 'taxModel', 'taxRate', 'taxPercent'];

/**
 * How the lines of a document go to a company outside the US; null in the US, and where neither lines nor tax change. A
 * document that does not say what its amounts are was made with amounts before tax.
 */
function byLineOf(
  document: SalesDocument,
  native: Raw,
  fields: ReadonlySet<string>,
  creating: boolean,
  context: TranslationContext,
): (ByLine & { lines: SalesDocument['lines'] }) | null {
  if (!taxesByLine(context) || !TAXED.some((name) => fields.has(name))) return null;
  const settled = deriveSales({ ...(document as unknown as Body), taxModel: document.taxModel ?? 'exclusive' });
  const { lines, taxModel } = settled as unknown as SalesDocument;
  const amountsAre = taxModel ?? 'exclusive';
  return { lines, amountsAre, moved: !creating && readAmountsAre(native) !== amountsAre, context };
}

/** The day it was sent; what only waits to be sent has a way of delivery and no time. */
function emailedOn(raw: Raw): string | null {
  const at = text(record(raw.DeliveryInfo).DeliveryTime);
  return raw.EmailStatus === 'EmailSent' && at !== null ? (/^\d{4}-\d{2}-\d{2}/.exec(at)?.[0] ?? null) : null;
}

function readCommon(raw: Raw, context: TranslationContext): SalesDocument {
  const lines = readLines(raw, context);
  const taxTotal = money(record(raw.TxnTaxDetail).TotalTax) ?? '0.00';
  const tax = taxesByLine(context)
    ? { taxModel: readAmountsAre(raw), ...sharedTax(lines) }
    : lines.some((line) => line.taxable)
      ? readTax(raw.TxnTaxDetail, context)
      : { taxRate: null, taxPercent: null };
  return {
    number: text(raw.DocNumber),
    customer: refId(raw.CustomerRef),
    date: text(raw.TxnDate) ?? '',
    taxModel: null,
    lines,
    ...tax,
    taxAdjustment: moneyOrNull(new Dec(taxTotal).minus(taxByLine({ lines, ...tax })).toFixed(2)),
    memo: longText(record(raw.CustomerMemo).value),
    privateNote: noteOf(raw),
    email: text(record(raw.BillEmail).Address),
    emailedOn: emailedOn(raw),
    subtotal: subtotalOf(lines),
    taxTotal,
    total: money(raw.TotalAmt) ?? '0.00',
  };
}

/** Whether a found document is the one an uncertain create would have made. */
function isTheOne(wanted: SalesDocument, found: SalesDocument): boolean {
  return (
    found.customer === wanted.customer &&
    found.date === wanted.date &&
    (wanted.number === null || found.number === wanted.number) &&
    found.subtotal === wanted.subtotal &&
    found.lines.length === wanted.lines.length &&
    found.lines.every((line, index) => {
      const other = wanted.lines[index];
      return line.kind === other?.kind && line.item === other.item && line.amount === other.amount;
    })
  );
}

/**
 * The translation of a kind of sales document. Totals, tax and balance are read as QuickBooks has them and never sent. Left
 * out, because QuickBooks copies or changes them by itself: billing and shipping addresses, print and e-mail states.
 */
export function salesTranslation<T extends SalesDocument>(spec: SalesTranslation<T>): QuickbooksTranslation {
  return {
    resource: spec.resource,
    screen: spec.screen,
    ...(spec.voidBy ? { voidBy: spec.voidBy } : {}),
    ...(spec.lock ? { lock: spec.lock } : {}),

    read(native, context) {
      const raw = record(native);
      const head = readHead(raw);
      if (head.life === 'deleted') return { ...head, body: null };
      const common = readCommon(raw, context);
      const body = { ...common, ...spec.read(raw, common, context) } as unknown as Body;
      return { ...head, life: isVoid(raw) ? 'void' : head.life, body };
    },

    write(request, context) {
      if (request.kind === 'remove') return { ok: true, json: { Id: request.id, SyncToken: request.revision } };
      if (request.kind === 'restore') {
        const gone = spec.voidBy === undefined ? 'deleted' : 'voided or deleted';
        const title = spec.titleOf(request.body as unknown as T);
        return notTranslatable(title, `QuickBooks cannot bring back a ${gone} ${spec.noun}`);
      }
      return writeDocument(spec, request, context);
    },

    lineIds: (native) => readLines(native).map((line) => line.id),

    probe(request) {
      if (request.kind !== 'create') return null;
      const wanted = request.body as unknown as SalesDocument;
      return { fits: (body) => isTheOne(wanted, body as unknown as SalesDocument) };
    },
  };
}
