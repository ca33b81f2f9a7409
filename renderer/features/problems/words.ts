import type { RecordState } from '../../../shared/contract/app.ts';
import type { Problem } from '../../../shared/contract/review.ts';
import { plural } from '../../ui/format.ts';

/** The record state a problem's own state stands for, so that one word means one thing everywhere. */
export function stateOf(state: Problem['state']): RecordState {
  return state === 'retrying' ? 'waiting' : state;
}

/**
 * What the screen says under its name: how many records need someone, how many only wait for another record, and how many
 * files were refused.
 */
export function summary(failed: number, waiting: number, files: number): string {
  const rest = 'All others go on meanwhile.';
  const copied = `${plural(files, 'file')} could not be copied`;
  if (failed + waiting === 0) return `${copied}. ${files === 1 ? 'Its record is' : 'Their records are'} synced.`;
  const also = files === 0 ? '' : `${copied}. `;
  const wait = `${plural(waiting, 'record')} ${waiting === 1 ? 'waits' : 'wait'} for another`;
  if (failed === 0)
    return `${wait} and ${waiting === 1 ? 'goes' : 'go'} by ${waiting === 1 ? 'itself' : 'themselves'} then. ${also}${rest}`;
  const could = `${plural(failed, 'record')} could not go through`;
  return waiting === 0 ? `${could}. ${also}${rest}` : `${could}, ${wait}. ${also}${rest}`;
}

/** What a retry of all did: "2 records and 1 file tried again. 1 would only be refused again: change what it says first." */
export function retriedWords({ retried, files, left }: { retried: number; files: number; left: number }): string {
  const tried = [
    ...(retried > 0 || files === 0 ? [plural(retried, 'record')] : []),
    ...(files > 0 ? [plural(files, 'file')] : []),
  ];
  const rest =
    left === 0 ? '' : ` ${left} would only be refused again: change what ${left === 1 ? 'it says' : 'they say'} first.`;
  return `${tried.join(' and ')} tried again.${rest}`;
}
