import { Button } from '@mantine/core';
import { RotateCw } from 'lucide-react';
import { useId } from 'react';
import { Link } from 'wouter';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { useCommand, useMay } from '../../store/index.ts';
import { ErrorCallout, fileRemedy, recordPath, StatePill, toast } from '../../ui/index.ts';
import classes from './problems.module.css';

type Refused = OutputOf<'problems.list'>['files'][number];

/** Files on records that QuickBooks refused: their records went through all the same. */
export function RefusedFiles({ files }: { files: readonly Refused[] }) {
  const heading = useId();
  if (files.length === 0) return null;
  return (
    <section className={classes.group} aria-labelledby={heading}>
      <header className={classes.groupHead}>
        <div>
          <h2 id={heading}>
            Files that could not be copied
            <span className={classes.count}>{files.length}</span>
          </h2>
          <p>Their records are synced; only the file is missing on the other side. They are tried again once a day.</p>
        </div>
      </header>
      <ul className={classes.problems}>
        {files.map((one) => (
          <RefusedFile key={one.file.id} refused={one} />
        ))}
      </ul>
    </section>
  );
}

function RefusedFile({ refused: { entity, key, title, file } }: { refused: Refused }) {
  const retry = useCommand('attachments.retry');
  const { may } = useMay('attachments.retry', entity);
  const again = async (): Promise<void> => {
    if ((await retry.run({ entity, key, id: file.id })).ok) toast(`${file.name} is tried again.`);
  };
  return (
    <li className={classes.problem} aria-label={file.name}>
      <div className={classes.problemHead}>
        <span className={classes.title}>{file.name}</span>
        <StatePill state="failed" />
        <Link href={recordPath(entity, key)} className={classes.link}>
          {title}
        </Link>
      </div>
      <p className={classes.sentence}>{file.note}</p>
      {file.error !== null && <p className={classes.tries}>{fileRemedy(file.error)}</p>}
      {retry.error !== null && <ErrorCallout error={retry.error} />}
      {may && (
        <Button
          size="xs"
          variant="default"
          mt={8}
          leftSection={<RotateCw size={14} aria-hidden />}
          loading={retry.pending}
          onClick={() => void again()}
        >
          Copy it again
        </Button>
      )}
    </li>
  );
}
