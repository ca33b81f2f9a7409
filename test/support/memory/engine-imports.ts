import type { EngineStore, ImportCount, StoredImport, StoredImportPart } from '../../../main/core/ports-store.ts';
import type { RecordRow } from './engine-records.ts';
import { compare, contains, createTable, keep, type Table, type Undo, violated } from './kept.ts';

type Part = Pick<
  EngineStore,
  'putImport' | 'imports' | 'import' | 'putImportPart' | 'importParts' | 'importCounts' | 'importArrived' | 'importRows'
>;

/** Imports from QuickBooks, and what became of each of their records. */
export function createImports(undo: Undo, rows: Table<number, RecordRow>): Part {
  const imports = createTable<string, StoredImport & { order: number }>(undo);
  const parts = createTable<string, StoredImportPart>(undo);
  let order = 0;
  const of = (id: string): StoredImportPart[] =>
    [...parts.values()].filter((part) => part.importId === id).sort((a, b) => a.n - b.n);
  const plain = ({ order: _, ...one }: StoredImport & { order: number }): StoredImport => ({ ...one });
  const words = ({ title, reason }: StoredImportPart, search: string | undefined): boolean =>
    (search ?? '')
      .split(/\s+/)
      .filter(Boolean)
      .every((word) => contains(title, word) || contains(reason, word));
  return {
    putImport(one) {
      const known = imports.get(one.id);
      const next = known ? { ...known, endedAt: one.endedAt, state: one.state } : { ...one, order: ++order };
      imports.set(one.id, keep(next));
    },
    imports: (limit) =>
      [...imports.values()]
        .sort((a, b) => b.order - a.order)
        .slice(0, limit)
        .map(plain),
    import: (id) => {
      const one = imports.get(id);
      return one ? plain(one) : null;
    },
    putImportPart(part) {
      if (!imports.get(part.importId)) violated('import_part.import_id');
      const key = `${part.importId}/${part.n}`;
      const known = parts.get(key);
      const { platformId, act, state, reason } = part;
      parts.set(key, keep(known ? { ...known, platformId, act, state, reason } : { ...part }));
    },
    importParts(query) {
      const found = of(query.id).filter(
        (part) =>
          (query.entity === undefined || part.entity === query.entity) &&
          (query.states === undefined || query.states.includes(part.state)) &&
          (query.withoutEmail === undefined || part.withoutEmail === query.withoutEmail) &&
          words(part, query.search),
      );
      return { total: found.length, parts: found.slice(query.offset, query.offset + query.limit) };
    },
    importCounts(id) {
      const found = new Map<string, ImportCount>();
      for (const { entity, state, withoutEmail } of of(id)) {
        const name = `${entity}/${state}/${withoutEmail}`;
        const known = found.get(name);
        found.set(name, { entity, state, withoutEmail, count: (known?.count ?? 0) + 1 });
      }
      return [...found.values()].sort(
        (a, b) =>
          compare(a.entity, b.entity) || compare(a.state, b.state) || Number(a.withoutEmail) - Number(b.withoutEmail),
      );
    },
    importArrived(entity, quickbooksId) {
      let arrived = 0;
      for (const [key, part] of [...parts.entries()]) {
        if (part.entity !== entity || part.quickbooksId !== quickbooksId) continue;
        if (part.state !== 'taken' || part.act !== 'create') continue;
        parts.set(key, keep({ ...part, state: 'made' as const }));
        arrived++;
      }
      return arrived;
    },
    importRows(entity, afterRid, limit) {
      const wanted = (quickbooksId: string): boolean =>
        [...parts.values()].some(
          (part) =>
            part.entity === entity &&
            part.quickbooksId === quickbooksId &&
            !['left', 'planned', 'cancelled'].includes(part.state) &&
            (imports.get(part.importId)?.state === 'running' || ['taken', 'asked', 'failed'].includes(part.state)),
        );
      return [...rows.values()]
        .map(({ record }) => record)
        .filter((record) => record.entity === entity && record.rid > afterRid && record.dirty)
        .filter(({ quickbooksId }) => quickbooksId !== null && wanted(quickbooksId))
        .map(({ rid }) => rid)
        .sort((a, b) => a - b)
        .slice(0, limit);
    },
  };
}
