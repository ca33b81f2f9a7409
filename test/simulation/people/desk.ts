/**
 * Somebody at both screens: sees what stands there, chooses a record, enters and changes one, and writes into the ledger
 * what the screen took. The acts of people are made of this.
 */
import type { Side } from '../../../shared/primitives.ts';
import type { Cabinet } from '../cabinet.ts';
import type { Invariant } from '../checker.ts';
import type { Dice } from '../dice.ts';
import { type Face, platformTag, quickbooksTag } from '../faces.ts';
import { resourceOf } from '../kinds.ts';
import type { Ledger, Value } from '../ledger.ts';
import type { Policy } from '../policies.ts';
import { type Sides, type Snapshot, snapshot } from '../sides.ts';
import type { EntityName, Words } from '../words.ts';
import { idOf, nativeBody, nativeChanges, platformBody, platformChanges, type Refs, type Seen } from './forms.ts';
import type { Window } from './office.ts';

/** The day on which everything is entered. */
export const TODAY = '2026-05-04';

export type DeskParts = {
  /** Settings of each entity, as people made them so far. */
  policies: Readonly<Record<string, Policy[]>>;
  /** What a person was shown is wrong. */
  complain(invariant: Invariant, what: string): void;
  /** Reading QuickBooks is counted against a month's budget. */
  metered: boolean;
  /** Plumbline's window; null while the app is down. */
  window(): Window | null;
  dice: Dice;
  words: Words;
  ledger: Ledger;
  cabinet: Cabinet;
  sides: Sides;
  now(): number;
  note(what: string): void;
  /** Whether Plumbline shows two records as they are on their sides now. */
  shows(entity: EntityName, ids: Record<Side, string>): boolean;
  /** A person looks at this record, to do something with it. */
  touched(side: Side, entity: EntityName, id: string): void;
  /** A person enters a new one. */
  entered(entity: EntityName): void;
};

export type Desk = DeskParts & {
  /** A person begins: what was seen before is looked at afresh. */
  sit(): void;
  /** Records of a side that are not deleted. */
  seenOn(side: Side, entity: EntityName): Seen[];
  live(side: Side, entity: EntityName): Seen[];
  faceOf(seen: Seen): Face | null;
  /** One of these, rather the one that was touched last. */
  choose(from: Seen[]): Seen | undefined;
  /** What was touched last: people correct what they have just entered, and two of them look at the same thing. */
  hot: string | null;
  /** Notes an act and what came of it; whether the screen took it. */
  done(what: string, outcome: { ok: true } | { ok: false; why: string }): boolean;
  /** Enters a new record; whether the screen took it. */
  create(side: Side, entity: EntityName, tag: string, fields: Record<string, Value>, refs: Refs): Promise<boolean>;
  /** Changes fields of a record; whether the screen took it. */
  update(seen: Seen, changes: Record<string, Value>): Promise<boolean>;
};

export function createDesk(parts: DeskParts): Desk {
  const { dice, ledger, sides, now, note, touched } = parts;
  const seenOn = (side: Side, entity: EntityName): Seen[] =>
    side === 'platform'
      ? sides.platform.records(entity).flatMap((record): Seen[] => {
          const tag = platformTag(entity, record.body);
          return tag === null || record.life === 'deleted' ? [] : [{ side, entity, tag, record }];
        })
      : sides.quickbooks.records(resourceOf(entity)).flatMap((native): Seen[] => {
          const tag = quickbooksTag(resourceOf(entity), native);
          return tag === null || native.status === 'Deleted' ? [] : [{ side, entity, tag, native }];
        });
  /** Both sides as they stand before the act under way. */
  let shown: Snapshot | null = null;
  const faceOf = (seen: Seen) => {
    shown ??= snapshot(sides);
    const faces = shown.byTag.get(seen.tag)?.[seen.side] ?? [];
    return faces.find((face) => face.id === (seen.side === 'platform' ? seen.record.id : seen.native.Id)) ?? null;
  };
  const live = (side: Side, entity: EntityName): Seen[] =>
    seenOn(side, entity).filter((seen) => faceOf(seen)?.life === 'live');

  const desk: Desk = {
    ...parts,
    hot: null,
    sit: () => {
      shown = null;
    },
    seenOn,
    live,
    faceOf,
    choose: (from) => {
      const warm = from.filter((seen) => seen.tag === desk.hot);
      return warm.length > 0 && dice.chance(0.6) ? dice.pick(warm) : dice.maybe(from);
    },
    done: (what, outcome) => {
      note(`person ${what}${outcome.ok ? '' : ` (refused: ${outcome.why})`}`);
      return outcome.ok;
    },
    create: async (side, entity, tag, fields, refs) => {
      parts.entered(entity);
      const outcome =
        side === 'platform'
          ? await sides.platform.create(entity, platformBody(entity, tag, fields, refs))
          : sides.quickbooks.save(
              resourceOf(entity),
              nativeBody(entity, tag, fields, refs, sides.quickbooks.incomeAccount),
            );
      desk.hot = tag;
      if (!desk.done(`${side} creates ${entity} ${tag}`, outcome)) return false;
      ledger.born(entity, tag, side, now(), { ...fields, ...refs.said });
      return true;
    },
    update: async (seen, changes) => {
      const face = faceOf(seen);
      const subject = ledger.subjects.get(seen.tag);
      if (!face || !subject) return false;
      touched(seen.side, seen.entity, idOf(seen));
      const outcome =
        seen.side === 'platform'
          ? await sides.platform.update(seen.record, platformChanges(changes, seen.entity))
          : sides.quickbooks.save(resourceOf(seen.entity), { Id: seen.native.Id, ...nativeChanges(seen, changes) });
      const what = Object.entries(changes).map(([field, value]) => `${field}=${value ?? '∅'}`);
      if (!desk.done(`${seen.side} edits ${seen.tag} ${what.join(' ')}`, outcome)) return false;
      for (const [field, value] of Object.entries(changes)) {
        // Emptying what is empty says nothing.
        if ((face.fields[field] ?? null) !== value)
          ledger.edited(subject, field, seen.side, now(), face.fields[field] ?? null, value);
      }
      return true;
    },
  };
  return desk;
}
