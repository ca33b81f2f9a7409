/** A file to attach in QuickBooks; `content` holds one character for each byte. */
export type UploadedFile = { resource: string; record: string; name: string; content: string };

/** The request with which a file is attached to a record past the product, as QuickBooks' screens do. */
export function uploadRequest(realmId: string, { resource, record, name, content }: UploadedFile) {
  const metadata = { FileName: name, AttachableRef: [{ EntityRef: { type: resource, value: record } }] };
  const body = [
    '--edge',
    'Content-Disposition: form-data; name="file_metadata_01"',
    'Content-Type: application/json',
    '',
    JSON.stringify(metadata),
    '--edge',
    `Content-Disposition: form-data; name="file_content_01"; filename="${name}"`,
    'Content-Type: application/pdf',
    '',
    content,
    '--edge--',
    '',
  ].join('\r\n');
  const headers = { 'content-type': 'multipart/form-data; boundary=edge' };
  return { method: 'POST', path: `/v3/company/${realmId}/upload`, query: {}, headers, body };
}
