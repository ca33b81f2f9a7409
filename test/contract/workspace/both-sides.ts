/**
 * The demo book and the sandbox demo company side by side, through their real connectors, and a first sync of the two in
 * its plainest form: match, plan, write, until nothing is left to do. No outbox, no events: only what both books hold and
 * what the pure decisions make of it.
 */

import { createIds } from '../../../main/adapters/ids.ts';
import { openWorkspaceStore } from '../../../main/adapters/sqlite/workspace/store.ts';
import { createQuickbooksConnector, quickbooksEndpoints } from '../../../main/connectors/quickbooks/index.ts';
import { createWorkspaceConnector } from '../../../main/connectors/workspace/index.ts';
import { type LineMap, type Links, toCommon } from '../../../main/core/common.ts';
import { matchRecords, type Unlinked } from '../../../main/core/identity.ts';
import { applyPatch, type Base } from '../../../main/core/merge.ts';
import { planRecord } from '../../../main/core/plan.ts';
import { noDecision, type PlannedWrite, type RecordPlan } from '../../../main/core/plan-types.ts';
import type { Connector } from '../../../main/core/ports.ts';
import type { EntityModule, Observation, TranslationContext, WriteOutcome } from '../../../main/core/types.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import { createCompany } from '../../../main/sandbox/company/index.ts';
import type { Result } from '../../../shared/errors.ts';
import { DEFAULT_POLICY } from '../../../shared/policy.ts';
import { otherSide, type Side } from '../../../shared/primitives.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
/** The morning after the demo company's last entry. */
const NOW = Date.parse('2026-11-19T09:00:00-08:00');

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.userSentence);
  return result.value;
};

export async function bothSides() {
  const entities = createEntityRegistry();
  let now = NOW;
  const clock = { now: () => now++ };
  const company = createCompany({ clock, seed: 'demo' });
  const quickbooks = createQuickbooksConnector({
    entities,
    endpoints: quickbooksEndpoints('sandboxCompany', 'http://company.example'),
    realmId: company.realmId,
    tokens: {
      access: async () => ({ ok: true, value: 'token' }),
      refresh: async () => ({ ok: true, value: 'token' }),
    },
    clock,
    timers: { sleep: async () => {}, yieldNow: async () => {}, every: () => () => {} },
    random: { next: () => 0 },
    hash: (text) => text,
    meter: { count() {} },
    log: silent,
    transport: async ({ method, url, headers, body }) => {
      const { pathname, searchParams } = new URL(url);
      const query = Object.fromEntries(searchParams);
      const answer = company.handle({ method, path: pathname, query, headers, ...(body === null ? {} : { body }) });
      return { status: answer.status, headers: { ...answer.headers }, body: answer.body };
    },
  });
  const ids = createIds(clock);
  const store = openWorkspaceStore({ path: ':memory:', newBookId: () => ids.next() });
  const { connector: platform, book } = createWorkspaceConnector({ store, registry: entities, clock, ids });
  const counts = value(await book.loadDemo());
  const lists = [...value(await platform.lists()), ...value(await quickbooks.lists())];
  const named = (list: string, name: string): string =>
    lists.find((entry) => entry.list === list && entry.name === name)?.id ?? '';
  const context: TranslationContext = {
    mapping: {
      defaultIncomeAccount: lists.find((one) => one.facts.type === 'Income')?.id ?? null,
      depositAccount: null,
      defaultExpenseAccount: null,
      taxCodes: {
        petaluma: named('taxCode', 'Petaluma'),
        sonoma: named('taxCode', 'Sonoma County'),
        marin: named('taxCode', 'Marin County'),
      },
      defaultTaxCode: null,
      customFields: [],
    },
    lists,
    homeCurrency: 'USD',
  };
  return { entities, platform, quickbooks, book, store, company, context, counts, clock };
}
export type BothSides = Awaited<ReturnType<typeof bothSides>>;

/** Everything a connector lists of an entity. */
export async function everything(side: Connector, entity: string, context: TranslationContext): Promise<Observation[]> {
  const all: Observation[] = [];
  let page: string | null = null;
  do {
    const answer: { observations: Observation[]; next: string | null } = value(await side.list(entity, page, context));
    all.push(...answer.observations);
    page = answer.next;
  } while (page !== null);
  return all;
}

type Row = { entity: string; ids: Record<Side, string | null>; base: Base | null; lines: LineMap };

/** What a first sync did, by entity and act; and what it could not do. */
export type FirstSync = {
  acts: Record<string, Record<string, number>>;
  reviews: string[];
  refusals: string[];
  /** Records left waiting for something in review. */
  waiting: number;
  rounds: number;
  /** Which records are the same in the end. */
  pairs: { entity: string; platform: string; quickbooks: string }[];
};

/** Runs until nothing changes. `strategy` review, both directions, nothing decided by a person. */
export async function firstSync(sides: BothSides): Promise<FirstSync> {
  const { entities, context } = sides;
  const connectors: Record<Side, Connector> = { platform: sides.platform, quickbooks: sides.quickbooks };
  const rows: Row[] = [];
  const links: Links = {
    toQuickbooks: (entity, id) =>
      rows.find((row) => row.entity === entity && row.ids.platform === id)?.ids.quickbooks ?? null,
    toPlatform: (entity, id) =>
      rows.find((row) => row.entity === entity && row.ids.quickbooks === id)?.ids.platform ?? null,
  };
  const result: FirstSync = { acts: {}, reviews: [], refusals: [], waiting: 0, rounds: 0, pairs: [] };
  const count = (entity: string, act: string): void => {
    result.acts[entity] ??= {};
    const acts = result.acts[entity] as Record<string, number>;
    acts[act] = (acts[act] ?? 0) + 1;
  };
  let key = 0;

  const seen = async (module: EntityModule): Promise<Record<Side, Map<string, Observation>>> => ({
    platform: new Map(
      (await everything(connectors.platform, module.descriptor.name, context)).map((one) => [one.id, one]),
    ),
    quickbooks: new Map(
      (await everything(connectors.quickbooks, module.descriptor.name, context)).map((one) => [one.id, one]),
    ),
  });

  const pair = (module: EntityModule, views: Record<Side, Map<string, Observation>>): Set<string> => {
    const entity = module.descriptor.name;
    const single = (side: Side): Unlinked[] =>
      [...views[side].values()].flatMap((one) => {
        const linked = side === 'platform' ? links.toQuickbooks(entity, one.id) : links.toPlatform(entity, one.id);
        if (linked !== null || one.body === null) return [];
        const body = toCommon(module.descriptor, side, one.body, links, {});
        const known = module.descriptor.fields.every(
          (field) =>
            field.kind !== 'ref' ||
            field.required !== true ||
            links.toQuickbooks(field.entity ?? '', String(body[field.name])) !== null,
        );
        return known ? [{ id: one.id, body, keys: module.matchKeys(body) }] : [];
      });
    const matching = matchRecords(module.descriptor, single('platform'), single('quickbooks'));
    for (const { platformId, quickbooksId } of matching.links) {
      const row = rows.find((one) => one.entity === entity && one.ids.platform === platformId);
      const other = rows.find((one) => one.entity === entity && one.ids.quickbooks === quickbooksId);
      if (other) rows.splice(rows.indexOf(other), 1);
      if (row) row.ids.quickbooks = quickbooksId;
      else rows.push({ entity, ids: { platform: platformId, quickbooks: quickbooksId }, base: null, lines: {} });
      count(entity, 'link');
    }
    return new Set([...matching.waiting, ...matching.unclear.map((one) => one.platformId)]);
  };

  const send = async (row: Row, write: PlannedWrite): Promise<WriteOutcome> => {
    const connector = connectors[write.side];
    const [before] =
      write.id === null ? [] : value(await connector.read([{ entity: row.entity, id: write.id }], context));
    const [outcome] = await connector.write(
      [
        {
          entity: row.entity,
          kind: write.kind,
          ...(write.mode === null ? {} : { mode: write.mode }),
          id: write.id,
          revision: write.revision,
          body: write.body,
          fields: write.fields,
          native: before?.native ?? null,
          key: `first-${++key}`,
        },
      ],
      context,
    );
    return outcome as WriteOutcome;
  };

  const carryOut = async (row: Row, plan: RecordPlan): Promise<boolean> => {
    if (plan.lines) row.lines = plan.lines;
    if (plan.settled) row.base = applyPatch(row.base, plan.settled);
    let moved = plan.settled !== null;
    const writes = 'writes' in plan.verdict ? plan.verdict.writes : [];
    for (const write of writes) {
      const outcome = await send(row, write);
      if (outcome.kind !== 'confirmed') {
        result.refusals.push(`${write.side} ${row.entity}: ${outcome.error.userSentence}`);
        continue;
      }
      moved = true;
      count(row.entity, `${write.kind} in ${write.side}`);
      row.ids[write.side] = outcome.observation.id;
      row.base = applyPatch(row.base, write.patch);
      const from = otherSide(write.side);
      const commonLines = (write.common?.lines ?? []) as { id: string }[];
      for (const [index, line] of commonLines.entries()) {
        const given = outcome.lineIds[index];
        if (write.kind !== 'create' || given === null || given === undefined) continue;
        if (from === 'platform') row.lines[line.id] = given;
        else row.lines[given] = line.id.replace(/^qb:/, '');
      }
    }
    return moved;
  };

  for (let moved = true; moved; ) {
    moved = false;
    result.rounds++;
    result.reviews = [];
    result.waiting = 0;
    if (result.rounds > 12) throw new Error('does not come to rest');
    const refused = result.refusals.length;
    for (const module of entities.all) {
      const entity = module.descriptor.name;
      const views = await seen(module);
      const unclear = pair(module, views);
      for (const side of ['platform', 'quickbooks'] as const)
        for (const id of views[side].keys())
          if (!rows.some((row) => row.entity === entity && row.ids[side] === id))
            rows.push({ entity, ids: { platform: null, quickbooks: null, [side]: id }, base: null, lines: {} });
      for (const row of rows.filter((one) => one.entity === entity)) {
        const single = row.ids.platform === null || row.ids.quickbooks === null;
        if (single && unclear.has(row.ids.platform ?? row.ids.quickbooks ?? '')) {
          if (row.ids.platform !== null)
            result.reviews.push(`match ${module.title(views.platform.get(row.ids.platform)?.body ?? {})}`);
          continue;
        }
        const plan = planRecord({
          module,
          policy: DEFAULT_POLICY,
          platform: viewOf(views.platform, row.ids.platform),
          quickbooks: viewOf(views.quickbooks, row.ids.quickbooks),
          lines: row.lines,
          base: row.base,
          tombstone: false,
          links,
          decision: noDecision(),
          needed: true,
        });
        if (plan.verdict.kind === 'fields')
          result.reviews.push(
            `fields ${module.title(viewOf(views.platform, row.ids.platform)?.body ?? {})}: ${plan.verdict.conflicts.map((one) => one.path).join(', ')}`,
          );
        if (plan.verdict.kind === 'blocked') result.waiting++;
        if (await carryOut(row, plan)) moved = true;
      }
    }
    if (result.refusals.length > refused) break;
  }
  for (const { entity, ids } of rows)
    if (ids.platform !== null && ids.quickbooks !== null)
      result.pairs.push({ entity, platform: ids.platform, quickbooks: ids.quickbooks });
  return result;
}

const viewOf = (views: Map<string, Observation>, id: string | null) => {
  const one = id === null ? undefined : views.get(id);
  return one && one.body !== null ? { id: one.id, revision: one.revision, life: one.life, body: one.body } : null;
};
