import type Database from 'better-sqlite3';
import type { TableAct, TableResult } from '../../../../shared/contract/import-file.ts';
import type { StoredTableImport, StoredTablePart, TableImportStore } from '../../../core/table-import/stored.ts';
import { json, jsonOrNull } from './rows.ts';

type Row = {
  id: string;
  at: string;
  ended_at: string | null;
  state: StoredTableImport['state'];
  asked_by: string;
  name: string;
  entity: string;
};
type PartRow = {
  import_id: string;
  n: number;
  entity: string;
  act: TableAct;
  state: TableResult;
  title: string;
  amount: string | null;
  file_rows: string;
  file_column: string | null;
  reason: string;
  body: string | null;
  record_id: string | null;
  source: string;
};

const toImport = ({ ended_at, asked_by, ...row }: Row): StoredTableImport => ({
  ...row,
  endedAt: ended_at,
  by: asked_by,
});

const toPart = (row: PartRow): StoredTablePart => ({
  importId: row.import_id,
  n: row.n,
  entity: row.entity,
  act: row.act,
  state: row.state,
  title: row.title,
  amount: row.amount,
  rows: JSON.parse(row.file_rows),
  column: row.file_column,
  reason: row.reason,
  body: row.body === null ? null : JSON.parse(row.body),
  recordId: row.record_id,
  source: row.source,
});

/** Imports of files, and what became of each of their records. */
export function createTableImports(db: Database.Database): TableImportStore {
  const put = db.prepare(
    `INSERT INTO table_import (id, at, ended_at, state, asked_by, name, entity) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, state = excluded.state`,
  );
  const newest = db.prepare<[number], Row>(
    `SELECT * FROM table_import WHERE state <> 'preparing' ORDER BY rowid DESC LIMIT ?`,
  );
  const one = db.prepare<[string], Row>('SELECT * FROM table_import WHERE id = ?');
  const dropParts = db.prepare(
    `DELETE FROM table_import_part WHERE import_id IN (SELECT id FROM table_import WHERE state = 'preparing')`,
  );
  const dropUnready = db.prepare(`DELETE FROM table_import WHERE state = 'preparing'`);
  const putPart = db.prepare(
    `INSERT INTO table_import_part (import_id, n, entity, act, state, title, amount, file_rows, file_column, reason, body,
       record_id, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (import_id, n) DO UPDATE SET state = excluded.state, reason = excluded.reason, body = excluded.body`,
  );
  const counts = db.prepare<[string], { state: TableResult; count: number }>(
    'SELECT state, count(*) AS count FROM table_import_part WHERE import_id = ? GROUP BY state ORDER BY state',
  );
  const became = db
    .prepare<[string, string], string>(
      `SELECT p.record_id FROM table_import_part p JOIN table_import i ON i.id = p.import_id
       WHERE p.entity = ? AND p.source = ? AND p.source <> '' AND p.record_id IS NOT NULL
         AND p.state IN ('made', 'filled', 'same')
       ORDER BY i.rowid DESC, p.n LIMIT 1`,
    )
    .pluck();
  return {
    putTableImport({ id, at, endedAt, state, by, name, entity }) {
      put.run(id, at, endedAt, state, by, name, entity);
    },
    tableImports: (limit) => newest.all(limit).map(toImport),
    tableImport: (id) => {
      const row = one.get(id);
      return row ? toImport(row) : null;
    },
    dropUnreadyTables() {
      dropParts.run();
      dropUnready.run();
    },
    putTablePart(part) {
      putPart.run(
        part.importId,
        part.n,
        part.entity,
        part.act,
        part.state,
        part.title,
        part.amount,
        json(part.rows),
        part.column,
        part.reason,
        jsonOrNull(part.body),
        part.recordId,
        part.source,
      );
    },
    tableParts({ id, states, search, offset, limit }) {
      const parts = ['import_id = ?'];
      const values: (string | number)[] = [id];
      if (states !== undefined) {
        parts.push(`state IN (${states.map(() => '?').join(', ')})`);
        values.push(...states);
      }
      for (const word of (search ?? '').toLowerCase().split(/\s+/).filter(Boolean)) {
        parts.push('(instr(lower(title), ?) > 0 OR instr(lower(reason), ?) > 0)');
        values.push(word, word);
      }
      const where = parts.join(' AND ');
      const total = db.prepare(`SELECT count(*) FROM table_import_part WHERE ${where}`).pluck().get(values) as number;
      const found = db
        .prepare<(string | number)[], PartRow>(
          `SELECT * FROM table_import_part WHERE ${where} ORDER BY n LIMIT ? OFFSET ?`,
        )
        .all(...values, limit, offset);
      return { total, parts: found.map(toPart) };
    },
    tableCounts: (id) => counts.all(id).map(({ state, count }) => ({ state, count })),
    tableRecord: (entity, source) => became.get(entity, source) ?? null,
  };
}
