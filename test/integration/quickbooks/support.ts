import { sha256 } from '../../../main/adapters/hash.ts';
import { createRandom } from '../../../main/adapters/random.ts';
import { createTimers } from '../../../main/adapters/timers.ts';
import {
  createHttpTransport,
  createQuickbooksConnector,
  createTokenSource,
  quickbooksEndpoints,
} from '../../../main/connectors/quickbooks/index.ts';
import type { Connector } from '../../../main/core/ports.ts';
import type { TranslationContext, WriteRequest } from '../../../main/core/types.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';
import type { Body } from '../../../shared/primitives.ts';

export type Json = Record<string, unknown>;
export const entities = createEntityRegistry();
export const clock = { now: () => Date.now() };

const none = (): void => {};

/** A connector over real HTTP, with connections of its own: the first request of each goes over a fresh one. */
export function connect(
  server: SandboxServer,
  more: { realmId?: string; clientSecret?: string; accessToken?: string } = {},
): { connector: Connector; saved: string[]; close(): void } {
  const transport = createHttpTransport();
  const endpoints = quickbooksEndpoints('sandboxCompany', server.url);
  const saved: string[] = [];
  const tokens = createTokenSource({
    endpoints,
    credentials: { clientId: server.clientId, clientSecret: more.clientSecret ?? server.clientSecret },
    transport,
    clock,
    tokens: {
      accessToken: more.accessToken ?? server.accessToken,
      accessExpiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      refreshToken: server.refreshToken,
      refreshExpiresAt: null,
      hardExpiresAt: null,
      renewedAt: new Date().toISOString(),
    },
    persist: async (fresh) => {
      saved.push(fresh.accessToken);
    },
  });
  const connector = createQuickbooksConnector({
    entities,
    endpoints,
    realmId: more.realmId ?? server.realmId,
    tokens,
    clock,
    timers: createTimers(),
    random: createRandom(),
    hash: sha256,
    meter: { count: none },
    log: { debug: none, info: none, warn: none, error: none },
    transport,
  });
  return { connector, saved, close: () => transport.close() };
}

export async function contextOf(connector: Connector): Promise<TranslationContext> {
  const lists = await connector.lists();
  if (!lists.ok) throw new Error(lists.error.userSentence);
  const taxCode = lists.value.find((entry) => entry.list === 'taxCode' && entry.facts.percent === '8.25');
  return {
    mapping: {
      defaultIncomeAccount: lists.value.find((entry) => entry.facts.type === 'Income')?.id ?? null,
      depositAccount: null,
      defaultExpenseAccount: null,
      taxCodes: { county: taxCode?.id ?? '' },
      defaultTaxCode: null,
      customFields: [],
    },
    lists: lists.value,
    homeCurrency: 'USD',
  };
}

export function body(entity: string, input: Json): Body {
  const parsed = entities.get(entity).parse(input);
  if (!parsed.ok) throw new Error(parsed.error.userSentence);
  return parsed.body;
}

let keys = 0;
export const request = (entity: string, kind: WriteRequest['kind'], more: Partial<WriteRequest>): WriteRequest => ({
  entity,
  kind,
  id: null,
  revision: null,
  body: null,
  fields: [],
  native: null,
  key: `it-${++keys}`,
  ...more,
});

export const create = (entity: string, input: Json): WriteRequest =>
  request(entity, 'create', { body: body(entity, input) });

/** The sandbox's control interface. */
export async function control(server: SandboxServer, path: string, input?: unknown): Promise<Json> {
  const answer = await fetch(`${server.url}/sandbox${path}`, {
    ...(input === undefined ? {} : { method: 'POST', body: JSON.stringify(input) }),
    headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Json;
}

export const faults = (server: SandboxServer, ...script: Json[]): Promise<Json> =>
  control(server, '/faults', { script });
