import { useState } from 'react';
import { useLocation } from 'wouter';
import type { TableCheck, TableFile, TableSetup } from '../../../../shared/contract/import-file.ts';
import type { InputOf, OutputOf } from '../../../../shared/contract/index.ts';
import { useCommand, usePlatformLabel, useStatus } from '../../../store/index.ts';
import { Page, Panel } from '../../../ui/index.ts';
import { Earlier } from '../earlier.tsx';
import shared from '../import.module.css';
import { Source } from '../source.tsx';
import { Check } from './check.tsx';
import { Columns } from './columns.tsx';
import classes from './file.module.css';
import { Pick, type Picked } from './pick.tsx';

type Guess = OutputOf<'import.file.columns'>;
const STEPS = ['File', 'Columns', 'Check'] as const;

/** A setup as the guess proposes it. */
const setupOf = (entity: string, guess: Guess): TableSetup => ({
  entity,
  columns: guess.columns,
  fixed: guess.fixed,
  dateOrder: guess.dateOrder,
  missing: 'make',
  unsure: 'leave',
});

/** Bringing a file over: choose it, say what its columns are, look at what becomes of each row, import. */
export function FromFile() {
  const platform = usePlatformLabel();
  const status = useStatus();
  const [, navigate] = useLocation();
  const read = useCommand('import.file.read');
  const guess = useCommand('import.file.columns');
  const check = useCommand('import.file.check');
  const apply = useCommand('import.file.apply');
  const [picked, setPicked] = useState<Picked | null>(null);
  const [file, setFile] = useState<TableFile | null>(null);
  const [offered, setOffered] = useState<Guess | null>(null);
  const [setup, setSetup] = useState<TableSetup | null>(null);
  const [shown, setShown] = useState<TableCheck | null>(null);
  const step = shown !== null ? 2 : file !== null && setup !== null ? 1 : 0;

  const kind = async (of: TableFile, entity: string): Promise<boolean> => {
    const answer = await guess.run({ file: of.file, entity });
    if (!answer.ok) return false;
    setOffered(answer.value);
    setSetup(setupOf(entity, answer.value));
    return true;
  };
  const open = async (from: Picked, more: Partial<InputOf<'import.file.read'>> = {}): Promise<void> => {
    const answer = await read.run({ ...from, ...more });
    if (!answer.ok) return;
    if (!(await kind(answer.value, answer.value.entity))) return;
    setPicked(from);
    setFile(answer.value);
  };
  const look = async (): Promise<void> => {
    if (file === null || setup === null) return;
    const answer = await check.run({ file: file.file, setup });
    if (answer.ok) setShown(answer.value);
  };
  const carryOut = async (): Promise<void> => {
    if (shown === null) return;
    const answer = await apply.run({ hash: shown.hash });
    if (answer.ok) navigate(`/import/file/${answer.value.id}`);
  };
  const again = (): void => {
    setFile(null);
    setSetup(null);
    setShown(null);
    for (const command of [read, guess, check, apply]) command.reset();
  };

  const live = status?.stage === 'live';
  return (
    <Page
      title="Import"
      wide={step === 2}
      fill={step === 2}
      description={
        step === 0
          ? `Brings the customers, items, documents and payments of another product, or of a spreadsheet, into ${platform}. You see what becomes of each row first${live ? '; what is new then goes to QuickBooks by itself' : ''}.`
          : `${file?.name ?? ''}${file?.sheet == null ? '' : `, sheet ${file.sheet}`}`
      }
    >
      {step === 0 ? (
        <Source from="file" />
      ) : (
        <ol className={classes.steps} aria-label="Steps">
          {STEPS.map((word, at) => (
            <li key={word} aria-current={at === step ? 'step' : undefined} data-done={at < step}>
              <span className={classes.stepNumber}>{at + 1}</span>
              {word}
            </li>
          ))}
        </ol>
      )}
      {step === 0 && (
        <div className={shared.columns}>
          <Panel label="The file">
            <Pick
              busy={read.pending || guess.pending}
              error={read.error ?? guess.error}
              onPick={(from) => void open(from)}
            />
          </Panel>
          <Earlier />
        </div>
      )}
      {step === 1 && file !== null && setup !== null && offered !== null && (
        <Columns
          file={file}
          offered={offered}
          setup={setup}
          busy={read.pending || guess.pending}
          checking={check.pending}
          error={read.error ?? guess.error ?? check.error}
          onSetup={setSetup}
          onKind={(entity) => void kind(file, entity)}
          onSheet={(sheet) => picked && void open(picked, { sheet })}
          onBack={again}
          onCheck={() => void look()}
        />
      )}
      {step === 2 && file !== null && shown !== null && (
        <Check
          file={file}
          check={shown}
          applying={apply.pending}
          error={apply.error}
          onBack={() => {
            setShown(null);
            apply.reset();
          }}
          onCheckAgain={() => void look()}
          onApply={() => void carryOut()}
        />
      )}
    </Page>
  );
}
