import type { AttachmentStore, FailedCount, StoredAttachment } from '../../../main/core/attachments.ts';
import type { EngineStore } from '../../../main/core/ports-store.ts';
import { createTable, keep, type Undo } from './kept.ts';

const OPEN = new Set(['waiting', 'sent', 'removing']);

/** Files on records. */
export function createAttachments(undo: Undo, records: Pick<EngineStore, 'recordOf' | 'isHidden'>): AttachmentStore {
  const rows = createTable<string, StoredAttachment>(undo);
  const all = (fits: (one: StoredAttachment) => boolean): StoredAttachment[] =>
    [...rows.values()].filter(fits).sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    putAttachment: (one) => rows.set(one.id, keep({ ...one })),
    dropAttachment: (id) => rows.delete(id),
    attachment: (id) => rows.get(id) ?? null,
    attachmentsOf: (entity, platformId, quickbooksId) =>
      all((one) => one.entity === entity && one.recordId === (one.side === 'platform' ? platformId : quickbooksId)),
    openAttachments: (afterId, limit) => all((one) => OPEN.has(one.state) && one.id > afterId).slice(0, limit),
    failedAttachments: (limit) => all((one) => one.state === 'failed').slice(0, limit),
    failedAttachmentCounts(hide) {
      const counts = new Map<string, FailedCount>();
      for (const { entity, side, recordId } of all((one) => one.state === 'failed')) {
        const record = records.recordOf(entity, side, recordId);
        if (!record || record.state === 'deleted' || (hide === true && records.isHidden(record.rid))) continue;
        const name = `${entity}/${side}`;
        counts.set(name, { entity, side, count: (counts.get(name)?.count ?? 0) + 1 });
      }
      return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
    },
    attachmentsThere: (quickbooksId) => all((one) => one.quickbooksId === quickbooksId),
    attachmentIdsThere: () =>
      [...new Set(all((one) => one.quickbooksId !== null).map((one) => one.quickbooksId as string))].sort(),
    isContentUsed: (hash) => all((one) => one.hash === hash).length > 0,
  };
}
