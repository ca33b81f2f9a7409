import type { Caller } from '../../shared/access.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import { inGroups, type Ledger } from '../../shared/entity.ts';
import type { AppError } from '../../shared/errors.ts';
import { DEFAULT_POLICY, type EntityPolicy, type ListMapping } from '../../shared/policy.ts';
import type { Side } from '../../shared/primitives.ts';
import type { ReadUse } from '../core/budget.ts';
import type { Links } from '../core/common.ts';
import type {
  Clock,
  CompanyEnvironment,
  CompanyList,
  ConnectionService,
  Connector,
  Contents,
  Hash,
  Ids,
  Log,
  Passwords,
  PlatformBook,
  Random,
  TableFiles,
  Timers,
} from '../core/ports.ts';
import type { EngineStore } from '../core/ports-store.ts';
import { suggestUntaxedCode } from '../core/suggest.ts';
import type { EntityModule, EntityRegistry, TranslationContext } from '../core/types.ts';
import type { ContentDesk } from './attachment-book.ts';
import { categoryAbove } from './categories.ts';
import type { EventHub } from './events.ts';
import type { HostFault } from './host-fault.ts';
import type { Agreed } from './plan-draft.ts';
import type { TableDesk } from './table-desk.ts';

/** Everything the engine needs of the world, handed in by the host (or by a simulation). */
export type EngineDeps = {
  /** Shown by app.describe. */
  version: string;
  entities: EntityRegistry;
  store: EngineStore;
  /** The platform's connector; its book where people edit through our own screens, else null. */
  platform: Connector;
  book: PlatformBook | null;
  connections: ConnectionService;
  /** The companies beside this one; null where there is only ever one. */
  companies: CompanyList | null;
  clock: Clock;
  ids: Ids;
  random: Random;
  timers: Timers;
  hash: Hash;
  passwords: Passwords;
  /** Where the content of files lies; without it no files are kept. */
  contents?: Contents;
  /** Reads files to be imported; without it none are. */
  tables?: TableFiles;
  log: Log;
};

/** The company this book is synced with, kept through disconnects. */
export type KnownCompany = { companyId: string; companyName: string; environment: CompanyEnvironment };

/** How a side fares; in memory, because a new start finds out again. */
export type SideState = {
  error: AppError | null;
  /** Not before this instant (ms); null means "until a person acts" when there is an error. */
  waitUntil: number | null;
  failures: number;
};

export type Progress = { label: string; done: number; total: number | null; entity: string | null };

/** What the parts of a running engine share. One per engine: nothing lives at module level. */
export type Context = EngineDeps & {
  /** Content of files, stored and dropped by one at a time; null where none are kept. */
  files: ContentDesk | null;
  /** Files to be imported, while their columns are chosen and their rows checked. */
  tableDesk: TableDesk;
  events: EventHub;
  sides: Record<Side, SideState>;
  progress: Progress | null;
  /** What ended the last run, when it was this computer; null while all is well. */
  hostFault: HostFault | null;
  /** Id of the run under way. */
  runId: string | null;
  stopping: boolean;
  /** What an applied plan holds, until the next run has carried it out before anything newer. */
  agreed: Agreed | null;
  /** Who asked for what is done now; null for the owner at their own computer, and for what the engine does by itself. */
  caller: Caller | null;
  /** A company being taken over, so that it is taken over once whoever hears of it first. */
  adopting: { companyId: string; done: Promise<AppError | null> } | null;
};

/** The last instant written out: within one step of work it is asked for again and again. */
let written = { ms: Number.NaN, text: '' };
export const iso = (ms: number): string => {
  if (written.ms !== ms) written = { ms, text: new Date(ms).toISOString() };
  return written.text;
};
export const nowAt = (ctx: Context): string => iso(ctx.clock.now());

export const connectorOf = (ctx: Context, side: Side): Connector | null =>
  side === 'platform' ? ctx.platform : ctx.connections.current();

export const labelOf = (ctx: Context, side: Side): string => (side === 'platform' ? ctx.platform.label : 'QuickBooks');

export const linksOf = (store: EngineStore): Links => ({
  toQuickbooks: (entity, id) => store.counterpart(entity, 'platform', id),
  toPlatform: (entity, id) => store.counterpart(entity, 'quickbooks', id),
  parted: (entity, platformId, quickbooksId) => store.isApart(entity, platformId, quickbooksId),
});

/** A mass change is more often a mistake: thresholds follow the small sync tools' (field notes, section 3). */
const DEFAULT_SETTINGS: Settings = {
  pollActiveSeconds: 30,
  pollIdleSeconds: 300,
  // A read every five minutes all month is 8,640; as much again for an hour a day of looking, and a daily comparison.
  readBudget: 20_000,
  brake: { maxRemovals: 10, maxShare: 0.3, maxCreates: 500 },
  notifications: true,
  openAtLogin: false,
  closeToTray: true,
};

const DEFAULT_MAPPING: ListMapping = {
  defaultIncomeAccount: null,
  defaultExpenseAccount: null,
  depositAccount: null,
  taxCodes: {},
  defaultTaxCode: null,
  customFields: [],
};

export const settingsOf = (store: EngineStore): Settings => {
  const stored = store.getMeta<Partial<Settings>>('settings');
  // A brake stored by an older version lacks what was added since.
  return { ...DEFAULT_SETTINGS, ...stored, brake: { ...DEFAULT_SETTINGS.brake, ...stored?.brake } };
};
/** What is known of an entity's settings: the name they are stored by, what is stored, and what that comes to. */
type KnownPolicy = { name: string; stored: Partial<EntityPolicy> | null | undefined; whole: Readonly<EntityPolicy> };
/** By registry and entity: settings are asked for several times a round, and put together only when others are stored. */
const knownPolicies = new WeakMap<EntityRegistry, Map<string, KnownPolicy>>();

/** An entity's settings: what a person chose over what its descriptor says over what holds for all. */
export const policyOf = (ctx: Pick<Context, 'store' | 'entities'>, entity: string): Readonly<EntityPolicy> => {
  let of = knownPolicies.get(ctx.entities);
  if (of === undefined) {
    of = new Map();
    knownPolicies.set(ctx.entities, of);
  }
  let known = of.get(entity);
  if (known === undefined) {
    known = { name: `policy/${entity}`, stored: undefined, whole: DEFAULT_POLICY };
    of.set(entity, known);
  }
  const stored = ctx.store.getMeta<Partial<EntityPolicy>>(known.name);
  if (stored !== known.stored) {
    const { defaultDirection } = ctx.entities.get(entity).descriptor;
    known.stored = stored;
    known.whole = {
      ...DEFAULT_POLICY,
      ...(defaultDirection === undefined ? {} : { direction: defaultDirection }),
      ...stored,
    };
  }
  return known.whole;
};
export const mappingOf = (store: EngineStore): ListMapping => ({
  ...DEFAULT_MAPPING,
  ...store.getMeta<Partial<ListMapping>>('mapping'),
});
export const companyOf = (store: EngineStore): KnownCompany | null => store.getMeta<KnownCompany>('company');
export const factsOf = (store: EngineStore): Record<string, string> =>
  store.getMeta<Record<string, string>>('facts') ?? {};
/** When a plan was first applied; before that nothing is written to either side. */
export const appliedAt = (store: EngineStore): string | null => store.getMeta<string>('appliedAt');

/** The reads of this month against their budget; null where reading costs nothing (the sandbox company). */
export function readUse(ctx: Context): ReadUse | null {
  if (companyOf(ctx.store)?.environment === 'sandboxCompany') return null;
  return { used: ctx.connections.calls().corePlus, budget: settingsOf(ctx.store).readBudget, now: ctx.clock.now() };
}

export type Pause = { since: string; until: string | null };

/** The pause in force, or null. A pause whose time is over is none. */
export function pauseOf(ctx: Context): Pause | null {
  const pause = ctx.store.getMeta<Pause>('paused');
  if (pause === null) return null;
  return pause.until !== null && Date.parse(pause.until) <= ctx.clock.now() ? null : pause;
}

/**
 * Whether the company lives by the tax model of companies outside the US (reference, 6.5): it is not in the US and uses tax.
 * A company without sales tax has no codes to name, wherever it is.
 */
export function taxesByLine(store: EngineStore): boolean {
  const { country, salesTax } = factsOf(store);
  return country !== undefined && !/^(us|usa|united states)$/i.test(country) && salesTax === 'true';
}

export const translationContext = (ctx: Context): TranslationContext => ({
  mapping: mappingOf(ctx.store),
  lists: [...ctx.store.lists('platform'), ...ctx.store.lists('quickbooks')],
  homeCurrency: factsOf(ctx.store).homeCurrency ?? 'USD',
  categoryAbove: categoryAbove(ctx, linksOf(ctx.store)),
  ...(taxesByLine(ctx.store)
    ? { tax: { untaxed: suggestUntaxedCode(ctx.store.lists('quickbooks'))?.id ?? null } }
    : {}),
});

/** Entities that are synced at all, in writing order. */
export const enabledEntities = (ctx: Context): EntityModule[] =>
  ctx.entities.all.filter((module) => policyOf(ctx, module.descriptor.name).enabled);

/** Open sums of one of the company's ledgers, per side: balances of the entities that count into it. */
export const openSums = (ctx: Pick<Context, 'store' | 'entities'>, ledger: Ledger): Record<Side, string> =>
  ctx.store.openBalances(
    ctx.entities.all
      .filter(({ descriptor }) => (descriptor.ledger ?? 'receivable') === ledger)
      .map(({ descriptor }) => descriptor.name),
  );

/** Every entity in the order people see them. */
export const shownEntities = (ctx: Pick<Context, 'entities'>): EntityModule[] =>
  inGroups(ctx.entities.all, (module) => module.descriptor.group);

/** Changes whenever company facts, lists or mappings do: what was refused for good under the old ones is tried again. */
export const settingMark = (store: EngineStore): string => String(store.getMeta<number>('settingMark') ?? 0);

/** The same for what only another try can show to be over: changes with each daily comparison too. */
export const triesMark = (store: EngineStore): string => `${settingMark(store)}/${store.getMeta<number>('tries') ?? 0}`;

/** Entities whose changes are planned but not sent, by a person's wish. */
export const pausedEntities = (ctx: Context): string[] =>
  enabledEntities(ctx)
    .map((module) => module.descriptor.name)
    .filter((entity) => policyOf(ctx, entity).paused);
