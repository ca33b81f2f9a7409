import type { StoredTableImport, StoredTablePart, TableImportStore } from '../../../main/core/table-import/stored.ts';
import type { TableResult } from '../../../shared/contract/import-file.ts';
import { compare, contains, createTable, keep, type Undo, violated } from './kept.ts';

/** Imports of files, and what became of each of their records. */
export function createTableImports(undo: Undo): TableImportStore {
  const imports = createTable<string, StoredTableImport & { order: number }>(undo);
  const parts = createTable<string, StoredTablePart>(undo);
  let order = 0;
  const plain = ({ order: _, ...one }: StoredTableImport & { order: number }): StoredTableImport => ({ ...one });
  const of = (id: string): StoredTablePart[] =>
    [...parts.values()].filter((part) => part.importId === id).sort((a, b) => a.n - b.n);
  const newestFirst = (): (StoredTableImport & { order: number })[] =>
    [...imports.values()].sort((a, b) => b.order - a.order);
  return {
    putTableImport(one) {
      const known = imports.get(one.id);
      const next = known ? { ...known, endedAt: one.endedAt, state: one.state } : { ...one, order: ++order };
      imports.set(one.id, keep(next));
    },
    tableImports: (limit) =>
      newestFirst()
        .filter(({ state }) => state !== 'preparing')
        .slice(0, limit)
        .map(plain),
    tableImport: (id) => {
      const one = imports.get(id);
      return one ? plain(one) : null;
    },
    dropUnreadyTables() {
      for (const one of newestFirst()) {
        if (one.state !== 'preparing') continue;
        for (const { importId, n } of of(one.id)) parts.delete(`${importId}/${n}`);
        imports.delete(one.id);
      }
    },
    putTablePart(part) {
      if (!imports.get(part.importId)) violated('table_import_part.import_id');
      const key = `${part.importId}/${part.n}`;
      const known = parts.get(key);
      const { state, reason, body } = part;
      parts.set(key, keep(known ? { ...known, state, reason, body } : { ...part }));
    },
    tableParts({ id, states, search, offset, limit }) {
      const words = (search ?? '').split(/\s+/).filter(Boolean);
      const found = of(id).filter(
        (part) =>
          (states === undefined || states.includes(part.state)) &&
          words.every((word) => contains(part.title, word) || contains(part.reason, word)),
      );
      return { total: found.length, parts: found.slice(offset, offset + limit) };
    },
    tableCounts(id) {
      const found = new Map<TableResult, number>();
      for (const { state } of of(id)) found.set(state, (found.get(state) ?? 0) + 1);
      return [...found].map(([state, count]) => ({ state, count })).sort((a, b) => compare(a.state, b.state));
    },
    tableRecord(entity, source) {
      if (source === '') return null;
      for (const { id } of newestFirst()) {
        const part = of(id).find(
          (one) =>
            one.entity === entity &&
            one.source === source &&
            one.recordId !== null &&
            ['made', 'filled', 'same'].includes(one.state),
        );
        if (part) return part.recordId;
      }
      return null;
    },
  };
}
