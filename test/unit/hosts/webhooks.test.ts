import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { changesIn, createWebhookReceiver, isSigned, type ToldChange } from '../../../main/hosts/webhooks.ts';

const TOKEN = 'verifier-token-of-a-test';
const sign = (body: string, token = TOKEN): string => createHmac('sha256', token).update(body).digest('base64');

const LEGACY = {
  eventNotifications: [
    {
      realmId: '9130',
      dataChangeEvent: {
        entities: [
          { name: 'Customer', id: '7', operation: 'Update', lastUpdated: '2026-03-02T12:00:05+0000' },
          { name: 'Invoice', id: '31', operation: 'Create' },
        ],
      },
    },
    { realmId: '777', dataChangeEvent: { entities: [{ name: 'Customer', id: '1', operation: 'Update' }] } },
  ],
};
const CLOUD = [
  {
    specversion: '1.0',
    id: 'a',
    type: 'qbo.payment.void.v1',
    time: '2026-03-02T12:00:05.123456789Z',
    intuitentityid: '12',
    intuitaccountid: '9130',
    data: {},
  },
  { specversion: '1.0', id: 'b', type: 'qbo.customer.updated.v1', intuitentityid: '3', intuitaccountid: '777' },
];

describe('what a notification tells', () => {
  test('in the older shape, of the connected company only', () => {
    expect(changesIn(LEGACY, '9130')).toEqual([
      { entity: 'customer', id: '7', at: '2026-03-02T12:00:05.000Z' },
      { entity: 'invoice', id: '31', at: null },
    ]);
  });
  test('in the newer shape', () => {
    expect(changesIn(CLOUD, '9130')).toEqual([{ entity: 'payment', id: '12', at: '2026-03-02T12:00:05.123Z' }]);
  });
  test('anything else is no notification', () => {
    for (const body of [null, 'x', {}, { eventNotifications: 1 }, [{ type: 7 }]])
      expect(changesIn(body, '9130')).toBeNull();
  });
});

describe('the signature', () => {
  const body = JSON.stringify(LEGACY);
  test('is of exactly these bytes under this token', () => {
    const raw = Buffer.from(body);
    expect(isSigned(raw, sign(body), TOKEN)).toBe(true);
    expect(isSigned(Buffer.from(`${body} `), sign(body), TOKEN)).toBe(false);
    expect(isSigned(raw, sign(body, 'another-token'), TOKEN)).toBe(false);
    expect(isSigned(raw, undefined, TOKEN)).toBe(false);
    expect(isSigned(raw, '', TOKEN)).toBe(false);
  });
  test('decides before anything is read', async () => {
    const hints: (readonly ToldChange[])[] = [];
    let token: string | null = TOKEN;
    const take = createWebhookReceiver({
      verifierToken: async () => token,
      realmId: () => '9130',
      hint: (changes) => hints.push(changes),
    });
    expect(await take(Buffer.from(body), sign('other'))).toBe('badSignature');
    expect(await take(Buffer.from('{'), sign('{'))).toBe('badBody');
    expect(await take(Buffer.from([0xff]), undefined)).toBe('badSignature');
    expect(hints).toEqual([]);
    expect(await take(Buffer.from(body), sign(body))).toBe('taken');
    expect(hints).toHaveLength(1);
    token = null;
    expect(await take(Buffer.from(body), sign(body))).toBe('off');
    expect(hints).toHaveLength(1);
  });
});
