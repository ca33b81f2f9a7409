import type { Connector, FileSide } from '../../../main/core/ports.ts';
import type { EngineStore } from '../../../main/core/ports-store.ts';

/** Kills an engine at the n-th call of a connector: from then on it hears and stores nothing. */
export class Death {
  calls = 0;
  dead = false;
  readonly at: number;
  /** Whether the fatal call still reaches the other side. */
  readonly afterEffect: boolean;

  constructor(at: number, afterEffect: boolean) {
    this.at = at;
    this.afterEffect = afterEffect;
  }

  async around<T>(call: () => Promise<T>): Promise<T> {
    if (this.dead) return new Promise<never>(() => {});
    this.calls++;
    if (this.calls !== this.at) return call();
    if (this.afterEffect) await call();
    this.dead = true;
    return new Promise<never>(() => {});
  }
}

const mortalFiles = (files: FileSide, death: Death): FileSide => ({
  changes: (...args) => death.around(() => files.changes(...args)),
  read: (...args) => death.around(() => files.read(...args)),
  of: (...args) => death.around(() => files.of(...args)),
  download: (...args) => death.around(() => files.download(...args)),
  upload: (...args) => death.around(() => files.upload(...args)),
  remove: (...args) => death.around(() => files.remove(...args)),
});

export function mortalConnector(inner: Connector, death: Death): Connector {
  return {
    ...inner,
    test: () => death.around(() => inner.test()),
    lists: () => death.around(() => inner.lists()),
    cursorNow: () => death.around(() => inner.cursorNow()),
    list: (...args) => death.around(() => inner.list(...args)),
    changes: (...args) => death.around(() => inner.changes(...args)),
    read: (...args) => death.around(() => inner.read(...args)),
    write: (...args) => death.around(() => inner.write(...args)),
    probe: (...args) => death.around(() => inner.probe(...args)),
    ...(inner.files ? { files: mortalFiles(inner.files, death) } : {}),
    // The dead hear nothing.
    onHint: (listener) =>
      inner.onHint?.(() => {
        if (!death.dead) listener();
      }) ?? (() => {}),
  };
}

/** A store that a dead engine cannot use any more. */
export const mortalStore = (inner: EngineStore, death: Death): EngineStore =>
  new Proxy(inner, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (death.dead) throw new Error('dead');
        return value.apply(target, args) as unknown;
      };
    },
  });
