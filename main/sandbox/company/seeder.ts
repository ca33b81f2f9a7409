/** How a new company is written: piece by piece, each at its own moment, through the same operations as a request. */
import { PERSON } from './actors.ts';
import type { Frame } from './entity.ts';
import { save } from './operations.ts';
import { commit, type Store, startWork, type Work } from './store.ts';
import type { Body } from './types.ts';

/** The day the company was set up. */
export const FOUNDED = Date.parse('2025-11-14T09:00:00-08:00');

/** Runs one piece of seeding at a moment. */
export type Seeder = {
  readonly frame: Frame;
  readonly store: Store;
  readonly at: (moment: number, run: (work: Work) => void) => void;
  /** Creates a record and returns its id. */
  readonly create: (moment: number, entity: string, body: Body) => string;
};

export function makeSeeder(store: Store, frame: Frame): Seeder {
  const at: Seeder['at'] = (moment, run) => {
    const work = startWork(store, moment, PERSON, new Set());
    run(work);
    commit(work, frame.indexer);
  };
  return {
    store,
    frame,
    at,
    create: (moment, entity, body) => {
      const def = frame.defs.get(entity);
      if (def === undefined) throw new Error(`No entity ${entity}`);
      let id = '';
      at(moment, (work) => {
        id = save(work, frame, def, body);
      });
      return id;
    },
  };
}

/** Ids of the settings by the keys of the demo tables. */
export type SettingIds = {
  readonly accounts: ReadonlyMap<string, string>;
  readonly terms: ReadonlyMap<string, string>;
  readonly methods: ReadonlyMap<string, string>;
  readonly taxCodes: ReadonlyMap<string, string>;
};
