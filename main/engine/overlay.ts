import type { Side } from '../../shared/primitives.ts';
import { type Links, quickbooksIdOf, quickbooksOnly } from '../core/common.ts';
import type { EngineStore } from '../core/ports-store.ts';

/**
 * The links as they will be once a plan was carried out: those stored, those the plan makes, and stand-ins for records
 * it creates. Lets a plan look at an invoice whose customer it is about to create.
 */
export type Overlay = {
  links: Links;
  /** The plan links two records that exist. */
  pair(entity: string, platformId: string, quickbooksId: string): void;
  /** The plan creates on `side` what the other side has under `id`. */
  make(entity: string, side: Side, id: string): void;
  /** Whether the record behind a common key will be new on a side. */
  isNew(entity: string, side: Side, key: string): boolean;
};

const STAND_IN = 'new:';

/** The record a stand-in in QuickBooks is made of, by its id on the platform; null for what is no stand-in. */
export const madeOf = (id: string): string | null => (id.startsWith(STAND_IN) ? id.slice(STAND_IN.length) : null);

export function createOverlay(store: EngineStore): Overlay {
  const toQuickbooks = new Map<string, string>();
  const toPlatform = new Map<string, string>();
  const name = (entity: string, id: string): string => `${entity}/${id}`;
  return {
    links: {
      toQuickbooks: (entity, id) => toQuickbooks.get(name(entity, id)) ?? store.counterpart(entity, 'platform', id),
      toPlatform: (entity, id) => toPlatform.get(name(entity, id)) ?? store.counterpart(entity, 'quickbooks', id),
      parted: (entity, platformId, quickbooksId) => store.isApart(entity, platformId, quickbooksId),
    },
    pair(entity, platformId, quickbooksId) {
      toQuickbooks.set(name(entity, platformId), quickbooksId);
      toPlatform.set(name(entity, quickbooksId), platformId);
    },
    make(entity, side, id) {
      if (side === 'quickbooks') toQuickbooks.set(name(entity, id), STAND_IN + id);
      else {
        toPlatform.set(name(entity, id), STAND_IN + quickbooksOnly(id));
        toQuickbooks.set(name(entity, STAND_IN + quickbooksOnly(id)), id);
      }
    },
    isNew(entity, side, key) {
      if (side === 'quickbooks') return toQuickbooks.get(name(entity, key))?.startsWith(STAND_IN) ?? false;
      const id = quickbooksIdOf(key.startsWith(STAND_IN) ? key.slice(STAND_IN.length) : key);
      return id !== null && (toPlatform.get(name(entity, id))?.startsWith(STAND_IN) ?? false);
    },
  };
}
