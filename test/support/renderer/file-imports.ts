import { type Checked, checkTable } from '../../../main/core/table-import/check.ts';
import { guessColumns, guessDateOrder, guessEntity } from '../../../main/core/table-import/guess.ts';
import { allTargets, descriptorsOf } from '../../../main/core/table-import/state.ts';
import { tableOf } from '../../../main/core/table-import/table.ts';
import { type Known, type Table, textOf } from '../../../main/core/table-import/types.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import {
  type TableAct,
  type TableFile,
  type TableImport,
  type TablePart,
  type TableResult,
  tableSetupSchema,
} from '../../../shared/contract/import-file.ts';
import { appError } from '../../../shared/errors.ts';
import type { FakeRecord } from './book.ts';
import { type Handlers, refuse } from './handlers.ts';

/** Files of the pretended engine: read and checked by the real decisions, over rows that are written here. */

const KINDS = ['customer', 'vendor', 'item', 'estimate', 'invoice', 'payment', 'bill', 'vendorCredit', 'expense'];

const CLIENTS: string[][] = [
  ['Client name', 'Company', 'E-mail', 'Phone #', 'Street', 'City', 'State', 'Zip', 'Client since', 'Notes'],
  [
    'Dana Reyes',
    '',
    'dana@summit.example',
    '(555) 010-2030',
    '1 Main St',
    'Tucson',
    'AZ',
    '85701',
    '3/4/2021',
    'Ring twice',
  ],
  [
    'Weiskopf Consulting',
    'Weiskopf Consulting',
    'karl@weiskopf.example',
    '555.010.9999',
    '88 Elm Ave',
    'Marana',
    'AZ',
    '85653',
    '5/6/2022',
    '',
  ],
  ['Ocotillo Dental', '', 'front desk', '555 010 4411', '', '', '', '', '', ''],
  ['', '', 'nobody@nowhere.example', '', '', '', '', '', '', 'Called once'],
  [
    'Sonora Tile: Patio',
    'Sonora Tile',
    'office@sonora.example',
    '555 010 7788',
    '12 Mesa Dr',
    'Oro Valley',
    'AZ',
    '85737',
    '7/8/2023',
    '',
  ],
  ...Array.from({ length: 214 }, (_, n) => [
    `Homeowner ${n + 1}`,
    '',
    `home${n + 1}@example.com`,
    `555 02${String(n).padStart(2, '0')} 1000`,
    `${n + 10} Saguaro Way`,
    'Tucson',
    'AZ',
    '85704',
    '1/2/2024',
    '',
  ]), // prettier-ignore
];
const INVOICES: string[][] = [
  ['Invoice #', 'Customer', 'Issued', 'Due', 'Item', 'Description', 'Qty', 'Rate', 'Amount', 'Total'],
  [
    '2041',
    'Dana Reyes',
    '3/14/2026',
    '4/13/2026',
    'Roof inspection',
    'Spring inspection',
    '1',
    '$185.00',
    '$185.00',
    '$1,235.00',
  ],
  [
    '2041',
    'Dana Reyes',
    '3/14/2026',
    '4/13/2026',
    'Shingles',
    'Replaced 30 square feet',
    '30',
    '$35.00',
    '$1,050.00',
    '$1,235.00',
  ],
  ['2042', 'Weiskopf Consulting', '3/20/2026', '', 'Gutter cleaning', '', '2', '90', '180', '190'],
  ['2043', 'Ocotillo Dental', 'soon', '', 'Gutter cleaning', '', '1', '90', '90', '90'],
  ...Array.from({ length: 46 }, (_, n) => [
    String(2050 + n),
    `Homeowner ${n + 1}`,
    `3/${(n % 27) + 1}/2026`,
    '',
    'Gutter cleaning',
    '',
    '1',
    `${90 + n}`,
    `${90 + n}`,
    `${90 + n}`,
  ]), // prettier-ignore
];

const RESULT: Record<TableAct, TableResult> = { make: 'made', fill: 'filled', same: 'same', refuse: 'refused' };

export function fileImportHandlers(book: readonly FakeRecord[], now: number, begun: boolean): Handlers {
  const entities = createEntityRegistry();
  const modules = entities.all;
  const kinds = KINDS.map((name) => entities.get(name));
  const held = new Map<string, { told: TableFile; table: Table }>();
  const checks = new Map<string, { checked: Checked; table: Table; name: string; entity: string }>();
  const known = (entity: string): Known[] =>
    book
      .filter((record) => record.entity === entity)
      .map(({ key, title, body }) => ({ entity, id: key, title, life: 'live', body }));

  const read = (name: string): { told: TableFile; table: Table } => {
    if (name.startsWith('locked'))
      return refuse(
        appError('import.unreadable', {
          name,
          problem: 'it is protected with a password',
          out: 'Open it in Excel, take the password off, and save it again.',
        }),
      );
    const rows = name.startsWith('invoices') ? INVOICES : CLIENTS;
    const table = tableOf(rows, name);
    if (!table.ok) return refuse(table.error);
    const { headers, rows: body } = table.value;
    const told: TableFile = {
      file: name,
      name,
      sheets: [],
      sheet: null,
      encoding: 'UTF-8',
      delimiter: ',',
      rows: body.length,
      columns: headers.map((header, at) => ({
        header,
        samples: [...new Set(body.map(({ cells }) => textOf(cells[at])).filter(Boolean))].slice(0, 4),
      })),
      preview: body.slice(0, 8).map(({ n, cells }) => ({ row: n, cells: cells.map(textOf) })),
      entities: kinds.map(({ descriptor }) => ({
        entity: descriptor.name,
        label: descriptor.label,
        labelPlural: descriptor.labelPlural,
      })),
      entity: guessEntity(
        kinds.map(({ descriptor }) => descriptor),
        descriptorsOf(modules),
        headers,
        name,
      ),
    };
    return { told, table: table.value };
  };

  const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString();
  const checkOf = (name: string): { checked: Checked; table: Table; name: string; entity: string } => {
    const { told, table } = read(name);
    const targets = allTargets(entities.get(told.entity), modules);
    const columns = guessColumns(entities.get(told.entity).descriptor, targets, table.headers);
    const setup = {
      entity: told.entity,
      columns,
      fixed: {},
      dateOrder: 'monthFirst',
      missing: 'make',
      unsure: 'leave',
    } as const;
    return {
      checked: run(table, { ...setup, columns, fixed: { status: 'issued' } }),
      table,
      name,
      entity: told.entity,
    };
  };
  const run = (table: Table, setup: Parameters<typeof checkTable>[0]['setup']): Checked =>
    checkTable(
      {
        table,
        setup,
        modules,
        known,
        imported: () => null,
        rates: [],
        amountsAre: null,
        digest: (text) => text,
        begun: (_, body) => body,
      },
      entities.get(setup.entity),
    );

  const imports = (
    [
      ['file-running', 'invoices.csv', 'running', 40],
      ['file-cancelled', 'clients.csv', 'cancelled', 7_200],
      ['file-done', 'clients.csv', 'done', 90_000],
    ] as const
  ).map(([id, name, state, age]) => {
    const { checked, entity } = checkOf(name);
    const parts = checked.items.map(({ body: _, source: __, act, id: own, ...item }, n): TablePart => {
      const later = state !== 'done' && act === 'make' && n > checked.items.length / 2;
      const result = later ? (state === 'running' ? 'waiting' : 'cancelled') : RESULT[act];
      return { ...item, n, result, key: own };
    });
    const counts: TableImport['counts'] = {};
    for (const { result } of parts) counts[result] = (counts[result] ?? 0) + 1;
    const one: TableImport = {
      id,
      at: ago(age),
      endedAt: state === 'running' ? null : ago(age - 12),
      state,
      by: 'You',
      name,
      entity,
      total: parts.length,
      counts,
    };
    return { one, parts };
  });
  const importOf = (id: string) =>
    imports.find(({ one }) => one.id === id) ?? refuse(appError('import.notFound', { done: 'shown' }));
  const fileOf = (id: string) => held.get(id) ?? refuse(appError('import.fileGone'));
  const found = <T extends { title: string; reason: string }>(items: readonly T[], search = ''): T[] =>
    items.filter((item) => `${item.title} ${item.reason}`.toLowerCase().includes(search.toLowerCase()));

  return {
    'import.file.read': ({ name }) => {
      const file = read(name);
      held.set(file.told.file, file);
      return file.told;
    },
    'import.file.columns': ({ file, entity }) => {
      const { table } = fileOf(file);
      const { descriptor } = entities.get(entity);
      const targets = allTargets(entities.get(entity), modules);
      const columns = guessColumns(descriptor, targets, table.headers);
      const { order, ask } = guessDateOrder(table, targets, columns);
      const fixed: Record<string, string> = {};
      for (const { name, required, choices, initial } of descriptor.fields)
        if (required === true && choices && !columns.includes(name)) fixed[name] = String(initial ?? choices[0]?.value);
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
        })), // prettier-ignore
        columns,
        fixed,
        askDateOrder: ask && order === null,
        dateOrder: order,
      };
    },
    'import.file.check': ({ file, setup }) => {
      const { table, told } = fileOf(file);
      const whole = tableSetupSchema.parse(setup);
      const checked = run(table, whole);
      const hash = `${file} ${JSON.stringify(setup)}`;
      checks.set(hash, { checked, table, name: told.name, entity: setup.entity });
      const counts: Record<TableAct, number> = { make: 0, fill: 0, same: 0, refuse: 0 };
      for (const { act } of checked.items) counts[act]++;
      const byEntity = modules.flatMap(({ descriptor }) => {
        const own = checked.items.filter(({ entity }) => entity === descriptor.name);
        const each: Record<TableAct, number> = { make: 0, fill: 0, same: 0, refuse: 0 };
        for (const { act } of own) each[act]++;
        const amount = descriptor.isDocument ? '6240.00' : null;
        return own.length === 0
          ? []
          : [{ entity: descriptor.name, label: descriptor.labelPlural, counts: each, amount }];
      });
      return { hash, counts, rows: table.rows.length, byEntity, dateOrder: checked.dateOrder };
    },
    'import.file.items': ({ hash, acts, search, offset = 0, limit = 100 }) => {
      const { checked, table } = checks.get(hash) ?? refuse(appError('import.fileGone'));
      const items = found(checked.items, search).filter(({ act }) => acts === undefined || acts.includes(act));
      return {
        total: items.length,
        headers: table.headers,
        items: items.slice(offset, offset + limit).map(({ body: _, source: __, id, ...item }) => ({
          ...item,
          n: checked.items.findIndex((one) => one.id === id && one.rows === item.rows),
          key: item.act === 'make' ? null : id,
          cells: item.rows.map((row) => (table.rows.find(({ n }) => n === row)?.cells ?? []).map(textOf)),
        })),
      };
    },
    'import.file.apply': () => ({ id: 'file-running' }),
    'import.file.list': () => ({ imports: begun ? imports.map(({ one }) => one) : [] }),
    'import.file.get': ({ id }) => ({ import: importOf(id).one }),
    'import.file.parts': ({ id, results, search, offset = 0, limit = 100 }) => {
      const parts = found(importOf(id).parts, search).filter(
        ({ result }) => results === undefined || results.includes(result),
      );
      return { total: parts.length, parts: parts.slice(offset, offset + limit) };
    },
    'import.file.cancel': () => ({}),
    'import.file.resume': () => ({}),
  };
}
