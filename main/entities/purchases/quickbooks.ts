import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation, TranslationContext, WriteRequest } from '../../core/types.ts';
import { isVoid, noteOf } from '../documents.ts';
import { readAmountsAre, taxesByLine, writeAmountsAre } from '../tax/codes.ts';
import { Dec, money, moneyOrNull, notTranslatable, put, readHead, record, sparseHead, text } from '../values.ts';
import { type ByLine, readLines, writeLines } from './lines.ts';
import type { PurchaseDocument } from './schema.ts';
import { derivePurchase, ownTotal } from './totals.ts';

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
const FIXED_WHEN_VOID = new Set(['privateNote', 'lines', 'taxModel']);

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
  const by = byLineOf(document, native, fields, creating, context);
  if (by) fields.add('lines');
  for (const field of fields) Object.assign(json, plain[field]?.(document, creating, native, context));
  Object.assign(json, spec.together?.(document, fields, creating, context));
  if (fields.has('lines')) {
    const title = spec.titleOf(document);
    const written = writeLines(by?.lines ?? document.lines, creating ? {} : native, title, by ?? undefined);
    if (!written.ok) return written;
    json.Line = written.lines;
  }
  // Each line names its code; without TxnTaxDetail QuickBooks works the tax out anew (reference, 6.5).
  if (by) Object.assign(json, writeAmountsAre(by.amountsAre));
  return { ok: true, json };
}

/**
 * How the lines of a document go to a company outside the US; null in the US, and where neither lines nor tax change. A
 * document that does not say what its amounts are was made with amounts before tax.
 */
function byLineOf(
  document: PurchaseDocument,
  native: Raw,
  fields: ReadonlySet<string>,
  creating: boolean,
  context: TranslationContext,
): (ByLine & { lines: PurchaseDocument['lines'] }) | null {
  if (!taxesByLine(context) || !(fields.has('lines') || fields.has('taxModel'))) return null;
  const settled = derivePurchase({ ...(document as unknown as Body), taxModel: document.taxModel ?? 'exclusive' });
  const { lines, taxModel } = settled as unknown as PurchaseDocument;
  const amountsAre = taxModel ?? 'exclusive';
  return { lines, amountsAre, moved: !creating && readAmountsAre(native) !== amountsAre, context };
}

function readCommon(raw: Raw, context: TranslationContext): PurchaseDocument {
  const lines = readLines(raw, context);
  const taxModel = taxesByLine(context) ? readAmountsAre(raw) : null;
  const own = ownTotal({ lines, taxModel });
  const total = money(raw.TotalAmt) ?? own;
  return {
    date: text(raw.TxnDate) ?? '',
    taxModel,
    lines,
    tax: moneyOrNull(new Dec(total).minus(own).toFixed(2)),
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
 * out, because QuickBooks copies or changes them by itself: addresses, the A/P account of
 * what is there already, links, print states.
 */
export function purchaseTranslation<T extends PurchaseDocument>(spec: PurchaseTranslation<T>): QuickbooksTranslation {
  return {
    resource: spec.resource,
    screen: spec.screen,

    read(native, context) {
      const raw = record(native);
      const head = readHead(raw);
      if (head.life === 'deleted') return { ...head, body: null };
      const common = readCommon(raw, context);
      const body = { ...common, ...spec.read(raw, common) } as unknown as Body;
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
