import type Database from 'better-sqlite3';
import type { AppError } from '../../../../shared/errors.ts';
import type { Body, Side } from '../../../../shared/primitives.ts';
import type { BasePatch } from '../../../core/merge.ts';
import type { OutboxState } from '../../../core/outbox.ts';
import type { EngineStore, OutboxRow } from '../../../core/ports-store.ts';
import { FARTHEST_MS } from '../../../core/retry.ts';
import type { FieldChange, WriteRequest } from '../../../core/types.ts';
import { json, jsonOrNull } from './rows.ts';

type Part = Pick<
  EngineStore,
  | 'addWrite'
  | 'putWrite'
  | 'write'
  | 'openWrites'
  | 'writesIn'
  | 'readyWrites'
  | 'refusedWrites'
  | 'uncertainCreates'
  | 'nextDue'
  | 'waitingLoad'
  | 'agreeWrites'
  | 'pruneWrites'
>;

type Row = {
  op: string;
  rid: number;
  entity: string;
  side: Side;
  state: OutboxState;
  request: string;
  common: string | null;
  patch: string;
  changes: string;
  title: string;
  attempts: number;
  not_before: number;
  error: string | null;
  run_id: string | null;
  why: string | null;
  created_at: string;
  sent_at: string | null;
  agreed: 0 | 1;
};

type LoadRow = { entity: string } & Record<`${'waits' | 'sent'}_${'remove' | 'update' | 'create'}`, number>;

const fromRow = (row: Row): OutboxRow => ({
  op: row.op,
  rid: row.rid,
  entity: row.entity,
  side: row.side,
  state: row.state,
  request: JSON.parse(row.request) as WriteRequest,
  common: row.common === null ? null : (JSON.parse(row.common) as Body),
  patch: JSON.parse(row.patch) as BasePatch,
  changes: JSON.parse(row.changes) as FieldChange[],
  title: row.title,
  attempts: row.attempts,
  notBefore: row.not_before,
  error: row.error === null ? null : (JSON.parse(row.error) as AppError),
  runId: row.run_id,
  why: row.why,
  createdAt: row.created_at,
  sentAt: row.sent_at,
  agreed: row.agreed === 1,
});

export function createOutbox(db: Database.Database): Part {
  const insert = db.prepare(
    `INSERT INTO outbox (op, rid, entity, side, state, kind, key, request, common, patch, changes, title, attempts,
      not_before, error, run_id, why, created_at, sent_at, agreed)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = db.prepare(
    'UPDATE outbox SET state = ?, attempts = ?, not_before = ?, error = ?, run_id = ?, sent_at = ? WHERE op = ?',
  );
  const byOp = db.prepare<[string], Row>('SELECT * FROM outbox WHERE op = ?');
  const open = db.prepare<[number], Row>(
    `SELECT * FROM outbox WHERE rid = ? AND state IN ('intended', 'sent', 'uncertain', 'parked') ORDER BY op`,
  );
  const flying = (state: string) =>
    db.prepare<[number], Row>(`SELECT * FROM outbox WHERE state = '${state}' ORDER BY op LIMIT ?`);
  const inState = { intended: flying('intended'), sent: flying('sent'), uncertain: flying('uncertain') };
  const ready = db.prepare<[string, string, number, number, number, number], Row>(
    `SELECT * FROM outbox WHERE state = 'intended' AND side = ? AND entity = ? AND (kind = 'remove') = ?
      AND (not_before <= ? OR not_before > ?) AND (sent_at IS NOT NULL OR (SELECT dirty FROM record WHERE record.rid = outbox.rid) = 0)
     ORDER BY op LIMIT ?`,
  );
  const refused = db.prepare<[string, string], Row>(
    `SELECT * FROM outbox WHERE state = 'parked' AND entity = ? AND json_extract(error, '$.code') = ? ORDER BY op`,
  );
  const uncertain = db.prepare<[string, string], { found: number }>(
    `SELECT 1 AS found FROM outbox WHERE kind = 'create' AND sent_at IS NOT NULL
      AND state IN ('intended', 'sent', 'uncertain') AND entity = ? AND side = ? LIMIT 1`,
  );
  const due = db.prepare<[string], { at: number | null }>(
    `SELECT min(at) AS at FROM (
      SELECT min(not_before) AS at FROM outbox WHERE state = 'intended' AND entity NOT IN (SELECT value FROM json_each(?))
      UNION ALL SELECT min(not_before) FROM outbox WHERE state = 'uncertain')`,
  );
  // Records are counted, not writes: someone who edits one record ten times changed one record.
  const counted = (of: string): string =>
    ['remove', 'update', 'create']
      .map((kind) => `count(DISTINCT CASE WHEN ${of} AND kind = '${kind}' THEN rid END) AS ${of}_${kind}`)
      .join(', ');
  const load = db.prepare<[string, string], LoadRow>(
    `SELECT entity, ${counted('waits')}, ${counted('sent')} FROM (
      SELECT entity, kind, rid, 1 AS waits, 0 AS sent FROM outbox WHERE state = 'intended' AND agreed = 0
      UNION ALL SELECT entity, kind, rid, 0, 1 FROM outbox
        WHERE state IN ('sent', 'uncertain', 'confirmed') AND agreed = 0 AND sent_at > ? AND sent_at <= ?)
     GROUP BY entity`,
  );
  const agree = db.prepare(
    `UPDATE outbox SET agreed = 1 WHERE agreed = 0 AND state IN ('intended', 'sent', 'uncertain', 'confirmed')`,
  );
  const prune = db.prepare(`DELETE FROM outbox WHERE state IN ('confirmed', 'withdrawn') AND created_at < ?`);
  return {
    addWrite(row) {
      insert.run(
        row.op,
        row.rid,
        row.entity,
        row.side,
        row.state,
        row.request.kind,
        row.request.key,
        json(row.request),
        jsonOrNull(row.common),
        json(row.patch),
        json(row.changes),
        row.title,
        row.attempts,
        row.notBefore,
        jsonOrNull(row.error),
        row.runId,
        row.why,
        row.createdAt,
        row.sentAt,
        row.agreed ? 1 : 0,
      );
    },
    putWrite(row) {
      update.run(row.state, row.attempts, row.notBefore, jsonOrNull(row.error), row.runId, row.sentAt, row.op);
    },
    write: (op) => {
      const row = byOp.get(op);
      return row ? fromRow(row) : null;
    },
    openWrites: (rid) => open.all(rid).map(fromRow),
    writesIn: (state, limit) => inState[state].all(limit).map(fromRow),
    refusedWrites: (entity, code) => refused.all(entity, code).map(fromRow),
    readyWrites: (side, entity, removals, now, limit) =>
      ready.all(side, entity, removals ? 1 : 0, now, now + FARTHEST_MS, limit).map(fromRow),
    uncertainCreates: (entity, side) => uncertain.get(entity, side) !== undefined,
    nextDue: (except = []) => due.get(json(except))?.at ?? null,
    waitingLoad: (sinceAt, untilAt) =>
      load.all(sinceAt, untilAt).map((row) => ({
        entity: row.entity,
        removals: row.waits_remove,
        updates: row.waits_update,
        creates: row.waits_create,
        sent: { removals: row.sent_remove, updates: row.sent_update, creates: row.sent_create },
      })),
    agreeWrites: () => {
      agree.run();
    },
    pruneWrites: (beforeAt) => prune.run(beforeAt).changes,
  };
}
