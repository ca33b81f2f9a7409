import type { DateOrder, TableAct, TableSetup, TableTarget } from '../../../shared/contract/import-file.ts';
import type { Life } from '../../../shared/entity.ts';
import type { AmountsAre } from '../../../shared/policy.ts';
import type { Body } from '../../../shared/primitives.ts';
import type { EntityModule } from '../types.ts';

/** A cell as the file has it. Text is as typed; a workbook says itself what is a number or a day (YYYY-MM-DD). */
export type Cell = string | { number: string } | { date: string };

/** A row under the header; `n` as a spreadsheet counts it. Cells beyond the header are gone, missing ones are ''. */
export type Row = { n: number; cells: Cell[] };
export type Table = { headers: string[]; rows: Row[] };

/** What stands in a cell as text. */
export const textOf = (cell: Cell | undefined): string =>
  cell === undefined ? '' : typeof cell === 'string' ? cell : 'number' in cell ? cell.number : cell.date;

/** A target with what reading it takes. */
export type Target = TableTarget & {
  /** Name of the field it goes into. */
  field: string;
  /** Part of an address, member of a line, or `email` of a reference; null for the field itself. */
  part: string | null;
  of: 'field' | 'address' | 'line' | 'refEmail' | 'check' | 'allocations' | 'discount';
  /** For a reference or allocations: the entity. */
  entity: string | null;
  maxLength: number | null;
};

/** How numbers and dates of a file are written. */
export type Reading = { dateOrder: DateOrder; mark: '.' | ',' };

/** A record of the workspace a row may be, or may refer to. */
export type Known = { entity: string; id: string; title: string; life: Life; body: Body };

/** A tax rate of the workspace. */
export type Rate = { key: string; name: string; percent: string };

/** Everything a check goes by. */
export type CheckInput = {
  table: Table;
  setup: TableSetup;
  modules: EntityModule[];
  /** Records of the workspace by entity: of the kind of the rows, of what it refers to, and of what shares its names. */
  known: (entity: string) => Known[];
  /** What rows of earlier imports became: platform id by `sourceOf` of the rows. */
  imported: (source: string) => string | null;
  rates: Rate[];
  /** Companies outside the US, where rates belong to lines: what the amounts of new documents are. Null in the US. */
  amountsAre: AmountsAre | null;
  /** Short text that stands for a long one. */
  digest: (text: string) => string;
  /** What a document says where the file says nothing (drafts). */
  begun: (entity: string, body: Body) => Body;
};

/** One record of the check. */
export type Item = {
  entity: string;
  act: TableAct;
  rows: number[];
  title: string;
  amount: string | null;
  column: string | null;
  reason: string;
  /** `make`: the whole body, new records named by `newId`. `fill`: what is filled in. */
  body: Body | null;
  /** The record that is here, or the name a new one is referred to by. */
  id: string | null;
  /** Names the rows by what they say, so that the same ones are known again. */
  source: string;
};

/** Names a record that is still to be made, in references of others. */
export const newId = (n: number): string => `new-record:${n}`;
