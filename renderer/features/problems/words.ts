import type { RecordState } from '../../../shared/contract/app.ts';
import type { Problem } from '../../../shared/contract/review.ts';

/** The record state a problem's own state stands for, so that one word means one thing everywhere. */
export function stateOf(state: Problem['state']): RecordState {
  return state === 'retrying' ? 'waiting' : state;
}
