import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type HostProcess,
  removeFolder,
  type SandboxProcess,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../../support/processes.ts';

let dir: string;
let sandbox: SandboxProcess;
let host: HostProcess;
beforeAll(async () => {
  dir = await temporaryFolder();
  sandbox = await startSandbox({ company: 'demo' });
  host = await startHost({ data: dir, secrets: 'memory' });
});
afterAll(async () => {
  await host.stop();
  await sandbox.stop();
  await removeFolder(dir);
});

/** Bytes of every value, of any length. */
const EVERY = Buffer.from(Uint8Array.from({ length: 256 }, (_, at) => (at * 7) % 256));
const bytesOf = (length: number): Buffer => Buffer.alloc(length, EVERY);

test('files go both ways between the host and the sandbox company, byte for byte', async () => {
  const company = sandbox.qbo;
  const [invoice] = await company.query('Invoice');
  const there = invoice?.Id ?? '';
  await host.connect(sandbox);
  await host.applyPlan();
  const { rows } = await host.until('records.list', { entity: 'invoice', limit: 500 }, (list) =>
    list.rows.some((row) => row.quickbooksId === there && row.platformId !== null),
  );
  const key = rows.find((row) => row.quickbooksId === there)?.key ?? '';
  const place = { entity: 'invoice', key };

  // As large as a file may be: the call is larger than any other.
  const large = bytesOf(20 * 1024 * 1024);
  await host.call('attachments.add', { ...place, name: 'Plän “B”.pdf', base64: large.toString('base64') });
  const form = new FormData();
  const metadata = { FileName: 'photo.jpg', AttachableRef: [{ EntityRef: { type: 'Invoice', value: there } }] };
  form.append(
    'file_metadata_01',
    new Blob([JSON.stringify(metadata)], { type: 'application/json' }),
    'attachment.json',
  );
  const photo = bytesOf(70_001);
  form.append('file_content_01', new Blob([Uint8Array.from(photo)], { type: 'image/jpeg' }), 'photo.jpg');
  expect((await company.raw('upload', { method: 'POST', body: form })).status).toBe(200);

  await host.call('sync.now', {});
  const { files } = await host.until(
    'attachments.list',
    place,
    (list) => list.files.length === 2 && list.files.every((one) => one.state === 'equal'),
  );
  const ours = files.find((one) => one.origin === 'quickbooks');
  const content = await host.call('attachments.download', { ...place, id: ours?.id ?? '' });
  expect(Buffer.from(content.base64, 'base64').equals(photo)).toBe(true);

  const attached = await company.query('Attachable');
  const theirs = attached.find((one) => one.FileName === 'Plän “B”.pdf');
  expect(attached).toHaveLength(2);
  expect(theirs).toMatchObject({
    Size: large.length,
    AttachableRef: [{ EntityRef: { type: 'Invoice', value: there } }],
  });
  const fetched = await fetch(String(theirs?.TempDownloadUri));
  expect(Buffer.from(await fetched.arrayBuffer()).equals(large)).toBe(true);

  const more = Buffer.concat([large, Buffer.of(1)]).toString('base64');
  const tooLarge = await host.attempt('attachments.add', { ...place, name: 'more.pdf', base64: more });
  expect(tooLarge).toMatchObject({ ok: false, error: { code: 'attachments.tooLarge' } });
}, 120_000);
