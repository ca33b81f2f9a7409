import type Database from 'better-sqlite3';
import type { AttachmentState } from '../../../../shared/contract/attachments.ts';
import type { AppError } from '../../../../shared/errors.ts';
import type { Side } from '../../../../shared/primitives.ts';
import type { AttachmentStore, FailedCount, StoredAttachment } from '../../../core/attachments.ts';
import { jsonOrNull } from './rows.ts';

type Row = {
  id: string;
  entity: string;
  origin: Side;
  side: Side;
  record_id: string;
  name: string;
  type: string;
  size: number;
  hash: string | null;
  quickbooks_id: string | null;
  revision: string | null;
  state: AttachmentState;
  error: string | null;
  tries: number;
  added_at: string;
};

const fromRow = (row: Row): StoredAttachment => ({
  id: row.id,
  entity: row.entity,
  origin: row.origin,
  side: row.side,
  recordId: row.record_id,
  name: row.name,
  type: row.type,
  size: row.size,
  hash: row.hash,
  quickbooksId: row.quickbooks_id,
  revision: row.revision,
  state: row.state,
  error: row.error === null ? null : (JSON.parse(row.error) as AppError),
  tries: row.tries,
  addedAt: row.added_at,
});

/** Files on records. */
export function createAttachments(db: Database.Database): AttachmentStore {
  const put = db.prepare(
    `INSERT OR REPLACE INTO attachment
       (id, entity, origin, side, record_id, name, type, size, hash, quickbooks_id, revision, state, error, tries, added_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const drop = db.prepare('DELETE FROM attachment WHERE id = ?');
  const one = db.prepare<[string], Row>('SELECT * FROM attachment WHERE id = ?');
  const of = db.prepare<[string, string | null, string, string | null], Row>(
    `SELECT * FROM attachment WHERE entity = ? AND side = 'platform' AND record_id = ?
     UNION ALL SELECT * FROM attachment WHERE entity = ? AND side = 'quickbooks' AND record_id = ? ORDER BY id`,
  );
  const open = db.prepare<[string, number], Row>(
    `SELECT * FROM attachment WHERE state IN ('waiting', 'sent', 'removing') AND id > ? ORDER BY id LIMIT ?`,
  );
  const failed = db.prepare<[number], Row>(`SELECT * FROM attachment WHERE state = 'failed' ORDER BY id LIMIT ?`);
  const [counted, countedShown] = ['', ' AND r.rid NOT IN (SELECT rid FROM hidden)'].map((also) =>
    db.prepare<[], FailedCount>(
      `SELECT a.entity AS entity, a.side AS side, count(*) AS count FROM attachment a JOIN record r ON r.entity = a.entity
         AND ((a.side = 'platform' AND r.platform_id = a.record_id) OR (a.side = 'quickbooks' AND r.quickbooks_id = a.record_id))
       WHERE a.state = 'failed' AND r.state <> 'deleted'${also} GROUP BY a.entity, a.side ORDER BY a.entity, a.side`,
    ),
  );
  const there = db.prepare<[string], Row>('SELECT * FROM attachment WHERE quickbooks_id = ? ORDER BY id');
  const ids = db.prepare<[], { id: string }>(
    'SELECT DISTINCT quickbooks_id AS id FROM attachment WHERE quickbooks_id IS NOT NULL ORDER BY quickbooks_id',
  );
  const used = db.prepare<[string], { found: number }>('SELECT 1 AS found FROM attachment WHERE hash = ? LIMIT 1');
  return {
    putAttachment(a) {
      put.run(
        a.id,
        a.entity,
        a.origin,
        a.side,
        a.recordId,
        a.name,
        a.type,
        a.size,
        a.hash,
        a.quickbooksId,
        a.revision,
        a.state,
        jsonOrNull(a.error),
        a.tries,
        a.addedAt,
      );
    },
    dropAttachment: (id) => void drop.run(id),
    attachment: (id) => {
      const row = one.get(id);
      return row ? fromRow(row) : null;
    },
    attachmentsOf: (entity, platformId, quickbooksId) => of.all(entity, platformId, entity, quickbooksId).map(fromRow),
    openAttachments: (afterId, limit) => open.all(afterId, limit).map(fromRow),
    failedAttachments: (limit) => failed.all(limit).map(fromRow),
    failedAttachmentCounts: (hide) => (hide === true ? countedShown : counted)?.all() ?? [],
    attachmentsThere: (quickbooksId) => there.all(quickbooksId).map(fromRow),
    attachmentIdsThere: () => ids.all().map((row) => row.id),
    isContentUsed: (hash) => used.get(hash) !== undefined,
  };
}
