/** Change data capture: what changed since a moment, tombstones after live rows, at most 1,000 objects in one answer. */
import { storeReader, writeTombstone } from './answers.ts';
import type { EntityDef, Frame } from './entity.ts';
import { missing, refuse } from './faults.ts';
import { rowReady } from './row-text.ts';
import type { Store } from './store.ts';
import { parseInstant, wholeSeconds } from './time.ts';
import type { Body, Json, Row } from './types.ts';

/** Rows an answer holds at most. No cursor exists: a caller that gets this many must ask for less. */
export const CDC_CAP = 1000;

/** How far back it looks. Older moments are answered with what these days hold. */
export const CDC_DAYS = 30;

export function changeData(
  entities: string | undefined,
  changedSince: string | undefined,
  now: number,
  store: Store,
  frame: Frame,
  cap: number = CDC_CAP,
): Body {
  if (entities === undefined || entities.trim() === '') throw missing('entities');
  if (changedSince === undefined || changedSince.trim() === '') throw missing('changedSince');
  const since = parseInstant(changedSince);
  if (since === undefined) throw refuse('2060', `Invalid Date format. Supplied value:${changedSince}`, 'changedSince');
  const from = wholeSeconds(Math.max(since, now - CDC_DAYS * 86_400_000));
  const groups: Json[] = [];
  let left = cap;
  for (const name of entities.split(',').map((item) => item.trim())) {
    const def = frame.byPath.get(name.toLowerCase());
    if (def?.captured !== true)
      throw refuse('2000', `Entity ${name} is not supported by change data capture.`, 'entities');
    const group = changesOf(def, from, left, store, frame);
    left -= group.count;
    groups.push(group.body);
  }
  return { CDCResponse: [{ QueryResponse: groups }] };
}

function changesOf(
  def: EntityDef,
  from: number,
  most: number,
  store: Store,
  frame: Frame,
): { body: Body; count: number } {
  const live: Row[] = [];
  const gone: Row[] = [];
  for (const row of store.tables.get(def.name)?.values() ?? []) {
    if (wholeSeconds(row.updated) >= from) (row.deleted ? gone : live).push(row);
  }
  const byTime = (a: Row, b: Row) => a.updated - b.updated || Number(a.id) - Number(b.id);
  const reader = storeReader(store);
  const shownLive = live.sort(byTime).slice(0, most);
  const shownGone = gone.sort(byTime).slice(0, most - shownLive.length);
  const rows: Json[] = shownLive.map((row) => rowReady(def, row, 'cdc', frame, reader));
  for (const row of shownGone) rows.push(writeTombstone(row));
  if (rows.length === 0) return { body: {}, count: 0 };
  const body: Body = { [def.name]: rows };
  // Seen in the field: a group of deletions alone has no startPosition.
  if (shownLive.length > 0) body.startPosition = 1;
  body.maxResults = rows.length;
  if (shownLive.length === 0) body.totalCount = rows.length;
  return { body, count: rows.length };
}
