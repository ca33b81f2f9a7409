/**
 * Every entity of the registry goes round: made on one side, seen on the other, edited there, back again, edited here,
 * ended, in every direction and strategy, equal to the cent at every step. A new entity is in it by being in the registry.
 */
import { describe, expect, test } from 'vitest';
import type { EntityModule, WriteRequest } from '../../../main/core/types.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { aboveOf } from '../../../shared/entity.ts';
import type { Direction, Strategy } from '../../../shared/policy.ts';
import type { Body } from '../../../shared/primitives.ts';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';
import { editsOf, type SampleWorld, sampleBody } from '../../support/samples.ts';

const registry = createEntityRegistry();
const DIRECTIONS: Direction[] = ['both', 'toQuickbooks', 'fromQuickbooks'];
const STRATEGIES: Strategy[] = ['review', 'platformWins', 'quickbooksWins'];

/** Names of both sides' lists, which pair by name. */
const NAMES: Record<string, string> = { paymentMethod: 'Check', term: 'Net 30' };

type Detail = OutputOf<'records.get'>;

/** Outside the US: the country, what amounts are, and the rate lines bear. */
type Abroad = { country: string; amountsAre: string; rate: string };

/** A live app over an empty company, and what records refer to in it, each made once on both sides. */
async function ground(abroad: Abroad | null = null) {
  const app = await companyApp(abroad ? { profile: { country: abroad.country, tax: 'global' } } : {});
  await app.apply();
  const accounts: Native[] = app.all('Account');
  const ofType = (type: string): string => accounts.find((one) => one.AccountType === type)?.Id ?? '';
  await app.call('mappings.setLists', {
    defaultIncomeAccount: ofType('Income'),
    depositAccount: ofType('Bank') || ofType('Other Current Asset'),
  });
  const made = new Map<string, string>();
  const world: SampleWorld = {
    nameIn: (list) => NAMES[list] ?? null,
    ...(abroad ? { byLine: { amountsAre: abroad.amountsAre, rate: await rateNamed(app, abroad.rate) } } : {}),
    idOf: async (entity, among) => {
      const name = `${entity} ${among?.values[0] ?? ''}`;
      const known = made.get(name);
      if (known !== undefined) return known;
      const { descriptor } = registry.get(entity);
      // What comes from QuickBooks alone (the chart of accounts) is there already.
      const { options } = await app.call('records.options', { entity, search: '', limit: 50 });
      const there = options.find((one) => among === undefined || one.body[among.field] === among.values[0]);
      const key =
        descriptor.defaultDirection === 'fromQuickbooks' && there
          ? there.id
          : await app.make(entity, await sampleBody(registry.get(entity), `Ground ${entity}`.slice(0, 20), world));
      made.set(name, key);
      return key;
    },
    openOf: async (entity) => {
      const key = await app.make(entity, await sampleBody(registry.get(entity), `Open ${entity}`.slice(0, 20), world));
      const { descriptor } = registry.get(entity);
      const { platform } = await app.call('records.get', { entity, key });
      return { id: key, balance: String(platform?.[descriptor.balanceField ?? '']) };
    },
  };
  return { app, world };
}

async function rateNamed(app: CompanyApp, name: string): Promise<string> {
  const { rates } = await app.call('workspace.taxRates');
  return rates.find((one) => one.name === name)?.key ?? `no rate ${name}`;
}

const quickbooksIdOf = (app: CompanyApp, entity: string, key: string): string | null =>
  app.store.counterpart(entity, 'platform', key);

/** What QuickBooks itself shows of a record. */
function nativeOf(app: CompanyApp, module: EntityModule, id: string): Native {
  const { resource } = module.quickbooks;
  return app.ask(`/${resource.toLowerCase()}/${id}`)[resource];
}

const context = async (app: CompanyApp) => {
  const read = await app.workspace.lists();
  const { tax } = await app.call('mappings.get');
  return {
    ...(tax ? { tax: { untaxed: tax.untaxedSuggestion?.id ?? null } } : {}),
    mapping: { ...(await app.call('mappings.get')).lists },
    lists: [...(read.ok ? read.value : []), ...app.store.lists('quickbooks')],
    homeCurrency: 'USD',
  };
};

/** A write in QuickBooks' words, done by a person on its own screens. */
async function inQuickbooks(app: CompanyApp, module: EntityModule, request: Partial<WriteRequest>): Promise<Native> {
  const written = module.quickbooks.write(
    {
      entity: module.descriptor.name,
      kind: 'create',
      id: null,
      revision: null,
      body: null,
      fields: [],
      native: null,
      key: 'person',
      ...request,
    },
    await context(app),
  );
  if (!written.ok) throw new Error(written.error.userSentence);
  const { Id: _, SyncToken: __, sparse: ___, ...set } = written.json;
  const entity = module.quickbooks.resource;
  return app.act(
    request.id === null || request.id === undefined
      ? { act: 'create', entity, set: set as never }
      : { act: 'edit', entity, id: request.id, set: set as never },
  )[entity];
}

/** The sample with its references as QuickBooks ids. */
function asThere(app: CompanyApp, module: EntityModule, body: Body): Body {
  const there = (entity: string, id: unknown): string | null =>
    typeof id === 'string' ? quickbooksIdOf(app, entity, id) : null;
  const out: Body = { ...body };
  for (const field of module.descriptor.fields) {
    const value = body[field.name];
    if (field.kind === 'ref') out[field.name] = there(field.entity ?? '', value);
    if (field.kind === 'allocations')
      out[field.name] = (value as Body[]).map((one) => ({
        ...one,
        [field.entity ?? '']: there(field.entity ?? '', one[field.entity ?? '']),
      }));
    if (field.kind === 'lines')
      out[field.name] = (value as Body[]).map((line) => ({
        ...line,
        ...Object.fromEntries(
          (field.line ?? [])
            .filter((member) => member.kind === 'ref')
            .map((member) => [member.name, there(member.entity ?? '', line[member.name])]),
        ),
      }));
  }
  return out;
}

/** Both sides say the same of it, amounts and balances to the cent, and QuickBooks' own total is that one. */
function expectEqual(app: CompanyApp, module: EntityModule, detail: Detail): void {
  const { descriptor } = module;
  expect(detail.row.state, detail.row.stateDetail ?? detail.error?.userSentence ?? '').toBe('equal');
  expect(detail.differs).toEqual([]);
  for (const field of descriptor.fields)
    if (field.derived === true)
      expect(detail.platform?.[field.name], field.label).toBe(detail.quickbooks?.[field.name]);
  if (descriptor.amountField === undefined || !descriptor.isDocument) return;
  const id = quickbooksIdOf(app, descriptor.name, detail.row.key);
  const total = Number(nativeOf(app, module, id ?? '').TotalAmt).toFixed(2);
  expect(detail.platform?.[descriptor.amountField]).toBe(total);
}

/** Everything waits for nobody, and what is open is the same on both sides. */
async function expectRest(app: CompanyApp): Promise<void> {
  const status = await app.call('app.status');
  expect(status.counts).toMatchObject({ waiting: 0, review: 0, problems: 0 });
  expect(status.receivables?.difference).toBe('0.00');
  expect(status.payables?.difference).toBe('0.00');
  expect(app.errors).toEqual([]);
}

/** Once more after a write: what it moved beside itself (the balance of a paid invoice) is only told by the next feed. */
async function settled(app: CompanyApp): Promise<void> {
  await app.sync();
  await app.sync();
}

/** Ends a record on a side the way that side can, and settles the question a deletion in QuickBooks raises. */
async function settleRemoval(app: CompanyApp): Promise<void> {
  const { rows } = await app.call('review.list', {});
  for (const row of rows) {
    const review = await app.call('review.get', { id: row.id });
    expect(review.row.kind).toBe('removal');
    const act = review.acts.find((one) => one.id === 'follow');
    if (!act) throw new Error(`no way to follow among ${review.acts.map((one) => one.id).join(', ')}`);
    await app.call('review.act', { id: row.id, revision: review.revision, act: act.id });
  }
  await settled(app);
}

const LIFE = { delete: 'deleted', void: 'void', deactivate: 'inactive' } as const;

/** A record, and one under another of its kind where the entity has a word for that. */
const kindsOf = ({ descriptor }: EntityModule): { label: string; under: boolean }[] => {
  const below = aboveOf(descriptor)?.below;
  return [
    { label: descriptor.name, under: false },
    ...(below ? [{ label: `${descriptor.name} (${below.label.toLowerCase()})`, under: true }] : []),
  ];
};

const cases = registry.all.flatMap((module) =>
  kindsOf(module).flatMap(({ label, under }) =>
    DIRECTIONS.flatMap((direction) =>
      STRATEGIES.map((strategy) => [label, direction, strategy, under, module, null as Abroad | null] as const),
    ),
  ),
);

/** What names tax codes on its lines, in companies outside the US. */
const ABROAD: Abroad[] = [
  { country: 'CA', amountsAre: 'exclusive', rate: 'GST/PST BC' },
  { country: 'GB', amountsAre: 'inclusive', rate: '20.0% S' },
  { country: 'AU', amountsAre: 'none', rate: 'GST' },
];
const abroadCases = registry.all
  .filter(({ descriptor }) => descriptor.fields.some((field) => field.taxModel !== undefined))
  .flatMap((module) =>
    ABROAD.flatMap((abroad) =>
      DIRECTIONS.map((direction) => {
        const label = `${module.descriptor.name} in ${abroad.country}, amounts ${abroad.amountsAre}`;
        return [label, direction, 'review' as Strategy, false, module, abroad] as const;
      }),
    ),
  );

describe.each([...cases, ...abroadCases])('%s, %s, %s', (_, direction, strategy, under, module, abroad) => {
  const entity = module.descriptor.name;
  const toThere = direction !== 'fromQuickbooks';
  const toHere = direction !== 'toQuickbooks';

  test('goes round', async () => {
    const { app, world } = await ground(abroad);
    // What it refers to exists on both sides, by the settings of those.
    const body = await sampleBody(module, 'Sample 1', world, under);
    await app.sync();
    await app.call('mappings.setEntity', { entity, policy: { direction, strategy } });
    await expectRest(app);
    const get = (key: string): Promise<Detail> => app.call('records.get', { entity, key });

    let key: string;
    if (toThere) key = await app.make(entity, body);
    else {
      const parsed = module.parse(asThere(app, module, body));
      if (!parsed.ok) throw new Error(parsed.error.userSentence);
      const native = await inQuickbooks(app, module, { body: parsed.body });
      await app.sync();
      key = app.store.counterpart(entity, 'quickbooks', native.Id) ?? '';
    }
    await settled(app);
    expectEqual(app, module, await get(key));
    await expectRest(app);
    const id = quickbooksIdOf(app, entity, key) ?? '';

    // Edited there.
    const native = nativeOf(app, module, id);
    const there = module.quickbooks.read(native, await context(app)).body ?? {};
    const edit = editsOf(module, there, 'there');
    const wanted = module.derive({ ...there, ...edit });
    const before = (await get(key)).platform;
    await inQuickbooks(app, module, {
      kind: 'update',
      id,
      revision: native.SyncToken,
      body: wanted,
      fields: Object.keys(edit),
      native,
    });
    await app.sync();
    if (toHere) {
      const now = await get(key);
      expectEqual(app, module, now);
      expect(now.platform).not.toEqual(before);
    } else {
      const now = await get(key);
      expect(now.row.state).toBe('differs');
      expect(now.platform).toEqual(before);
    }

    // Edited here.
    const { platform, revision } = await get(key);
    await app.call('records.update', {
      entity,
      key,
      revision: revision ?? '',
      changes: editsOf(module, platform ?? {}, 'here'),
    });
    await app.sync();
    const edited = await get(key);
    if (toThere) expectEqual(app, module, edited);
    else expect(edited.row.state).toBe('differs');
    expect(nativeOf(app, module, id).SyncToken !== native.SyncToken).toBe(true);

    // Ended: there where that comes over, else here.
    const mode = module.descriptor.removals[0] ?? 'delete';
    if (toHere) {
      app.act({ act: mode, entity: module.quickbooks.resource, id });
      await app.sync();
      await settleRemoval(app);
    } else {
      const now = await get(key);
      await app.call('records.remove', { entity, key, revision: now.revision ?? '', mode });
      await settled(app);
    }
    const ended = await get(key);
    expect([ended.platformLife, ended.quickbooksLife]).toEqual([LIFE[mode], LIFE[mode]]);
    await expectRest(app);
  });
});

describe('a draft', () => {
  const drafts = registry.all.filter((module) => module.descriptor.travels !== undefined);
  test.each(drafts.map((module) => [module.descriptor.name, module] as const))(
    '%s stays here',
    async (entity, module) => {
      const { app, world } = await ground();
      const body = await sampleBody(module, 'Draft 1', world);
      const { travels, fields } = module.descriptor;
      const field = fields.find((one) => one.name === travels?.field);
      const staying = field?.choices?.find((one) => !travels?.values.includes(one.value));
      if (!field || !staying || !travels) throw new Error(`${entity} has no value that stays`);
      const key = await app.make(entity, { ...body, [field.name]: staying.value });
      await app.sync();
      const draft = await app.call('records.get', { entity, key });
      expect(draft.row).toMatchObject({ state: 'notSynced', stateDetail: travels.otherwise });
      expect(app.all(module.quickbooks.resource)).toEqual([]);
      await expectRest(app);
      await app.call('records.update', {
        entity,
        key,
        revision: draft.revision ?? '',
        changes: { [field.name]: travels.values[0] ?? null },
      });
      await app.sync();
      expectEqual(app, module, await app.call('records.get', { entity, key }));
    },
  );
});
