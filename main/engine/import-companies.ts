import { aboveOf, type FieldDescriptor } from '../../shared/entity.ts';
import type { Body } from '../../shared/primitives.ts';
import { normalText } from '../core/compare.ts';
import type { EntityModule } from '../core/types.ts';
import type { Context } from './context.ts';
import type { Importing } from './import-plan.ts';

/** Companies that people of an import belong to and nobody has a record of. They are made in the workspace and stay there. */

/** A record for a company's name, and who named it first. */
export type WantedCompany = { module: EntityModule; field: FieldDescriptor; name: string; by: string };

/** One spelling of a name: case and white space say nothing. */
export const plainName = (name: string): string => normalText(name).toLowerCase();

/** Names of companies that are nobody's, each once. Neither a project's nor one that the record itself has. */
export function companiesWanted(ctx: Context, { scope, taken }: Importing): WantedCompany[] {
  if (!scope.companies) return [];
  const wanted = new Map<string, WantedCompany>();
  for (const module of ctx.entities.all) {
    const { descriptor } = module;
    const field = descriptor.fields.find((one) => one.names?.entity === descriptor.name);
    if (!field || !scope.entities.includes(descriptor.name)) continue;
    const known = namesOf(ctx, module);
    const above = aboveOf(descriptor)?.name;
    for (const { module: of, view, body } of taken) {
      const name = body[field.name];
      if (of !== module || typeof name !== 'string' || (above !== undefined && body[above] !== null)) continue;
      const plain = plainName(name);
      if (plain === '' || known.has(plain) || wanted.has(plain)) continue;
      wanted.set(plain, { module, field, name: normalText(name), by: view.record.index.title });
    }
  }
  return [...wanted.values()];
}

/** Records read at once. */
const PAGE = 500;

/** The kinds of records of which no two may share a name: its own, and those that share its names in QuickBooks. */
const sharing = (ctx: Context, { descriptor }: EntityModule): string[] =>
  ctx.entities.all
    .map((one) => one.descriptor)
    .filter(
      ({ name, nameSpace }) =>
        name === descriptor.name || (nameSpace !== undefined && nameSpace === descriptor.nameSpace),
    )
    .map(({ name }) => name);

/** Whether somebody has the name now. */
export const isTaken = (ctx: Context, module: EntityModule, name: string): boolean =>
  sharing(ctx, module).some((entity) =>
    ctx.store
      .listRecords({ entity, search: name, offset: 0, limit: PAGE })
      .rows.some(({ record }) => record.index.life !== 'deleted' && plainName(record.index.title) === plainName(name)),
  );

/** Every name that cannot be given again. */
function namesOf(ctx: Context, module: EntityModule): Set<string> {
  const names = new Set<string>();
  for (const entity of sharing(ctx, module)) {
    for (let page = ctx.store.views(entity, 0, PAGE); page.length > 0; ) {
      for (const { record } of page) if (record.index.life !== 'deleted') names.add(plainName(record.index.title));
      page = ctx.store.views(entity, page.at(-1)?.record.rid ?? 0, PAGE);
    }
  }
  return names;
}

/** The body of a company's record: its name, in both places where it stands. Null where it is no name a record can have. */
export function companyBody({ module, field }: Pick<WantedCompany, 'module' | 'field'>, name: string): Body | null {
  const parsed = module.parse({ [module.descriptor.titleField]: name, [field.name]: name });
  return parsed.ok ? parsed.body : null;
}

/** Adds a company to the plan. */
export function companyItem(ctx: Context, state: Importing, company: WantedCompany): void {
  const { descriptor } = company.module;
  const body = companyBody(company, company.name);
  if (body === null) return;
  const title = descriptor.fields.find(({ name }) => name === descriptor.titleField);
  const reason = `Company of ${company.by}; nobody here has its name. It stays in the workspace until something refers to it`;
  const id = `${descriptor.name}/company:${plainName(company.name)}/createInPlatform`;
  state.draft.items.push({
    id,
    digest: ctx.hash(JSON.stringify([id, body])).slice(0, 32),
    since: null,
    action: 'createInPlatform',
    entity: descriptor.name,
    title: company.name,
    platformId: null,
    quickbooksId: null,
    amount: null,
    reason,
    changes: [
      { field: descriptor.titleField, label: title?.label ?? 'Name', before: null, after: company.name },
      { field: company.field.name, label: company.field.label, before: null, after: company.name },
    ],
    error: null,
  });
  state.parts.push({
    entity: descriptor.name,
    quickbooksId: null,
    platformId: null,
    act: 'company',
    state: 'planned',
    title: company.name,
    amount: null,
    reason,
    withoutEmail: false,
    candidates: [],
  });
}
