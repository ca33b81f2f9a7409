/**
 * Notifications to other programs ("something changed"). They are hints, never data: whoever gets one asks the change feed.
 * A lost, repeated or late one does no harm, so they are not kept through a restart.
 */
import { createHmac } from 'node:crypto';
import { fail } from '../../../shared/errors.ts';
import type { NewWebhook, Webhook } from '../../../shared/platform-api/wire.ts';
import type { Clock, Ids, Log, Secrets, Timers } from '../../core/ports.ts';
import type { EngineStore } from '../../core/ports-store.ts';
import type { ApiCaller } from '../../engine/index.ts';
import { platformRoot } from '../platform-choice.ts';

/** Changes that come together are one notification (ms). */
const TOGETHER_MS = 250;
/** Waits before a notification that failed is sent again (ms); after the last one the next change has to do. */
const AGAIN_MS = [2_000, 15_000, 60_000];
/** Addresses a key may have. */
const MOST_HOOKS = 10;
const META = 'platformWebhooks';

type Stored = Webhook & { keyId: string };

export type WebhookParts = {
  store: Pick<EngineStore, 'getMeta' | 'setMeta' | 'transaction'>;
  secrets: Pick<Secrets, 'get' | 'set' | 'delete'>;
  /** Sends one request; throws when no answer came. */
  transport(request: {
    method: string;
    url: string;
    headers: Record<string, string>;
    body: string;
  }): Promise<{ status: number }>;
  /** Text nobody guesses. */
  unguessable(): string;
  /** Ids of the API keys that still count. */
  livingKeys(): Promise<Set<string>>;
  companyId: string;
  clock: Clock;
  ids: Ids;
  timers: Timers;
  log: Log;
};

export type OutgoingWebhooks = {
  list(caller: ApiCaller): Webhook[];
  /** Takes an address up; the one this key has already gets a new secret. The secret is in this answer and nowhere else. */
  add(caller: ApiCaller, url: string): Promise<NewWebhook>;
  remove(caller: ApiCaller, id: string): Promise<void>;
  /** Something changed: everybody is told soon. */
  changed(): void;
  /** Ends what is under way. */
  stop(): void;
};

/** Value of the `Plumbline-Signature` header: HMAC-SHA256 of the time (seconds), a dot and the body, hex. */
export const signatureOf = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;

export function createOutgoingWebhooks(parts: WebhookParts): OutgoingWebhooks {
  const { store, secrets, clock, timers, log } = parts;
  const stopper = new AbortController();
  const all = (): Stored[] => store.getMeta<Stored[]>(META) ?? [];
  const put = (hooks: Stored[]): void => store.transaction(() => store.setMeta(META, hooks));
  const secretName = (id: string): string => `platform-api/webhook/${id}`;
  const shown = ({ id, url }: Stored): Webhook => ({ id, url });
  let dirty = false;
  let telling = false;

  const send = async ({ id, url }: Stored): Promise<boolean> => {
    const secret = await secrets.get(secretName(id));
    if (secret === null) return true;
    const body = JSON.stringify({ type: 'changed', company: parts.companyId });
    const signature = signatureOf(secret, Math.floor(clock.now() / 1000), body);
    const headers = { 'content-type': 'application/json', 'plumbline-signature': signature };
    try {
      const { status } = await parts.transport({ method: 'POST', url, headers, body });
      return status < 300;
    } catch {
      return false;
    }
  };

  const tell = async (hook: Stored): Promise<void> => {
    for (const wait of [...AGAIN_MS, null]) {
      if (await send(hook)) return;
      if (wait === null || stopper.signal.aborted) break;
      await timers.sleep(wait, stopper.signal);
      if (stopper.signal.aborted || !all().some((one) => one.id === hook.id)) return;
    }
    log.warn('A program could not be told of changes', { webhook: hook.id });
  };

  const round = async (): Promise<void> => {
    await timers.sleep(TOGETHER_MS, stopper.signal);
    if (stopper.signal.aborted) return;
    dirty = false;
    const living = await parts.livingKeys();
    // An address that does not answer holds up nobody, not even the next round.
    for (const hook of all().filter((one) => living.has(one.keyId))) void tell(hook).catch(report);
  };
  const report = (thrown: unknown): void => log.error('Telling of changes failed', { error: String(thrown) });

  const loop = async (): Promise<void> => {
    telling = true;
    try {
      while (dirty && !stopper.signal.aborted) await round();
    } finally {
      telling = false;
    }
  };

  return {
    list: (caller) =>
      all()
        .filter((one) => one.keyId === caller.id)
        .map(shown),
    add: async (caller, url) => {
      if (platformRoot(url) === null)
        fail('input.invalid', { field: 'url', problem: 'must be an https address, or http on this computer' });
      const hooks = all();
      const mine = hooks.filter((one) => one.keyId === caller.id);
      const known = mine.find((one) => one.url === url);
      if (known === undefined && mine.length >= MOST_HOOKS)
        fail('input.invalid', { field: 'url', problem: `would be the ${MOST_HOOKS + 1}th address of this key` });
      const hook = known ?? { id: parts.ids.next(), url, keyId: caller.id };
      const secret = parts.unguessable();
      await secrets.set(secretName(hook.id), secret);
      if (known === undefined) put([...all(), hook]);
      return { ...shown(hook), secret };
    },
    remove: async (caller, id) => {
      const gone = all().find((one) => one.id === id && one.keyId === caller.id);
      if (gone === undefined) fail('record.notFound', { entity: 'webhook', id });
      put(all().filter((one) => one.id !== id));
      await secrets.delete(secretName(id));
    },
    changed: () => {
      if (all().length === 0) return;
      dirty = true;
      if (!telling) void loop().catch(report);
    },
    stop: () => stopper.abort(),
  };
}
