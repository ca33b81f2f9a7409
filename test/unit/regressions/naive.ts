import { fromCommon, type Links, toCommon } from '../../../main/core/common.ts';
import type { EntityModule, TranslationContext } from '../../../main/core/types.ts';
import type { Body } from '../../../shared/primitives.ts';
import { FakeSide, type Held } from '../../support/fakes/side.ts';
import { contextOf, createWorld, type World } from '../connectors/quickbooks/support.ts';
import { registry, type Subject } from './subject.ts';

/**
 * A small two-way sync as one writes it on a first day: read what changed, take it over, send what changed here. It
 * borrows our translation of records and decides everything else by itself, with the shortcuts found in real products.
 */
export type Ways = {
  /** Reading changes: all in one question; each entity by itself; each by itself if the first answer was full; half as far back then. */
  feed: 'together' | 'each' | 'eachWhenFull' | 'half';
  /** What is done with a change of a record that is known already. */
  known: 'take' | 'ignore';
  /** Idempotency key of a write: none at all; another for each attempt; made of the record and its version. */
  key: 'none' | 'eachAttempt' | 'content';
  /** A record that ended in QuickBooks: it counts as not linked any more, its twin is removed, or it is left. */
  ended: 'unlink' | 'remove' | 'leave';
  /** Whether a new state of money's allocations replaces the old one or is added to it. */
  allocations: 'replace' | 'add';
};

const USUAL: Ways = { feed: 'together', known: 'take', key: 'none', ended: 'leave', allocations: 'replace' };
const ENTITIES = ['customer', 'item', 'invoice', 'payment'];
const PAGE = 100;
const FULL = 1000;
const TRIES = 3;

/** What it keeps between two runs. Written down at the end of a run. */
type Memory = {
  /** Platform id -> QuickBooks id and the version its last own write was answered with. */
  links: Record<string, { entity: string; id: string; token: string }>;
  /** Platform id -> revision that was sent. */
  sent: Record<string, number>;
  since: string | null;
};

type Raw = Record<string, unknown>;

export async function naive(ways: Partial<Ways> = {}): Promise<Subject> {
  const world = createWorld();
  const sync = new NaiveSync(world, new FakeSide('platform', registry), { ...USUAL, ...ways }, await contextOf(world));
  const quietly = async (): Promise<void> => {
    await sync.run().catch(() => undefined);
  };
  return {
    world,
    platform: sync.platform,
    start: quietly,
    sync: quietly,
    async wait(ms) {
      // It polls too: once, which is all these situations need.
      world.forward(ms);
      await quietly();
    },
    die: () => sync.die(),
    restart: async () => sync.restart(),
    claimsEqual: (_, platformId) => sync.memory.links[platformId] !== undefined,
    async makeAgain(_, platformId) {
      delete sync.memory.links[platformId];
      delete sync.memory.sent[platformId];
    },
  };
}

class NaiveSync {
  memory: Memory = { links: {}, sent: {}, since: null };
  private disk = '';
  private dead = false;
  private attempts = 0;
  readonly world: World;
  readonly platform: FakeSide;
  readonly ways: Ways;
  readonly context: TranslationContext;

  constructor(world: World, platform: FakeSide, ways: Ways, context: TranslationContext) {
    this.world = world;
    this.platform = platform;
    this.ways = ways;
    this.context = context;
    this.disk = JSON.stringify(this.memory);
  }

  private readonly links: Links = {
    toQuickbooks: (_, id) => this.memory.links[id]?.id ?? null,
    toPlatform: (entity, id) =>
      Object.entries(this.memory.links).find(([, link]) => link.entity === entity && link.id === id)?.[0] ?? null,
  };

  die(): void {
    this.dead = true;
  }

  restart(): void {
    this.dead = false;
    this.memory = JSON.parse(this.disk) as Memory;
  }

  async run(): Promise<void> {
    const now = new Date(this.world.clock.now()).toISOString();
    const rows = this.memory.since === null ? await this.everything() : await this.news(this.memory.since);
    for (const [module, row] of rows) this.take(module, row);
    this.memory.since = now;
    await this.push();
    this.disk = JSON.stringify(this.memory);
  }

  /** Pages of the size the documentation gives as the usual one, as the query language shows them unasked. */
  private async everything(): Promise<[EntityModule, Raw][]> {
    const rows: [EntityModule, Raw][] = [];
    for (const entity of ENTITIES) {
      const module = registry.get(entity);
      const { resource } = module.quickbooks;
      for (let start = 1; ; start += PAGE) {
        const statement = `select * from ${resource} startposition ${start} maxresults ${PAGE}`;
        const body = await this.send('GET', `query?query=${encodeURIComponent(statement)}`);
        const page = ((body.QueryResponse as Raw | undefined)?.[resource] ?? []) as Raw[];
        rows.push(...page.map((row): [EntityModule, Raw] => [module, row]));
        if (page.length < PAGE) break;
      }
    }
    return rows;
  }

  /** A failed poll has no news: the next one will. */
  private async news(since: string): Promise<[EntityModule, Raw][]> {
    try {
      if (this.ways.feed === 'each') return await this.eachAlone(since);
      const together = await this.changes(ENTITIES, since);
      if (together.length < FULL || this.ways.feed === 'together') return together;
      if (this.ways.feed === 'eachWhenFull') return await this.eachAlone(since);
      const half = (Date.parse(since) + this.world.clock.now()) / 2;
      return [
        ...(await this.changes(ENTITIES, since)),
        ...(await this.changes(ENTITIES, new Date(half).toISOString())),
      ];
    } catch {
      return [];
    }
  }

  private async eachAlone(since: string): Promise<[EntityModule, Raw][]> {
    const rows: [EntityModule, Raw][] = [];
    for (const entity of ENTITIES) rows.push(...(await this.changes([entity], since)));
    return rows;
  }

  private async changes(names: string[], since: string): Promise<[EntityModule, Raw][]> {
    const modules = names.map((name) => registry.get(name));
    const resources = modules.map((module) => module.quickbooks.resource).join(',');
    const body = await this.send('GET', `cdc?entities=${resources}&changedSince=${encodeURIComponent(since)}`);
    const groups = ((body.CDCResponse as Raw[])[0]?.QueryResponse ?? []) as Raw[];
    return modules.flatMap((module) =>
      groups.flatMap((group) =>
        ((group[module.quickbooks.resource] ?? []) as Raw[]).map((row): [EntityModule, Raw] => [module, row]),
      ),
    );
  }

  private take(module: EntityModule, row: Raw): void {
    const entity = module.descriptor.name;
    const seen = module.quickbooks.read(row, this.context);
    const platformId = this.links.toPlatform(entity, seen.id);
    if (platformId !== null && this.memory.links[platformId]?.token === seen.revision && seen.life === 'live') return;
    if (seen.body === null || seen.life !== 'live') {
      if (platformId !== null) this.ended(entity, platformId);
      return;
    }
    const body = toCommon(module.descriptor, 'quickbooks', seen.body, this.links, {});
    if (JSON.stringify(body).includes('"customer":"qb:')) return;
    if (platformId === null) {
      const held = this.platform.add(entity, body);
      this.memory.links[held.id] = { entity, id: seen.id, token: seen.revision };
      this.memory.sent[held.id] = held.revision;
      return;
    }
    if (this.ways.known === 'ignore') return;
    const before = this.platform.must(entity, platformId).body.allocations;
    if (this.ways.allocations === 'add' && Array.isArray(before) && Array.isArray(body.allocations))
      body.allocations = [
        ...before,
        ...body.allocations.filter((one) => !before.some((old) => JSON.stringify(old) === JSON.stringify(one))),
      ];
    const held = this.platform.edit(entity, platformId, body);
    this.memory.sent[platformId] = held.revision;
  }

  private ended(entity: string, platformId: string): void {
    if (this.ways.ended === 'leave') return;
    delete this.memory.links[platformId];
    if (this.ways.ended === 'unlink') delete this.memory.sent[platformId];
    else this.platform.edit(entity, platformId, {}, 'deleted');
  }

  private async push(): Promise<void> {
    for (const entity of ENTITIES)
      for (const held of this.platform.all(entity))
        if (this.memory.sent[held.id] !== held.revision) await this.pushOne(registry.get(entity), held);
  }

  private async pushOne(module: EntityModule, held: Held): Promise<void> {
    const link = this.memory.links[held.id] ?? null;
    const { body, missing } = fromCommon(module.descriptor, 'quickbooks', held.body, this.links, {});
    if (missing.length > 0) return;
    const written = module.quickbooks.write(
      {
        entity: held.entity,
        kind: link ? 'update' : 'create',
        id: link?.id ?? null,
        revision: link?.token ?? null,
        body,
        fields: module.descriptor.fields.filter((field) => !field.derived).map((field) => field.name),
        native: null,
        key: '',
      },
      this.context,
    );
    if (!written.ok) return;
    const { resource } = module.quickbooks;
    const answer = await this.post(resource, written.json as Body, held).catch((error: unknown) => {
      if (this.dead) throw error;
      return null;
    });
    const saved = answer?.[resource] as { Id: string; SyncToken: string } | undefined;
    if (!saved) return;
    this.memory.links[held.id] = { entity: held.entity, id: saved.Id, token: saved.SyncToken };
    this.memory.sent[held.id] = held.revision;
  }

  /** Tries again whatever looks like passing trouble. */
  private async post(resource: string, json: Body, held: Held): Promise<Raw> {
    const content = `${held.entity}-${held.id}-${held.revision}`;
    for (let attempt = 1; ; attempt++) {
      this.attempts++;
      const key = { none: null, eachAttempt: `attempt-${this.attempts}`, content }[this.ways.key];
      const path = `${resource.toLowerCase()}${key === null ? '' : `?requestid=${key}`}`;
      try {
        return await this.send('POST', path, json);
      } catch (error) {
        if (attempt === TRIES || this.dead || (error as { status?: number }).status === 400) throw error;
      }
    }
  }

  private async send(method: string, path: string, json?: Body): Promise<Raw> {
    if (this.dead) throw new Error('dead');
    const { realmId } = this.world.company;
    const answer = await this.world.transport({
      method,
      url: `http://127.0.0.1:9/v3/company/${realmId}/${path}${path.includes('?') ? '&' : '?'}minorversion=75`,
      headers: { accept: 'application/json', 'content-type': 'application/json', authorization: 'Bearer access-1' },
      body: json === undefined ? null : JSON.stringify(json),
    });
    if (answer.status !== 200) throw Object.assign(new Error(answer.body.slice(0, 200)), { status: answer.status });
    return JSON.parse(answer.body) as Raw;
  }
}
