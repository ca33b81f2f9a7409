import type { StoredRecord } from '../../core/book-store.ts';
import type { LineIds, Observation, RecordKey } from '../../core/types.ts';
import type { Shape } from './shape.ts';

/** A stored record as the engine sees it. */
export const observationOf = (record: StoredRecord): Observation => ({
  entity: record.entity,
  id: record.id,
  side: 'platform',
  revision: String(record.change),
  life: record.life,
  body: record.body,
  // The body is all there is.
  native: null,
  changedAt: new Date(record.updatedAt).toISOString(),
});

/** What stands for a record that was never here. */
export const neverHere = ({ entity, id }: RecordKey): Observation => ({
  entity,
  id,
  side: 'platform',
  revision: '0',
  life: 'deleted',
  body: null,
  native: null,
  changedAt: null,
});

export const lineIdsOf = (shape: Shape | undefined, record: Pick<StoredRecord, 'body'>): LineIds =>
  shape?.lineIds(record.body) ?? [];
