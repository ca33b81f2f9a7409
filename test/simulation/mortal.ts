/**
 * Ports that can die. A crash is drawn at any call of any port: before it, after it, or in the middle of a transaction.
 * From then on nothing answers this life any more; what was durable stays, what was not is gone, exactly as when the
 * power fails.
 */
import type { Connector, Contents } from '../../main/core/ports.ts';
import type { EngineStore } from '../../main/core/ports-store.ts';
import type { Life } from './scheduler.ts';

/** Thrown out of a synchronous port of a dead life. Nothing may catch it and go on: every further call throws it again. */
export class Crash extends Error {
  constructor() {
    super('The app is dead');
    this.name = 'Crash';
  }
}

/** Draws whether the app dies at this very call; notes it and ends the life when so. */
export type Reaper = { strike(where: string): boolean };

/** One for all: a stack says nothing here and takes long to write down. */
const CRASH = new Crash();

const check = (life: Life, reaper: Reaper, where: string): void => {
  if (!life.alive || reaper.strike(where)) throw CRASH;
};

/** A write that is done but not committed is the moment that matters. */
const WRITES = /^(put|add|drop|set|append|rename|wake|mark|agree|bump|prune)/;
/** Whether a call of the store writes, by its name: asked in every life. */
const writing = new Map<string, boolean>();
const isWrite = (name: string): boolean => {
  let known = writing.get(name);
  if (known === undefined) {
    known = WRITES.test(name);
    writing.set(name, known);
  }
  return known;
};

/** The engine's memory. Whatever a transaction did is undone when the app dies inside it. */
export function mortalStore(store: EngineStore, life: Life, reaper: Reaper): EngineStore {
  const guard = <A extends unknown[], R>(name: string, act: (...args: A) => R): ((...args: A) => R) => {
    const where = `store.${name}`;
    const writes = isWrite(name);
    return (...args) => {
      if (!life.alive) throw CRASH;
      const result = act(...args);
      if (writes) check(life, reaper, where);
      return result;
    };
  };
  const entries = Object.entries(store).map(([name, act]) => [
    name,
    guard(name, act as (...args: unknown[]) => unknown),
  ]);
  return {
    ...(Object.fromEntries(entries) as EngineStore),
    transaction<T>(act: () => T, durability?: 'durable' | 'relaxed'): T {
      check(life, reaper, 'before a transaction');
      const result = store.transaction(() => {
        const value = act();
        check(life, reaper, 'before a commit');
        return value;
      }, durability);
      check(life, reaper, 'after a commit');
      return result;
    },
    close: () => undefined,
  };
}

/** Calls of a port of which each can be the last: before it was carried out, or after. */
const mortalCalls =
  (life: Life, reaper: Reaper, of: string) =>
  <A extends unknown[], R>(name: string, act: (...args: A) => Promise<R>) =>
  (...args: A): Promise<R> =>
    new Promise((resolve, reject) => {
      if (!life.alive || reaper.strike(`before ${of}.${name}`)) return;
      act(...args).then(
        (value) => {
          if (life.alive && !reaper.strike(`after ${of}.${name}`)) resolve(value);
        },
        (error: unknown) => {
          if (life.alive) reject(error);
        },
      );
    });

/** Content of files: what is stored when the app dies stays, as a file without a name for it. */
export function mortalContents(contents: Contents, life: Life, reaper: Reaper): Contents {
  const guard = mortalCalls(life, reaper, 'contents');
  return {
    put: guard('put', contents.put),
    get: guard('get', contents.get),
    drop: guard('drop', contents.drop),
  };
}

/** A connector whose calls can be the last: before the other side heard of it, or after it did. */
export function mortalConnector(connector: Connector, life: Life, reaper: Reaper): Connector {
  const guard = mortalCalls(life, reaper, connector.side);
  const { onHint, batchSize, firstPages, files } = connector;
  return {
    side: connector.side,
    label: connector.label,
    test: guard('test', connector.test.bind(connector)),
    lists: guard('lists', connector.lists.bind(connector)),
    cursorNow: guard('cursorNow', connector.cursorNow.bind(connector)),
    list: guard('list', connector.list.bind(connector)),
    ...(firstPages ? { firstPages: guard('firstPages', firstPages.bind(connector)) } : {}),
    changes: guard('changes', connector.changes.bind(connector)),
    read: guard('read', connector.read.bind(connector)),
    write: guard('write', connector.write.bind(connector)),
    probe: guard('probe', connector.probe.bind(connector)),
    ...(files
      ? {
          files: {
            changes: guard('files.changes', files.changes),
            read: guard('files.read', files.read),
            of: guard('files.of', files.of),
            download: guard('files.download', files.download),
            upload: guard('files.upload', files.upload),
            remove: guard('files.remove', files.remove),
          },
        }
      : {}),
    ...(batchSize ? { batchSize: batchSize.bind(connector) } : {}),
    ...(onHint ? { onHint: (listener) => onHint.call(connector, () => life.alive && listener()) } : {}),
  };
}
