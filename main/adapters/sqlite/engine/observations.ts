import type Database from 'better-sqlite3';
import type { Life } from '../../../../shared/entity.ts';
import type { Body, Side } from '../../../../shared/primitives.ts';
import type { EngineStore } from '../../../core/ports-store.ts';
import type { ListEntry, Observation } from '../../../core/types.ts';
import { json, jsonOrNull } from './rows.ts';

type Part = Pick<
  EngineStore,
  | 'observation'
  | 'putObservation'
  | 'observationsAfter'
  | 'livingIds'
  | 'hasNumber'
  | 'getMeta'
  | 'setMeta'
  | 'bumpRevision'
  | 'revision'
  | 'putLists'
  | 'lists'
>;

type ObservationRow = {
  id: string;
  revision: string;
  life: Life;
  body: string | null;
  native: string | null;
  changed_at: string | null;
};

type ListRow = { list: string; id: string; name: string; facts: string; active: number };

export function createObservations(db: Database.Database): Part {
  const get = db.prepare<[string, string, string], ObservationRow>(
    'SELECT id, revision, life, body, native, changed_at FROM observation WHERE entity = ? AND side = ? AND id = ?',
  );
  const after = db.prepare<[string, string, string, number], ObservationRow>(
    `SELECT id, revision, life, body, native, changed_at FROM observation
     WHERE entity = ? AND side = ? AND id > ? ORDER BY id LIMIT ?`,
  );
  const fromRow = (entity: string, side: Side, row: ObservationRow): Observation => ({
    entity,
    side,
    id: row.id,
    revision: row.revision,
    life: row.life,
    body: row.body === null ? null : (JSON.parse(row.body) as Body),
    native: row.native === null ? null : (JSON.parse(row.native) as unknown),
    changedAt: row.changed_at,
  });
  const put = db.prepare(
    `INSERT INTO observation (entity, side, id, revision, life, body, native, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (entity, side, id) DO UPDATE SET revision = excluded.revision, life = excluded.life,
       body = excluded.body, native = excluded.native, changed_at = excluded.changed_at`,
  );
  const living = db.prepare<[string, string], { id: string }>(
    `SELECT id FROM observation WHERE entity = ? AND side = ? AND life <> 'deleted'`,
  );
  const numbered = db.prepare<[string, string], { found: number }>(
    `SELECT 1 AS found FROM observation INDEXED BY observation_number WHERE entity = ?
       AND json_extract(body, '$.number') = ? COLLATE NOCASE
       AND life <> 'deleted' AND json_extract(body, '$.number') IS NOT NULL LIMIT 1`,
  );
  const getMeta = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE name = ?');
  const setMeta = db.prepare(
    'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const bump = db.prepare<[number], { value: number }>('UPDATE revision SET value = value + ? RETURNING value');
  const revision = db.prepare<[], { value: number }>('SELECT value FROM revision');
  const clearLists = db.prepare('DELETE FROM list_entry WHERE side = ?');
  const addList = db.prepare(
    'INSERT OR REPLACE INTO list_entry (side, list, id, name, facts, active) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const lists = db.prepare<[string], ListRow>(
    'SELECT list, id, name, facts, active FROM list_entry WHERE side = ? ORDER BY list, name, id',
  );
  return {
    observation(entity, side, id) {
      const row = get.get(entity, side, id);
      return row ? fromRow(entity, side, row) : null;
    },
    observationsAfter: (entity, side, afterId, limit) =>
      after.all(entity, side, afterId, limit).map((row) => fromRow(entity, side, row)),
    putObservation(seen) {
      put.run(
        seen.entity,
        seen.side,
        seen.id,
        seen.revision,
        seen.life,
        jsonOrNull(seen.body),
        seen.native === undefined || seen.native === null ? null : json(seen.native),
        seen.changedAt,
      );
    },
    livingIds: (entity, side) => living.all(entity, side).map((row) => row.id),
    hasNumber: (entity, number) => numbered.get(entity, number) !== undefined,
    getMeta: <T>(name: string): T | null => {
      const row = getMeta.get(name);
      return row ? (JSON.parse(row.value) as T) : null;
    },
    setMeta(name, value) {
      setMeta.run(name, json(value ?? null));
    },
    bumpRevision: (by) => bump.get(by)?.value ?? 0,
    revision: () => revision.get()?.value ?? 0,
    putLists(side: Side, entries: ListEntry[]) {
      clearLists.run(side);
      for (const entry of entries)
        addList.run(side, entry.list, entry.id, entry.name, json(entry.facts), entry.active ? 1 : 0);
    },
    lists: (side) =>
      lists.all(side).map((row) => ({
        list: row.list,
        id: row.id,
        name: row.name,
        facts: JSON.parse(row.facts) as Record<string, string>,
        active: row.active === 1,
      })),
  };
}
