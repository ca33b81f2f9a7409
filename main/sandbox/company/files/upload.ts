/** `/upload`: files in a multipart request, each with its own outcome inside an answer that is always HTTP 200. */
import type { EntityDef, Frame } from '../entity.ts';
import { faultBody, Refusal, refuse } from '../faults.ts';
import { isObject } from '../members.ts';
import { checkId, save } from '../operations.ts';
import { getRow, putRow, type Store, type Work } from '../store.ts';
import type { Body, Json } from '../types.ts';
import { decodeUtf8 } from '../utf8.ts';
import { isXml, xmlRecord } from '../xml/request.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { type Part, readMultipart } from './multipart.ts';

/** The most a request may carry. */
export const MOST_UPLOAD_BYTES = 100 * 1024 * 1024;

export function tooLarge(): Refusal {
  return refuse('6030', 'Upload Size Limit Exceeded : the request is larger than 100 MB.', '');
}

/** Kinds of files QuickBooks takes. */
const EXTENSIONS = new Set(
  'ai csv doc docx eps gif jpeg jpg ods pages pdf png rtf tif tiff txt xls xlsx xml heic msg zip'.split(' '),
);

type Pair = { metadata?: Part; content?: Part };

/** Files of a request by their number, in the order they first appear: `file_metadata_01` with `file_content_01`. */
export function readUpload(body: Uint8Array, contentType: string): Pair[] {
  if (body.length > MOST_UPLOAD_BYTES) throw tooLarge();
  const pairs = new Map<string, Pair>();
  for (const part of readMultipart(body, contentType)) {
    const [, kind, number] = /^file_(metadata|content)_(\d{1,4})$/.exec(part.name) ?? [];
    if (kind === undefined || number === undefined)
      throw refuse('2010', `Property Name:Unrecognized part "${part.name}" of the request`, part.name);
    const pair = pairs.get(number) ?? {};
    pair[kind === 'content' ? 'content' : 'metadata'] = part;
    pairs.set(number, pair);
  }
  if (pairs.size === 0)
    throw refuse('2020', 'Required parameter file_content is missing in the request', 'file_content');
  return [...pairs.values()];
}

/** One outcome for each file: the Attachable, or the Fault it met. `attach` runs one file in a work of its own. */
export function uploadAll(
  pairs: readonly Pair[],
  attach: (pair: Pair) => Body,
  told: (refusal: Refusal) => Refusal,
): Body {
  const outcomes = pairs.map((pair): Body => {
    try {
      return attach(pair);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { Fault: faultBody(told(error)) };
    }
  });
  return { AttachableResponse: outcomes };
}

/** Saves one file as an Attachable and returns its id. */
export function attachFile(work: Work, frame: Frame, { metadata, content }: Pair): string {
  const def = frame.defs.get('Attachable');
  if (def === undefined) throw new Error('The company knows no attachments');
  if (content === undefined)
    throw refuse('2020', 'Required parameter file_content is missing in the request', 'file_content');
  const sent = metadata === undefined ? {} : readMetadata(metadata, def);
  const name = typeof sent.FileName === 'string' && sent.FileName !== '' ? sent.FileName : content.filename;
  if (name === undefined) throw refuse('2020', 'Required parameter FileName is missing in the request', 'FileName');
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  if (content.bytes.length === 0) throw refuse('6041', `Invalid file : ${name} is empty.`, 'file_content');
  if (extension === undefined || !EXTENSIONS.has(extension))
    throw refuse('6041', `Invalid file : files of the type of ${name} are not supported.`, 'file_content');
  const type = typeof sent.ContentType === 'string' ? sent.ContentType : (content.contentType ?? '');
  const id = save(work, frame, def, { ...sent, FileName: name, ContentType: plainType(type) });
  const row = getRow(work, 'Attachable', id);
  if (row === undefined) throw new Error(`Attachment ${id} was not saved`);
  putRow(work, 'Attachable', {
    ...row,
    body: { ...row.body, Size: content.bytes.length },
    kept: { ...row.kept, data: encodeBase64(content.bytes) },
  });
  return id;
}

function readMetadata(part: Part, def: EntityDef): { readonly [member: string]: Json } {
  const text = decodeUtf8(part.bytes);
  if (isXml(part.contentType ?? '') || text.trimStart().startsWith('<')) return xmlRecord(text, def);
  try {
    const value = JSON.parse(text) as Json;
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw refuse('2010', `Property Name:Unexpected character in the JSON of ${part.name}`, part.name);
}

/** `image/jpg` is shown as `image/jpeg` (documented sample). */
function plainType(type: string): string {
  return type === '' ? 'application/octet-stream' : type === 'image/jpg' ? 'image/jpeg' : type;
}

/** A body that came as text, one byte for each character. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
}

export type StoredFile = { readonly name: string; readonly contentType: string; readonly bytes: Uint8Array };

/** What was uploaded, for whoever serves it. */
export function storedFile(store: Store, id: string): StoredFile | undefined {
  const row = store.tables.get('Attachable')?.get(id);
  if (row === undefined || row.deleted || typeof row.kept.data !== 'string') return undefined;
  return {
    name: String(row.body.FileName ?? ''),
    contentType: String(row.body.ContentType ?? ''),
    bytes: decodeBase64(row.kept.data),
  };
}

/** The temporary address of an uploaded file, for `/download/{id}`. */
export function downloadUrl(store: Store, frame: Frame, id: string): string {
  const row = store.tables.get('Attachable')?.get(checkId(id));
  if (row === undefined || row.deleted || typeof row.kept.data !== 'string')
    throw refuse('610', 'Object Not Found : Another user has deleted this attachment.', '');
  return frame.fileUrl({ id: row.id, name: String(row.body.FileName ?? '') });
}
