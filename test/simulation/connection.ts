/**
 * The sign-in of a simulation: the real token source and connector over the virtual wire, with a keychain that keeps
 * what was stored through crashes.
 */
import {
  createQuickbooksConnector,
  createTokenSource,
  type QuickbooksTokens,
  quickbooksEndpoints,
  type RowLimits,
} from '../../main/connectors/quickbooks/index.ts';
import type { Clock, ConnectedCompany, ConnectionService, Connector, Hash, Random } from '../../main/core/ports.ts';
import type { EntityRegistry } from '../../main/core/types.ts';
import { type AppError, appError } from '../../shared/errors.ts';
import { silentLog } from './log.ts';
import { API_BASE, type Network, SIGN_IN } from './network.ts';
import type { Life, Scheduler } from './scheduler.ts';

export type Keychain = { tokens: QuickbooksTokens | null };

/** Metered reads of the month `month`; `before`: those of the first month that were made before the run. */
export type Meter = { month: string; reads: number; before: number };

export type ConnectionParts = {
  life: Life;
  scheduler: Scheduler;
  clock: Clock;
  random: Random;
  hash: Hash;
  entities: EntityRegistry;
  network: Network;
  /** How many rows the connector takes answers to hold. */
  rows: RowLimits;
  keychain: Keychain;
  /** Null: a sandbox company, whose reads cost nothing. */
  meter: Meter | null;
  realmId: string;
  companyName: string;
  /** Puts the connector of this life behind a door that can shut for good, and behind planted faults. */
  wrap(connector: Connector): Connector;
};

/** The pair a person got by signing in, as the keychain keeps it. */
export const tokensOf = (signedIn: ReturnType<Network['signIn']>, now: number): QuickbooksTokens => ({
  accessToken: signedIn.accessToken,
  accessExpiresAt: new Date(signedIn.expiresAt).toISOString(),
  refreshToken: signedIn.refreshToken,
  refreshExpiresAt: null,
  hardExpiresAt: null,
  renewedAt: new Date(now).toISOString(),
});

export function createConnections(parts: ConnectionParts): ConnectionService {
  const { life, scheduler, clock, random, hash, keychain } = parts;
  const environment = parts.meter === null ? 'sandboxCompany' : 'production';
  const endpoints = { ...quickbooksEndpoints(environment, API_BASE), token: SIGN_IN };
  /** Reads of this month, as Intuit counts them. */
  const monthOf = (meter: Meter): Meter => {
    const month = new Date(scheduler.now()).toISOString().slice(0, 7);
    if (meter.month !== month) Object.assign(meter, { month, reads: meter.month === '' ? meter.before : 0 });
    return meter;
  };
  const listeners = new Set<() => void>();
  let connector: Connector | null = null;
  let fault: AppError | null = null;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const company: ConnectedCompany = {
    companyId: parts.realmId,
    companyName: parts.companyName,
    environment,
    connectedAt: '2026-05-04T00:00:00.000Z',
    tokenRenewedAt: null,
    tokenExpiresAt: null,
    apiBase: API_BASE,
    webBase: null,
  };
  const none = async () => ({ ok: false as const, error: appError('connection.none') });

  return {
    secretsKind: 'memory',
    current: () => connector,
    info: () => (connector ? company : null),
    fault: () => fault,
    calls: () => {
      const counted = parts.meter && monthOf(parts.meter);
      return { month: counted?.month ?? '2026-05', corePlus: counted?.reads ?? 0, core: 0 };
    },
    restore: async () => {
      const stored = keychain.tokens;
      if (stored === null) return { ok: true, value: null };
      const transport = parts.network.transport(life);
      const tokens = createTokenSource({
        endpoints,
        credentials: { clientId: 'client', clientSecret: 'secret' },
        transport,
        clock,
        tokens: stored,
        // The keychain takes its time; a crash before it is done loses the new pair.
        persist: async (fresh) => {
          await scheduler.sleep(3, life);
          keychain.tokens = fresh;
        },
        onDead: (error) => {
          fault = error;
          tell();
        },
      });
      connector = parts.wrap(
        createQuickbooksConnector({
          entities: parts.entities,
          endpoints,
          realmId: parts.realmId,
          tokens,
          clock,
          timers: scheduler.timers(life),
          random,
          hash,
          meter: {
            count: (kind) => {
              if (parts.meter && kind === 'coreplus') monthOf(parts.meter).reads += 1;
            },
          },
          log: silentLog,
          transport,
          rows: parts.rows,
        }),
      );
      tell();
      return { ok: true, value: company };
    },
    begin: none,
    complete: none,
    adopt: none,
    startSandbox: none,
    setWebhookVerifier: async () => ({ ok: true, value: null }),
    webhookVerifier: async () => null,
    disconnect: async () => ({ ok: true, value: null }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
