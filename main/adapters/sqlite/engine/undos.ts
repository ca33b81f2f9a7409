import type Database from 'better-sqlite3';
import type { AppError } from '../../../../shared/errors.ts';
import type { EngineStore, StoredUndo, UndoPartState } from '../../../core/ports-store.ts';
import { jsonOrNull } from './rows.ts';

type Part = Pick<EngineStore, 'putUndo' | 'undos' | 'undo' | 'putUndoPart' | 'undoParts' | 'undoCounts'>;
type Row = { undo_id: string; rid: number; state: UndoPartState; error: string | null };

/** Undos that were applied, and what became of each of their records. */
export function createUndos(db: Database.Database): Part {
  const put = db.prepare('INSERT INTO undo (id, at, what) VALUES (?, ?, ?)');
  const newest = db.prepare<[number], StoredUndo>('SELECT id, at, what FROM undo ORDER BY rowid DESC LIMIT ?');
  const one = db.prepare<[string], StoredUndo>('SELECT id, at, what FROM undo WHERE id = ?');
  const putPart = db.prepare(
    `INSERT INTO undo_part (undo_id, rid, state, error) VALUES (?, ?, ?, ?)
     ON CONFLICT (undo_id, rid) DO UPDATE SET state = excluded.state, error = excluded.error`,
  );
  const all = db.prepare<[string, number], Row>('SELECT * FROM undo_part WHERE undo_id = ? ORDER BY rid LIMIT ?');
  const inState = db.prepare<[string, UndoPartState, number], Row>(
    'SELECT * FROM undo_part WHERE undo_id = ? AND state = ? ORDER BY rid LIMIT ?',
  );
  const counts = db.prepare<[string], { state: UndoPartState; n: number }>(
    'SELECT state, count(*) AS n FROM undo_part WHERE undo_id = ? GROUP BY state',
  );
  return {
    putUndo({ id, at, what }) {
      put.run(id, at, what);
    },
    undos: (limit) => newest.all(limit),
    undo: (id) => one.get(id) ?? null,
    putUndoPart({ undoId, rid, state, error }) {
      putPart.run(undoId, rid, state, jsonOrNull(error));
    },
    undoParts: (id, state, limit) =>
      (state === null ? all.all(id, limit) : inState.all(id, state, limit)).map((row) => ({
        undoId: row.undo_id,
        rid: row.rid,
        state: row.state,
        error: row.error === null ? null : (JSON.parse(row.error) as AppError),
      })),
    undoCounts(id) {
      const found = { waiting: 0, done: 0, over: 0, givenUp: 0 };
      for (const { state, n } of counts.all(id)) found[state] = n;
      return found;
    },
  };
}
