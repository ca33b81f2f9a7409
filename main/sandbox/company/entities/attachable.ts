/**
 * Attachable: a note or a file that hangs on records. A note comes as JSON, a file through `/upload` (files/upload.ts); what
 * was uploaded is kept beside the record and shown as an address that works for a quarter of an hour.
 */
import type { Draft, EntityDef, Frame } from '../entity.ts';
import { business, missing, refuse } from '../faults.ts';
import { flag, isList, isObject, list, type Members, number, object, standard, text, textOf } from '../members.ts';
import { putRow } from '../store.ts';
import type { Body, Json, Row } from '../types.ts';

const found = { query: 'filter' } as const;

const members: Members = {
  FileName: text(1000, found),
  FileAccessUri: text(4000, { readOnly: true }),
  ThumbnailFileAccessUri: text(4000, { readOnly: true }),
  TempDownloadUri: text(4000, { readOnly: true }),
  Size: number({ readOnly: true, query: 'filter' }),
  ContentType: text(100, found),
  Category: text(100, found),
  Lat: text(100, found),
  Long: text(100, found),
  PlaceName: text(2000, found),
  Note: text(2000, found),
  Tag: text(2000, found),
  ...standard,
  AttachableRef: list(
    {
      EntityRef: object({ value: text(20), name: text(1000), type: text(40) }),
      LineInfo: text(20),
      IncludeOnSend: flag(),
    },
    { tolerated: ['CustomField', 'AttachableRefEx', 'NoRefOnly', 'Inactive'] },
  ),
};

const tolerated = ['ThumbnailTempDownloadUri', 'AttachableEx', 'documentId'];

/** Records a note or a file can hang on. */
const HOLDERS = [
  'Invoice',
  'Estimate',
  'CreditMemo',
  'SalesReceipt',
  'RefundReceipt',
  'Payment',
  'Bill',
  'BillPayment',
  'VendorCredit',
  'Purchase',
  'PurchaseOrder',
  'Deposit',
  'Transfer',
  'JournalEntry',
  'TimeActivity',
  'Customer',
  'Vendor',
  'Employee',
  'Item',
];

/** A transaction holds this many attachments at most. */
const MOST_REFS = 10_000;

export function isFile(row: Row): boolean {
  return typeof row.kept.data === 'string';
}

function prepare(draft: Draft): void {
  const { body, before, kept } = draft;
  if (typeof kept.data === 'string' && before !== undefined) {
    // What was uploaded stays what it is, even through a full update that says nothing of it.
    for (const member of ['FileName', 'ContentType', 'Size']) body[member] ??= before.body[member] ?? null;
  }
  if (textOf(body, 'Note') === undefined && textOf(body, 'FileName') === undefined) throw missing('Note');
  const refs = body.AttachableRef;
  if (!isList(refs)) return;
  if (refs.length > MOST_REFS) throw business(`An attachment can be linked to at most ${MOST_REFS} records.`);
  body.AttachableRef = refs.flatMap((ref) => (isObject(ref) ? [holder(draft, ref)] : []));
}

function holder(draft: Draft, ref: { readonly [member: string]: Json }): Body {
  const target = isObject(ref.EntityRef) ? ref.EntityRef : {};
  const type = textOf(target, 'type');
  const id = textOf(target, 'value');
  if (type === undefined || id === undefined) throw missing('AttachableRef.EntityRef');
  const name = HOLDERS.find((candidate) => candidate.toLowerCase() === type.toLowerCase());
  if (name === undefined || !draft.frame.defs.has(name))
    throw refuse('6050', `Entity type not attachable : ${type}`, 'AttachableRef');
  const row = draft.reader.get(name, id);
  if (row === undefined || row.deleted)
    throw business(`The entity ${name} ${id} that you are trying to link does not exist. ${name} ${id}`);
  const result: Body = { EntityRef: { value: id, type: name } };
  if (textOf(ref, 'LineInfo') !== undefined) result.LineInfo = ref.LineInfo ?? null;
  result.IncludeOnSend = ref.IncludeOnSend === true;
  return result;
}

export const attachable: EntityDef = {
  name: 'Attachable',
  path: 'attachable',
  // Ids of nineteen digits, as recorded.
  counter: { name: 'attachables', first: 503_624, prefix: '5000000000000' },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  // Recorded: it was deleted by its Id alone.
  deletedById: true,
  canVoid: false,
  order: 'recent',
  totalCount: false,
  captured: true,
  volatile: true,
  prepare,
  deleting: ({ work, before }) => {
    if (before === undefined || !isFile(before)) return;
    const { data: _gone, ...kept } = before.kept;
    putRow(work, 'Attachable', { ...before, kept });
  },
  derived: {
    FileAccessUri: (row, _reader, _view, frame?: Frame) =>
      isFile(row) && frame !== undefined ? `/v3/company/${frame.realmId}/download/${row.id}` : undefined,
    // Documented of a picture.
    ThumbnailFileAccessUri: (row, _reader, _view, frame?: Frame) =>
      isFile(row) && frame !== undefined && textOf(row.body, 'ContentType')?.startsWith('image/') === true
        ? `/v3/company/${frame.realmId}/download/${row.id}?thumbnail=true`
        : undefined,
    TempDownloadUri: (row, _reader, _view, frame?: Frame) =>
      isFile(row) ? frame?.fileUrl({ id: row.id, name: textOf(row.body, 'FileName') ?? '' }) : undefined,
  },
  elements: {
    'attachableref.entityref': (row) =>
      (isList(row.body.AttachableRef) ? row.body.AttachableRef : []).flatMap((ref) =>
        isObject(ref) && isObject(ref.EntityRef) ? [ref.EntityRef] : [],
      ),
  },
  title: (row) => textOf(row.body, 'FileName'),
};
