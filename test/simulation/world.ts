/** What outlives a crash: both systems, the engine's database, the keychain, and the people. */

import { createMemoryContents } from '../../main/adapters/contents.ts';
import { createIds } from '../../main/adapters/ids.ts';
import { openEngineStore } from '../../main/adapters/sqlite/engine/store.ts';
import { openWorkspaceStore } from '../../main/adapters/sqlite/workspace/store.ts';
import { createWorkspaceConnector } from '../../main/connectors/workspace/index.ts';
import type { Clock } from '../../main/core/ports.ts';
import { createEntityRegistry } from '../../main/entities/index.ts';
import { type Company, createCompany } from '../../main/sandbox/company/index.ts';
import type { Strategy } from '../../shared/policy.ts';
import { createMemoryBookStore } from '../support/memory/book-store.ts';
import { createMemoryEngineStore } from '../support/memory/engine-store.ts';
import { uploadRequest } from '../support/upload-request.ts';
import { ask } from './asking.ts';
import { createCabinet } from './cabinet.ts';
import type { Violation } from './checker.ts';
import { type Keychain, type Meter, tokensOf } from './connection.ts';
import { createCoverage } from './coverage.ts';
import type { Dice } from './dice.ts';
import { type FaultCounts, type FaultRates, noFaults } from './faults.ts';
import { entityOf, isName, resourceOf } from './kinds.ts';
import { createLedger } from './ledger.ts';
import type { App } from './life.ts';
import { createNetwork } from './network.ts';
import { createNotifier } from './notifier.ts';
import { createPeople } from './people/index.ts';
import { firstPolicy, type Policy } from './policies.ts';
import { list, raw } from './reading.ts';
import { createScheduler } from './scheduler.ts';
import { type Done, type Native, platformSide, type QuickbooksSide, type Sides } from './sides.ts';
import { createTrace } from './trace.ts';
import { type BookName, CREW, createWords, entitiesOf } from './words.ts';

/** What people in these runs sell and are paid with; a chart of accounts in full is read in pages of three to no use. */
const NEEDED = new Set(['Income', 'Bank', 'Accounts Receivable', 'Other Current Asset', 'Other Current Liability']);
/** What is bought is booked to few accounts, too. */
const BOUGHT = new Set(['Accounts Payable', 'Credit Card', 'Job Materials', 'Subcontractors', 'Fuel', 'Small Tools']);

/** The company every run begins with, set up once: its rows are never changed in place, so runs share them. */
const COMPANIES = (() => {
  const saved = createCompany({ clock: { now: () => 0 }, seed: { kind: 'empty' } }).snapshot();
  const all = saved.rows.Account ?? [];
  const needed = all.filter(({ body }) => NEEDED.has(String(body.AccountType)));
  const bought = all.filter(({ body }) => BOUGHT.has(String(body.AccountType)) || BOUGHT.has(String(body.Name)));
  const withAccounts = (Account: typeof all) => ({ ...saved, rows: { ...saved.rows, Account } });
  return { plain: withAccounts(needed), wide: withAccounts([...needed, ...bought]) };
})();

/** A Monday morning in the company's spring. */
export const START = Date.parse('2026-05-04T15:00:00Z');

/** Share of runs with a company of Intuit's, whose reads are metered. */
const METERED = 0.2;

export type World = ReturnType<typeof createWorld>;

/** Where both books are kept: in SQLite as in the product, or in plain memory, which is quicker and answers the same. */
export type StoreKind = 'sqlite' | 'memory';

export function createWorld(
  dice: Dice,
  rates: FaultRates,
  keepTrace: boolean,
  stores: StoreKind,
  turns: boolean,
  book: BookName,
) {
  const scheduler = createScheduler(dice.fork('order'), START, turns);
  const trace = createTrace(() => scheduler.now(), START, keepTrace);
  const note = (what: string): void => trace.note(what);
  const counts: FaultCounts = noFaults();
  const real: Clock = { now: () => scheduler.now() };
  /** How wrong the computer's clock is (ms). QuickBooks' and the book's own are right. */
  let skew = 0;
  const clock: Clock = { now: () => scheduler.now() + skew };
  const entities = createEntityRegistry();
  const company = createCompany({ clock: real, saved: COMPANIES[book] });
  const use = { Name: `SalesFormsPrefs.UseSalesCustom${CREW.definition}`, Type: 'BooleanType', BooleanValue: true };
  company.act({ act: 'settings', set: { SalesFormsPrefs: { CustomField: [{ CustomField: [use] }] } } });
  const bookDice = dice.fork('book ids');
  const bookIds = createIds(real, (count) => bookDice.bytes(count));
  const newBookId = (): string => bookIds.next();
  const bookStore =
    stores === 'memory' ? createMemoryBookStore(newBookId) : openWorkspaceStore({ path: ':memory:', newBookId });
  const workspace = createWorkspaceConnector({ store: bookStore, registry: entities, clock: real, ids: bookIds });
  const engineStore = stores === 'memory' ? createMemoryEngineStore() : openEngineStore({ path: ':memory:' });
  const network = createNetwork({
    company,
    scheduler,
    dice: dice.fork('network'),
    rates,
    counts,
    note,
    meddle: (made) => people.meddle(made),
  });
  const notifier = createNotifier({ company, scheduler, dice: dice.fork('webhooks'), rates, counts, note });
  const keychain: Keychain = { tokens: tokensOf(network.signIn(), scheduler.now()) };
  const sides: Sides = {
    entities: entitiesOf(book),
    references: book === 'plain' ? [] : ['account'],
    platform: platformSide(bookStore, workspace.book, entities),
    quickbooks: quickbooksScreens(company, () => network.posts),
    version: () => `${bookStore.newestChange()}/${network.posts}/${sides.quickbooks.acts}`,
  };
  const coverage = createCoverage(counts);
  /** Metered reads of the month under way, in the runs where Intuit counts them; the budget is spent soon. */
  const meterDice = dice.fork('meter');
  const meter: Meter | null = meterDice.chance(METERED)
    ? { month: '', reads: 0, before: meterDice.int(17_700, 19_960) }
    : null;
  const complaints: Violation[] = [];
  const ends: (() => void)[] = [];
  let living: () => App | null = () => null;
  const ledger = createLedger();
  const cabinet = createCabinet();
  const strategyDice = dice.fork('strategies');
  /** Settings each entity begins with, and what people make of them. */
  const policies: Record<string, Policy[]> = Object.fromEntries(
    entitiesOf(book).map((entity) => [
      entity,
      [firstPolicy(strategyDice.pick<Strategy>(['review', 'review', 'platformWins', 'quickbooksWins']))],
    ]),
  );
  const people = createPeople({
    policies,
    metered: meter !== null,
    complain: (invariant, what) => complaints.push({ invariant, what }),
    window: () => {
      const app = living();
      return app && { ask: (name, input) => ask(app, scheduler, name, input) };
    },
    dice: dice.fork('people'),
    words: createWords(),
    ledger,
    cabinet,
    sides,
    now: () => scheduler.now(),
    note,
    shows: (entity, { platform, quickbooks }) => {
      const here = sides.platform.records(entity).find((one) => one.id === platform);
      const there = sides.quickbooks.records(resourceOf(entity)).find((one) => one.Id === quickbooks);
      return (
        engineStore.observation(entity, 'platform', platform)?.revision === here?.revision &&
        engineStore.observation(entity, 'quickbooks', quickbooks)?.revision === there?.SyncToken
      );
    },
    touched: (side, entity, id) => coverage.touched(engineStore.recordOf(entity, side, id)?.state ?? 'unseen', entity),
    entered: (entity) => coverage.touched('none', entity),
  });
  return {
    book,
    scheduler,
    trace,
    note,
    counts,
    coverage,
    clock,
    jumpClock: (ms: number): void => {
      skew += ms;
    },
    entities,
    company,
    bookStore,
    workspace,
    engineStore,
    network,
    notifier,
    keychain,
    sides,
    ledger,
    cabinet,
    /** Content of files on this computer; only in the wide book anybody keeps any. */
    contents: book === 'wide' ? createMemoryContents() : null,
    people,
    meter,
    policies,
    /** What people were shown and found wrong on the spot. */
    complaints,
    /** Where to find the app when somebody wants to use its window. */
    connect: (app: () => App | null): void => {
      living = app;
      notifier.connect(app);
    },
    /** Writes on both sides so far, whoever made them: what a quiet engine does not move. */
    movements: (): number => network.writes + bookStore.newestChange(),
    /** To be done before the world is closed. */
    atEnd: (act: () => void): void => {
      ends.push(act);
    },
    close: (): void => {
      for (const act of ends) act();
      network.close();
      engineStore.close();
      bookStore.close();
    },
  };
}

/** QuickBooks' own screens: what a person does there needs no SyncToken and is not the app's doing. */
function quickbooksScreens(company: Company, posts: () => number): QuickbooksSide {
  let acts = 0;
  /** What each list shows, until something is written. */
  const shown = new Map<string, { version: number; natives: Native[] }>();
  const outcome = (answer: { status: number; body: string }): Done =>
    answer.status === 200 ? { ok: true } : { ok: false, why: answer.body.slice(0, 300) };
  const read = (resource: string): Native[] => {
    const where = isName(entityOf(resource)) ? ' WHERE Active IN (true, false)' : '';
    const answer = company.handle({
      method: 'GET',
      path: `/v3/company/${company.realmId}/query`,
      query: { query: `SELECT * FROM ${resource}${where} MAXRESULTS 1000` },
      headers: {},
    });
    const found =
      (JSON.parse(answer.body) as { QueryResponse: Record<string, Native[]> }).QueryResponse[resource] ?? [];
    const deleted = company
      .rows(resource)
      .filter((row) => row.deleted)
      .map((row): Native => ({ ...row.body, Id: row.id, status: 'Deleted' }));
    return [...found, ...deleted];
  };
  return {
    get acts() {
      return acts;
    },
    expenseAccount: company.rows('Account').find((row) => row.body.AccountType === 'Cost of Goods Sold')?.id ?? '',
    incomeAccount: company.rows('Account').find((row) => row.body.AccountType === 'Income')?.id ?? '',
    records: (resource) => {
      const version = acts + posts();
      const known = shown.get(resource);
      if (known?.version === version) return known.natives;
      const natives = read(resource);
      shown.set(resource, { version, natives });
      return natives;
    },
    save: (resource, body) => {
      acts += 1;
      const { Id, sparse: _, ...set } = body;
      return outcome(
        company.act(
          typeof Id === 'string'
            ? { act: 'edit', entity: resource, id: Id, set: set as never }
            : { act: 'create', entity: resource, set: set as never },
        ),
      );
    },
    operate: (resource, operation, record) => {
      acts += 1;
      return outcome(company.act({ act: operation, entity: resource, id: record.Id }));
    },
    merge: (resource, goes, stays) => {
      acts += 1;
      return outcome(company.act({ act: 'merge', entity: resource, id: goes, into: stays }));
    },
    deposit: (payment) => {
      acts += 1;
      return outcome(company.act({ act: 'deposit', payments: [payment] }));
    },
    deposits: () => company.rows('Deposit').flatMap((row) => (row.deleted ? [] : [row.id])),
    undeposit: (id) => {
      acts += 1;
      return outcome(company.act({ act: 'delete', entity: 'Deposit', id }));
    },
    attached: () =>
      company.rows('Attachable').flatMap(({ id, deleted, body }) => {
        const refs = deleted ? [] : list(body.AttachableRef).map((one) => raw(one.EntityRef));
        const content = Buffer.from(company.file(id)?.bytes ?? []).toString('latin1');
        return refs.map(({ type, value }) => ({ id, resource: String(type), record: String(value), content }));
      }),
    attach: (resource, record, name, content) => {
      acts += 1;
      return outcome(company.handle(uploadRequest(company.realmId, { resource, record, name, content })));
    },
    noteFile: (id) => {
      acts += 1;
      return outcome(company.act({ act: 'edit', entity: 'Attachable', id, set: { Note: `Seen, ${acts}` } }));
    },
    detach: (id) => {
      acts += 1;
      return outcome(company.act({ act: 'delete', entity: 'Attachable', id }));
    },
  };
}

/** Whatever stands in both systems before the first person comes. */
export const furnitureOf = (sides: Sides): Set<string> =>
  new Set(
    sides.entities.flatMap((entity) => [
      ...sides.platform.records(entity).map((record) => `${entity}/${record.id}`),
      ...sides.quickbooks.records(resourceOf(entity)).map((native) => `${entity}/${native.Id}`),
    ]),
  );
