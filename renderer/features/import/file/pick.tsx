import { Button, FileButton } from '@mantine/core';
import { FileSpreadsheet } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { MOST_TABLE_BYTES } from '../../../../shared/contract/import-file.ts';
import { type AppError, appError } from '../../../../shared/errors.ts';
import { ErrorCallout, type TellableError } from '../../../ui/index.ts';
import classes from './file.module.css';

/** A file as base64, read by the browser. */
const base64Of = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,?/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

export type Picked = { name: string; base64: string };

/** Choosing the file: by a button, or by dropping it. */
export function Pick({
  busy,
  error,
  onPick,
}: {
  busy: boolean;
  error: TellableError | null;
  onPick: (picked: Picked) => void;
}) {
  const [over, setOver] = useState(false);
  const [unreadable, setUnreadable] = useState<AppError | null>(null);
  const take = async (file: File | null | undefined): Promise<void> => {
    if (!file || busy) return;
    setUnreadable(null);
    // What is too large is not even read.
    if (file.size > MOST_TABLE_BYTES) {
      setUnreadable(appError('import.tooLarge', { name: file.name, limit: '10 MB' }));
      return;
    }
    const base64 = await base64Of(file).catch(() => null);
    if (base64 === null) setUnreadable(appError('input.invalid', { field: file.name, problem: 'cannot be read' }));
    else onPick({ name: file.name, base64 });
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const shown = unreadable ?? error;
  return (
    <div className={classes.pick}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button inside is the first */}
      <div
        className={classes.drop}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileSpreadsheet size={28} strokeWidth={1.5} aria-hidden className={classes.dropIcon} />
        <p className={classes.dropTitle}>Drop the export here</p>
        <p className={classes.words}>
          CSV or Excel (.xlsx), at most 10 MB and 20,000 rows, the names of the columns on top
        </p>
        <FileButton accept=".csv,.tsv,.txt,.xlsx,text/csv" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} loading={busy}>
              Choose a file
            </Button>
          )}
        </FileButton>
      </div>
      {shown && <ErrorCallout error={shown} />}
    </div>
  );
}
