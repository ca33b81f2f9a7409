/** Notes and files that hang on records. */
import { describe, expect, test } from 'vitest';
import { type Answer, type Asked, fault, fresh, line } from './ask.ts';

type File = {
  readonly metadata?: unknown;
  readonly content?: Uint8Array | string;
  readonly name?: string;
  readonly type?: string;
};

const BOUNDARY = '----sandbox7MA4YWxk';

/** A multipart body as a client writes it. */
function body(files: readonly File[], number = (index: number) => `0${index + 1}`): Uint8Array {
  const parts: Buffer[] = [];
  for (const [index, { metadata, content, name = 'photo.jpg', type = 'image/jpg' }] of files.entries()) {
    const part = (head: string, inner: Uint8Array | string) =>
      parts.push(Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`), Buffer.from(inner), Buffer.from('\r\n'));
    if (metadata !== undefined)
      part(
        `Content-Disposition: form-data; name="file_metadata_${number(index)}"\r\nContent-Type: application/json; charset=UTF-8`,
        JSON.stringify(metadata),
      );
    if (content !== undefined)
      part(
        `Content-Disposition: form-data; name="file_content_${number(index)}"; filename="${name}"\r\nContent-Type: ${type}`,
        content,
      );
  }
  return Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

function upload({ company }: Asked, sent: Uint8Array, type = `multipart/form-data; boundary=${BOUNDARY}`): Answer {
  const path = `/v3/company/${company.realmId}/upload`;
  const answer = company.handle({ method: 'POST', path, query: {}, headers: { 'content-type': type }, body: sent });
  return { status: answer.status, body: JSON.parse(String(answer.body)), text: String(answer.body) };
}

const all = Uint8Array.from({ length: 1021 }, (_, index) => index % 256);

function invoice({ post, customer, item }: ReturnType<typeof fresh>): string {
  return post('/invoice', { CustomerRef: { value: customer }, Line: [line(item, 1, 10)] }).body.Invoice.Id;
}

const on = (type: string, value: string, more = {}) => ({ AttachableRef: [{ EntityRef: { type, value }, ...more }] });

describe('a note', () => {
  test('is written, read, changed and deleted by its Id alone', () => {
    const world = fresh();
    const id = invoice(world);
    const made = world.post('/attachable', { Note: 'Gate code', ...on('Invoice', id, { IncludeOnSend: 'false' }) });
    expect(made.body.Attachable).toMatchObject({
      Note: 'Gate code',
      SyncToken: '0',
      AttachableRef: [{ EntityRef: { value: id, type: 'Invoice' }, IncludeOnSend: false }],
    });
    expect(made.body.Attachable.TempDownloadUri).toBeUndefined();
    const { Id } = made.body.Attachable;
    expect(Id).toMatch(/^5000000000000\d{6}$/);
    const changed = world.post('/attachable', { Id, SyncToken: '0', Note: 'Other gate', ...on('invoice', id) });
    expect(changed.body.Attachable).toMatchObject({ SyncToken: '1', Note: 'Other gate' });
    expect(world.get(`/attachable/${Id}`).body.Attachable).toEqual(changed.body.Attachable);
    expect(world.post('/attachable', { Id }, { operation: 'delete' }).body.Attachable.status).toBe('Deleted');
    expect(fault(world.get(`/attachable/${Id}`)).code).toBe('610');
  });

  test('must say something, hang on what there is, and on what can hold it', () => {
    const world = fresh();
    expect(fault(world.post('/attachable', { Category: 'Document' })).code).toBe('2020');
    expect(fault(world.post('/attachable', { Note: 'x', ...on('Estimate', '75') }))).toMatchObject({
      code: '6000',
      detail: expect.stringContaining('The entity Estimate 75 that you are trying to link does not exist. Estimate 75'),
    });
    expect(fault(world.post('/attachable', { Note: 'x', ...on('Preferences', '1') })).code).toBe('6050');
    expect(fault(world.post('/attachable', { Note: 'x'.repeat(2001) })).code).toBe('2050');
  });

  test('is found by what it hangs on: both conditions must hold of one reference', () => {
    const world = fresh();
    const [first, second] = [invoice(world), invoice(world)];
    const refs = [...on('Invoice', first).AttachableRef, ...on('Customer', world.customer).AttachableRef];
    world.post('/attachable', { Note: 'two', AttachableRef: refs });
    world.post('/attachable', { Note: 'one', ...on('Invoice', second) });
    const found = (type: string, value: string) =>
      (
        world.query(
          `select * from Attachable where AttachableRef.EntityRef.Type = '${type}' and AttachableRef.EntityRef.value = '${value}'`,
        ).body.QueryResponse.Attachable ?? []
      ).map((row: { Note: string }) => row.Note);
    expect(found('invoice', first)).toEqual(['two']);
    expect(found('Customer', world.customer)).toEqual(['two']);
    expect(found('Customer', first)).toEqual(world.customer === first ? ['two'] : []);
    expect(found('Invoice', second)).toEqual(['one']);
    const byNote = world.query("select * from Attachable where Note like 'o%'").body.QueryResponse;
    expect(byNote.Attachable).toHaveLength(1);
    expect(fault(world.query("select * from Attachable where AttachableRef.LineInfo = '1'")).code).toBe('4001');
    const sorted = world.query('select * from Attachable orderby Id desc').body.QueryResponse.Attachable;
    expect(sorted.map((row: { Note: string }) => row.Note)).toEqual(['one', 'two']);
  });
});

describe('a file', () => {
  test('is kept byte for byte, with its size and kind, and shows where it can be fetched', () => {
    const world = fresh();
    const id = invoice(world);
    const metadata = { ...on('Invoice', id, { IncludeOnSend: true }), ContentType: 'image/jpg', FileName: 'roof.jpg' };
    const { status, body: answer } = upload(world, body([{ metadata, content: all }]));
    expect(status).toBe(200);
    const [{ Attachable }] = answer.AttachableResponse;
    expect(Attachable).toMatchObject({
      FileName: 'roof.jpg',
      ContentType: 'image/jpeg',
      Size: all.length,
      FileAccessUri: `/v3/company/${world.company.realmId}/download/${Attachable.Id}`,
      TempDownloadUri: expect.stringMatching(/^https:/),
      AttachableRef: [{ EntityRef: { value: id, type: 'Invoice' }, IncludeOnSend: true }],
    });
    expect(Buffer.from(world.company.file(Attachable.Id)?.bytes ?? []).equals(Buffer.from(all))).toBe(true);
    const path = `/v3/company/${world.company.realmId}/download/${Attachable.Id}`;
    const link = world.company.handle({ method: 'GET', path, query: {}, headers: {} });
    expect(link).toMatchObject({ status: 200, body: Attachable.TempDownloadUri });
    expect(link.headers['content-type']).toContain('text/plain');
    const copy = fresh();
    copy.company.restore(JSON.parse(JSON.stringify(world.company.snapshot())));
    expect(copy.company.file(Attachable.Id)).toEqual(world.company.file(Attachable.Id));
  });

  test('without metadata takes name and kind from its part; a full update leaves the file what it is', () => {
    const world = fresh();
    const [{ Attachable }] = upload(world, body([{ content: 'a,b', name: 'list.csv', type: 'text/csv' }])).body
      .AttachableResponse;
    expect(Attachable).toMatchObject({ FileName: 'list.csv', ContentType: 'text/csv', Size: 3 });
    expect(Attachable.AttachableRef).toBeUndefined();
    const id = invoice(world);
    const linked = world.post('/attachable', { Id: Attachable.Id, SyncToken: '0', ...on('Invoice', id) }).body
      .Attachable;
    expect(linked).toMatchObject({ FileName: 'list.csv', Size: 3, SyncToken: '1' });
    world.post('/attachable', { Id: Attachable.Id }, { operation: 'delete' });
    expect(world.company.file(Attachable.Id)).toBeUndefined();
    expect(fault(world.get(`/download/${Attachable.Id}`)).code).toBe('610');
  });

  test('content sent as base64 is read as what it stands for', () => {
    const world = fresh();
    const sent = Buffer.from(
      `--b\r\nContent-Disposition: form-data; name="file_content_01"; filename="x.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(all).toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n--b--`,
    );
    const [{ Attachable }] = upload(world, sent, 'multipart/form-data; boundary="b"').body.AttachableResponse;
    expect(Attachable.Size).toBe(all.length);
    expect(Buffer.from(world.company.file(Attachable.Id)?.bytes ?? []).equals(Buffer.from(all))).toBe(true);
  });

  test('of several, each has its own outcome inside HTTP 200', () => {
    const world = fresh();
    const { status, body: answer } = upload(
      world,
      body([
        { metadata: { FileName: 'a.pdf', ...on('Estimate', '75') }, content: 'x' },
        { metadata: { FileName: 'b.exe' }, content: 'x' },
        { metadata: { FileName: 'c.pdf' }, content: '' },
        { metadata: { FileName: 'd.pdf', Nonsense: 1 }, content: 'x' },
        { metadata: { FileName: 'e.pdf', ...on('Term', '1') }, content: 'x' },
        { metadata: { FileName: 'f.pdf' } },
        { metadata: { FileName: 'g.pdf' }, content: 'x' },
      ]),
    );
    expect(status).toBe(200);
    const codes = answer.AttachableResponse.map(
      (item: { Fault?: { Error: { code: string }[] } }) => item.Fault?.Error[0]?.code,
    );
    expect(codes).toEqual(['6000', '6041', '6041', '2010', '6050', '2020', undefined]);
    expect(world.query('select count(*) from Attachable').body.QueryResponse.totalCount).toBe(1);
  });

  test('a request that is no upload is refused as a whole', () => {
    const world = fresh();
    expect(fault(upload(world, Buffer.from('{}'), 'application/json')).code).toBe('1050');
    expect(fault(upload(world, Buffer.from('--other\r\n'))).code).toBe('2010');
    expect(fault(upload(world, Buffer.from(`--${BOUNDARY}--`))).code).toBe('2020');
    expect(fault(upload(world, body([{ content: 'x' }]).subarray(0, 90))).code).toBe('2010');
    const huge = new Uint8Array(100 * 1024 * 1024 + 1);
    expect(fault(upload(world, huge))).toMatchObject({ status: 400, code: '6030' });
  });
});
