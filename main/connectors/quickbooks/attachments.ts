import { appError, type Result } from '../../../shared/errors.ts';
import type { RemoteFile } from '../../core/attachments.ts';
import type { FileSide } from '../../core/ports.ts';
import type { EntityRegistry, RecordKey } from '../../core/types.ts';
import { LOOK_BACK_MS, utc } from './cdc.ts';
import type { CallFailure, QuickbooksClient } from './client.ts';
import { errorCodeOf, mayHaveHappened } from './errors.ts';

type Parts = { client: QuickbooksClient; entities: EntityRegistry; now: () => number };
type Raw = Record<string, unknown>;

const object = (value: unknown): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Rows of one answer to a query, and of one change feed (reference, 4.1). */
const PAGE = 1_000;
/** As the change feed of records: what was written late is asked for again. */
const OVERLAP_MS = 120_000;

/** Files of a QuickBooks company: Attachables that hold a file. Notes are none and are left alone. */
export function createFileSide({ client, entities, now }: Parts): FileSide {
  const entityOf = (resource: string): string | null =>
    entities.all.find((one) => one.quickbooks.resource.toLowerCase() === resource.toLowerCase())?.descriptor.name ??
    null;

  function fileOf(native: unknown): RemoteFile | null {
    const row = object(native);
    if (text(row.Id) === '' || text(row.FileName) === '' || row.status === 'Deleted') return null;
    const targets = (Array.isArray(row.AttachableRef) ? row.AttachableRef : []).map((ref) =>
      object(object(ref).EntityRef),
    );
    const refs = targets.flatMap((target): RecordKey[] => {
      const entity = entityOf(text(target.type));
      return entity === null || text(target.value) === '' ? [] : [{ entity, id: text(target.value) }];
    });
    return {
      id: text(row.Id),
      revision: text(row.SyncToken),
      name: text(row.FileName),
      type: text(row.ContentType),
      size: typeof row.Size === 'number' ? row.Size : null,
      refs,
      elsewhere: refs.length < targets.length,
    };
  }

  const filesOf = (rows: unknown[]): RemoteFile[] => rows.flatMap((row) => fileOf(row) ?? []);
  const refused = (failure: CallFailure) => ({ ok: false as const, error: failure.error('The file') });

  /** Everything there is, page by page; the server's time of the first page is the next cursor. */
  async function all(): ReturnType<FileSide['changes']> {
    const files: RemoteFile[] = [];
    let cursor: string | null = null;
    for (let start = 1; ; start += PAGE) {
      const reply = await client.query('Attachable', `orderby Id startposition ${start} maxresults ${PAGE}`);
      if (!reply.ok) return refused(reply.failure);
      cursor ??= reply.time;
      files.push(...filesOf(reply.value));
      if (reply.value.length < PAGE) break;
    }
    return cursor === null
      ? { ok: false, error: appError('connection.outage') }
      : { ok: true, value: { files, gone: [], all: true, cursor } };
  }

  return {
    async changes(cursor) {
      const since = cursor === null ? Number.NaN : Date.parse(cursor);
      if (Number.isNaN(since) || now() - since > LOOK_BACK_MS) return all();
      const reply = await client.cdc(['Attachable'], utc(since - OVERLAP_MS));
      if (!reply.ok) return refused(reply.failure);
      const rows = reply.value.get('Attachable') ?? [];
      // A full answer may have lost its end.
      if (rows.length >= PAGE || reply.time === null) return all();
      const gone = rows.flatMap((row) => (object(row).status === 'Deleted' ? [text(object(row).Id)] : []));
      return { ok: true, value: { files: filesOf(rows), gone, all: false, cursor: reply.time } };
    },

    async read(id) {
      const reply = await client.read('Attachable', id);
      if (reply.ok) return { ok: true, value: fileOf(reply.value) };
      return reply.failure.fault?.code === '610' ? { ok: true, value: null } : refused(reply.failure);
    },

    async of({ entity, id }) {
      const { resource } = entities.get(entity).quickbooks;
      const files: RemoteFile[] = [];
      for (let start = 1; ; start += PAGE) {
        const reply = await client.query(
          'Attachable',
          `where AttachableRef.EntityRef.Type = '${resource}' and AttachableRef.EntityRef.value = '${id}' orderby Id startposition ${start} maxresults ${PAGE}`,
        );
        if (!reply.ok) return refused(reply.failure);
        files.push(...filesOf(reply.value));
        if (reply.value.length < PAGE) return { ok: true, value: files };
      }
    },

    async download(id) {
      // Read anew: the address in it works for a quarter of an hour.
      const reply = await client.read('Attachable', id);
      if (!reply.ok) return reply.failure.fault?.code === '610' ? { ok: true, value: null } : refused(reply.failure);
      const row = object(reply.value);
      if (row.status === 'Deleted') return { ok: true, value: null };
      const got = await client.fetchFile(text(row.TempDownloadUri));
      // A line that breaks off leaves the beginning of a file, which is a file like any other.
      const whole = !got.ok || typeof row.Size !== 'number' || row.Size === got.value.length;
      return whole ? got : { ok: false, error: appError('connection.outage') };
    },

    async upload(record, file, key) {
      const { resource } = entities.get(record.entity).quickbooks;
      const metadata = {
        AttachableRef: [{ EntityRef: { type: resource, value: record.id }, IncludeOnSend: false }],
        FileName: file.name,
        ContentType: file.type,
      };
      const { body, contentType } = multipart(metadata, file, key);
      const reply = await client.upload(body, contentType, key);
      if (reply.ok) {
        const made = fileOf(reply.value);
        return made ? { kind: 'confirmed', file: made } : { kind: 'uncertain', error: appError('connection.outage') };
      }
      const { fault, reach } = reply.failure;
      const error = reply.failure.error(file.name);
      if (reach === 'unknown' || (fault !== null && mayHaveHappened(fault))) return { kind: 'uncertain', error };
      const stopped = fault !== null && errorCodeOf(fault).startsWith('connection.');
      return { kind: reach === 'unsent' || stopped ? 'notSent' : 'rejected', error };
    },

    async remove(id, revision): Promise<Result<null>> {
      // Removing twice does nothing more, so the revision is all the key there needs to be.
      const reply = await client.remove('Attachable', { Id: id, SyncToken: revision }, `del-${id}-${revision}`);
      return reply.ok || reply.failure.fault?.code === '610' ? { ok: true, value: null } : refused(reply.failure);
    },
  };
}

/** Metadata and content as the two parts of one request, one character for each byte. */
function multipart(
  metadata: Raw,
  file: { name: string; type: string; bytes: Uint8Array },
  key: string,
): { body: string; contentType: string } {
  const content = Buffer.from(file.bytes).toString('latin1');
  let boundary = `plumbline-${key}`;
  while (content.includes(boundary)) boundary += '-';
  // The name that counts is in the metadata; a header takes plain letters only.
  const plain = file.name.replace(/[^\w. -]/g, '_');
  const body = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="file_metadata_01"; filename="attachment.json"',
    'Content-Type: application/json; charset=UTF-8',
    '',
    Buffer.from(JSON.stringify(metadata), 'utf8').toString('latin1'),
    `--${boundary}`,
    `Content-Disposition: form-data; name="file_content_01"; filename="${plain}"`,
    `Content-Type: ${file.type}`,
    '',
    content,
    `--${boundary}--`,
    '',
  ].join('\r\n');
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}
