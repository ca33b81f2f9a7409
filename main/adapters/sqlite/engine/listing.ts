import type Database from 'better-sqlite3';
import type { Body } from '../../../../shared/primitives.ts';
import type { EngineStore, RecordQuery, StateCount } from '../../../core/ports-store.ts';
import { type RecordRow, toRecord } from './rows.ts';

type ListRow = RecordRow & { who_title: string | null; body: string | null };

/** Columns a list may be ordered by; any other field name is looked up in the body. */
const ORDER: Record<string, string> = {
  title: 'r.title',
  date: 'r.date',
  amount: 'CAST(r.amount AS REAL)',
  balance: 'CAST(r.balance AS REAL)',
  state: 'r.state',
  changedAt: 'r.changed_at',
  who: 'w.title',
};

const JOINS = `FROM record r
  LEFT JOIN record w ON w.entity = r.who_entity AND w.key = r.who_key
  LEFT JOIN observation o ON o.entity = r.entity
    AND o.side = CASE WHEN r.platform_id IS NULL THEN 'quickbooks' ELSE 'platform' END
    AND o.id = coalesce(r.platform_id, r.quickbooks_id)`;

/** LIKE with our own wildcards only. */
const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

function conditions(query: RecordQuery, withStates: boolean): { where: string; values: (string | number)[] } {
  const where = ['r.entity = ?'];
  const values: (string | number)[] = [query.entity];
  for (const word of (query.search ?? '').toLowerCase().split(/\s+/).filter(Boolean)) {
    where.push(`(r.search LIKE ? ESCAPE '\\' OR w.search LIKE ? ESCAPE '\\')`);
    values.push(like(word), like(word));
  }
  if (query.hide === true) where.push('r.rid NOT IN (SELECT rid FROM hidden)');
  if (query.open === true) where.push(`CAST(r.balance AS REAL) > 0 AND r.life = 'live'`);
  if (query.onPlatform === true) where.push('r.platform_id IS NOT NULL');
  if (query.alone === 'platform') where.push('r.platform_id IS NOT NULL AND r.quickbooks_id IS NULL');
  if (query.alone === 'quickbooks') where.push('r.quickbooks_id IS NOT NULL AND r.platform_id IS NULL');
  if (query.live === true) where.push(`r.life = 'live'`);
  if (query.who !== undefined) {
    where.push('r.who_key = ?');
    values.push(query.who);
  }
  if (withStates && query.states && query.states.length > 0) {
    where.push(`r.state IN (${query.states.map(() => '?').join(', ')})`);
    values.push(...query.states);
  } else if (withStates) where.push(`r.state <> 'deleted'`);
  return { where: where.join(' AND '), values };
}

export function createListing(db: Database.Database): Pick<EngineStore, 'listRecords' | 'stateCounts'> {
  // Few shapes of query are asked over and over; each is prepared once.
  const prepared = new Map<string, Database.Statement<(string | number)[]>>();
  const prepare = (sql: string): Database.Statement<(string | number)[]> => {
    const known = prepared.get(sql);
    if (known) return known;
    const statement = db.prepare<(string | number)[]>(sql);
    prepared.set(sql, statement);
    return statement;
  };
  return {
    listRecords(query) {
      const { where, values } = conditions(query, true);
      const field = query.sort?.field ?? 'title';
      const column = ORDER[field] ?? `json_extract(o.body, ?)`;
      const orderValues = ORDER[field] ? [] : [`$."${field.replace(/"/g, '')}"`];
      const direction = query.sort?.descending ? 'DESC' : 'ASC';
      const rows = prepare(
        `SELECT r.*, w.title AS who_title, o.body AS body ${JOINS} WHERE ${where}
         ORDER BY ${column} ${direction}, r.rid ${direction} LIMIT ? OFFSET ?`,
      ).all(...values, ...orderValues, query.limit, query.offset) as ListRow[];
      const count = prepare(`SELECT count(*) AS n ${query.search ? JOINS : 'FROM record r'} WHERE ${where}`).get(
        ...values,
      ) as { n: number };
      return {
        total: count.n,
        rows: rows.map((row) => ({
          record: toRecord(row),
          who: row.who_title,
          body: row.body === null ? {} : (JSON.parse(row.body) as Body),
        })),
      };
    },
    stateCounts(query) {
      const { where, values } = conditions(query, false);
      return prepare(
        `SELECT r.entity AS entity, r.state AS state, count(*) AS count ${query.search ? JOINS : 'FROM record r'}
         WHERE ${where} GROUP BY r.entity, r.state`,
      ).all(...values) as StateCount[];
    },
  };
}
