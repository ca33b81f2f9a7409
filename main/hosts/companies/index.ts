import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_OWNER } from '../../../shared/access.ts';
import type { Status } from '../../../shared/contract/app.ts';
import { type AppError, appError, Failure, fail } from '../../../shared/errors.ts';
import type { CompanyList, Log } from '../../core/ports.ts';
import { type Company, type CompanyParts, composeCompany } from '../company.ts';
import type { KnownRealm } from '../connection/service.ts';
import { dataFiles } from '../data-dir.ts';
import { closedCompany } from './closed.ts';
import { entryOf } from './entry.ts';
import { FIRST, type Listed, nameOf, openRegistry } from './registry.ts';

/** What the tray and notifications tell of one company. */
export type CompanyState = { id: string; name: string; status: Status | null; error: AppError | null };

/** The companies of a data folder. Each is whole by itself; nothing of one is reached through another. */
export type Companies = {
  /** In the order of the list. */
  all(): Company[];
  /** The one of this id; the first for null; null when there is none of it. */
  get(id: string | null): Company | null;
  states(): CompanyState[];
  /** The one the desktop window showed last, and noting another. */
  opened: { get(): string | null; set(id: string): void };
  /** Hears that a company came, went or fares differently. */
  onChange(listener: () => void): () => void;
  /** Stops all of them. */
  stop(): Promise<void>;
};

export type CompaniesParts = Pick<
  CompanyParts,
  'restore' | 'platform' | 'secrets' | 'clock' | 'ids' | 'log' | 'version'
> & {
  /** The data folder. */
  dir: string;
};

/** How long a company that was taken off the list lives on (ms): its windows hear of it by their own stream. */
const LINGER_MS = 1_000;

/**
 * Opens every company of a data folder. Where one of several cannot be opened, the others go on and the list says why;
 * where none can, the first one's fault is thrown.
 */
export async function openCompanies(parts: CompaniesParts): Promise<Companies> {
  const { dir, log } = parts;
  const files = dataFiles(dir, join);
  const registry = openRegistry(files.companies, files.others);
  const running = new Map<string, Company>();
  const statuses = new Map<string, Status>();
  const leaving = new Map<string, () => void>();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const folderOf = (id: string): string => (id === FIRST ? dir : join(files.others, id));
  const onChange = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  /** One change of the list at a time. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };

  const refusalFor =
    (id: string) =>
    (found: KnownRealm): AppError | null => {
      const same = (known: KnownRealm | null): boolean =>
        known?.companyId === found.companyId && known.environment === found.environment;
      const { companies, removed } = registry.read();
      const holder = companies.find((one) => one.id !== id && same(running.get(one.id)?.synced() ?? one.company));
      if (holder) return appError('companies.taken', { found: found.companyName, name: shownName(holder) });
      const before = removed.find((one) => same(one.company) && existsSync(folderOf(one.id)));
      return before ? appError('companies.takenBefore', { found: found.companyName, name: nameOf(before) }) : null;
    };

  const shownName = (one: Listed): string => nameOf({ ...one, company: running.get(one.id)?.synced() ?? one.company });

  /** Keeps the list's own memory of which QuickBooks company a book is synced with. */
  const note = (id: string): void => {
    const synced = running.get(id)?.synced();
    if (!synced) return;
    const { companyId, companyName, environment } = synced;
    registry.change((state) => ({
      ...state,
      companies: state.companies.map((one) =>
        one.id === id ? { ...one, company: { companyId, companyName, environment } } : one,
      ),
    }));
  };

  const open = async (id: string): Promise<Company> => {
    const company = await composeCompany({
      ...parts,
      id,
      dir: folderOf(id),
      lock: id !== FIRST,
      platform: id === FIRST ? parts.platform : null,
      log: id === FIRST ? log : logOf(id, log),
      companies: listFor(id),
      refusal: refusalFor(id),
    });
    running.set(id, company);
    const hear = (status: Status): void => {
      const before = statuses.get(id);
      statuses.set(id, status);
      if (before !== undefined && face(before) === face(status)) return;
      try {
        note(id);
      } catch (thrown) {
        // A full disk: the book itself remembers; the list is noted again with the next change.
        log.warn('The list of companies could not be stored', { error: String(thrown) });
      }
      // A company alone hears of itself by its own status.
      if (running.size > 1) tell();
    };
    leaving.set(
      id,
      company.subscribe((event) => {
        if (event.topic === 'status') hear(event.payload);
      }),
    );
    const first = await company.current();
    if (first.topic === 'status') hear(first.payload);
    return company;
  };

  /** Companies on their way out, by id. */
  const closing = new Map<string, Promise<void>>();
  const close = (id: string): Promise<void> => {
    leaving.get(id)?.();
    leaving.delete(id);
    const company = running.get(id);
    running.delete(id);
    statuses.delete(id);
    const done = Promise.resolve(company?.stop()).catch((thrown: unknown) =>
      log.error('A company could not be stopped', { company: id, error: String(thrown) }),
    );
    closing.set(id, done);
    return done;
  };

  const listed = (id: string): Listed =>
    registry.read().companies.find((one) => one.id === id) ?? fail('companies.gone');

  const listFor = (asking: string): CompanyList => ({
    list: () => {
      const { companies, removed } = registry.read();
      return {
        companies: companies.map((one) =>
          entryOf({
            listed: { ...one, company: running.get(one.id)?.synced() ?? one.company },
            status: statuses.get(one.id) ?? null,
            error: running.get(one.id)?.error ?? null,
            current: one.id === asking,
            folder: folderOf(one.id),
          }),
        ),
        removed: removed
          .filter((one) => existsSync(folderOf(one.id)))
          .map((one) => ({
            id: one.id,
            name: nameOf(one),
            company: one.company,
            folder: folderOf(one.id),
            removedAt: one.removedAt,
          })),
      };
    },

    add: (name) =>
      inTurn(async () => {
        const id = String(registry.read().next);
        registry.change((state) => ({
          ...state,
          next: state.next + 1,
          companies: [...state.companies, { id, name, company: null }],
        }));
        try {
          await open(id);
        } catch (thrown) {
          registry.change((state) => ({ ...state, companies: state.companies.filter((one) => one.id !== id) }));
          throw thrown;
        }
        tell();
        return { id };
      }),

    rename: (id, name) => {
      listed(id);
      registry.change((state) => ({
        ...state,
        companies: state.companies.map((one) => (one.id === id ? { ...one, name } : one)),
      }));
      tell();
    },

    remove: (id) =>
      inTurn(async () => {
        listed(id);
        if (registry.read().companies.length === 1) fail('companies.last');
        const company = running.get(id);
        if (company !== undefined && company.error === null) {
          const left = await company.gate('connection.disconnect', {}, LOCAL_OWNER);
          if (!left.ok) throw new Failure(left.error);
          note(id);
        }
        const removedAt = new Date(parts.clock.now()).toISOString();
        registry.change((state) => ({
          ...state,
          companies: state.companies.filter((one) => one.id !== id),
          removed: [
            ...state.removed,
            ...state.companies.filter((one) => one.id === id).map((one) => ({ ...one, removedAt })),
          ],
        }));
        // The company that was asked may be this one: its answer goes out before it stops.
        // Brought back meanwhile, another one runs in its place, which stays.
        setTimeout(() => {
          if (running.get(id) === company) void close(id);
        }, LINGER_MS);
        tell();
        return { folder: folderOf(id) };
      }),

    bringBack: (id) =>
      inTurn(async () => {
        const gone = registry.read().removed.find((one) => one.id === id) ?? fail('companies.gone');
        if (!existsSync(folderOf(id))) fail('companies.gone');
        if (running.has(id)) void close(id);
        await closing.get(id);
        await open(id);
        registry.change((state) => ({
          ...state,
          companies: [...state.companies, { id, name: gone.name, company: gone.company }],
          removed: state.removed.filter((one) => one.id !== id),
        }));
        tell();
      }),

    onChange,
  });

  const ids = registry.read().companies.map((one) => one.id);
  let worst: unknown = null;
  for (const id of ids) {
    try {
      await open(id);
    } catch (thrown) {
      worst ??= thrown;
      if (!(thrown instanceof Failure)) {
        await Promise.all([...running.keys()].map(close));
        throw thrown;
      }
      log.error('A company could not be opened', { company: id, code: thrown.error.code });
      running.set(id, closedCompany(id, thrown.error, listFor(id)));
    }
  }
  if (worst !== null && [...running.values()].every((one) => one.error !== null)) throw worst;

  const all = (): Company[] => registry.read().companies.flatMap(({ id }) => running.get(id) ?? []);
  return {
    all,
    get: (id) => (id === null ? (all()[0] ?? null) : (all().find((one) => one.id === id) ?? null)),
    states: () =>
      registry.read().companies.map((one) => ({
        id: one.id,
        name: shownName(one),
        status: statuses.get(one.id) ?? null,
        error: running.get(one.id)?.error ?? null,
      })),
    opened: {
      get: () => registry.read().opened,
      set: (id) => registry.change((state) => ({ ...state, opened: id })),
    },
    onChange,
    stop: async () => {
      await Promise.all([...running.keys()].map(close));
      await Promise.all(closing.values());
    },
  };
}

/** What the list shows of a status; only when this changes do the other windows need to hear. */
const face = ({ health, counts, stage, company }: Status): string =>
  JSON.stringify([health.state, health.sentence, counts.review, counts.problems, stage, company]);

/** The one log of the installation, saying of which company a line is. */
const logOf = (company: string, log: Log): Log => ({
  debug: (message, fields) => log.debug(message, { company, ...fields }),
  info: (message, fields) => log.info(message, { company, ...fields }),
  warn: (message, fields) => log.warn(message, { company, ...fields }),
  error: (message, fields) => log.error(message, { company, ...fields }),
});
