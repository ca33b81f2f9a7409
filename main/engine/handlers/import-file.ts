import {
  MOST_TABLE_BYTES,
  type TableAct,
  type TableCheck,
  type TableFile,
  type TableImport,
  type TableItem,
  type TablePart,
  type TableSetup,
} from '../../../shared/contract/import-file.ts';
import { appError, Failure, fail } from '../../../shared/errors.ts';
import { sumMoney } from '../../core/money.ts';
import { guessColumns, guessDateOrder, guessEntity } from '../../core/table-import/guess.ts';
import { allTargets, descriptorsOf } from '../../core/table-import/state.ts';
import type { StoredTableImport, StoredTablePart } from '../../core/table-import/stored.ts';
import { type Item, type Table, textOf } from '../../core/table-import/types.ts';
import { recordKey } from '../book.ts';
import { startOf } from '../drafts.ts';
import { checkFile, importable, moduleFor } from '../table-check.ts';
import type { HeldCheck, HeldFile } from '../table-desk.ts';
import { cancelTable, goOnWithTables, resumeTable, storeTable } from '../table-run.ts';
import type { HandlerContext, Handlers } from './types.ts';

/** Rows and values shown while columns are chosen. */
const PREVIEWED = 8;
const SAMPLES = 4;

export function importFileHandlers(ctx: HandlerContext): Handlers<'import.file'> {
  const { store, tableDesk: desk } = ctx;
  const files = () =>
    ctx.tables && ctx.book
      ? ctx.tables
      : fail('input.invalid', { field: ctx.platform.label, problem: 'takes files in its own screens only' });
  const fileOf = (id: string): HeldFile => desk.file(id) ?? fail('import.fileGone', {});
  const checkOf = (hash: string): HeldCheck => desk.check(hash) ?? fail('import.fileGone', {});
  const importOf = (id: string): ShownImport => {
    const one = store.tableImport(id);
    return one && isShown(one) ? one : fail('import.notFound', { done: 'shown' });
  };

  return {
    'import.file.read': async ({ name, base64, sheet }) => {
      // Four letters hold three bytes: what is too large is not even decoded.
      if (base64.length > Math.ceil(MOST_TABLE_BYTES / 3) * 4 + 4) fail('import.tooLarge', { name, limit: '10 MB' });
      const read = await files().read(name, base64, sheet);
      if (!read.ok) throw new Failure(read.error);
      const { digest: id, table, sheets, sheet: chosen, encoding, delimiter } = read.value;
      const told = toldFile(ctx, table, { file: id, name, sheets, sheet: chosen, encoding, delimiter });
      desk.putFile({ id, told, table });
      return told;
    },
    'import.file.columns': ({ file, entity }) => {
      const module = moduleFor(ctx, entity);
      const { table } = fileOf(file);
      const targets = allTargets(module, ctx.entities.all);
      const columns = guessColumns(module.descriptor, targets, table.headers);
      const { order, ask } = guessDateOrder(table, targets, columns);
      return {
        targets: targets.map(({ id, label, group, kind, required, orElse, choices, help }) => ({
          id,
          label,
          group,
          kind,
          required,
          orElse,
          ...(choices ? { choices } : {}),
          ...(help === undefined ? {} : { help }),
        })),
        columns,
        fixed: proposed(ctx, entity, columns),
        askDateOrder: ask && order === null,
        dateOrder: order,
      };
    },
    'import.file.check': async ({ file, setup }) => {
      files();
      const check = await checkFile(ctx, fileOf(file), setup);
      desk.putCheck(check);
      return toldCheck(ctx, check);
    },
    'import.file.items': ({ hash, acts, search, offset, limit }) => {
      const { checked, file } = checkOf(hash);
      const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
      const fits = ({ act, title, reason }: Item): boolean =>
        (acts === undefined || acts.includes(act)) &&
        words.every((word) => title.toLowerCase().includes(word) || reason.toLowerCase().includes(word));
      const found = checked.items.flatMap((item, n) => (fits(item) ? [{ item, n }] : []));
      const cells = new Map(file.table.rows.map((row) => [row.n, row.cells]));
      return {
        total: found.length,
        headers: file.table.headers,
        items: found.slice(offset, offset + limit).map(({ item, n }) => ({
          ...toldItem(ctx, item, n),
          cells: item.rows.map((row) => (cells.get(row) ?? []).map(textOf)),
        })),
      };
    },
    'import.file.apply': async ({ hash }) => {
      files();
      const shown = checkOf(hash);
      // What somebody entered since the rows were shown may be one of them.
      const now = await checkFile(ctx, shown.file, shown.setup);
      if (now.hash !== hash) throw new Failure(appError('import.changed', {}));
      const id = await storeTable(ctx, now);
      goOnWithTables(ctx);
      return { id };
    },
    'import.file.list': ({ limit }) => ({
      imports: store
        .tableImports(limit)
        .filter(isShown)
        .map((one) => toldImport(ctx, one)),
    }),
    'import.file.get': ({ id }) => ({ import: toldImport(ctx, importOf(id)) }),
    'import.file.parts': ({ results, ...query }) => {
      const { state } = importOf(query.id);
      // After a cancel what waits is no longer to come.
      const waits = state === 'cancelled' ? 'cancelled' : 'waiting';
      const states = results?.map((result) => (result === waits ? 'waiting' : result));
      const { total, parts } = store.tableParts({ ...query, states });
      return {
        total,
        parts: parts.map((part) => toldPart(ctx, part.state === 'waiting' ? { ...part, state: waits } : part)),
      };
    },
    'import.file.cancel': ({ id }) => {
      cancelTable(ctx, id);
      return {};
    },
    'import.file.resume': async ({ id }) => {
      await resumeTable(ctx, id);
      return {};
    },
  };
}

const named = ({ headers, rows }: Table): TableFile['columns'] =>
  headers.map((header, at) => {
    const samples = new Set<string>();
    for (const { cells } of rows) {
      const text = textOf(cells[at]).trim();
      if (text !== '') samples.add(text.slice(0, 80));
      if (samples.size >= SAMPLES) break;
    }
    return { header, samples: [...samples] };
  });

function toldFile(
  ctx: HandlerContext,
  table: Table,
  about: Pick<TableFile, 'file' | 'name' | 'sheets' | 'sheet' | 'encoding' | 'delimiter'>,
): TableFile {
  const kinds = importable(ctx).map(({ descriptor }) => descriptor);
  return {
    ...about,
    rows: table.rows.length,
    columns: named(table),
    preview: table.rows.slice(0, PREVIEWED).map(({ n, cells }) => ({ row: n, cells: cells.map(textOf) })),
    entities: kinds.map(({ name, label, labelPlural }) => ({ entity: name, label, labelPlural })),
    entity: guessEntity(kinds, descriptorsOf(ctx.entities.all), table.headers, about.name),
  };
}

/** Values for all rows that a file seldom has: the kind of an item, that what happened already is no draft. */
function proposed(ctx: HandlerContext, entity: string, columns: readonly (string | null)[]): TableSetup['fixed'] {
  const { fields, travels, titleField } = ctx.entities.get(entity).descriptor;
  const fixed: TableSetup['fixed'] = {};
  for (const { name, required, choices, initial } of fields) {
    if (columns.includes(name) || required !== true || !choices || name === titleField) continue;
    const value =
      travels?.field === name
        ? (startOf(ctx, entity)?.value ?? travels.values[0])
        : typeof initial === 'string'
          ? initial
          : choices[0]?.value;
    if (value !== undefined) fixed[name] = value;
  }
  const sold = fields.find(({ kind }) => kind === 'lines')?.line?.some(({ name }) => name === 'account') === false;
  // QuickBooks books what is sold by its item, and has one of this name from its first day.
  if (sold && !columns.includes('lines.item')) fixed['lines.item'] = 'Services';
  return fixed;
}

const none = (): Record<TableAct, number> => ({ make: 0, fill: 0, same: 0, refuse: 0 });

function toldCheck(ctx: HandlerContext, { hash, file, checked }: HeldCheck): TableCheck {
  const counts = none();
  for (const { act } of checked.items) counts[act]++;
  const byEntity = ctx.entities.all.flatMap(({ descriptor }) => {
    const own = checked.items.filter(({ entity }) => entity === descriptor.name);
    if (own.length === 0) return [];
    const each = none();
    for (const { act } of own) each[act]++;
    const made = own.flatMap(({ act, amount }) => (act === 'make' ? [amount] : []));
    const amount = descriptor.isDocument ? sumMoney(made) : null;
    return [{ entity: descriptor.name, label: descriptor.labelPlural, counts: each, amount }];
  });
  return { hash, counts, rows: file.table.rows.length, byEntity, dateOrder: checked.dateOrder };
}

/** The record that is here, as its address names it; null where it is not (yet). */
function keyOf(ctx: HandlerContext, entity: string, id: string | null): string | null {
  const record = id === null ? null : ctx.store.recordOf(entity, 'platform', id);
  return record && recordKey(record);
}

function toldItem(ctx: HandlerContext, item: Item, n: number): TableItem {
  const { entity, act, title, amount, rows, column, reason, id } = item;
  return { n, entity, act, title, amount, rows, column, reason, key: keyOf(ctx, entity, act === 'make' ? null : id) };
}

function toldPart(ctx: HandlerContext, part: StoredTablePart): TablePart {
  const { n, entity, title, amount, rows, column, reason, state, recordId } = part;
  return { n, entity, title, amount, rows, column, reason, result: state, key: keyOf(ctx, entity, recordId) };
}

/** What is stored whole; before that it is nobody's. */
type ShownImport = StoredTableImport & Pick<TableImport, 'state'>;
const isShown = (one: StoredTableImport): one is ShownImport => one.state !== 'preparing';

function toldImport(ctx: HandlerContext, one: ShownImport): TableImport {
  const found = ctx.store.tableCounts(one.id);
  const counts: TableImport['counts'] = {};
  for (const { state, count } of found) counts[state] = count;
  const total = found.reduce((sum, { count }) => sum + count, 0);
  // After a cancel what waits is no longer to come.
  if (one.state === 'cancelled' && counts.waiting !== undefined) {
    counts.cancelled = counts.waiting;
    delete counts.waiting;
  }
  return { ...one, total, counts };
}
