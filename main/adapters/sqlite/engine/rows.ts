import type { RecordState } from '../../../../shared/contract/app.ts';
import type { Life } from '../../../../shared/entity.ts';
import type { AppError } from '../../../../shared/errors.ts';
import type { Body } from '../../../../shared/primitives.ts';
import type { WrittenMark } from '../../../core/circles.ts';
import type { LineMap } from '../../../core/common.ts';
import type { Base } from '../../../core/merge.ts';
import { type Decision, noDecision, type SideView } from '../../../core/plan-types.ts';
import type { RecordView, StoredRecord } from '../../../core/ports-store.ts';
import type { RecordKey } from '../../../core/types.ts';

/** A row of `record` as SQLite gives it. */
export type RecordRow = {
  rid: number;
  entity: string;
  platform_id: string | null;
  quickbooks_id: string | null;
  tombstone: number;
  lines: string;
  base: string | null;
  generation: number;
  written: string | null;
  decision: string | null;
  dirty: number;
  needed: number;
  state: RecordState;
  detail: string | null;
  error: string | null;
  blocked_by: string | null;
  pending_since: number | null;
  attempts: number;
  failed_first: number | null;
  failed_last: number | null;
  title: string;
  search: string;
  who_entity: string | null;
  who_key: string | null;
  note: string | null;
  date: string | null;
  amount: string | null;
  balance: string | null;
  life: Life;
  changed_at: string | null;
};

export type ViewRow = RecordRow & {
  open_writes: number;
  p_revision: string | null;
  p_life: Life | null;
  p_body: string | null;
  q_revision: string | null;
  q_life: Life | null;
  q_body: string | null;
};

export const json = (value: unknown): string => JSON.stringify(value);
export const jsonOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
const read = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

export function toRecord(row: RecordRow): StoredRecord {
  return {
    rid: row.rid,
    entity: row.entity,
    platformId: row.platform_id,
    quickbooksId: row.quickbooks_id,
    tombstone: row.tombstone === 1,
    lines: row.lines === '{}' ? {} : (JSON.parse(row.lines) as LineMap),
    base: read<Base>(row.base),
    generation: row.generation,
    written: read<WrittenMark[]>(row.written) ?? [],
    decision: read<Decision>(row.decision) ?? noDecision(),
    dirty: row.dirty === 1,
    needed: row.needed === 1,
    state: row.state,
    detail: row.detail,
    error: read<AppError>(row.error),
    blockedBy: read<RecordKey[]>(row.blocked_by) ?? [],
    pendingSince: row.pending_since,
    attempts: row.attempts,
    failedFirst: row.failed_first,
    failedLast: row.failed_last,
    index: {
      title: row.title,
      search: row.search,
      who: row.who_entity === null || row.who_key === null ? null : { entity: row.who_entity, id: row.who_key },
      note: row.note,
      date: row.date,
      amount: row.amount,
      balance: row.balance,
      life: row.life,
      changedAt: row.changed_at,
    },
  };
}

const side = (id: string | null, revision: string | null, life: Life | null, body: string | null): SideView | null =>
  id === null || revision === null || life === null
    ? null
    : { id, revision, life, body: body === null ? {} : (JSON.parse(body) as Body) };

export const toView = (row: ViewRow): RecordView => ({
  record: toRecord(row),
  platform: side(row.platform_id, row.p_revision, row.p_life, row.p_body),
  quickbooks: side(row.quickbooks_id, row.q_revision, row.q_life, row.q_body),
  hasOpenWrites: row.open_writes === 1,
});

type Value = string | number | null;

/** Columns that planning and sending change, in the order of `stateValues`. */
export const STATE_COLUMNS = [
  'tombstone',
  'lines',
  'base',
  'generation',
  'written',
  'decision',
  'dirty',
  'needed',
  'state',
  'detail',
  'error',
  'error_code',
  'blocked_by',
  'pending_since',
  'attempts',
  'failed_first',
  'failed_last',
] as const;

/** Columns lists are made of, in the order of `indexValues`; the balances have their own setter. */
export const INDEX_COLUMNS = [
  'title',
  'search',
  'who_entity',
  'who_key',
  'note',
  'date',
  'amount',
  'balance',
  'life',
  'changed_at',
] as const;

const decisionText = (decision: Decision): string | null =>
  decision.act === null && decision.choices.length === 0 && !decision.undo ? null : json(decision);

export const stateValues = (record: StoredRecord): Value[] => [
  record.tombstone ? 1 : 0,
  json(record.lines),
  jsonOrNull(record.base),
  record.generation,
  record.written.length === 0 ? null : json(record.written),
  decisionText(record.decision),
  record.dirty ? 1 : 0,
  record.needed ? 1 : 0,
  record.state,
  record.detail,
  jsonOrNull(record.error),
  record.error?.code ?? null,
  record.blockedBy.length === 0 ? null : json(record.blockedBy),
  record.pendingSince,
  record.attempts,
  record.failedFirst,
  record.failedLast,
];

export const indexValues = ({ index }: StoredRecord): Value[] => [
  index.title,
  index.search,
  index.who?.entity ?? null,
  index.who?.id ?? null,
  index.note,
  index.date,
  index.amount,
  index.balance,
  index.life,
  index.changedAt,
];
