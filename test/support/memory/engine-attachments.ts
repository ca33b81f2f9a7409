import type { AttachmentStore, StoredAttachment } from '../../../main/core/attachments.ts';
import { createTable, keep, type Undo } from './kept.ts';

const OPEN = new Set(['waiting', 'sent', 'removing']);

/** Files on records. */
export function createAttachments(undo: Undo): AttachmentStore {
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
    attachmentsThere: (quickbooksId) => all((one) => one.quickbooksId === quickbooksId),
    attachmentIdsThere: () =>
      [...new Set(all((one) => one.quickbooksId !== null).map((one) => one.quickbooksId as string))].sort(),
    isContentUsed: (hash) => all((one) => one.hash === hash).length > 0,
  };
}
