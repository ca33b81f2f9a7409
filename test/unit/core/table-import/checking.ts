/** A table of rows checked over the product's own entities, in short. */
import { checkTable, wrongSetup } from '../../../../main/core/table-import/check.ts';
import { guessColumns } from '../../../../main/core/table-import/guess.ts';
import { allTargets } from '../../../../main/core/table-import/state.ts';
import { tableOf } from '../../../../main/core/table-import/table.ts';
import type { Cell, Known, Rate } from '../../../../main/core/table-import/types.ts';
import { createEntityRegistry } from '../../../../main/entities/index.ts';
import type { TableSetup } from '../../../../shared/contract/import-file.ts';
import type { Body } from '../../../../shared/primitives.ts';

export const entities = createEntityRegistry();
export const RATES: Rate[] = [
  { key: 'az', name: 'Arizona', percent: '8.6' },
  { key: 'ca', name: 'California', percent: '7.25' },
];

/** A record the workspace has. */
export const has = (entity: string, id: string, body: Body, life: Known['life'] = 'live'): Known => {
  const module = entities.get(entity);
  const parsed = module.parse(body);
  if (!parsed.ok) throw new Error(parsed.error.userSentence);
  const whole = module.derive(parsed.body);
  return { entity, id, life, body: whole, title: module.title(whole) };
};

export const table = (rows: Cell[][]) => {
  const made = tableOf(rows, 'a.csv');
  if (!made.ok) throw new Error(made.error.userSentence);
  return made.value;
};
export const targetsFor = (entity: string) => allTargets(entities.get(entity), entities.all);
export const guessed = (entity: string, headers: string[]) =>
  guessColumns(entities.get(entity).descriptor, targetsFor(entity), headers);

export function check(
  entity: string,
  rows: Cell[][],
  more: { known?: Known[]; setup?: Partial<TableSetup>; imported?: Map<string, string> } = {},
) {
  const read = table(rows);
  const columns = guessed(entity, read.headers);
  const fixed: Record<string, string> =
    {
      invoice: { status: 'issued' },
      estimate: { status: 'pending' },
      item: { type: 'service' },
      expense: { status: 'approved', paidBy: 'creditCard' },
    }[entity] ?? {};
  const setup: TableSetup = {
    entity,
    columns,
    fixed,
    dateOrder: null,
    missing: 'make',
    unsure: 'leave',
    ...more.setup,
  };
  const wrong = wrongSetup(read, setup, targetsFor(entity));
  if (wrong) throw new Error(wrong.userSentence);
  return checkTable(
    {
      table: read,
      setup,
      modules: entities.all,
      known: (of) => (more.known ?? []).filter((one) => one.entity === of),
      imported: (source) => more.imported?.get(source) ?? null,
      rates: RATES,
      amountsAre: null,
      digest: (text) => text,
      begun: (_, body) => body,
    },
    entities.get(entity),
  ).items;
}
export const told = (items: ReturnType<typeof check>) =>
  items.map(({ act, title, reason }) => `${act} ${title}: ${reason}`);
