import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { Status } from '../../shared/contract/app.ts';
import type { EntityDescriptor } from '../../shared/entity.ts';
import type { AppState, AppStore } from './app-store.ts';

const StoreContext = createContext<AppStore | null>(null);

export function StoreProvider({ store, children }: { store: AppStore; children: ReactNode }) {
  return <StoreContext value={store}>{children}</StoreContext>;
}

/** The store itself; screens use the hooks below instead. */
export function useAppStore(): AppStore {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('StoreProvider is missing');
  return store;
}

/** A slice of the window's state; `select` must answer the same reference while nothing changed. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useAppStore().state, select);
}

/** The state of the whole app, kept current by events; null until the first answer. */
export const useStatus = (): Status | null => useAppState((state) => state.status);

const NONE: EntityDescriptor[] = [];
/** Every entity as people see them, group by group (customers first); empty until the first answer. */
export const useEntities = (): EntityDescriptor[] => useAppState((state) => state.descriptors?.entities ?? NONE);

/** One entity by name; null while unknown. */
export const useEntity = (name: string | null): EntityDescriptor | null =>
  useAppState((state) => state.descriptors?.entities.find((entity) => entity.name === name) ?? null);

/** What the platform side is called ("Workspace", "Pillar"). */
export const usePlatformLabel = (): string => useAppState((state) => state.status?.platformLabel ?? 'Platform');
