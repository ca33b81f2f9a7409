import type Database from 'better-sqlite3';
import type {
  EngineStore,
  ImportAct,
  ImportPartQuery,
  ImportPartState,
  StoredImport,
  StoredImportPart,
} from '../../../core/ports-store.ts';
import { json } from './rows.ts';

type Part = Pick<
  EngineStore,
  'putImport' | 'imports' | 'import' | 'putImportPart' | 'importParts' | 'importCounts' | 'importArrived' | 'importRows'
>;
type Row = {
  id: string;
  at: string;
  ended_at: string | null;
  state: StoredImport['state'];
  asked_by: string;
  scope: string;
};
type PartRow = {
  import_id: string;
  n: number;
  entity: string;
  quickbooks_id: string | null;
  platform_id: string | null;
  act: ImportAct;
  state: ImportPartState;
  title: string;
  amount: string | null;
  reason: string;
  without_email: number;
  candidates: string | null;
};

const toImport = (row: Row): StoredImport => ({
  id: row.id,
  at: row.at,
  endedAt: row.ended_at,
  state: row.state,
  by: row.asked_by,
  scope: JSON.parse(row.scope),
});

const toPart = (row: PartRow): StoredImportPart => ({
  importId: row.import_id,
  n: row.n,
  entity: row.entity,
  quickbooksId: row.quickbooks_id,
  platformId: row.platform_id,
  act: row.act,
  state: row.state,
  title: row.title,
  amount: row.amount,
  reason: row.reason,
  withoutEmail: row.without_email === 1,
  candidates: row.candidates === null ? [] : JSON.parse(row.candidates),
});

/** Imports from QuickBooks, and what became of each of their records. */
export function createImports(db: Database.Database): Part {
  const put = db.prepare(
    `INSERT INTO import (id, at, ended_at, state, asked_by, scope) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, state = excluded.state`,
  );
  const newest = db.prepare<[number], Row>('SELECT * FROM import ORDER BY rowid DESC LIMIT ?');
  const one = db.prepare<[string], Row>('SELECT * FROM import WHERE id = ?');
  const putPart = db.prepare(
    `INSERT INTO import_part (import_id, n, entity, quickbooks_id, platform_id, act, state, title, amount, reason,
       without_email, candidates) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (import_id, n) DO UPDATE SET platform_id = excluded.platform_id, act = excluded.act,
       state = excluded.state, reason = excluded.reason`,
  );
  const counts = db.prepare<[string], { entity: string; state: ImportPartState; without_email: number; n: number }>(
    `SELECT entity, state, without_email, count(*) AS n FROM import_part WHERE import_id = ?
     GROUP BY entity, state, without_email ORDER BY entity, state, without_email`,
  );
  const arrived = db.prepare(
    `UPDATE import_part SET state = 'made'
     WHERE entity = ? AND quickbooks_id = ? AND state <> 'left' AND state = 'taken' AND act = 'create'`,
  );
  const rows = db
    .prepare<[string, number, number], number>(
      `SELECT rid FROM record WHERE entity = ? AND rid > ? AND dirty = 1 AND EXISTS (
         SELECT 1 FROM import_part p JOIN import i ON i.id = p.import_id
         WHERE p.entity = record.entity AND p.quickbooks_id = record.quickbooks_id AND p.state <> 'left'
           AND p.state NOT IN ('planned', 'cancelled') AND (i.state = 'running' OR p.state IN ('taken', 'asked', 'failed')))
       ORDER BY rid LIMIT ?`,
    )
    .pluck();

  const filter = (query: ImportPartQuery): { where: string; values: (string | number)[] } => {
    const parts = ['import_id = ?'];
    const values: (string | number)[] = [query.id];
    if (query.entity !== undefined) {
      parts.push('entity = ?');
      values.push(query.entity);
    }
    if (query.states !== undefined) {
      parts.push(`state IN (${query.states.map(() => '?').join(', ')})`);
      values.push(...query.states);
    }
    if (query.withoutEmail !== undefined) {
      parts.push('without_email = ?');
      values.push(query.withoutEmail ? 1 : 0);
    }
    for (const word of (query.search ?? '').toLowerCase().split(/\s+/).filter(Boolean)) {
      parts.push('(instr(lower(title), ?) > 0 OR instr(lower(reason), ?) > 0)');
      values.push(word, word);
    }
    return { where: parts.join(' AND '), values };
  };
  return {
    putImport({ id, at, endedAt, state, by, scope }) {
      put.run(id, at, endedAt, state, by, json(scope));
    },
    imports: (limit) => newest.all(limit).map(toImport),
    import: (id) => {
      const row = one.get(id);
      return row ? toImport(row) : null;
    },
    putImportPart(part) {
      putPart.run(
        part.importId,
        part.n,
        part.entity,
        part.quickbooksId,
        part.platformId,
        part.act,
        part.state,
        part.title,
        part.amount,
        part.reason,
        part.withoutEmail ? 1 : 0,
        part.candidates.length === 0 ? null : json(part.candidates),
      );
    },
    importParts(query) {
      const { where, values } = filter(query);
      const total = db.prepare(`SELECT count(*) FROM import_part WHERE ${where}`).pluck().get(values) as number;
      const found = db
        .prepare<(string | number)[], PartRow>(`SELECT * FROM import_part WHERE ${where} ORDER BY n LIMIT ? OFFSET ?`)
        .all(...values, query.limit, query.offset);
      return { total, parts: found.map(toPart) };
    },
    importCounts: (id) =>
      counts
        .all(id)
        .map(({ entity, state, without_email, n }) => ({ entity, state, withoutEmail: without_email === 1, count: n })),
    importArrived: (entity, quickbooksId) => arrived.run(entity, quickbooksId).changes,
    importRows: (entity, afterRid, limit) => rows.all(entity, afterRid, limit),
  };
}
