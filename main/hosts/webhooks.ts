/**
 * Notifications of QuickBooks ("something changed"), as a relay or a tunnel hands them to this computer. They are hints,
 * never data: a signed one makes Plumbline look a little earlier than it would have; a lost, repeated or late one does no
 * harm.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** One change as told: QuickBooks' name of the type, its id, when (ISO); null where the notification does not say. */
export type ToldChange = { entity: string; id: string; at: string | null };

/** What became of a notification: taken, none are wanted, or not Intuit's. */
export type WebhookVerdict = 'taken' | 'off' | 'badSignature' | 'badBody';

/** Two-part names of both shapes: "2026-11-20T20:00:00+0000" has no colon in its offset. */
const told = z.string().max(64);
const legacySchema = z.object({
  eventNotifications: z.array(
    z.object({
      realmId: told,
      dataChangeEvent: z.object({
        entities: z.array(z.object({ name: told, id: told, lastUpdated: told.optional() })),
      }),
    }),
  ),
});
/** `type` is "qbo.customer.updated.v1". */
const cloudSchema = z.array(
  z.object({ type: told, intuitentityid: told, intuitaccountid: told, time: told.optional() }),
);

/** The changes of one company in a notification of either shape; null when it is neither. */
export function changesIn(body: unknown, realmId: string): ToldChange[] | null {
  const cloud = cloudSchema.safeParse(body);
  if (cloud.success)
    return cloud.data
      .filter((event) => event.intuitaccountid === realmId)
      .map((event) => ({
        entity: event.type.split('.')[1] ?? '',
        id: event.intuitentityid,
        at: instant(event.time),
      }));
  const legacy = legacySchema.safeParse(body);
  if (!legacy.success) return null;
  return legacy.data.eventNotifications
    .filter((one) => one.realmId === realmId)
    .flatMap((one) =>
      one.dataChangeEvent.entities.map(({ name, id, lastUpdated }) => ({
        entity: name.toLowerCase(),
        id,
        at: instant(lastUpdated),
      })),
    );
}

/** Any time Intuit writes (nanoseconds, offsets without a colon) as ISO in UTC; null when it is none. */
function instant(text: string | undefined): string | null {
  if (text === undefined) return null;
  const ms = Date.parse(text.replace(/(\.\d{3})\d+/, '$1').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** Whether `signature` (base64) is the HMAC-SHA256 of exactly these bytes under the app's verifier token. */
export function isSigned(raw: Uint8Array, signature: string | undefined, verifierToken: string): boolean {
  if (signature === undefined) return false;
  const wanted = createHmac('sha256', verifierToken).update(raw).digest('base64');
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(signature), digest(wanted));
}

export type WebhookReceiver = (raw: Uint8Array, signature: string | undefined) => Promise<WebhookVerdict>;

/** Checks a notification and passes on what it tells of the connected company. */
export function createWebhookReceiver(deps: {
  verifierToken(): Promise<string | null>;
  /** The connected company, or null. */
  realmId(): string | null;
  hint(changes: readonly ToldChange[]): void;
}): WebhookReceiver {
  return async (raw, signature) => {
    const token = await deps.verifierToken();
    if (token === null) return 'off';
    if (!isSigned(raw, signature, token)) return 'badSignature';
    let body: unknown;
    try {
      body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
    } catch {
      return 'badBody';
    }
    const changes = changesIn(body, deps.realmId() ?? '');
    if (changes === null) return 'badBody';
    if (changes.length > 0) deps.hint(changes);
    return 'taken';
  };
}
