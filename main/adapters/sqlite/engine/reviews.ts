import type Database from 'better-sqlite3';
import type { PlanItem, PlanSummary } from '../../../../shared/contract/sync.ts';
import type { EngineStore, ReviewCase, StoredReview } from '../../../core/ports-store.ts';
import { json } from './rows.ts';

type Part = Pick<
  EngineStore,
  | 'review'
  | 'reviewOf'
  | 'reviews'
  | 'putReview'
  | 'dropReview'
  | 'reviewCount'
  | 'putPlan'
  | 'plan'
  | 'planItems'
  | 'dropPlan'
>;

type Row = {
  id: string;
  rid: number | null;
  entity: string;
  title: string;
  amount: string | null;
  revision: string;
  detail: string;
  created_at: string;
};

const fromRow = (row: Row): StoredReview => ({
  id: row.id,
  rid: row.rid,
  entity: row.entity,
  title: row.title,
  amount: row.amount,
  revision: row.revision,
  detail: JSON.parse(row.detail) as ReviewCase,
  createdAt: row.created_at,
});

/** What waits for a person, and the plan shown before the first write. */
export function createReviews(db: Database.Database): Part {
  const get = db.prepare<[string], Row>('SELECT * FROM review WHERE id = ?');
  const ofRecord = db.prepare<[number], Row>('SELECT * FROM review WHERE rid = ?');
  const ofRun = db.prepare<[], Row>('SELECT * FROM review WHERE rid IS NULL LIMIT 1');
  const listing = (also: string) =>
    db.prepare<[string | null, string | null, string | null, string | null], Row>(
      `SELECT * FROM review WHERE (? IS NULL OR entity = ?) AND (? IS NULL OR kind = ?)${also}
     ORDER BY CASE kind WHEN 'brake' THEN 0 WHEN 'removal' THEN 1 WHEN 'fields' THEN 2 WHEN 'match' THEN 3 ELSE 4 END, entity, created_at, id`,
    );
  const list = listing('');
  const listShown = listing(' AND (rid IS NULL OR rid NOT IN (SELECT rid FROM hidden))');
  const put = db.prepare(
    `INSERT INTO review (id, rid, entity, kind, title, amount, revision, detail, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title, amount = excluded.amount,
       revision = excluded.revision, detail = excluded.detail`,
  );
  const drop = db.prepare('DELETE FROM review WHERE id = ?');
  const count = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM review');
  const putPlan = db.prepare('INSERT INTO plan (plan_id, summary) VALUES (?, ?)');
  const clearPlans = db.prepare('DELETE FROM plan');
  const plan = db.prepare<[], { summary: string }>('SELECT summary FROM plan LIMIT 1');
  const addItem = db.prepare(
    'INSERT INTO plan_item (plan_id, seq, entity, action, since, title, item) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  return {
    review: (id) => {
      const row = get.get(id);
      return row ? fromRow(row) : null;
    },
    reviewOf: (rid) => {
      const row = rid === null ? ofRun.get() : ofRecord.get(rid);
      return row ? fromRow(row) : null;
    },
    reviews: ({ entity, kind, hide }) =>
      (hide === true ? listShown : list).all(entity ?? null, entity ?? null, kind ?? null, kind ?? null).map(fromRow),
    putReview(review) {
      const { id, rid, entity, detail, title, amount, revision, createdAt } = review;
      put.run(id, rid, entity, detail.kind, title, amount, revision, json(detail), createdAt);
    },
    dropReview(id) {
      drop.run(id);
    },
    reviewCount: () => count.get()?.n ?? 0,
    putPlan(summary: PlanSummary, items: PlanItem[]) {
      clearPlans.run();
      putPlan.run(summary.planId, json(summary));
      items.forEach((item, seq) => {
        addItem.run(summary.planId, seq, item.entity, item.action, item.since, item.title, json(item));
      });
    },
    plan: () => {
      const row = plan.get();
      return row ? (JSON.parse(row.summary) as PlanSummary) : null;
    },
    planItems(query) {
      const where = ['plan_id = ?'];
      const values: (string | number)[] = [query.planId];
      if (query.entity !== undefined) {
        where.push('entity = ?');
        values.push(query.entity);
      }
      if (query.action !== undefined) {
        where.push('action = ?');
        values.push(query.action);
      }
      if (query.hide === true)
        where.push(`NOT EXISTS (SELECT 1 FROM record r WHERE r.entity = plan_item.entity
          AND (r.platform_id = json_extract(item, '$.platformId') OR r.quickbooks_id = json_extract(item, '$.quickbooksId'))
          AND r.rid IN (SELECT rid FROM hidden))`);
      where.push(query.since === true ? 'since IS NOT NULL' : `since IS NOT 'dropped'`);
      if (query.search) {
        where.push(`title LIKE ? ESCAPE '\\'`);
        values.push(`%${query.search.replace(/[\\%_]/g, '\\$&')}%`);
      }
      const from = `FROM plan_item WHERE ${where.join(' AND ')}`;
      const total = db.prepare<(string | number)[], { n: number }>(`SELECT count(*) AS n ${from}`).get(...values);
      const rows = db
        .prepare<(string | number)[], { item: string }>(`SELECT item ${from} ORDER BY seq LIMIT ? OFFSET ?`)
        .all(...values, query.limit, query.offset);
      return { total: total?.n ?? 0, items: rows.map((row) => JSON.parse(row.item) as PlanItem) };
    },
    dropPlan() {
      clearPlans.run();
    },
  };
}
