/**
 * What people did, as a witness writes it down: every value somebody typed, on which side, and which other values that
 * person could see when typing. The checker judges the end by this and by nothing of the engine's.
 */
import type { Strategy } from '../../shared/policy.ts';
import type { Side } from '../../shared/primitives.ts';

/** A value as both sides can be read: text, or null for nothing. */
export type Value = string | null;

/** One value typed by a person. `saw` holds the numbers of the edits whose result was on the screen, closed under itself. */
export type Edit = { number: number; at: number; side: Side; value: Value; saw: ReadonlySet<number> };

/** One act that ended a record or brought it back. */
export type LifeAct = { at: number; side: Side; kind: 'delete' | 'void' | 'deactivate' | 'reactivate' };

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
  /** A person chose to leave the sides apart, or a record was unlinked: equality is no longer promised. */
  apart: boolean;
};

/** What the rules of the settings make of a field edited on both sides without seeing each other. */
export type Expectation =
  /** Nobody ever typed it: both sides may have filled it in, but equally. */
  | { kind: 'free' }
  | { kind: 'value'; value: Value; why: string }
  /** Edited differently on both sides, and a person decides. */
  | { kind: 'review'; values: Record<Side, Value> };

export type Ledger = {
  readonly subjects: Map<string, Subject>;
  born(entity: string, tag: string, side: Side, at: number, fields: Record<string, Value>): Subject;
  /** `before` is what the editing side showed in that field at that moment. */
  edited(subject: Subject, field: string, side: Side, at: number, before: Value, value: Value): void;
  lived(subject: Subject, act: LifeAct): void;
  /** Newest edit of a field on a side, or null. */
  latest(subject: Subject, field: string, side: Side): Edit | null;
  expected(subject: Subject, field: string, strategy: Strategy): Expectation;
  /** How many edits were written down. */
  readonly count: number;
};

export function createLedger(): Ledger {
  const subjects = new Map<string, Subject>();
  let numbers = 0;

  const add = (subject: Subject, field: string, side: Side, at: number, value: Value, saw: Set<number>): void => {
    const list = subject.edits.get(field) ?? [];
    numbers += 1;
    list.push({ number: numbers, at, side, value, saw });
    subject.edits.set(field, list);
  };

  const latest: Ledger['latest'] = (subject, field, side) =>
    (subject.edits.get(field) ?? []).findLast((edit) => edit.side === side) ?? null;

  const ledger: Ledger = {
    subjects,
    get count() {
      return numbers;
    },
    born: (entity, tag, side, at, fields) => {
      const subject: Subject = subjects.get(tag) ?? {
        tag,
        entity,
        born: [],
        edits: new Map(),
        lives: [],
        settled: [],
        apart: false,
      };
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
      const include = (edit: Edit): void => {
        if (saw.has(edit.number)) return;
        saw.add(edit.number);
        for (const number of edit.saw) saw.add(number);
      };
      // The screen showed `before`: whoever typed that value was seen (two people may have typed the same), with all
      // they had seen.
      for (const edit of earlier) if (edit.value === before) include(edit);
      // One's own side's earlier values are replaced by this one, whoever won between.
      for (const edit of earlier) if (edit.side === side) include(edit);
      add(subject, field, side, at, value, saw);
    },
    lived: (subject, act) => {
      subject.lives.push(act);
    },
    latest,
    expected: (subject, field, strategy) => {
      const p = latest(subject, field, 'platform');
      const q = latest(subject, field, 'quickbooks');
      if (!p && !q) return { kind: 'free' };
      if (!p || !q) {
        const only = (p ?? q) as Edit;
        return { kind: 'value', value: only.value, why: `only ${only.side} ever said it` };
      }
      if (p.saw.has(q.number)) return { kind: 'value', value: p.value, why: 'the platform edited over QuickBooks' };
      if (q.saw.has(p.number)) return { kind: 'value', value: q.value, why: 'QuickBooks edited over the platform' };
      if (p.value === q.value) return { kind: 'value', value: p.value, why: 'both said the same' };
      const choice = subject.settled.findLast((one) => one.path === field && one.at >= Math.max(p.at, q.at));
      if (choice) return { kind: 'value', value: choice.value, why: 'a person settled it in Review' };
      if (strategy === 'platformWins') return { kind: 'value', value: p.value, why: 'collision, platform wins' };
      if (strategy === 'quickbooksWins') return { kind: 'value', value: q.value, why: 'collision, QuickBooks wins' };
      return { kind: 'review', values: { platform: p.value, quickbooks: q.value } };
    },
  };
  return ledger;
}

/** The act by which people ended the record on a side, unless somebody brought it back since, on whichever side. */
export function endedBy(subject: Subject, side: Side): LifeAct | null {
  const last = subject.lives.findLast((act) => act.side === side && act.kind !== 'reactivate');
  if (!last) return null;
  const back = subject.lives.some((act) => act.kind === 'reactivate' && act.at >= last.at);
  return back ? null : last;
}
