import type { RecordState } from '../../../shared/contract/app.ts';
import type { Problem } from '../../../shared/contract/review.ts';
import { plural } from '../../ui/format.ts';

/** The record state a problem's own state stands for, so that one word means one thing everywhere. */
export function stateOf(state: Problem['state']): RecordState {
  return state === 'retrying' ? 'waiting' : state;
}

/** What the screen says under its name: how many need someone, and how many only wait for another record. */
export function summary(failed: number, waiting: number): string {
  const rest = 'All others go on meanwhile.';
  const wait = `${plural(waiting, 'record')} ${waiting === 1 ? 'waits' : 'wait'} for another`;
  if (failed === 0)
    return `${wait} and ${waiting === 1 ? 'goes' : 'go'} by ${waiting === 1 ? 'itself' : 'themselves'} then. ${rest}`;
  const could = `${plural(failed, 'record')} could not go through`;
  return waiting === 0 ? `${could}. ${rest}` : `${could}, ${wait}. ${rest}`;
}
