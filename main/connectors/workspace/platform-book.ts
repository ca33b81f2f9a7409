import { appError, Failure, type Result } from '../../../shared/errors.ts';
import type { BookStore } from '../../core/book-store.ts';
import type { Clock, PlatformBook } from '../../core/ports.ts';
import type { Observation } from '../../core/types.ts';
import { attempt } from './connector.ts';
import { enterDemo } from './demo/enter.ts';
import type { BookChange, Ledger } from './ledger.ts';
import { nextNumber } from './numbers.ts';
import { observationOf } from './observe.ts';
import { ratesWith, settleLines } from './tax-by-line.ts';

export type PlatformBookParts = { store: BookStore; ledger: Ledger; clock: Clock; hint: () => void };

/** The book as a person edits it. Each edit is on the disk before it is answered and before anybody hears of it. */
export function createPlatformBook({ store, ledger, clock, hint }: PlatformBookParts): PlatformBook {
  const edit = async (change: BookChange): Promise<Result<Observation>> => {
    const result = attempt(() => {
      const answer = store.transaction(() => ledger.apply(change, 'person'));
      if (!answer.ok) throw new Failure(answer.error);
      return observationOf(answer.record);
    });
    if (result.ok) hint();
    return result;
  };

  return {
    create: async (entity, body, id) => {
      const there = id === undefined ? null : store.get(entity, id);
      if (there) return { ok: true, value: observationOf(there) };
      return edit({ kind: 'create', entity, body, ...(id === undefined ? {} : { id }) });
    },
    update: (entity, id, revision, body) => edit({ kind: 'update', entity, id, revision, body }),
    remove: (entity, id, revision, mode) => edit({ kind: 'remove', entity, id, revision, mode }),
    restore: (entity, id, revision) => edit({ kind: 'restore', entity, id, revision, body: null }),
    get: async (entity, id) => {
      const record = store.get(entity, id);
      return record === null
        ? { ok: false, error: appError('record.notFound', { entity, id }) }
        : { ok: true, value: observationOf(record) };
    },
    nextNumber: async (entity) => (ledger.shapes.get(entity)?.numbered ? nextNumber(store, entity) : null),
    taxRates: async () =>
      store
        .taxRates()
        .filter((rate) => rate.active)
        .map(({ key, name, percent }) => ({ key, name, percent })),
    taxByLine: async (company) => {
      ledger.amountsAre = company?.amountsAre ?? null;
      if (company === null) return { ok: true, value: undefined };
      const result = attempt(() =>
        store.transaction(() => {
          ratesWith(store, company.codes);
          return settleLines(store, ledger.shapes.values(), clock.now());
        }),
      );
      if (!result.ok) return result;
      if (result.value > 0) hint();
      return { ok: true, value: undefined };
    },
    isEmpty: async () => store.newestChange() === 0,
    loadDemo: async () => {
      const result = attempt(() => store.transaction(() => enterDemo(store, ledger)));
      if (result.ok) hint();
      return result;
    },
  };
}
