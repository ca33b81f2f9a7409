import type { BookStore } from '../../core/book-store.ts';
import type { Clock, Connector, Ids, PlatformBook } from '../../core/ports.ts';
import type { EntityRegistry } from '../../core/types.ts';
import { createConnector } from './connector.ts';
import { createLedger } from './ledger.ts';
import { createPlatformBook } from './platform-book.ts';
import { STARTER_PAYMENT_METHODS, STARTER_TAX_RATES } from './starter.ts';

export type WorkspaceParts = {
  /** Where the book is kept: `openWorkspaceStore` of `main/adapters/sqlite/workspace/store.ts`. */
  store: BookStore;
  registry: EntityRegistry;
  clock: Clock;
  ids: Ids;
  /** The word the user sees for this side. */
  label?: string;
};

/**
 * The workspace, from both sides: `connector` for the engine, `book` for the person at the window. `touched` tells the
 * engine that another program wrote through the connector.
 */
export type Workspace = { connector: Connector; book: PlatformBook; touched(): void };

/**
 * The platform's own book. A new one gets its first lists of tax rates and payment methods.
 *
 * @throws Failure `host.dataUnusable` when the book cannot be written.
 */
export function createWorkspaceConnector({
  store,
  registry,
  clock,
  ids,
  label = 'Workspace',
}: WorkspaceParts): Workspace {
  if (store.taxRates().length === 0 && store.paymentMethods().length === 0)
    store.transaction(() => store.setLists({ taxRates: STARTER_TAX_RATES, paymentMethods: STARTER_PAYMENT_METHODS }));
  const ledger = createLedger({ store, registry, clock, ids });
  const listeners = new Set<() => void>();
  const hint = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const onHint = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    connector: createConnector({ store, ledger, clock, label, onHint }),
    book: createPlatformBook({ store, ledger, clock, hint }),
    touched: hint,
  };
}
