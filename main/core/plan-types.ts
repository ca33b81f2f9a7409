/** What the planner is asked, and what it answers. */
import type { Life, RemovalMode } from '../../shared/entity.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import type { Body, Side } from '../../shared/primitives.ts';
import type { LineMap, Links } from './common.ts';
import type { PathConflict } from './lines.ts';
import type { LifeCause } from './lives.ts';
import type { Apart, Base, BasePatch, Choice } from './merge.ts';
import type { EntityModule, FieldChange, RecordKey } from './types.ts';
import type { UndoStep, UndoWish } from './undo.ts';

/** What a side shows of a record, as the planner needs it. The body holds the side's own ids. */
export type SideView = { id: string; revision: string; life: Life; body: Body };

/** What a person decided for a record whose lives differ or whose counterpart is unclear. */
export type Act =
  /** Do on the other side what was done here. */
  | 'follow'
  /** Parted from its counterpart by a person: left out, whatever version, until a person takes it in again. */
  | 'apart'
  /** Leave both sides as they are and stop syncing the record. */
  | 'leave'
  /** Make active again where it is inactive. */
  | 'revive'
  /** No counterpart on the other side: make one. */
  | 'create'
  /** Make it on the other side although the settings make none by themselves; holds for every version. */
  | 'carry'
  /** Made by an import for what others name: goes over when something refers to it. Holds for every version. */
  | 'asNeeded'
  /** Another record than those of its own side that say the same. What turns up on the other side is still looked at. */
  | 'keep';

/**
 * Decisions of a person that the planner honours. `act` holds only for the lives and revisions it was made for, `undo`
 * until what it wants is there or somebody was quicker.
 */
export type Decision = {
  choices: Choice[];
  act: { act: Act; platform: string | null; quickbooks: string | null } | null;
  undo?: UndoWish | null;
};

export const noDecision = (): Decision => ({ choices: [], act: null });

export type RecordInput = {
  module: EntityModule;
  policy: EntityPolicy;
  platform: SideView | null;
  quickbooks: SideView | null;
  /** Only a linked record has both sides. */
  lines: LineMap;
  base: Base | null;
  tombstone: boolean;
  links: Links;
  decision: Decision;
  /** Something that goes over refers to it, so it is made even though it is inactive or its kind is made only then. */
  needed: boolean;
  /** Merged into another record in QuickBooks. */
  merged?: boolean;
};

/** One write, in common form beside the body with the written side's ids. */
export type PlannedWrite = {
  side: Side;
  kind: 'create' | 'update' | 'remove' | 'restore';
  mode: RemovalMode | null;
  id: string | null;
  revision: string | null;
  /** Ids of the written side. Null for a removal. */
  body: Body | null;
  /** The same in common form: what the answer is compared with, and the order of its lines. */
  common: Body | null;
  fields: string[];
  changes: FieldChange[];
  /** What may be stored as agreed once it is confirmed. */
  patch: BasePatch;
};

export type Verdict =
  /** Nothing to do. `drift`: computed amounts that differ; `apart`: fields that the settings keep different. */
  | { kind: 'equal'; life: Life; drift: string[]; apart: Apart[] }
  | { kind: 'write'; writes: PlannedWrite[] }
  /** Fields in conflict; `writes` carries what merged cleanly meanwhile. */
  | { kind: 'fields'; conflicts: PathConflict[]; writes: PlannedWrite[] }
  | { kind: 'lives'; cause: LifeCause; gone: Side }
  /** Refers to records that are not on the other side yet; common keys. */
  | { kind: 'blocked'; by: RecordKey[]; writes: PlannedWrite[] }
  /** Left out by a setting, a decision or its own state; the reason in words. */
  | { kind: 'notSynced'; reason: string }
  /** A draft again, and gone from QuickBooks for it: the pair is parted, so that issuing it makes a new one there. */
  | { kind: 'recalled' }
  /** Gone on both sides, or gone before it was ever carried over. */
  | { kind: 'ended' };

export type RecordPlan = {
  verdict: Verdict;
  /** What can be stored as agreed right away, without a write. Null when nothing is new. */
  settled: BasePatch | null;
  /** Line pairs, when new ones were found. */
  lines: LineMap | null;
  /** Records it would refer to if they were on the other side; it is planned again when they are. */
  awaits: RecordKey[];
  /** What became of an undo that was still open, when that shows now. */
  undo?: Exclude<UndoStep, { kind: 'go' }>;
};
