import { CircleCheck, CircleMinus, Clock, Link2, OctagonX, Pause, RefreshCw } from 'lucide-react';
import type { ComponentProps } from 'react';
import type { ImportResult, ImportSummary } from '../../../shared/contract/import.ts';
import { DiamondAlert, Pill } from '../../ui/index.ts';
import { RESULT_WORD } from './words.ts';

const LOOK: Record<ImportResult, Pick<ComponentProps<typeof Pill>, 'shape' | 'tone'>> = {
  made: { shape: CircleCheck, tone: 'good' },
  linked: { shape: Link2, tone: 'good' },
  updated: { shape: CircleCheck, tone: 'good' },
  asked: { shape: DiamondAlert, tone: 'warn' },
  failed: { shape: OctagonX, tone: 'bad' },
  left: { shape: CircleMinus, tone: 'quiet' },
  cancelled: { shape: Pause, tone: 'quiet' },
  waiting: { shape: Clock, tone: 'busy' },
};

/** What became of one record. */
export const ResultPill = ({ result }: { result: ImportResult }) => (
  <Pill {...LOOK[result]} word={RESULT_WORD[result]} bare={result === 'made'} />
);

/** How an import stands. */
export function ImportState({ one }: { one: Pick<ImportSummary, 'state' | 'counts'> }) {
  if (one.state === 'running') return <Pill shape={RefreshCw} tone="busy" word="Under way" turning />;
  if (one.state === 'cancelled') return <Pill shape={Pause} tone="warn" word="Cancelled" />;
  return (one.counts.failed ?? 0) > 0 ? (
    <Pill shape={OctagonX} tone="bad" word="Done, some failed" />
  ) : (
    <Pill shape={CircleCheck} tone="good" word="Done" />
  );
}
