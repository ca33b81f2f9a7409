import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  eventually,
  type HostProcess,
  removeFolder,
  type SandboxProcess,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../../support/processes.ts';

/** Both shapes, from the sandbox company's own sender to the host's own door, and into the book. */

let data: string;
let sandbox: SandboxProcess;
let host: HostProcess;

beforeAll(async () => {
  data = await temporaryFolder();
  sandbox = await startSandbox();
  host = await startHost({ data, secrets: 'memory' });
  await host.connect(sandbox);
  await host.applyPlan();
});
afterAll(async () => {
  await host?.stop();
  await sandbox?.stop();
  await removeFolder(data);
});

const door = (): string => `${host.ready.url}webhooks/intuit`;
const phones = async (): Promise<unknown[]> => {
  const { rows } = await host.call('records.list', { entity: 'customer' });
  // A record gets another key when it is made here, which may be just now.
  const details = await Promise.all(
    rows.map((row) => host.attempt('records.get', { entity: 'customer', key: row.key })),
  );
  return details.map((reply) => (reply.ok ? (reply.value.platform?.phone ?? null) : null));
};

test('nothing is taken before there is a verifier token, nor without its signature', async () => {
  const send = (signature?: string) =>
    fetch(door(), { method: 'POST', body: '[]', headers: signature ? { 'intuit-signature': signature } : {} });
  expect((await send('x')).status).toBe(404);
  await host.call('connection.setWebhookVerifier', { token: sandbox.ready.verifierToken });
  expect((await send()).status).toBe(401);
  expect((await send('x')).status).toBe(401);
  expect((await fetch(door())).status).toBe(405);
});

test.each(['cloudevents', 'legacy'] as const)(
  'a change in QuickBooks arrives by its %s notification, long before the next poll',
  async (format) => {
    await fetch(`${sandbox.ready.url}/sandbox/webhooks`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ url: door(), format, delay: 0 }),
    });
    const phone = format === 'legacy' ? '555 010 0001' : '555 010 0002';
    await sandbox.qbo.save('Customer', {
      DisplayName: `Told by ${format}`,
      PrimaryPhone: { FreeFormNumber: phone },
    });
    // Nobody watches, so QuickBooks would be read only every five minutes.
    await eventually(phones, (all) => all.includes(phone), { what: 'the phone number' });
  },
);
