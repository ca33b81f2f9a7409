import type { EntityDescriptor, FieldDescriptor } from '../../../shared/entity.ts';
import type { Body } from '../../../shared/primitives.ts';
import { isBlank, type Line, linesOf, sameLine, sameValue } from '../../core/compare.ts';
import type { EntityModule, Observation, WriteRequest } from '../../core/types.ts';

/** A create whose answer was lost, with the server's times it can have been carried out in (ms). */
export type LostCreate = {
  request: WriteRequest;
  group: string;
  from: number;
  until: number;
  known(id: string): boolean;
  /** Others of its group were found before. */
  arrived?: boolean;
};

/** A record of the same kind, and when it was made (server time, ms). */
export type Maker = { observation: Observation; madeAt: number };

/** What the signs say of one lost create. `gone`: it was made and is deleted since. */
export type Told =
  | { kind: 'found'; observation: Observation }
  | { kind: 'twins'; candidates: Observation[] }
  | { kind: 'doubt'; candidates: Observation[] }
  | { kind: 'gone'; id: string }
  | { kind: 'absent' };

/** Half of what was sent is still there: enough beside a number, a name or an e-mail address of its own. */
const HALF = 0.5;
/** Without such a key more of it must be. */
const MOST = 0.6;

/** Ratings from here on say that nothing that matters was changed since it was sent. */
const AS_SENT = 2;

/** Fields that tell records apart: flags and choices are the same on half of all records. */
const telling = (field: FieldDescriptor): boolean =>
  field.derived !== true && field.owner !== 'quickbooks' && field.kind !== 'boolean' && field.kind !== 'choice';

/** Members of a line that a void sets to nothing. */
const ZEROED = new Set(['amount', 'unitPrice', 'quantity']);

/** The part of the sent lines that is there, whatever their ids and order: 0 to 1. */
function linesShare(field: FieldDescriptor, wanted: Body, seen: Body, voided: boolean): number {
  const members = (field.line ?? []).filter((member) => !voided || !ZEROED.has(member.name));
  const left: Line[] = [...linesOf(seen[field.name])];
  const sent = linesOf(wanted[field.name]);
  const most = Math.max(sent.length, left.length, 1);
  const there = sent.filter((line) => {
    const at = left.findIndex((other) => sameLine({ ...field, line: members }, line, other));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return there.length / most;
}

/** How much of what was sent a record still says, and by which of the strong signs. */
type Likeness = { share: number; amount: boolean; party: boolean; key: boolean };

function likenessOf(module: EntityModule, wanted: Body, { body, life }: Observation): Likeness {
  const { fields, amountField }: EntityDescriptor = module.descriptor;
  if (body === null) return { share: 0, amount: false, party: false, key: false };
  let filled = 0;
  let same = 0;
  let content = 0;
  for (const field of fields) {
    if (!telling(field) || isBlank(wanted[field.name])) continue;
    filled++;
    const share =
      field.kind === 'lines'
        ? linesShare(field, wanted, body, life === 'void')
        : Number(sameValue(field, wanted[field.name], body[field.name]));
    if (field.kind === 'lines') content = share;
    same += share;
  }
  const party = fields.find((field) => field.kind === 'ref' && field.required === true);
  const keys = new Set(module.matchKeys(body).map((key) => `${key.kind} ${key.value}`));
  return {
    share: filled === 0 ? 0 : same / filled,
    amount: content >= HALF || (amountField !== undefined && wanted[amountField] === body[amountField]),
    party: party !== undefined && wanted[party.name] === body[party.name],
    key: module.matchKeys(wanted).some((key) => key.kind !== 'composite' && keys.has(`${key.kind} ${key.value}`)),
  };
}

/**
 * How surely a record is what a lost create made: 2 and more as sent, 1 and more edited since but known again, 0 perhaps,
 * null not. Only what somebody edited may differ from what was sent (QuickBooks counts each edit in the SyncToken).
 */
function rate(module: EntityModule, lost: LostCreate, { observation, madeAt }: Maker): number | null {
  const wanted = lost.request.body;
  const { body } = observation;
  if (wanted === null || body === null || lost.known(observation.id)) return null;
  const fits = module.quickbooks.probe(lost.request)?.fits(body) === true;
  // How long ago it was sent only this computer's clock tells, and that may have been set back since: what says the very same
  // and is nobody's may be it.
  if (madeAt < lost.from) return fits && module.descriptor.isDocument ? 0 : null;
  const { share, amount, party, key } = likenessOf(module, wanted, observation);
  if (fits) return AS_SENT + share;
  const edited = observation.revision !== '0';
  // A name goes alone under its own requestid: where signs are weak, sending it again tells what it made.
  if (!module.descriptor.isDocument) return edited && key && share >= HALF ? 1 + share : null;
  const then = madeAt <= lost.until;
  // Merging its customer into another one moves a document without counting as an edit of it.
  if (!edited) return (party && (key || amount)) || (!party && then && amount && share >= MOST) ? 0 : null;
  if (key && share >= HALF) return 1 + share;
  if (then && amount && share >= MOST) return 1 + share;
  return key || share >= HALF || (then && party) ? 0 : null;
}

/**
 * What became of creates whose answers were lost, told by several signs: what was sent, number, customer, amount, lines,
 * the time it was made, and which documents vanished since. `gone`: ids nobody here knew that were deleted since; null
 * where that cannot be told. A record is taken for one create only; alike creates share alike records in their order.
 * `rivals`: what vanished may also have been made by others, of which nobody knows any more.
 */
export function tellApart(
  module: EntityModule,
  lost: LostCreate[],
  made: Maker[],
  gone: string[] | null,
  rivals = false,
): Told[] {
  const rated = lost.flatMap((one) =>
    made.flatMap((maker) => {
      const rating = rate(module, one, maker);
      return rating === null ? [] : [{ one, maker, rating }];
    }),
  );
  const taken = new Map<LostCreate, Maker>();
  const used = new Set<Maker>();
  const sure = rated.filter(({ rating }) => rating > 0).sort((left, right) => right.rating - left.rating);
  for (const { one, maker } of sure) {
    if (taken.has(one) || used.has(maker)) continue;
    taken.set(one, maker);
    used.add(maker);
  }
  // An edited one that could as well be another's: nothing but order would tell whose.
  for (const [one, maker] of [...taken]) {
    const mine = sure.find((pair) => pair.one === one && pair.maker === maker)?.rating ?? 0;
    const rival = sure.some((pair) => pair.maker === maker && !taken.has(pair.one) && pair.rating >= mine);
    if (mine >= AS_SENT || !rival) continue;
    taken.delete(one);
    used.delete(maker);
  }
  const perhaps = (one: LostCreate, atLeast: number): Observation[] =>
    rated
      .filter((pair) => pair.one === one && pair.rating >= atLeast && !used.has(pair.maker))
      .map(({ maker }) => maker.observation);
  const told = lost.map((one): Told => {
    const maker = taken.get(one);
    if (!maker) {
      const candidates = perhaps(one, 0);
      if (candidates.length > 0) return { kind: 'doubt', candidates };
      return { kind: 'absent' };
    }
    const rating = sure.find((pair) => pair.one === one && pair.maker === maker)?.rating ?? 0;
    const others = perhaps(one, rating);
    const { observation } = maker;
    return others.length === 0
      ? { kind: 'found', observation }
      : { kind: 'twins', candidates: [observation, ...others] };
  });
  return module.descriptor.isDocument ? withGone(lost, told, gone, rivals) : told;
}

/**
 * What is nowhere to be seen may have been made and deleted. As many unknown deletions as missing documents: these are
 * they. Otherwise a person says. Where deletions cannot be told and none of the batch is there, it most likely never arrived,
 * and goes again as the same request, which counts once.
 */
function withGone(lost: LostCreate[], told: Told[], gone: string[] | null, rivals: boolean): Told[] {
  const missing = lost.filter((_, index) => told[index]?.kind === 'absent');
  if (missing.length === 0 || gone?.length === 0) return told;
  const ids = !rivals && gone !== null && gone.length === missing.length ? gone : null;
  return told.map((one, index): Told => {
    const at = missing.indexOf(lost[index] as LostCreate);
    if (at < 0) return one;
    const id = ids?.[at];
    if (id !== undefined) return { kind: 'gone', id };
    const together = told.filter((_, other) => lost[other]?.group === lost[index]?.group);
    // Others of the batch may have been found before: beside unknown deletions its absence proves nothing.
    const arrived = lost[index]?.arrived === true || together.some(({ kind }) => kind !== 'absent');
    return gone === null && !arrived ? one : { kind: 'doubt', candidates: [] };
  });
}
