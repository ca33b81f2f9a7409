import type { ImportResult, ImportSummary } from '../../../shared/contract/import.ts';
import { useAppStore, useCommand, useEntities, usePlatformLabel, useQuery, useStatus } from '../../store/index.ts';
import { Callout, StaleNote } from '../../ui/index.ts';
import { exportImport } from './export.ts';
import classes from './import.module.css';
import { ImportMissing, ImportPage, ResultFigure } from './import-page.tsx';
import { PartList } from './part-list.tsx';
import { ImportState } from './pills.tsx';
import { scopeWords } from './words.ts';

const TITLE = 'Import from QuickBooks';

/** One import: how far it is while it runs, its summary afterwards, and every record of it with what became of it. */
export function OneImport({ id }: { id: string }) {
  const answer = useQuery('import.get', { id }, { topics: ['imports', 'records'] });
  const { call } = useAppStore();
  const entities = useEntities();
  const status = useStatus();
  const cancel = useCommand('import.cancel');
  const resume = useCommand('import.resume');
  if (answer.data === null)
    return <ImportMissing title={TITLE} home="/import" error={answer.error} onRetry={answer.refetch} />;
  const one = answer.data.import;
  const waiting = one.counts.waiting ?? 0;
  return (
    <ImportPage
      one={one}
      title={TITLE}
      home="/import"
      pill={<ImportState one={one} />}
      about={`${scopeWords(one.scope, entities)}. Begun`}
      again="New import"
      coming={{ now: waiting, later: waiting + (one.counts.cancelled ?? 0) }}
      done={one.total - waiting}
      cancel={cancel}
      resume={resume}
      onSave={() => exportImport(call, one, entities)}
      note={answer.outdated && <StaleNote at={answer.at} onRetry={answer.refetch} />}
    >
      {one.state === 'running' && status?.paused && (
        <div className={classes.progress}>
          <Callout tone="warn" title="Sync is paused, so the import waits">
            It goes on by itself when sync is resumed.
          </Callout>
        </div>
      )}
      <Figures one={one} />
      <PartList one={one} />
    </ImportPage>
  );
}

/** The summary in figures; each opens its records. */
function Figures({ one }: { one: ImportSummary }) {
  const platform = usePlatformLabel();
  const figure = (result: ImportResult, label: string, about: string) => (
    <ResultFigure result={result} label={label} about={about} count={one.counts[result] ?? 0} />
  );
  return (
    <div className={classes.figures}>
      {figure('made', 'Made', `New in ${platform}`)}
      {figure('linked', 'Linked', 'Was here already')}
      {figure('updated', 'Updated', 'Changed since')}
      {figure('asked', 'In review', 'Waits for your answer')}
      {figure('failed', 'Failed', 'Waits in Problems')}
      {figure('left', 'Left out', 'Each with its reason')}
    </div>
  );
}
