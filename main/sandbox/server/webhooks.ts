/**
 * Notifications to one address: changes gather for a while, go out together, and are sent again until they are answered
 * with a 2xx within three seconds. Later ones wait until the first is through. Everything runs on the sandbox's clock, so
 * moving it forward makes what is due happen at once.
 */
import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { z } from 'zod';
import type { ChangeEvent } from '../company/changes.ts';
import { seededRandom } from '../company/generate.ts';
import { notification, signature, toldEvent, webhookFormats } from './webhook-bodies.ts';

/** Waits before the second, third, … attempt (policy of February 2026); after the last, every six hours. */
const BACK_OFF_SECONDS = [10, 20, 30, 300, 1200, 7200, 14_400, 21_600] as const;
const LAST_BACK_OFF_SECONDS = 21_600;
/** An answer later than this is none. */
const ANSWER_MS = 3000;
const DELIVERIES_KEPT = 500;
/** An event that is held back waits this many times the usual delay. */
const LATE = 3;

const loopback = (text: string): boolean => {
  try {
    const { protocol, hostname } = new URL(text);
    return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  } catch {
    return false;
  }
};

export const webhookSchema = z.strictObject({
  /** Where to; only this computer. */
  url: z.string().max(2000).refine(loopback, 'must be an http address on this computer'),
  format: z.enum(webhookFormats).default('cloudevents'),
  /** Types to tell of; all that have events when absent. */
  entities: z.array(z.string()).max(100).optional(),
  /** Seconds changes gather before they go out together. */
  delay: z.number().min(0).max(3600).default(5),
  /** Probability that a notification is sent twice. */
  duplicates: z.number().min(0).max(1).default(0),
  /** Probability that an event is held back and arrives after younger ones. */
  disorder: z.number().min(0).max(1).default(0),
  seed: z.int().min(0).default(1),
});

export type WebhookSettings = z.infer<typeof webhookSchema>;

type Attempt = { readonly at: string; readonly status?: number; readonly error?: string };

/** A notification, as `GET /sandbox/webhooks` shows it. */
export type Delivery = {
  readonly id: string;
  state: 'waiting' | 'delivered' | 'dropped';
  readonly events: readonly ChangeEvent[];
  readonly body: string;
  readonly signature: string;
  readonly attempts: Attempt[];
};

type Held = { readonly event: ChangeEvent; due: number };

export type Webhooks = {
  readonly tell: (events: readonly ChangeEvent[]) => void;
  readonly set: (settings: WebhookSettings) => void;
  /** No endpoint any more: what waits is dropped. */
  readonly clear: () => void;
  /** Does everything that is due by now; resolves when it was tried. */
  readonly settle: () => Promise<void>;
  readonly state: () => {
    readonly settings: WebhookSettings | null;
    readonly gathering: number;
    readonly nextAttempt: string | null;
    readonly deliveries: readonly Delivery[];
  };
  readonly close: () => void;
};

type Identity = { readonly realmId: string; readonly clientId: () => string; readonly verifierToken: () => string };

export function createWebhooks(identity: Identity, now: () => number): Webhooks {
  let settings: WebhookSettings | undefined;
  let random = seededRandom(1);
  let gathering: Held[] = [];
  let deliveries: Delivery[] = [];
  /** When the head of the queue may be tried. */
  let headDue = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const waiting = () => deliveries.find((delivery) => delivery.state === 'waiting');

  const nextDue = (): number | undefined => {
    const times = gathering.map((held) => held.due);
    if (waiting() !== undefined) times.push(headDue);
    return times.length === 0 ? undefined : Math.min(...times);
  };

  const arm = () => {
    clearTimeout(timer);
    const due = nextDue();
    if (due === undefined || settings === undefined) return;
    // A day at most: timers that run longer are not exact anyway, and the clock may be moved meanwhile.
    timer = setTimeout(() => void settle(), Math.min(Math.max(0, due - now()), 86_400_000));
    timer.unref();
  };

  /** Makes a notification of every event whose time has come. */
  const gather = () => {
    if (settings === undefined) return;
    const at = now();
    const ready = gathering.filter((held) => held.due <= at);
    if (ready.length === 0) return;
    gathering = gathering.filter((held) => held.due > at);
    const events = ready.map((held) => held.event);
    const body = notification(settings.format, identity.realmId, identity.clientId(), events);
    const make = (): Delivery => ({
      id: randomUUID(),
      state: 'waiting',
      events,
      body,
      signature: signature(body, identity.verifierToken()),
      attempts: [],
    });
    if (waiting() === undefined) headDue = at;
    deliveries.push(make());
    if (random() < settings.duplicates) deliveries.push(make());
    const done = deliveries.filter((delivery) => delivery.state !== 'waiting').length;
    if (done > DELIVERIES_KEPT) deliveries = deliveries.slice(-DELIVERIES_KEPT);
  };

  const attempt = async (delivery: Delivery, { url, format }: WebhookSettings) => {
    const at = now();
    const outcome = await post(url, delivery, format, at);
    delivery.attempts.push({ at: new Date(at).toISOString(), ...outcome });
    if (delivery.state !== 'waiting') return;
    if (outcome.status !== undefined && outcome.status >= 200 && outcome.status < 300) {
      delivery.state = 'delivered';
      headDue = now();
    } else {
      const wait = BACK_OFF_SECONDS[delivery.attempts.length - 1] ?? LAST_BACK_OFF_SECONDS;
      headDue = at + wait * 1000;
    }
  };

  const run = async () => {
    for (;;) {
      gather();
      const head = waiting();
      if (head === undefined || settings === undefined || headDue > now()) return;
      await attempt(head, settings);
    }
  };

  const settle = (): Promise<void> => {
    running ??= run().finally(() => {
      running = undefined;
      arm();
    });
    return running;
  };

  return {
    tell: (events) => {
      if (settings === undefined) return;
      const { entities, delay, disorder } = settings;
      for (const event of events) {
        const told = toldEvent(event);
        if (told === undefined || (entities !== undefined && !entities.includes(told.entity))) continue;
        const late = random() < disorder ? LATE : 1;
        gathering.push({ event: told, due: now() + delay * 1000 * late });
      }
      if (running === undefined) arm();
    },
    set: (changed) => {
      settings = changed;
      random = seededRandom(changed.seed);
      arm();
    },
    clear: () => {
      settings = undefined;
      gathering = [];
      for (const delivery of deliveries) if (delivery.state === 'waiting') delivery.state = 'dropped';
      clearTimeout(timer);
    },
    settle,
    state: () => {
      const due = waiting() === undefined ? undefined : headDue;
      return {
        settings: settings ?? null,
        gathering: gathering.length,
        nextAttempt: due === undefined ? null : new Date(due).toISOString(),
        deliveries,
      };
    },
    close: () => {
      settings = undefined;
      clearTimeout(timer);
    },
  };
}

function post(
  url: string,
  delivery: Delivery,
  format: WebhookSettings['format'],
  at: number,
): Promise<{ readonly status?: number; readonly error?: string }> {
  return new Promise((resolve) => {
    const bytes = Buffer.from(delivery.body, 'utf8');
    const sent = httpRequest(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': bytes.length,
        'user-agent': 'intuit_notifications_hook',
        'intuit-signature': delivery.signature,
        'intuit-t-id': delivery.id,
        'intuit-created-time': new Date(at).toISOString(),
        'intuit-notification-schema-version': format === 'legacy' ? '0.1' : '1.0',
      },
    });
    const late = setTimeout(() => sent.destroy(new Error(`No answer within ${ANSWER_MS} ms`)), ANSWER_MS);
    sent.on('response', (answer) => {
      answer.resume();
      clearTimeout(late);
      resolve({ status: answer.statusCode ?? 0 });
    });
    sent.on('error', (error) => {
      clearTimeout(late);
      resolve({ error: error.message });
    });
    sent.end(bytes);
  });
}
