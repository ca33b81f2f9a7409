/** The two shapes Intuit's notifications have had, as documented, for the table. */
import { notification } from '../../../main/sandbox/server/webhook-bodies.ts';
import { differences, type Json } from './compare.ts';

const REALM = '9341450000000042';
const at = Date.parse('2026-11-20T12:00:00-08:00');
const EVENTS = [
  { entity: 'Customer', id: '17', operation: 'Create', at },
  { entity: 'Invoice', id: '204', operation: 'Void', at },
  { entity: 'Vendor', id: '31', operation: 'Merge', deletedId: '32', at },
] as const;

const LEGACY: Json = {
  eventNotifications: [
    {
      realmId: REALM,
      dataChangeEvent: {
        entities: [
          { name: 'Customer', id: '17', operation: 'Create', lastUpdated: '2026-11-20T20:00:00+0000' },
          { name: 'Invoice', id: '204', operation: 'Void', lastUpdated: '2026-11-20T20:00:00+0000' },
          { name: 'Vendor', id: '31', operation: 'Merge', lastUpdated: '2026-11-20T20:00:00+0000', deletedId: '32' },
        ],
      },
    },
  ],
};

const event = (type: string, intuitentityid: string, data: Json): Json => ({
  specversion: '1.0',
  id: '$text',
  source: '$text',
  type,
  datacontenttype: 'application/json',
  time: '2026-11-20T20:00:00.000000000Z',
  intuitentityid,
  intuitaccountid: REALM,
  data,
});

const CLOUD_EVENTS: Json = [
  event('qbo.customer.created.v1', '17', {}),
  event('qbo.invoice.void.v1', '204', {}),
  event('qbo.vendor.merged.v1', '31', { alternative_ids: ['32'] }),
];

/** By the name of the notification, how it differs. */
export const webhooks: readonly { readonly name: string; readonly run: () => string[] }[] = [
  {
    name: 'a notification of the older shape',
    run: () => differences(JSON.parse(notification('legacy', REALM, 'client', EVENTS)), LEGACY),
  },
  {
    name: 'a notification in CloudEvents',
    run: () => differences(JSON.parse(notification('cloudevents', REALM, 'client', EVENTS)), CLOUD_EVENTS),
  },
];
