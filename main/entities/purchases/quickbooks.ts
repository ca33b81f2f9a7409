import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation, TranslationContext, WriteRequest } from '../../core/types.ts';
import { isVoid, noteOf } from '../documents.ts';
import { Dec, money, moneyOrNull, notTranslatable, put, readHead, record, sparseHead, text } from '../values.ts';
import { readLines, writeLines } from './lines.ts';
import type { PurchaseDocument } from './schema.ts';
import { linesTotal } from './totals.ts';

type Raw = Record<string, unknown>;

/** The QuickBooks members of one field. A create may leave out what is empty; an update must clear it. */
export type Member<T> = (document: T, creating: boolean, native: Raw, context: TranslationContext) => Raw;

/** What a kind of purchase document adds to what all of them have. */
export type PurchaseTranslation<T extends PurchaseDocument> = {
  resource: string;
  screen: string;
  /** The document in a sentence: "bill". */
  noun: string;
  titleOf(document: T): string;
  /** Members of its own fields, by field. */
  members: Record<string, Member<T>>;
  /** Members that go with several fields at once; `fields` are those written. */
  together?(document: T, fields: ReadonlySet<string>, creating: boolean, context: TranslationContext): Raw;
  /** Its own fields, read; `common` is what all of them have. */
  read(raw: Raw, common: PurchaseDocument): Omit<T, keyof PurchaseDocument>;
  /** Whether a found document is the one an uncertain create would have made, as far as its own fields say. */
  fits(found: T, wanted: T): boolean;
};

const PLAIN: Record<string, Member<PurchaseDocument>> = {
  date: (document) => ({ TxnDate: document.date }),
  privateNote: (document, creating) => put('PrivateNote', document.privateNote, creating),
};

/** Fields of a document voided in QuickBooks' own screens that must stay as they are. */
const FIXED_WHEN_VOID = new Set(['privateNote', 'lines']);

function writeDocument<T extends PurchaseDocument>(
  spec: PurchaseTranslation<T>,
  request: WriteRequest,
  context: TranslationContext,
): ReturnType<QuickbooksTranslation['write']> {
  const document = request.body as unknown as T;
  const native = record(request.native);
  const creating = request.kind === 'create';
  const json: Raw = creating ? {} : sparseHead(request);
  const plain: Record<string, Member<T>> = { ...PLAIN, ...spec.members };
  const fields = new Set(creating ? [...Object.keys(plain), 'lines'] : request.fields);
  if (!creating && isVoid(native)) for (const name of FIXED_WHEN_VOID) fields.delete(name);
  for (const field of fields) Object.assign(json, plain[field]?.(document, creating, native, context));
  Object.assign(json, spec.together?.(document, fields, creating, context));
  if (fields.has('lines')) {
    const written = writeLines(document.lines, creating ? {} : native, spec.titleOf(document));
    if (!written.ok) return written;
    json.Line = written.lines;
  }
  return { ok: true, json };
}

function readCommon(raw: Raw): PurchaseDocument {
  const lines = readLines(raw);
  const total = money(raw.TotalAmt) ?? linesTotal(lines);
  return {
    date: text(raw.TxnDate) ?? '',
    lines,
    tax: moneyOrNull(new Dec(total).minus(linesTotal(lines)).toFixed(2)),
    privateNote: noteOf(raw),
    total,
  };
}

const sameLines = (found: PurchaseDocument, wanted: PurchaseDocument): boolean =>
  found.lines.length === wanted.lines.length &&
  found.lines.every((line, index) => {
    const other = wanted.lines[index];
    return line.account === other?.account && line.item === other.item && line.amount === other.amount;
  });

/**
 * The translation of a kind of purchase document. Totals and balances are read as QuickBooks has them and never sent. Left
 * out, because QuickBooks copies or changes them by itself: addresses, the A/P account, links, print states.
 */
export function purchaseTranslation<T extends PurchaseDocument>(spec: PurchaseTranslation<T>): QuickbooksTranslation {
  return {
    resource: spec.resource,
    screen: spec.screen,

    read(native) {
      const raw = record(native);
      const head = readHead(raw);
      if (head.life === 'deleted') return { ...head, body: null };
      const common = readCommon(raw);
      const body: Body = { ...common, ...(spec.read(raw, common) as Body) };
      return { ...head, life: isVoid(raw) ? 'void' : head.life, body };
    },

    write(request, context) {
      if (request.kind === 'remove') return { ok: true, json: { Id: request.id, SyncToken: request.revision } };
      if (request.kind === 'restore') {
        const title = spec.titleOf(request.body as unknown as T);
        return notTranslatable(title, `QuickBooks cannot bring back a deleted ${spec.noun}`);
      }
      return writeDocument(spec, request, context);
    },

    lineIds: (native) => readLines(native).map((line) => line.id),

    probe(request) {
      if (request.kind !== 'create') return null;
      const wanted = request.body as unknown as T;
      return {
        fits(body) {
          const found = body as unknown as T;
          return found.date === wanted.date && spec.fits(found, wanted) && sameLines(found, wanted);
        },
      };
    },
  };
}
