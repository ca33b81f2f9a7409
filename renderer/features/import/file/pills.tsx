import { CircleCheck, CircleMinus, CirclePlus, Clock, Equal, OctagonX, Pause, RefreshCw } from 'lucide-react';
import type { ComponentProps } from 'react';
import type { TableAct, TableImport, TableResult } from '../../../../shared/contract/import-file.ts';
import { Pill } from '../../../ui/index.ts';
import { ACT_WORD, RESULT_WORD } from './words.ts';

type Look = Pick<ComponentProps<typeof Pill>, 'shape' | 'tone'>;
const ACT: Record<TableAct, Look> = {
  make: { shape: CirclePlus, tone: 'good' },
  fill: { shape: CirclePlus, tone: 'good' },
  same: { shape: Equal, tone: 'quiet' },
  refuse: { shape: CircleMinus, tone: 'warn' },
};
const RESULT: Record<TableResult, Look> = {
  waiting: { shape: Clock, tone: 'busy' },
  made: { shape: CircleCheck, tone: 'good' },
  filled: { shape: CircleCheck, tone: 'good' },
  same: { shape: Equal, tone: 'quiet' },
  refused: { shape: CircleMinus, tone: 'quiet' },
  failed: { shape: OctagonX, tone: 'bad' },
  cancelled: { shape: Pause, tone: 'quiet' },
};

/** What becomes of a row. */
export const ActPill = ({ act }: { act: TableAct }) => (
  <Pill {...ACT[act]} word={ACT_WORD[act]} bare={act === 'make'} />
);
/** What became of one. */
export const ResultPill = ({ result }: { result: TableResult }) => (
  <Pill {...RESULT[result]} word={RESULT_WORD[result]} bare={result === 'made'} />
);

/** How an import of a file stands. */
export function TableState({ one }: { one: Pick<TableImport, 'state' | 'counts'> }) {
  if (one.state === 'running') return <Pill shape={RefreshCw} tone="busy" word="Under way" turning />;
  if (one.state === 'cancelled') return <Pill shape={Pause} tone="warn" word="Cancelled" />;
  return (one.counts.failed ?? 0) > 0 ? (
    <Pill shape={OctagonX} tone="bad" word="Done, some failed" />
  ) : (
    <Pill shape={CircleCheck} tone="good" word="Done" />
  );
}
