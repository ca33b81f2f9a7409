import { z } from 'zod';
import { fieldKindSchema } from '../entity.ts';
import { instantSchema, moneySchema, searchSchema } from '../primitives.ts';
import { command, query } from './define.ts';

/** Bringing the export of another product over: a table (CSV, XLSX) whose rows become records of the workspace. */

/** Largest file, in bytes: it is held in memory as a whole while its columns are chosen and its rows are checked. */
export const MOST_TABLE_BYTES = 10 * 1024 * 1024;
/** Largest call that brings one: such a file in base64, and room for what is around it. */
export const MOST_TABLE_CALL_BYTES = 14 * 1024 * 1024;
/** Most rows and columns of one file. */
export const MOST_TABLE_ROWS = 20_000;
export const MOST_TABLE_COLUMNS = 200;

/** What a column may become: a field of the record, a part of its address, a member of its lines. */
export const tableTargetSchema = z.object({
  /** "displayName", "billingAddress.city", "lines.unitPrice", "customer.email", "total" (compared, not stored). */
  id: z.string(),
  label: z.string(),
  /** Heading it stands under where columns are chosen. */
  group: z.string(),
  kind: fieldKindSchema,
  required: z.boolean(),
  /** Targets of which any one does in its place. */
  orElse: z.array(z.string()),
  /** For a choice: its values, for a fixed value of all rows. */
  choices: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  help: z.string().optional(),
});
export type TableTarget = z.infer<typeof tableTargetSchema>;

/** Which number of "3/4/2026" is the day. */
export const dateOrderSchema = z.enum(['dayFirst', 'monthFirst']);
export type DateOrder = z.infer<typeof dateOrderSchema>;

/** How a file is to be read, as a person chose it. */
export const tableSetupSchema = z.object({
  /** Kind of record of a row. */
  entity: z.string(),
  /** For each column of the file what it becomes, null for nothing. */
  columns: z.array(z.string().max(200).nullable()).max(MOST_TABLE_COLUMNS),
  /** Values for all rows whose column is empty or not there, by target. */
  fixed: z.record(z.string(), z.string().max(4000, 'is too long')).default({}),
  /** Null where the dates themselves tell. */
  dateOrder: dateOrderSchema.nullable().default(null),
  /** Customers, vendors and items that rows name and nobody has: make them, or leave those rows out. */
  missing: z.enum(['make', 'refuse']).default('make'),
  /** Rows that may be a record that is here already: leave them out, or make them all the same. */
  unsure: z.enum(['leave', 'make']).default('leave'),
});
export type TableSetup = z.infer<typeof tableSetupSchema>;

/**
 * What becomes of rows: a new record, one that is here and gets what it lacks, one that is here and needs nothing, nothing.
 */
export const tableActSchema = z.enum(['make', 'fill', 'same', 'refuse']);
export type TableAct = z.infer<typeof tableActSchema>;

const fileSchema = z.object({
  /** Names what was read, by its content; it is held until Plumbline ends or others took its place. */
  file: z.string(),
  name: z.string(),
  /** Sheets of a workbook; empty for text. */
  sheets: z.array(z.string()),
  sheet: z.string().nullable(),
  /** Of a text: "UTF-8", "Windows-1252"; null for a workbook. */
  encoding: z.string().nullable(),
  /** Of a text: what stands between its columns; null for a workbook. */
  delimiter: z.string().nullable(),
  rows: z.number().int(),
  columns: z.array(z.object({ header: z.string(), samples: z.array(z.string()) })),
  /** The first rows as text. */
  preview: z.array(z.object({ row: z.number().int(), cells: z.array(z.string()) })),
  /** The kinds of records there can be in a file, and the one its columns speak of. */
  entities: z.array(z.object({ entity: z.string(), label: z.string(), labelPlural: z.string() })),
  entity: z.string(),
});
export type TableFile = z.infer<typeof fileSchema>;

const checkSchema = z.object({
  /** Names exactly what was shown; only that is carried out. */
  hash: z.string(),
  counts: z.record(tableActSchema, z.number().int()),
  /** Rows of the file that are part of it. */
  rows: z.number().int(),
  byEntity: z.array(
    z.object({
      entity: z.string(),
      label: z.string(),
      counts: z.record(tableActSchema, z.number().int()),
      /** What the new documents come to; null for names and items. */
      amount: moneySchema.nullable(),
    }),
  ),
  /** How dates were read; null where none stood in question. */
  dateOrder: dateOrderSchema.nullable(),
});
export type TableCheck = z.infer<typeof checkSchema>;

export const tableItemSchema = z.object({
  n: z.number().int(),
  entity: z.string(),
  act: tableActSchema,
  title: z.string(),
  amount: moneySchema.nullable(),
  /** Rows of the file, as a spreadsheet counts them. */
  rows: z.array(z.number().int()),
  /** Header of the column that is wrong; null where it is none of them. */
  column: z.string().nullable(),
  /** How it was recognised, what it fills in, why it is refused. */
  reason: z.string(),
  /** Key of the record that is here already. */
  key: z.string().nullable(),
});
export type TableItem = z.infer<typeof tableItemSchema>;

/**
 * What became of a part of an import of a file.
 * `waiting`: its turn comes. `made`, `filled`: done. `same`: nothing to do. `refused`: as the check said. `failed`: it could
 * not be stored, with the reason. `cancelled`: the import was cancelled before its turn.
 */
export const tableResultSchema = z.enum(['waiting', 'made', 'filled', 'same', 'refused', 'failed', 'cancelled']);
export type TableResult = z.infer<typeof tableResultSchema>;

const tableImportSchema = z.object({
  id: z.string(),
  at: instantSchema,
  endedAt: instantSchema.nullable(),
  state: z.enum(['running', 'cancelled', 'done']),
  by: z.string(),
  /** Name of the file, and the kind of its rows. */
  name: z.string(),
  entity: z.string(),
  total: z.number().int(),
  counts: z.partialRecord(tableResultSchema, z.number().int()),
});
export type TableImport = z.infer<typeof tableImportSchema>;

const tablePartSchema = tableItemSchema.omit({ act: true }).extend({ result: tableResultSchema });
export type TablePart = z.infer<typeof tablePartSchema>;

const idOnly = z.object({ id: z.string() });
const page = {
  search: searchSchema.optional(),
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().min(1).max(500).default(100),
};

export const importFileContract = {
  'import.file.read': query(
    'Reads a table (CSV, TSV, XLSX; at most 10 MB and 20,000 rows) and tells its columns and first rows. Stores nothing.',
    'admin',
    z.object({
      name: z.string().min(1, 'is needed').max(255, 'is too long'),
      base64: z.string(),
      /** Of a workbook; its first one unless said. */
      sheet: z.string().max(255).nullable().default(null),
    }),
    fileSchema,
  ),
  'import.file.columns': query(
    'What the columns of a file can become for a kind of record, with a guess from their names and values.',
    'admin',
    z.object({ file: z.string(), entity: z.string() }),
    z.object({
      targets: z.array(tableTargetSchema),
      /** For each column the guess. */
      columns: z.array(z.string().nullable()),
      /** Values proposed for all rows. */
      fixed: z.record(z.string(), z.string()),
      /** Dates that can be read either way: a person must say. */
      askDateOrder: z.boolean(),
      dateOrder: dateOrderSchema.nullable(),
    }),
  ),
  'import.file.check': query(
    'What importing a file would make, fill in, find here already and refuse, row by row. Stores nothing.',
    'admin',
    z.object({ file: z.string(), setup: tableSetupSchema }),
    checkSchema,
  ),
  'import.file.items': query(
    'The rows of a check with what would become of them and why, filtered and paged.',
    'admin',
    z.object({ hash: z.string(), acts: z.array(tableActSchema).optional(), ...page }),
    z.object({
      total: z.number().int(),
      /** Headers of the file, and for each item the cells of its rows, for a list to be corrected and imported again. */
      headers: z.array(z.string()),
      items: z.array(tableItemSchema.extend({ cells: z.array(z.array(z.string())) })),
    }),
  ),
  'import.file.apply': command(
    'Carries out exactly what a check showed, if it still holds. Repeated or interrupted, it makes nothing twice.',
    'admin',
    z.object({ hash: z.string() }),
    idOnly,
  ),
  'import.file.list': query(
    'Imports of files that were begun, newest first.',
    'admin',
    z.object({ limit: z.number().int().min(1).max(100).default(20) }),
    z.object({ imports: z.array(tableImportSchema) }),
  ),
  'import.file.get': query(
    'One import of a file: how far it is, and its summary.',
    'admin',
    idOnly,
    z.object({ import: tableImportSchema }),
  ),
  'import.file.parts': query(
    'Records of an import of a file with what became of each, filtered and paged.',
    'admin',
    z.object({ id: z.string(), results: z.array(tableResultSchema).optional(), ...page }),
    z.object({ total: z.number().int(), parts: z.array(tablePartSchema) }),
  ),
  'import.file.cancel': command(
    'Stops an import of a file. What was made stays; the rest can be resumed.',
    'admin',
    idOnly,
    z.object({}),
  ),
  'import.file.resume': command(
    'Goes on with an import of a file that was cancelled. Nothing is made twice.',
    'admin',
    idOnly,
    z.object({}),
  ),
} as const;
