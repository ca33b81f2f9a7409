import type { EngineStore } from '../../../main/core/ports-store.ts';
import type { ListEntry, Observation } from '../../../main/core/types.ts';
import type { Side } from '../../../shared/primitives.ts';
import { compare, createTable, keep, type Table, type Undo } from './kept.ts';

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

export type Observations = Map<string, Table<string, Observation>>;

/** What was observed, and small values by name. */
export function createFacts(undo: Undo): { part: Part; seen(entity: string, side: Side): Table<string, Observation> } {
  const observations: Observations = new Map();
  const meta = createTable<string, unknown>(undo);
  const lists = createTable<Side, ListEntry[]>(undo);
  let revision = 0;
  const seen = (entity: string, side: Side): Table<string, Observation> => {
    const name = `${side}/${entity}`;
    let table = observations.get(name);
    if (table === undefined) {
      table = createTable(undo);
      observations.set(name, table);
    }
    return table;
  };
  const part: Part = {
    observation: (entity, side, id) => {
      const found = seen(entity, side).get(id);
      return found ? { ...found } : null;
    },
    putObservation: ({ entity, side, id, revision: at, life, body, native, changedAt }) => {
      const stored = { entity, side, id, revision: at, life, body, native: native ?? null, changedAt };
      seen(entity, side).set(id, keep(stored));
    },
    observationsAfter: (entity, side, afterId, limit) =>
      [...seen(entity, side).values()]
        .filter((one) => one.id > afterId)
        .sort((a, b) => compare(a.id, b.id))
        .slice(0, limit)
        .map((one) => ({ ...one })),
    livingIds: (entity, side) =>
      [...seen(entity, side).values()].filter((one) => one.life !== 'deleted').map((one) => one.id),
    hasNumber: (entity, number) =>
      (['platform', 'quickbooks'] as const).some((side) =>
        [...seen(entity, side).values()].some(
          ({ life, body }) => life !== 'deleted' && String(body?.number ?? '').toLowerCase() === number.toLowerCase(),
        ),
      ),
    getMeta: <T>(name: string): T | null => (meta.get(name) as T | undefined) ?? null,
    setMeta: (name, value) => {
      meta.set(name, keep(value ?? null));
    },
    bumpRevision: (by) => {
      undo.did(() => {
        revision -= by;
      });
      revision += by;
      return revision;
    },
    revision: () => revision,
    putLists: (side, entries) => {
      const byId = new Map(
        entries.map(({ list, id, name, facts, active }) => [`${list}\n${id}`, { list, id, name, facts, active }]),
      );
      const sorted = [...byId.values()].sort(
        (a, b) => compare(a.list, b.list) || compare(a.name, b.name) || compare(a.id, b.id),
      );
      lists.set(side, keep(sorted));
    },
    lists: (side) => [...(lists.get(side) ?? [])],
  };
  return { part, seen };
}
