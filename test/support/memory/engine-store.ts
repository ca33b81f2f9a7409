import type { EngineStore } from '../../../main/core/ports-store.ts';
import { createAttachments } from './engine-attachments.ts';
import { createFacts } from './engine-facts.ts';
import { createImports } from './engine-imports.ts';
import { createJournal, createReviews } from './engine-journal.ts';
import { createListing } from './engine-listing.ts';
import { createOutbox } from './engine-outbox.ts';
import { createPeople } from './engine-people.ts';
import { createRecords, type RecordRow } from './engine-records.ts';
import { createTableImports } from './engine-table-imports.ts';
import { createUndos } from './engine-undos.ts';
import { createTable, createUndo } from './kept.ts';

/**
 * The engine's memory without a database: the same answers as the SQLite adapter's, for tests that need thousands of
 * them. A property test holds the two beside each other (`test/integration/memory`).
 */
export function createMemoryEngineStore(): EngineStore {
  const undo = createUndo();
  const rows = createTable<number, RecordRow>(undo);
  const exists = (rid: number): boolean => rows.has(rid);
  const facts = createFacts(undo);
  const outbox = createOutbox(undo, (rid) => rows.get(rid)?.record);
  const reviews = createReviews(
    undo,
    exists,
    (entity, ids) => records.hiddenByIds(entity, ids),
    (rid) => records.part.isHidden(rid),
  );
  const records = createRecords({ undo, seen: facts.seen, outbox, dropped: reviews.dropOf }, rows);
  const calls = {
    ...facts.part,
    ...records.part,
    ...createListing(rows, facts.seen, records.part.isHidden),
    ...outbox.part,
    ...reviews.part,
    ...createJournal(undo, records.hiddenByIds),
    ...createPeople(undo),
    ...createUndos(undo),
    ...createImports(undo, rows),
    ...createTableImports(undo),
    ...createAttachments(undo, records.part),
  };
  return { ...calls, transaction: (act) => undo.transaction(act), close: () => undefined };
}
