import type { EngineStore, StoredUndo, UndoPart } from '../../../main/core/ports-store.ts';
import { createTable, keep, type Undo, violated } from './kept.ts';

type Part = Pick<EngineStore, 'putUndo' | 'undos' | 'undo' | 'putUndoPart' | 'undoParts' | 'undoCounts'>;

/** Undos that were applied, and what became of each of their records. */
export function createUndos(undo: Undo): Part {
  const undos = createTable<string, StoredUndo>(undo);
  const parts = createTable<string, UndoPart>(undo);
  const of = (id: string): UndoPart[] => [...parts.values()].filter((part) => part.undoId === id);
  return {
    putUndo: (one) => {
      if (undos.get(one.id)) violated('undo.id');
      undos.set(one.id, keep({ ...one }));
    },
    undos: (limit) => [...undos.values()].reverse().slice(0, limit),
    undo: (id) => undos.get(id) ?? null,
    putUndoPart: (part) => {
      if (!undos.get(part.undoId)) violated('undo_part.undo_id');
      parts.set(`${part.undoId}/${part.rid}`, keep({ ...part }));
    },
    undoParts: (id, state, limit) =>
      of(id)
        .filter((part) => state === null || part.state === state)
        .sort((a, b) => a.rid - b.rid)
        .slice(0, limit),
    undoCounts: (id) => {
      const found = { waiting: 0, done: 0, over: 0, givenUp: 0 };
      for (const { state } of of(id)) found[state]++;
      return found;
    },
  };
}
