/** Requestid: a repeated write gets its first answer again, word for word, whatever has become of the record since. */
import type { Watched } from './changes.ts';
import { faultAnswer, type Refusal, refuse } from './faults.ts';
import type { CompanyRequest, CompanyResponse } from './types.ts';

/** Longest requestid; shorter when a batch carries it. */
const REQUEST_ID = 50;
const BATCH_REQUEST_ID = 36;
const BATCH_ITEM_ID = 10;
/** Recorded answers kept for replay. How long the real service keeps them is not documented. */
const REPLAYS_KEPT = 50_000;

export type Replays = Map<string, CompanyResponse>;

/** Files an answer under its requestid; the oldest make room. */
export function keepReplay(replays: Replays, id: string, result: CompanyResponse): void {
  if (replays.size >= REPLAYS_KEPT) {
    const oldest = replays.keys().next().value;
    if (oldest !== undefined) replays.delete(oldest);
  }
  replays.set(id, result);
}

export function replayed(
  running: Watched & { readonly replays: Replays },
  request: CompanyRequest,
  first: string | undefined,
  told: (refusal: Refusal) => Refusal,
  start: number,
  run: () => CompanyResponse,
): CompanyResponse {
  const { replays, switches, onReplay } = running;
  const id = request.query.requestid;
  if (id === undefined || request.method.toUpperCase() !== 'POST' || first === 'query') return run();
  const most = first === 'batch' ? BATCH_REQUEST_ID : REQUEST_ID;
  if (id.length === 0 || id.length > most) {
    const text = `Request Id length should be between 1 and ${most}. Supplied value:${id}`;
    return faultAnswer(told(refuse('2130', text, 'requestid')), start);
  }
  const known = replays.get(id);
  if (known !== undefined) {
    if (switches.repeatedRequestId === 'replay') return known;
    return faultAnswer(told(refuse('600', `Duplicate Request ID. Supplied value:${id}`, 'requestid')), start);
  }
  const result = run();
  // A refusal wrote nothing, so the same request may be tried again under the same id.
  if (result.status === 200) {
    keepReplay(replays, id, result);
    for (const listener of onReplay) listener(id, result);
  }
  return result;
}

/** Refuses a bId that is too long to stand beside a requestid. */
export function checkItemId(bId: string | undefined, requestId: string | undefined): void {
  if (bId === undefined || requestId === undefined || bId.length <= BATCH_ITEM_ID) return;
  throw refuse('2130', `bId length should be at most ${BATCH_ITEM_ID}. Supplied value:${bId}`, 'bId');
}
