import type Database from 'better-sqlite3';
import type { AppError } from '../../../../shared/errors.ts';
import type { Side } from '../../../../shared/primitives.ts';
import type { AuditEntry, AuditQuery, EngineStore } from '../../../core/ports-store.ts';
import { sha256 } from '../../hash.ts';
import { json, jsonOrNull } from './rows.ts';

type Part = Pick<
  EngineStore,
  'putRun' | 'appendAudit' | 'audit' | 'newestAudit' | 'verifyAudit' | 'auditHash' | 'throughput' | 'addLag' | 'lagP95'
>;

type Row = {
  seq: number;
  at: string;
  actor: string;
  entity: string | null;
  title: string | null;
  platform_id: string | null;
  quickbooks_id: string | null;
  what: string;
  side: Side | null;
  result: AuditEntry['result'];
  run_id: string | null;
  changes: string;
  error: string | null;
  request_id: string | null;
  intuit_tid: string | null;
  why: string | null;
  act: AuditEntry['act'];
};

type Hashed = Row & { hash: string };

const fromRow = (row: Row): { seq: number; entry: AuditEntry } => ({
  seq: row.seq,
  entry: {
    at: row.at,
    actor: row.actor,
    entity: row.entity,
    title: row.title,
    platformId: row.platform_id,
    quickbooksId: row.quickbooks_id,
    what: row.what,
    side: row.side,
    result: row.result,
    runId: row.run_id,
    changes: JSON.parse(row.changes) as AuditEntry['changes'],
    error: row.error === null ? null : (JSON.parse(row.error) as AppError),
    requestId: row.request_id,
    intuitTid: row.intuit_tid,
    why: row.why,
    act: row.act,
  },
});

/**
 * Hash of an entry: over the hash before it and its content in a fixed order. What was added to entries later is left out
 * where it is missing, so that older ones keep their hashes.
 */
function hashOf(before: string, entry: AuditEntry): string {
  const { at, actor, entity, title, platformId, quickbooksId, what, side, result, runId, changes } = entry;
  const { error, requestId, intuitTid, why, act } = entry;
  const told = { at, actor, entity, title, platformId, quickbooksId, what, side, result, runId, changes };
  const later = { ...(why === null ? {} : { why }), ...(act === null ? {} : { act }) };
  return sha256(`${before}\n${json({ ...told, error, requestId, intuitTid, ...later })}`);
}

/** Entries about records that `hide` leaves out. */
const ABOUT_HIDDEN = `EXISTS (SELECT 1 FROM record r WHERE r.entity = audit.entity
  AND (r.platform_id = audit.platform_id OR r.quickbooks_id = audit.quickbooks_id)
  AND r.rid IN (SELECT rid FROM hidden))`;

function filter(query: AuditQuery): { where: string; values: (string | number)[] } {
  const where: string[] = ['1'];
  const values: (string | number)[] = [];
  const equal = (column: string, value: string | undefined): void => {
    if (value === undefined) return;
    where.push(`${column} = ?`);
    values.push(value);
  };
  equal('entity', query.entity);
  equal('run_id', query.runId);
  equal('side', query.side);
  equal('result', query.result);
  if (query.recordId !== undefined) {
    where.push('(platform_id = ? OR quickbooks_id = ?)');
    values.push(query.recordId, query.recordId);
  }
  for (const word of (query.search ?? '').toLowerCase().split(/\s+/).filter(Boolean)) {
    where.push(`lower(coalesce(title, '') || ' ' || what || ' ' || actor) LIKE ? ESCAPE '\\'`);
    values.push(`%${word.replace(/[\\%_]/g, '\\$&')}%`);
  }
  if (query.hide === true) where.push(`NOT ${ABOUT_HIDDEN}`);
  if (query.before !== undefined) {
    where.push('seq < ?');
    values.push(query.before);
  }
  return { where: where.join(' AND '), values };
}

/** The hash a stored entry should have; none where its content is not even readable any more. */
function rehashed(before: string, row: Hashed): string | null {
  try {
    return hashOf(before, fromRow(row).entry);
  } catch {
    return null;
  }
}

/** The append-only log, runs and lags. Each entry's hash covers the entry and the hash before it. */
export function createJournal(db: Database.Database): Part {
  const head = db.prepare<[], { hash: string }>('SELECT hash FROM audit ORDER BY seq DESC LIMIT 1');
  const append = db.prepare(
    `INSERT INTO audit (at, at_ms, actor, entity, title, platform_id, quickbooks_id, what, side, result, run_id, changes,
      error, request_id, intuit_tid, why, act, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const following = db.prepare<[number, number], Hashed>('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?');
  const hashAt = db.prepare<[number], { hash: string }>('SELECT hash FROM audit WHERE seq = ?');
  const newest = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM audit');
  const newestShown = db.prepare<[], { seq: number }>(
    `SELECT seq FROM audit WHERE NOT ${ABOUT_HIDDEN} ORDER BY seq DESC LIMIT 1`,
  );
  const [steps, stepsShown] = ['', ` AND NOT ${ABOUT_HIDDEN}`].map((also) =>
    db.prepare<[number, number, number], { step: number; q: number; p: number; failed: number }>(
      // Numbers are bound as reals, so the division has to be cut to a whole step.
      `SELECT CAST((at_ms - ?) / ? AS INTEGER) AS step, sum(result = 'done' AND side IS 'quickbooks') AS q,
        sum(result = 'done' AND side IS 'platform') AS p, sum(result = 'failed') AS failed
       FROM audit WHERE at_ms >= ?${also} GROUP BY 1 ORDER BY 1`,
    ),
  );
  const putRun = db.prepare(
    `INSERT INTO run (run_id, kind, started_at, ended_at, result) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (run_id) DO UPDATE SET ended_at = excluded.ended_at, result = excluded.result`,
  );
  const addLag = db.prepare('INSERT INTO lag (entity, at, ms) VALUES (?, ?, ?)');
  const oldLags = db.prepare('DELETE FROM lag WHERE entity = ? AND at < ?');
  const lagCount = db.prepare<[string, number], { n: number }>(
    'SELECT count(*) AS n FROM lag WHERE entity = ? AND at >= ?',
  );
  const lagAt = db.prepare<[string, number, number], { ms: number }>(
    'SELECT ms FROM lag WHERE entity = ? AND at >= ? ORDER BY ms LIMIT 1 OFFSET ?',
  );
  return {
    putRun(run) {
      putRun.run(run.runId, run.kind, run.startedAt, run.endedAt, run.result);
    },
    appendAudit(entry) {
      const hash = hashOf(head.get()?.hash ?? '', entry);
      const { lastInsertRowid } = append.run(
        entry.at,
        Date.parse(entry.at),
        entry.actor,
        entry.entity,
        entry.title,
        entry.platformId,
        entry.quickbooksId,
        entry.what,
        entry.side,
        entry.result,
        entry.runId,
        json(entry.changes),
        jsonOrNull(entry.error),
        entry.requestId,
        entry.intuitTid,
        entry.why,
        entry.act,
        hash,
      );
      return Number(lastInsertRowid);
    },
    audit(query) {
      const { where, values } = filter(query);
      return db
        .prepare<(string | number)[], Row>(`SELECT * FROM audit WHERE ${where} ORDER BY seq DESC LIMIT ?`)
        .all(...values, query.limit)
        .map(fromRow);
    },
    newestAudit: (hide) => (hide === true ? newestShown : newest).get()?.seq ?? 0,
    verifyAudit(after, limit) {
      let place = after;
      let checked = 0;
      for (const row of following.all(after.seq, limit)) {
        if (row.hash !== rehashed(place.hash, row)) return { checked, place, bad: row.seq };
        place = { seq: row.seq, hash: row.hash };
        checked++;
      }
      return { checked, place, bad: null };
    },
    auditHash: (seq) => hashAt.get(seq)?.hash ?? null,
    throughput(sinceAt, stepMinutes, hide) {
      const since = Date.parse(sinceAt);
      const rows = (hide === true ? stepsShown : steps)?.all(since, stepMinutes * 60_000, since) ?? [];
      return rows.map((row) => ({
        step: row.step,
        toQuickbooks: row.q,
        toPlatform: row.p,
        failed: row.failed,
      }));
    },
    addLag(entity, at, ms) {
      addLag.run(entity, at, ms);
      // Two days are enough for "the last day".
      oldLags.run(entity, at - 2 * 86_400_000);
    },
    lagP95(entity, since) {
      const n = lagCount.get(entity, since)?.n ?? 0;
      return n === 0 ? null : (lagAt.get(entity, since, Math.min(n - 1, Math.floor(n * 0.95)))?.ms ?? null);
    },
  };
}
