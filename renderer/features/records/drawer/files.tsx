import { ActionIcon, Button, FileButton } from '@mantine/core';
import { Download, Paperclip, RotateCw, Trash2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { FILE_TYPES, MOST_FILE_BYTES, takesFiles } from '../../../../shared/attachments.ts';
import type { Attachment } from '../../../../shared/contract/attachments.ts';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import { type AppError, appError } from '../../../../shared/errors.ts';
import { useCommand, useMay, useQuery } from '../../../store/index.ts';
import { ConfirmButton, ErrorCallout, fileRemedy, toast } from '../../../ui/index.ts';
import classes from './drawer.module.css';

const AGAIN = new Set(['failed', 'onlyHere', 'onlyThere']);
const TYPES = Object.keys(FILE_TYPES)
  .map((ending) => `.${ending}`)
  .join(',');

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** A file as base64, read by the browser. */
const base64Of = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,?/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

function save({ name, type, base64 }: { name: string; type: string; base64: string }): void {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The files of a record: where each stands, adding, saving and removing them. */
export function Files({ detail }: { detail: RecordDetail }) {
  const { row } = detail;
  const place = { entity: row.entity, key: row.key };
  const answer = useQuery('attachments.list', takesFiles(row.entity) ? place : null, { topics: ['records'] });
  const add = useCommand('attachments.add');
  const remove = useCommand('attachments.remove');
  const retry = useCommand('attachments.retry');
  const download = useCommand('attachments.download');
  const [unreadable, setUnreadable] = useState<AppError | null>(null);
  const { may } = useMay('attachments.add', row.entity);
  const files = answer.data?.files ?? [];
  const mayAdd = may && row.platformId !== null && row.state !== 'deleted';
  if (!takesFiles(row.entity) || (files.length === 0 && !mayAdd && answer.error === null)) return null;
  const error = unreadable ?? add.error ?? remove.error ?? retry.error ?? download.error ?? answer.error;

  const attach = async (file: File | null): Promise<void> => {
    if (file === null) return;
    setUnreadable(null);
    if (file.size > MOST_FILE_BYTES) return setUnreadable(appError('attachments.tooLarge', { name: file.name }));
    const base64 = await base64Of(file).catch(() => null);
    if (base64 === null)
      return setUnreadable(appError('input.invalid', { field: file.name, problem: 'cannot be read' }));
    const done = await add.run({ ...place, name: file.name, base64 });
    if (done.ok) toast(done.value.already ? `${file.name} is attached already.` : `${file.name} is attached.`);
  };
  const get = async (file: Attachment): Promise<void> => {
    const content = await download.run({ ...place, id: file.id });
    if (content.ok) save(content.value);
  };

  return (
    <section className={classes.section} aria-label="Files">
      <h3>
        Files
        {files.length > 0 && <span className={classes.sectionCount}>{files.length}</span>}
      </h3>
      {error !== null && <ErrorCallout error={error} />}
      {files.length === 0 && <p className={classes.none}>No files yet.</p>}
      {files.length > 0 && (
        <ul className={classes.rows}>
          {files.map((file) => (
            <li key={file.id} className={classes.file}>
              <div className={classes.fileWords}>
                <span className={classes.fileName}>{file.name}</span>
                <span className={file.state === 'failed' ? classes.fileFailed : classes.fileNote}>
                  {file.state === 'failed' && <TriangleAlert size={14} aria-hidden />}
                  {sizeOf(file.size)} · {file.note}
                </span>
                {file.state === 'failed' && file.error !== null && (
                  <span className={classes.fileNote}>{fileRemedy(file.error)}</span>
                )}
              </div>
              <div className={classes.fileActs}>
                {may && AGAIN.has(file.state) && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={file.state === 'onlyThere' ? `Bring ${file.name} back` : `Copy ${file.name} again`}
                    loading={retry.pending}
                    onClick={() => void retry.run({ ...place, id: file.id })}
                  >
                    <RotateCw size={15} aria-hidden />
                  </ActionIcon>
                )}
                {file.here && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Download ${file.name}`}
                    loading={download.pending}
                    onClick={() => void get(file)}
                  >
                    <Download size={15} aria-hidden />
                  </ActionIcon>
                )}
                {may && file.here && (
                  <ConfirmButton
                    variant="subtle"
                    color="gray"
                    size="compact-sm"
                    aria-label={`Remove ${file.name}`}
                    title={`Remove ${file.name}?`}
                    body={
                      file.origin === 'quickbooks'
                        ? 'It came from QuickBooks and stays there.'
                        : 'It is removed in QuickBooks too, if it went there from here and was not changed there.'
                    }
                    act="Remove"
                    danger
                    onConfirm={() => void remove.run({ ...place, id: file.id })}
                  >
                    <Trash2 size={15} aria-hidden />
                  </ConfirmButton>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {mayAdd && (
        <FileButton accept={TYPES} onChange={(file) => void attach(file)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="xs"
              mt={8}
              loading={add.pending}
              leftSection={<Paperclip size={14} aria-hidden />}
            >
              Attach a file
            </Button>
          )}
        </FileButton>
      )}
    </section>
  );
}
