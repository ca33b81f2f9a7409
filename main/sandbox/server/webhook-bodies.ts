/** What a webhook notification says, in both shapes Intuit has used, and its signature. */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { ChangeEvent, Operation } from '../company/changes.ts';

export const webhookFormats = ['legacy', 'cloudevents'] as const;

export type WebhookFormat = (typeof webhookFormats)[number];

/** Operations each type has events for, from the developer portal's list of 2026. What is missing has none. */
const OPERATIONS: Readonly<Record<string, readonly Operation[]>> = {};

const list = (names: string, operations: readonly Operation[]) => {
  for (const name of names.split(' ')) Object.assign(OPERATIONS, { [name]: operations });
};
list('Account Class Customer Employee Item Vendor', ['Create', 'Update', 'Delete', 'Merge']);
list('Department PaymentMethod', ['Create', 'Update', 'Merge']);
list('Term Budget JournalCode TaxAgency', ['Create', 'Update']);
list('Preferences', ['Update']);
list('Invoice Payment SalesReceipt RefundReceipt CreditMemo', ['Create', 'Update', 'Delete', 'Void', 'Emailed']);
list('Estimate PurchaseOrder', ['Create', 'Update', 'Delete', 'Emailed']);
list('BillPayment Purchase Transfer', ['Create', 'Update', 'Delete', 'Void']);
list('Bill Deposit JournalEntry VendorCredit TimeActivity CompanyCurrency', ['Create', 'Update', 'Delete']);

/** The event as it is told: some operations have no event of their own and show as an update; undefined: not told. */
export function toldEvent(event: ChangeEvent): ChangeEvent | undefined {
  const known = OPERATIONS[event.entity];
  if (known === undefined) return undefined;
  if (known.includes(event.operation)) return event;
  return event.operation !== 'Delete' && known.includes('Update') ? { ...event, operation: 'Update' } : undefined;
}

/** Suffixes of CloudEvents types; `void` has no ending of its own in the portal. */
const SUFFIXES: Readonly<Record<Operation, string>> = {
  Create: 'created',
  Update: 'updated',
  Delete: 'deleted',
  Merge: 'merged',
  Void: 'void',
  Emailed: 'emailed',
};

/** `2026-11-20T20:00:00+0000`: no colon in the offset. */
function legacyTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+0000`;
}

export function notification(
  format: WebhookFormat,
  realmId: string,
  clientId: string,
  events: readonly ChangeEvent[],
  newId: () => string = randomUUID,
): string {
  if (format === 'legacy') {
    const entities = events.map((event) => ({
      name: event.entity,
      id: event.id,
      operation: event.operation,
      lastUpdated: legacyTime(event.at),
      ...(event.deletedId === undefined ? {} : { deletedId: event.deletedId }),
    }));
    return JSON.stringify({ eventNotifications: [{ realmId, dataChangeEvent: { entities } }] });
  }
  const source = `intuit.${createHash('sha256').update(clientId).digest('base64')}`;
  return JSON.stringify(
    events.map((event) => ({
      specversion: '1.0',
      id: newId(),
      source,
      type: `qbo.${event.entity.toLowerCase()}.${SUFFIXES[event.operation]}.v1`,
      datacontenttype: 'application/json',
      // Nanoseconds, as Intuit writes them.
      time: new Date(event.at).toISOString().replace('Z', '000000Z'),
      intuitentityid: event.id,
      intuitaccountid: realmId,
      data: event.deletedId === undefined ? {} : { alternative_ids: [event.deletedId] },
    })),
  );
}

/** Header `intuit-signature`: base64 of HMAC-SHA256 over the raw body, keyed with the app's verifier token. */
export function signature(body: string, verifierToken: string): string {
  return createHmac('sha256', verifierToken).update(body).digest('base64');
}
