import type { TableAct, TableResult } from '../../../shared/contract/import-file.ts';
import type { Body } from '../../../shared/primitives.ts';

/** An import of a file that a person began. Its id is the run its acts are logged under. */
export type StoredTableImport = {
  id: string;
  at: string;
  endedAt: string | null;
  /** `preparing`: its parts are still being stored; for everybody else it is not there yet. */
  state: 'preparing' | 'running' | 'cancelled' | 'done';
  by: string;
  /** Name of the file. */
  name: string;
  /** Kind of its rows. */
  entity: string;
};

/** One record of it. What a person agreed to is stored whole before the first record is made. */
export type StoredTablePart = {
  importId: string;
  /** Place in the import, in writing order. */
  n: number;
  entity: string;
  act: TableAct;
  state: TableResult;
  title: string;
  amount: string | null;
  rows: number[];
  column: string | null;
  reason: string;
  /** What is made or filled in; null once that is done, and where nothing is. */
  body: Body | null;
  /** The record that is here, or the id the new one gets: given beforehand, so that it is made once whatever happens. */
  recordId: string | null;
  /** Names its rows by what they say; empty for what has none of its own. */
  source: string;
};

export type TablePartQuery = {
  id: string;
  states?: TableResult[] | undefined;
  search?: string | undefined;
  offset: number;
  limit: number;
};

/** The part of the engine's memory that holds imports of files. */
export type TableImportStore = {
  /** A new one, or what became of one. */
  putTableImport(one: StoredTableImport): void;
  /** Newest first, but for those that are not stored whole yet. */
  tableImports(limit: number): StoredTableImport[];
  tableImport(id: string): StoredTableImport | null;
  /** Forgets what was never stored whole, with its parts. */
  dropUnreadyTables(): void;
  /** A new part, or what became of one (state, reason, body); by import and place. */
  putTablePart(part: StoredTablePart): void;
  tableParts(query: TablePartQuery): { total: number; parts: StoredTablePart[] };
  tableCounts(id: string): { state: TableResult; count: number }[];
  /** What rows of an entity became when they were imported last; null where they never were. */
  tableRecord(entity: string, source: string): string | null;
};
