import { createMemoryContents } from '../../../main/adapters/contents.ts';
import { sha256 } from '../../../main/adapters/hash.ts';
import { createIds } from '../../../main/adapters/ids.ts';
import { openEngineStore } from '../../../main/adapters/sqlite/engine/store.ts';
import { createTableFiles } from '../../../main/adapters/table-reader.ts';
import { createQuickbooksConnector, quickbooksEndpoints } from '../../../main/connectors/quickbooks/index.ts';
import { createWorkspaceConnector } from '../../../main/connectors/workspace/index.ts';
import type { BookStore } from '../../../main/core/book-store.ts';
import type { Contents } from '../../../main/core/ports.ts';
import type { EngineStore } from '../../../main/core/ports-store.ts';
import { createEngine } from '../../../main/engine/index.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import { type CompanyOptions, createCompany, type PersonAct } from '../../../main/sandbox/company/index.ts';
import { LOCAL_OWNER } from '../../../shared/access.ts';
import { Failure } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import { createMemoryBookStore } from '../memory/book-store.ts';
import { type FakeApp, FakeTime, fakeConnections, quietLog, settle } from './app.ts';
import { type Death, mortalConnector, mortalStore } from './mortal.ts';
import { fakePasswords } from './passwords.ts';
import type { FakeSide } from './side.ts';

// biome-ignore lint/suspicious/noExplicitAny: records are read member by member, as a client reads them
export type Native = any;

/** What an engine before this one left. */
type Before = {
  time: FakeTime;
  company: ReturnType<typeof createCompany>;
  bookStore: BookStore;
  store: EngineStore;
  contents: Contents;
  death: Death | undefined;
};

/** A whole engine between the real workspace and a pure company, in this process, on a clock that moves only when told. */
export async function companyApp(options: Partial<CompanyOptions> = {}, before?: Before) {
  const entities = createEntityRegistry();
  const time = before?.time ?? new FakeTime();
  if (!before) time.now = Date.parse('2026-11-20T20:00:00Z');
  const clock = { now: () => time.now };
  const company = before?.company ?? createCompany({ clock, seed: 'empty', ...options });
  const handle = (method: 'GET' | 'POST', path: string, query: Record<string, string>, body?: string) =>
    company.handle({ method, path, query, headers: {}, ...(body === undefined ? {} : { body }) });
  const read = (answer: { status: number; body: string }): Native => {
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body.slice(0, 600)}`);
    return JSON.parse(answer.body);
  };
  const wire: {
    cut: { path: RegExp; arrives: boolean; times: number } | null;
    halves: boolean;
    during: { path: RegExp; act: () => Promise<unknown> } | null;
  } = { cut: null, halves: false, during: null };
  const token = async () => ({ ok: true as const, value: 'token' });
  const connector = createQuickbooksConnector({
    entities,
    endpoints: quickbooksEndpoints('sandboxCompany', 'http://company.test'),
    realmId: company.realmId,
    tokens: { access: token, refresh: token },
    clock,
    // QuickBooks' windows pass at once: the clock jumps over them.
    timers: {
      ...time.timers,
      sleep: async (ms) => {
        time.now += ms;
      },
    },
    random: { next: () => 0 },
    hash: sha256,
    meter: { count() {} },
    log: quietLog(),
    transport: async ({ method, url, headers, body }) => {
      const { pathname, searchParams } = new URL(url);
      time.now += 20;
      const cut = wire.cut?.path.test(pathname) ? wire.cut : null;
      if (cut) wire.cut = cut.times > 1 ? { ...cut, times: cut.times - 1 } : null;
      const during = wire.during?.path.test(pathname) ? wire.during : null;
      if (during) {
        wire.during = null;
        await during.act();
      }
      if (cut?.arrives === false) throw new Error('the line was cut on the way there');
      const query = Object.fromEntries(searchParams);
      const stored = /^https:\/\/files\.invalid\/\d+\/(\d+)/.exec(url)?.[1];
      const file = stored === undefined ? undefined : company.file(stored);
      if (stored !== undefined) {
        if (cut) throw new Error('the line was cut on the way back');
        // A temporary address of a file; the token is not for it.
        if (headers.authorization !== undefined) throw new Error('the token went to where files lie');
        const content = Buffer.from(file?.bytes ?? []).toString('latin1');
        const body = wire.halves ? content.slice(0, content.length / 2) : content;
        wire.halves = false;
        return { status: file ? 200 : 404, headers: {}, body };
      }
      const answer = company.handle({ method, path: pathname, query, headers, ...(body === null ? {} : { body }) });
      if (cut) throw new Error('the line was cut on the way back');
      return { status: answer.status, headers: { ...answer.headers }, body: answer.body };
    },
  });
  const ids = createIds(clock);
  const bookStore = before?.bookStore ?? createMemoryBookStore(() => ids.next());
  const workspace = createWorkspaceConnector({ store: bookStore, registry: entities, clock, ids });
  const store = before?.store ?? openEngineStore({ path: ':memory:' });
  const contents = before?.contents ?? createMemoryContents();
  const death = before?.death;
  const errors: string[] = [];
  const engine = createEngine({
    version: 'test',
    entities,
    store: death ? mortalStore(store, death) : store,
    platform: workspace.connector,
    book: workspace.book,
    connections: fakeConnections({
      connector: () => (death ? mortalConnector(connector, death) : connector),
      reads: 0,
      writes: [],
    } as unknown as FakeSide),
    companies: null,
    clock,
    ids: createIds(clock),
    random: { next: () => 0.5 },
    timers: time.timers,
    hash: sha256,
    passwords: fakePasswords(),
    contents,
    tables: createTableFiles(),
    log: quietLog((message, fields) => errors.push(`${message} ${JSON.stringify(fields)}`)),
  });
  const call: FakeApp['call'] = async (name, input) => {
    const reply = await engine.call(name, (input ?? {}) as never, LOCAL_OWNER);
    if (!reply.ok) throw new Failure(reply.error);
    return reply.value as never;
  };
  const root = `/v3/company/${company.realmId}`;
  const sync = async (): Promise<void> => {
    time.now += 2_000;
    await settle();
    await call('sync.now');
    await settle();
  };
  void engine.start().catch(() => undefined);
  await settle();
  if (!before) await call('settings.set', { brake: { maxRemovals: 1000, maxShare: 1, maxCreates: 100_000 } });
  return {
    engine,
    store,
    time,
    errors,
    call,
    sync,
    workspace: workspace.connector,
    company,
    /** What a restart goes on with. */
    parts: { time, company, bookStore, store, contents },
    /** The next requests to such a path get no answer, having arrived or not. */
    cutLine: (path: RegExp, arrives: boolean, times = 1): void => {
      wire.cut = { path, arrives, times };
    },
    /** Does something while the next request to such a path is under way. */
    during: (path: RegExp, act: () => Promise<unknown>): void => {
      wire.during = { path, act };
    },
    /** Of the next file that is fetched only the first half comes. */
    halveFile: (): void => {
      wire.halves = true;
    },
    /** A QuickBooks request, past the product. Throws QuickBooks' own words. */
    ask: (path: string, query: Record<string, string> = {}, body?: unknown): Native =>
      read(
        handle(
          body === undefined ? 'GET' : 'POST',
          root + path,
          query,
          body === undefined ? undefined : JSON.stringify(body),
        ),
      ),
    all: (resource: string): Native[] =>
      read(handle('GET', `${root}/query`, { query: `select * from ${resource} maxresults 1000` })).QueryResponse[
        resource
      ] ?? [],
    /** What a person does on QuickBooks' own screens. */
    act: (act: PersonAct): Native => read(company.act(act)),
    /** Makes a record in the workspace, as its screens do. Answers its id. */
    make: async (entity: string, body: Body): Promise<string> => (await call('records.create', { entity, body })).key,
    /** Previews and applies; answers the plan. */
    apply: async () => {
      const made = await call('sync.preview');
      await call('sync.apply', { planId: made.planId, hash: made.hash, confirmWarning: true });
      await settle();
      await sync();
      return made;
    },
  };
}
export type CompanyApp = Awaited<ReturnType<typeof companyApp>>;

/** The same book, company and memory with a new engine, as after a crash; one that dies, where `death` is given. */
export const restarted = ({ parts }: CompanyApp, death?: Death): Promise<CompanyApp> =>
  companyApp({}, { ...parts, death });
