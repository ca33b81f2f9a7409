/**
 * What people did, as a witness writes it down: every value somebody typed, on which side, and which other values that
 * person could see when typing. The checker judges the end by this and by nothing of the engine's.
 */
import type { Side } from '../../shared/primitives.ts';
import { inForce, latestPolicy, mergesLines, overrules, type Policy, winnerOf } from './policies.ts';

/** A value as both sides can be read: text, or null for nothing. */
export type Value = string | null;

/** One value typed by a person. `saw` holds the numbers of the edits whose result was on the screen, closed under itself. */
export type Edit = {
  number: number;
  at: number;
  side: Side;
  value: Value;
  saw: ReadonlySet<number>;
  /** Edits of the other side that said what this side had just said by itself: nobody can tell whether they were seen. */
  maybeSaw: ReadonlySet<number>;
  /** What the screen showed before, where somebody edited what was there. */
  from?: Value;
};

/** One act that ended a record or brought it back. */
export type LifeAct = {
  at: number;
  side: Side;
  kind: 'delete' | 'void' | 'deactivate' | 'reactivate' | 'merge';
  /** Tag of the record it went up in (merge). */
  into?: string;
};

/** What a person decided in Review. */
export type Settlement = { at: number; path: string; value: Value };

/**
 * One real thing (a customer, an invoice) with the mark it was born with, which nobody ever edits and by which it is
 * found again on both sides without asking the engine.
 */
export type Subject = {
  readonly tag: string;
  readonly entity: string;
  /** Sides on which a person entered it: both, when two people entered the same customer. */
  readonly born: Side[];
  readonly edits: Map<string, Edit[]>;
  readonly lives: LifeAct[];
  readonly settled: Settlement[];
  /** Fields of which an undo put something back that is read by lines, names or amounts: only equality is asked of them. */
  readonly regrouped: string[];
  /** Fields that differed when two were joined while the app did not know one of the values yet: it may take either. */
  readonly blurred: Set<string>;
  /** A person chose to leave the sides apart, or a record was unlinked: equality is no longer promised. */
  apart: boolean;
  /** Undos that take it back on one side alone: it is apart as long as there are any. */
  takenBack: number;
  /** Since when a person keeps the two sides of it apart, each with its own values. */
  parted: number | null;
  /** The subject that somebody entered a second time as this one, or this one as it. */
  doubleOf: string | null;
  /** A person brought it to the bank in QuickBooks: its money is locked there while the deposit stands. */
  deposited: boolean;
};

/** What the rules of the settings make of a field edited on both sides without seeing each other. */
export type Ruled =
  /** Nobody ever typed it: both sides may have filled it in, but equally. */
  | { kind: 'free' }
  | { kind: 'value'; value: Value; why: string }
  /** Settings that changed meanwhile may have decided it either way, or taken a third value: only equality is owed. */
  | { kind: 'either' }
  /** As `either`, or a review stands. */
  | { kind: 'mayReview'; values: Record<Side, Value> }
  /** Edited differently on both sides, and a person decides. */
  | { kind: 'review'; values: Record<Side, Value> };

export type Ledger = {
  readonly subjects: Map<string, Subject>;
  born(entity: string, tag: string, side: Side, at: number, fields: Record<string, Value>): Subject;
  /** `before` is what the editing side showed in that field at that moment. */
  edited(subject: Subject, field: string, side: Side, at: number, before: Value, value: Value): void;
  /** A value put back on both sides at once by somebody who saw everything typed until then. Answers the edits' numbers. */
  undone(subject: Subject, field: string, at: number, value: Value): number[];
  /** Strikes edits out again: it did not come to them. */
  withdraw(subject: Subject, numbers: readonly number[]): void;
  lived(subject: Subject, act: LifeAct): void;
  /** Newest edit of a field on a side, or null. */
  latest(subject: Subject, field: string, side: Side): Edit | null;
  /** `history`: the settings of its entity through the run. */
  expected(subject: Subject, field: string, history: readonly Policy[]): Ruled;
  /**
   * Two sides that were parted are one record again: what each shows now, nobody saw on the other. `isKnown`: the app shows
   * both as they are there now.
   */
  joined(subject: Subject, at: number, shown: Record<Side, Readonly<Record<string, Value>>>, isKnown: boolean): void;
  /** Somebody made one thing of two. */
  fuse(tag: string, other: string): void;
  /** The tag that stands for all that were made one with this. */
  canonical(tag: string): string;
  /** How many edits were written down. */
  readonly count: number;
};

function createSubject(tag: string, entity: string): Subject {
  let isSaid = false;
  return {
    tag,
    entity,
    born: [],
    edits: new Map(),
    lives: [],
    settled: [],
    regrouped: [],
    blurred: new Set(),
    takenBack: 0,
    // An undo that comes to nothing leaves standing what people said besides.
    get apart() {
      return isSaid || this.takenBack > 0;
    },
    set apart(value) {
      isSaid = value;
    },
    parted: null,
    doubleOf: null,
    deposited: false,
  };
}

export function createLedger(): Ledger {
  const subjects = new Map<string, Subject>();
  let numbers = 0;

  const add = (
    subject: Subject,
    field: string,
    side: Side,
    at: number,
    value: Value,
    saw: Set<number>,
    from?: Value,
    maybeSaw: ReadonlySet<number> = new Set(),
  ): void => {
    const list = subject.edits.get(field) ?? [];
    numbers += 1;
    list.push({ number: numbers, at, side, value, saw, maybeSaw, ...(from === undefined ? {} : { from }) });
    subject.edits.set(field, list);
  };

  /** Tags that were made one with another. */
  const fused = new Map<string, string>();
  const canonical = (tag: string): string => {
    let at = tag;
    for (let next = fused.get(at); next !== undefined; next = fused.get(at)) at = next;
    return at;
  };

  const latest: Ledger['latest'] = (subject, field, side) =>
    (subject.edits.get(field) ?? []).findLast((edit) => edit.side === side) ?? null;

  const ruled = (subject: Subject, field: string, history: readonly Policy[]): Ruled => {
    const p = latest(subject, field, 'platform');
    const q = latest(subject, field, 'quickbooks');
    if (!p && !q) return { kind: 'free' };
    const since = Math.min(p?.at ?? Number.POSITIVE_INFINITY, q?.at ?? Number.POSITIVE_INFINITY);
    // Lines that travelled whole took others along.
    if (field.includes('/') && inForce(history, since).some((one) => !mergesLines(one, field)))
      return { kind: 'either' };
    const overruled = (edit: Edit): boolean =>
      inForce(history, edit.at).some((one) => overrules(one, field, edit.side));
    const stands = (edit: Edit, why: string): Ruled =>
      overruled(edit) ? { kind: 'either' } : { kind: 'value', value: edit.value, why };
    if (!p || !q) {
      const only = (p ?? q) as Edit;
      // QuickBooks numbers what comes without a number, and a number typed meanwhile collides with that.
      const numbered = field === 'number' && only.side === 'platform' && bornWithout(subject, field);
      if (numbered && inForce(history, only.at).some((one) => winnerOf(one, field) !== 'platform'))
        return { kind: 'mayReview', values: { platform: only.value, quickbooks: null } };
      return stands(only, `only ${only.side} ever said it`);
    }
    const collided = Math.max(p.at, q.at);
    const choice = subject.settled.findLast((one) => one.path === field && one.at >= collided);
    const chosen = (): Ruled => ({ kind: 'value', value: choice?.value ?? null, why: 'a person settled it in Review' });
    // Where an answer was lost the app may not know who saw whom; a person who was asked had the last word all the same.
    const over = p.saw.has(q.number) || q.saw.has(p.number);
    if (over && choice) return chosen();
    // The app saw both say the same when they were joined, and what one of them said by then only later.
    if (subject.blurred.has(field)) return reviewOr(p, q);
    if (p.saw.has(q.number)) return stands(p, 'the platform edited over QuickBooks');
    if (q.saw.has(p.number)) return stands(q, 'QuickBooks edited over the platform');
    if (p.value === q.value) return { kind: 'value', value: p.value, why: 'both said the same' };
    if (p.maybeSaw.has(q.number) || q.maybeSaw.has(p.number)) return reviewOr(p, q);
    if (tookBack(subject, field, p, q) || tookBack(subject, field, q, p)) return { kind: 'either' };
    const winners = new Set(inForce(history, collided).map((one) => winnerOf(one, field)));
    const [winner] = winners;
    if (winners.size === 1 && winner !== undefined && winner !== null) {
      const edit = winner === 'platform' ? p : q;
      return stands(edit, `collision, ${winner} wins`);
    }
    if (winners.size > 1)
      return winnerOf(latestPolicy(history), field) === null && !choice ? reviewOr(p, q) : { kind: 'either' };
    if (choice) return chosen();
    // What settings threw away before the other side typed collides with nothing.
    if (overruled(p) || overruled(q)) return reviewOr(p, q);
    return { kind: 'review', values: { platform: p.value, quickbooks: q.value } };
  };

  const ledger: Ledger = {
    subjects,
    get count() {
      return numbers;
    },
    born: (entity, tag, side, at, fields) => {
      const subject = subjects.get(tag) ?? createSubject(tag, entity);
      subjects.set(tag, subject);
      subject.born.push(side);
      // What is left empty on entering is no statement: it never competes with what the other side says.
      for (const [field, value] of Object.entries(fields))
        if (value !== null) add(subject, field, side, at, value, new Set());
      return subject;
    },
    edited: (subject, field, side, at, before, value) => {
      const earlier = subject.edits.get(field) ?? [];
      const saw = new Set<number>();
      const maybeSaw = new Set<number>();
      const include = (edit: Edit): void => {
        if (saw.has(edit.number)) return;
        saw.add(edit.number);
        for (const number of edit.saw) saw.add(number);
        for (const number of edit.maybeSaw) maybeSaw.add(number);
      };
      // The screen showed `before`: whoever typed that value was seen (two people may have typed the same), with all
      // they had seen.
      const own = earlier.findLast((edit) => edit.side === side);
      for (const edit of earlier)
        if (edit.value === before) {
          // Emptiness comes again: what one's own side emptied looks the same whether the other emptied it as well.
          if (before === null && own?.value === null && edit.side !== side) maybeSaw.add(edit.number);
          else include(edit);
        }
      // One's own side's earlier values are replaced by this one, whoever won between.
      for (const edit of earlier) if (edit.side === side) include(edit);
      // What a person chose in Review, who saw both, is edited over with all that was chosen from.
      for (const choice of subject.settled)
        if (choice.path === field && choice.value === before)
          for (const edit of earlier) if (edit.at <= choice.at) include(edit);
      for (const number of saw) maybeSaw.delete(number);
      add(subject, field, side, at, value, saw, before, maybeSaw);
    },
    undone: (subject, field, at, value) => {
      const saw = new Set((subject.edits.get(field) ?? []).map(({ number }) => number));
      // One act on both sides: whoever sees one half of it has seen the other.
      const both = new Set([...saw, numbers + 1, numbers + 2]);
      add(subject, field, 'platform', at, value, both);
      add(subject, field, 'quickbooks', at, value, both);
      return [numbers - 1, numbers];
    },
    withdraw: (subject, gone) => {
      for (const [field, list] of subject.edits)
        subject.edits.set(
          field,
          list.filter(({ number }) => !gone.includes(number)),
        );
    },
    lived: (subject, act) => {
      subject.lives.push(act);
    },
    latest,
    expected: ruled,
    joined: (subject, at, shown, isKnown) => {
      subject.parted = null;
      for (const field of new Set([...Object.keys(shown.platform), ...Object.keys(shown.quickbooks)])) {
        const p = shown.platform[field] ?? null;
        const q = shown.quickbooks[field] ?? null;
        const known = subject.edits.get(field) ?? [];
        // The same on both sides is agreed; what one side never had, the other fills in.
        if (p !== null && q !== null && p !== q) {
          add(subject, field, 'platform', at, p, new Set(numbersOf(known, 'platform')));
          add(subject, field, 'quickbooks', at, q, new Set(numbersOf(known, 'quickbooks')));
        } else {
          const side: Side = q === null ? 'platform' : 'quickbooks';
          if (p !== null || q !== null)
            add(subject, field, side, at, p ?? q, new Set(known.map((edit) => edit.number)));
          else if (known.length > 0) add(subject, field, side, at, null, new Set(known.map((edit) => edit.number)));
        }
        if (!isKnown && p !== q) subject.blurred.add(field);
      }
    },
    fuse: (tag, other) => {
      const [from, to] = [canonical(tag), canonical(other)];
      if (from !== to) fused.set(from, to);
    },
    canonical,
  };
  return ledger;
}

/**
 * Whether a side ended where it began before the other side typed: what it typed meanwhile it took back itself (only
 * emptiness can come again, every other value typed is unique). Then nothing of it may be left to collide.
 */
function tookBack(subject: Subject, field: string, side: Edit, other: Edit): boolean {
  const unseen = (subject.edits.get(field) ?? []).filter((one) => one.side === side.side && !other.saw.has(one.number));
  return unseen.length > 1 && unseen[0]?.from === side.value;
}

/** Whether a field was first typed after the record was entered. */
function bornWithout(subject: Subject, field: string): boolean {
  const birth = Math.min(...[...subject.edits.values()].map((edits) => edits[0]?.at ?? Number.POSITIVE_INFINITY));
  return (subject.edits.get(field)?.[0]?.at ?? birth) > birth;
}

const numbersOf = (edits: readonly Edit[], side: Side): number[] =>
  edits.filter((edit) => edit.side === side).map((edit) => edit.number);

/** Settings decided it at one time and ask a person at another: a review may stand, and need not. */
const reviewOr = (p: Edit, q: Edit): Ruled => ({
  kind: 'mayReview',
  values: { platform: p.value, quickbooks: q.value },
});

/** The tag of the document a share of money or credit is for (or from); null for any other field. */
export const settledBy = (field: string): string | null =>
  /^(?:allocations|creditMemos|vendorCredits)\/(.+)$/.exec(field)?.[1] ?? null;

/** The act by which people ended the record on a side, unless somebody brought it back since, on whichever side. */
export function endedBy(subject: Subject, side: Side): LifeAct | null {
  const last = subject.lives.findLast((act) => act.side === side && act.kind !== 'reactivate');
  if (!last) return null;
  const back = subject.lives.some((act) => act.kind === 'reactivate' && act.at >= last.at);
  return back ? null : last;
}
